package timeline

import (
	"bufio"
	"encoding/binary"
	"errors"

	"hamari/cmd/internal/parquet"
	"hamari/correlate"
	"hamari/parsers"
)

// newParquet writes a table with the columns of the CSV. A column whose kinds agree that it is a number is one; a value
// that is no number is then absent, and found at the place that the row names.
func newParquet(l Layout) Encoder {
	t := &parquetTable{all: []parquet.Column{
		{Name: "time", Type: parquet.Timestamp}, {Name: "end", Type: parquet.Timestamp}, {Name: "kind", Type: parquet.Text},
		{Name: "summary", Type: parquet.Text}, {Name: "member", Type: parquet.Text},
		{Name: "line", Type: parquet.Integer}, {Name: "record_number", Type: parquet.Integer},
	}}
	var head []string
	for _, c := range t.all {
		head = append(head, c.Name)
	}
	t.columns = newColumns(l.Kinds, head)
	for i, name := range t.names {
		t.all = append(t.all, parquet.Column{Name: t.titles[i], Type: columnType(l.Kinds, name)})
	}
	return t
}

// The columns that every row has.
const (
	columnTime = iota
	columnEnd
	columnKind
	columnSummary
	columnMember
	columnLine
	columnRecord
	firstField
)

// columnType is the type on which all kinds with such a field agree, else text.
func columnType(kinds []*parsers.Kind, name string) parquet.Type {
	types := map[parquet.Type]bool{}
	for _, k := range kinds {
		slot := k.Slot(name)
		if slot < 0 {
			continue
		}
		switch k.Fields[slot].Type {
		case parsers.Int:
			types[parquet.Integer] = true
		case parsers.Float:
			types[parquet.Number] = true
		default:
			types[parquet.Text] = true
		}
	}
	switch {
	case len(types) == 1 && types[parquet.Integer]:
		return parquet.Integer
	case len(types) > 0 && !types[parquet.Text]:
		return parquet.Number
	}
	return parquet.Text
}

type parquetTable struct {
	*columns
	all []parquet.Column
	out *parquet.Writer
}

// Append keeps a row as its columns that have a value: number, length and bytes of each.
func (t *parquetTable) Append(dst []byte, r *correlate.Record) []byte {
	dst = appendNumber(dst, columnTime, r.Start.UnixMicro())
	if !r.End.IsZero() {
		dst = appendNumber(dst, columnEnd, r.End.UnixMicro())
	}
	dst = appendColumn(dst, columnKind, []byte(r.Kind.Name))
	dst = appendColumn(dst, columnSummary, summaryOf(nil, r))
	dst = appendColumn(dst, columnMember, []byte(r.Pos.Member))
	if r.Pos.Line > 0 {
		dst = appendNumber(dst, columnLine, int64(r.Pos.Line))
	}
	dst = appendNumber(dst, columnRecord, int64(r.Pos.Record))
	column := firstField
	t.each(r, func(v []byte) {
		if v != nil {
			dst = appendColumn(dst, column, v)
		}
		column++
	})
	return dst
}

func appendColumn(dst []byte, column int, v []byte) []byte {
	dst = binary.AppendUvarint(dst, uint64(column))
	dst = binary.AppendUvarint(dst, uint64(len(v)))
	return append(dst, v...)
}

// appendNumber is appendColumn for the numbers of columns that every row has.
func appendNumber(dst []byte, column int, n int64) []byte {
	return appendColumn(dst, column, binary.LittleEndian.AppendUint64(nil, uint64(n)))
}

// Begin begins the file.
func (t *parquetTable) Begin(w *bufio.Writer) error {
	t.out = parquet.NewWriter(w, t.all)
	return nil
}

var errEncoded = errors.New("not what was encoded")

// Write writes a row.
func (t *parquetTable) Write(_ *bufio.Writer, encoded []byte) error {
	if err := t.out.Row(); err != nil {
		return err
	}
	for len(encoded) > 0 {
		column, n := binary.Uvarint(encoded)
		if n <= 0 || column >= uint64(len(t.all)) {
			return errEncoded
		}
		size, m := binary.Uvarint(encoded[n:])
		if m <= 0 || size > uint64(len(encoded)-n-m) {
			return errEncoded
		}
		v := encoded[n+m:][:size]
		encoded = encoded[n+m+int(size):]
		t.set(int(column), v)
	}
	return nil
}

func (t *parquetTable) set(column int, v parsers.Value) {
	switch typ := t.all[column].Type; {
	case typ == parquet.Text:
		t.out.Text(column, toUTF8(v))
	case column < firstField:
		t.out.Integer(column, int64(binary.LittleEndian.Uint64(v)))
	case typ == parquet.Integer:
		if n, ok := v.Int(); ok {
			t.out.Integer(column, n)
		}
	default:
		if f, ok := v.Float(); ok {
			t.out.Number(column, f)
		}
	}
}

// End writes the last rows and the end of the file.
func (t *parquetTable) End(*bufio.Writer) error { return t.out.Close() }
