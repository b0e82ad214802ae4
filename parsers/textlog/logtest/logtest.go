package logtest

import (
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"

	"hamari/parsers"
)

// Event is a copy of what a format emitted.
type Event struct {
	Time, End string // as the report prints them; empty without one
	Wall      bool
	Pos       parsers.Pos
	Fields    map[string]string
	Raw       string
}

// Log is what a format made of a text.
type Log struct {
	Events  []Event
	Rejects []string // line, offset and reason
	Lines   []int    // of the rejects
	Notes   []string
	Err     error
}

// Event takes in a record.
func (l *Log) Event(e *parsers.Event) error {
	const form = "2006-01-02T15:04:05.999999Z"
	c := Event{Wall: e.WallClock, Pos: e.Pos, Fields: map[string]string{}, Raw: string(e.Raw)}
	if !e.Time.IsZero() {
		c.Time = e.Time.Format(form)
	}
	if !e.End.IsZero() {
		c.End = e.End.Format(form)
	}
	for i, f := range e.Kind.Fields {
		if v := e.Value(i); v.Exists() {
			c.Fields[f.Name] = v.String()
		}
	}
	l.Events = append(l.Events, c)
	return nil
}

// Reject takes in a broken record.
func (l *Log) Reject(e *parsers.SyntaxError) {
	l.Rejects = append(l.Rejects, fmt.Sprintf("%d@%d: %v", e.Pos.Line, e.Pos.Offset, e.Err))
	l.Lines = append(l.Lines, e.Pos.Line)
}

// Note takes in a remark.
func (l *Log) Note(text string) {
	for _, n := range l.Notes {
		if n == text {
			return
		}
	}
	l.Notes = append(l.Notes, text)
}

// Read reads a text with a format.
func Read(t testing.TB, f *parsers.Format, member, text string) *Log {
	t.Helper()
	return read(t, f, member, strings.NewReader(text))
}

func read(t testing.TB, f *parsers.Format, member string, r io.Reader) *Log {
	l := &Log{}
	l.Err = f.Read(t.Context(), r, &parsers.Source{Member: member}, l)
	return l
}

// Detect asks a format about a text.
func Detect(f *parsers.Format, name, text string) parsers.Confidence {
	prefix := text[:min(len(text), parsers.HeaderSize)]
	return f.Detect(&parsers.Header{Name: name, Prefix: []byte(prefix), Complete: len(prefix) == len(text)})
}

// Holds checks what is true of any text: reading ends without an error, positions rise and lie in the text, every record
// is what stands there, and nothing depends on how the text arrives.
func Holds(t testing.TB, f *parsers.Format, member, text string) {
	t.Helper()
	Detect(f, member, text)
	l := Read(t, f, member, text)
	if l.Err != nil {
		t.Errorf("error of a text that ends: %v", l.Err)
	}
	line, record := 0, -1
	for _, e := range l.Events {
		if e.Pos.Line < line || e.Pos.Record <= record || e.Pos.Offset < 0 || e.Pos.Offset > int64(len(text)) {
			t.Errorf("position %+v behind line %d, record %d", e.Pos, line, record)
		}
		line, record = e.Pos.Line, e.Pos.Record
	}
	if diff := cmp.Diff(l, read(t, f, member, iotest.HalfReader(strings.NewReader(text)))); diff != "" {
		t.Errorf("depends on how the text arrives: %s", diff)
	}
}

// Cut holds that a text whose reading fails keeps the records before the failure and tells of it.
func Cut(t testing.TB, f *parsers.Format, member, text string) {
	t.Helper()
	failing := io.MultiReader(strings.NewReader(text), iotest.ErrReader(io.ErrUnexpectedEOF))
	if l := read(t, f, member, failing); l.Err == nil || len(l.Events) == 0 {
		t.Errorf("a reader that fails: %d events, error %v", len(l.Events), l.Err)
	}
}

// Benchmark reads the text, repeated to about 4 MiB, over and over.
func Benchmark(b *testing.B, f *parsers.Format, member, text string) {
	long := strings.Repeat(text, 1+(4<<20)/len(text))
	b.SetBytes(int64(len(long)))
	b.ReportAllocs()
	for b.Loop() {
		s := &counter{}
		if err := f.Read(b.Context(), strings.NewReader(long), &parsers.Source{Member: member}, s); err != nil || s.events == 0 {
			b.Fatal(err, s.events)
		}
	}
}

type counter struct {
	parsers.Unheard
	events int
}

func (c *counter) Event(*parsers.Event) error { c.events++; return nil }
