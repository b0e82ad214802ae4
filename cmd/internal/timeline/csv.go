package timeline

import (
	"bufio"
	"slices"
	"strconv"
	"time"

	"hamari/correlate"
)

// newCSV writes a table with a column for each field of the kinds that there are.
func newCSV(l Layout) Encoder {
	return newTable(l, []string{"time", "end", "kind", "summary", "member", "line", "record_number"}, csvCells)
}

func csvCells(dst []byte, r *correlate.Record) []byte {
	dst = append(appendTime(dst, r.Start), ',')
	if !r.End.IsZero() {
		dst = appendTime(dst, r.End)
	}
	dst = append(dst, ',')
	dst = append(append(dst, r.Kind.Name...), ',')
	dst = append(appendCell(dst, summaryOf(nil, r)), ',')
	dst = append(appendCell(dst, []byte(r.Pos.Member)), ',')
	if r.Pos.Line > 0 {
		dst = strconv.AppendInt(dst, int64(r.Pos.Line), 10)
	}
	dst = append(dst, ',')
	return strconv.AppendInt(dst, int64(r.Pos.Record), 10)
}

// newTimesketch writes the columns that Timesketch asks for, and behind them the source's own fields. See
// https://timesketch.org/guides/user/import-from-json-csv/
func newTimesketch(l Layout) Encoder {
	return newTable(l, []string{"message", "datetime", "timestamp_desc", "data_type", "source_member", "source_line"}, timesketchCells)
}

func timesketchCells(dst []byte, r *correlate.Record) []byte {
	dst = append(appendCell(dst, summaryOf(nil, r)), ',')
	dst = append(appendISO(dst, r.Start), ',')
	dst = append(append(dst, vocabularyOf(r.Kind).sentence.when...), ',')
	dst = append(append(append(dst, "aws:"...), r.Kind.Name...), ',')
	dst = append(appendCell(dst, []byte(r.Pos.Member)), ',')
	if r.Pos.Line > 0 {
		dst = strconv.AppendInt(dst, int64(r.Pos.Line), 10)
	}
	return dst
}

// appendISO appends a time as Timesketch shows it: 2026-03-04T02:12:00.500000+00:00.
func appendISO(dst []byte, t time.Time) []byte {
	const layout = "2006-01-02T15:04:05.000000"
	return append(t.UTC().AppendFormat(dst, layout), "+00:00"...)
}

// table encodes records as lines of a CSV.
type table struct {
	lines
	*columns
	head  []string // columns before the fields
	begin func(dst []byte, r *correlate.Record) []byte
}

func newTable(l Layout, head []string, begin func(dst []byte, r *correlate.Record) []byte) *table {
	return &table{columns: newColumns(l.Kinds, head), head: head, begin: begin}
}

func (t *table) Append(dst []byte, r *correlate.Record) []byte {
	dst = t.begin(dst, r)
	t.each(r, func(v []byte) {
		dst = appendCell(append(dst, ','), v)
	})
	return append(dst, '\n')
}

func (t *table) Begin(w *bufio.Writer) error {
	var line []byte
	for _, title := range slices.Concat(t.head, t.titles) {
		line = append(appendCell(line, []byte(title)), ',')
	}
	line[len(line)-1] = '\n'
	_, err := w.Write(line)
	return err
}
