package timeline

import (
	"bufio"
	"fmt"
	"slices"
	"strings"

	"hamari/correlate"
	"hamari/parsers"
)

// Format is one form of a timeline.
type Format struct {
	Name   string // as given to --format
	Title  string // what it is for, in a few words
	Binary bool   // nothing for a terminal
	New    func(Layout) Encoder
}

// Layout is what is known of the records before the first is encoded.
type Layout struct {
	Kinds []*parsers.Kind // of which there may be records
}

// Encoder writes records in one form.
type Encoder interface {
	// Append appends the record in a form that Write understands. Several goroutines may call it at once.
	Append(dst []byte, r *correlate.Record) []byte

	// Begin, Write for every record in order, and End write the timeline.
	Begin(w *bufio.Writer) error
	Write(w *bufio.Writer, encoded []byte) error
	End(w *bufio.Writer) error
}

// Formats returns the forms that can be written, the default first.
func Formats() []Format {
	return []Format{
		{"text", "a line a record, for a terminal", false, newText},
		{"csv", "a column for each field of every source, for a spreadsheet or a database", false, newCSV},
		{"jsonl", "one JSON object a line, records whole", false, newJSONL},
		{"timesketch", "CSV that Timesketch imports", false, newTimesketch},
		{"ecs", "JSON lines with the names of the Elastic Common Schema", false, newECS},
		{"parquet", "a table for DuckDB, Athena or pandas", true, newParquet},
	}
}

// Names returns the names of all formats.
func Names() []string {
	var names []string
	for _, f := range Formats() {
		names = append(names, f.Name)
	}
	return names
}

// Lookup returns the format with the given name. The error names those that there are.
func Lookup(name string) (Format, error) {
	all := Formats()
	if i := slices.IndexFunc(all, func(f Format) bool { return f.Name == name }); i >= 0 {
		return all[i], nil
	}
	return Format{}, fmt.Errorf("unknown timeline format %q: want one of %s", name, strings.Join(Names(), ", "))
}

// lines is the part of an encoder whose records are ready to be written.
type lines struct{}

func (lines) Begin(*bufio.Writer) error { return nil }
func (lines) End(*bufio.Writer) error   { return nil }
func (lines) Write(w *bufio.Writer, encoded []byte) error {
	_, err := w.Write(encoded)
	return err
}
