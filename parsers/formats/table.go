package formats

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"hamari/parsers"
	"hamari/parsers/parquet"
	"hamari/parsers/wrapper"
)

// readTable reads a Parquet file whose columns are those of a format that reads tables with a header line.
func readTable(ctx context.Context, formats []*parsers.Format, l *layers, src *parsers.Source) (Result, error) {
	result := Result{Via: l.via, Nature: "binary (Parquet)"}
	file, err := src.RandomAccess(ctx, l.text)
	if file != nil {
		defer file.Close()
	}
	if err != nil {
		return result, err
	}
	table, err := parquet.Open(file, file.Size())
	var nested *parquet.NestedError
	if errors.As(err, &nested) {
		result.Nature = otherTable(nested.Columns)
		return result, nil
	}
	if err != nil {
		return result, err
	}
	l.header = parsers.Header{Prefix: []byte(table.Header() + "\n"), Complete: true} // its name says nothing of columns
	named := l.recognise()
	if named.Format == nil {
		result.Nature, result.Ambiguous = otherTable(table.Columns()), named.Ambiguous
		return result, nil
	}
	addPartitions(table, named.Format, src.Member, l.sink)
	text := wrapper.OpenTable(table, src.Member, l.sink)
	named.Via = append(named.Via, "parquet")
	alone := *src // the sinks of others know nothing of the rows, and Wants nothing of the lines made of them
	alone.Pool, alone.Wants = nil, nil
	return named, named.Format.Read(ctx, text, &alone, text.Sink())
}

// addPartitions adds those columns in the file's path that the format knows and the table lacks.
func addPartitions(table *parquet.Table, format *parsers.Format, path string, sink parsers.Sink) {
	var added []string
	for _, p := range parquet.Partitions(path) {
		for _, kind := range format.Kinds {
			if kind.Slot(p.Name) >= 0 && table.Add(p) {
				added = append(added, p.Name)
			}
		}
	}
	if len(added) > 0 {
		sink.Note("taken from the file's path, since the records lack it: " + strings.Join(added, ", "))
	}
}

// otherTable says what a table is that no format reads.
func otherTable(columns []string) string {
	const most = 8
	has := map[string]bool{}
	for _, c := range columns {
		has[strings.ToLower(strings.ReplaceAll(c, "_", ""))] = true
	}
	listed := strings.Join(columns[:min(len(columns), most)], ", ")
	if len(columns) > most {
		listed += " ..."
	}
	switch {
	case has["eventname"] && has["eventsource"]:
		return "Parquet with CloudTrail events, as CloudTrail Lake exports them: not read, ask for the JSON files of the trail"
	case has["classuid"] && has["metadata"]:
		return "Parquet in the OCSF schema, as Security Lake writes it: not read, ask for the original logs"
	case has["lineitemusagestartdate"]:
		return "Parquet with a cost and usage report: no log"
	}
	return fmt.Sprintf("Parquet that is no flow log, with the columns %s", listed)
}
