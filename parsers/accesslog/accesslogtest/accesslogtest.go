package accesslogtest

import (
	"bytes"
	"fmt"
	"os"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"

	"hamari/parsers"
)

// Result is what a format made of a text.
type Result struct {
	Events  []Event
	Rejects []*parsers.SyntaxError
	Notes   []string
}

// Event is a copy of an event.
type Event struct {
	Pos    parsers.Pos
	Times  string            // start/end, in RFC 3339; empty without
	Values map[string]string // of the fields that it has
	Raw    string
}

// Event takes in one record.
func (r *Result) Event(e *parsers.Event) error {
	kept := Event{Pos: e.Pos, Values: map[string]string{}, Raw: string(e.Raw)}
	const layout = "2006-01-02T15:04:05.999999Z07:00"
	if !e.Time.IsZero() {
		kept.Times = e.Time.Format(layout) + "/" + e.End.Format(layout)
	}
	for i, f := range e.Kind.Fields {
		if v := e.Value(i); v.Exists() {
			kept.Values[f.Name] = v.String()
		}
	}
	r.Events = append(r.Events, kept)
	return nil
}

// Reject takes in a record that could not be understood.
func (r *Result) Reject(e *parsers.SyntaxError) { r.Rejects = append(r.Rejects, e) }

// Note takes in a remark, once.
func (r *Result) Note(text string) {
	if len(r.Notes) == 0 || r.Notes[len(r.Notes)-1] != text {
		r.Notes = append(r.Notes, text)
	}
}

// Read reads a text that must be readable as a whole.
func Read(t testing.TB, format *parsers.Format, member, text string) *Result {
	t.Helper()
	r := &Result{}
	if err := format.Read(t.Context(), strings.NewReader(text), &parsers.Source{Member: member}, r); err != nil {
		t.Fatalf("%s: %v", member, err)
	}
	return r
}

// File reads one of the format's own files, each record of which must be good, and holds that it is recognised by what
// is in it.
func File(t testing.TB, format *parsers.Format, path string) *Result {
	t.Helper()
	text := readFile(t, path)
	if got := format.Detect(&parsers.Header{Name: "x", Prefix: []byte(text), Complete: true}); got != parsers.ByContent {
		t.Errorf("%s: recognised with confidence %v", path, got)
	}
	r := Read(t, format, path, text)
	for _, e := range r.Rejects {
		t.Errorf("%v", e)
	}
	return r
}

// Record returns the n-th line of a file.
func Record(t testing.TB, path string, n int) string {
	t.Helper()
	return strings.Split(readFile(t, path), "\n")[n]
}

func readFile(t testing.TB, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// Check holds that the event has the given times and fields, written name=value; name= is for one that must be absent.
func (e *Event) Check(t testing.TB, times string, fields ...string) {
	t.Helper()
	if e.Times != times {
		t.Errorf("%v: from/to %s, want %s", e.Pos, e.Times, times)
	}
	for _, f := range fields {
		name, want, _ := strings.Cut(f, "=")
		if got, ok := e.Values[name]; got != want || ok != (want != "") {
			t.Errorf("%v: %s is %q, want %q", e.Pos, name, got, want)
		}
	}
}

// Reject holds that each of the broken records costs only itself, between two good ones, and is rejected where it stands.
// A broken record is given with a part of the reason.
func Reject(t *testing.T, format *parsers.Format, good string, broken [][2]string) {
	t.Helper()
	for _, b := range broken {
		record, reason := b[0], b[1]
		r := Read(t, format, "m", good+"\n"+record+"\n"+good+"\n")
		if len(r.Events) != 2 || len(r.Rejects) != 1 {
			t.Errorf("%.80q: %d events, %d rejects: %v", record, len(r.Events), len(r.Rejects), r.Rejects)
			continue
		}
		e := r.Rejects[0]
		if want := (parsers.Pos{Member: "m", Line: 2, Record: 1, Offset: int64(len(good)) + 1}); e.Pos != want {
			t.Errorf("%.80q: rejected at %+v, want %+v", record, e.Pos, want)
		}
		if !strings.Contains(e.Err.Error(), reason) {
			t.Errorf("%.80q: %v, want %s", record, e.Err, reason)
		}
		if next := r.Events[1].Pos; next.Line != 3 || next.Record != 2 {
			t.Errorf("%.80q: the next record is at %+v", record, next)
		}
	}
}

// Fuzz holds that reading never panics, that nothing depends on how the text arrives, and that every line which is
// neither blank nor a header becomes an event or a reject.
func Fuzz(f *testing.F, format *parsers.Format, seeds ...string) {
	for _, path := range seeds {
		seed := readFile(f, path)
		f.Add([]byte(seed))
		f.Add([]byte(seed[:len(seed)/2]))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		format.Detect(&parsers.Header{Name: "m", Prefix: text})
		got, halves := &Result{}, &Result{}
		src := &parsers.Source{Member: "m"}
		err := format.Read(t.Context(), bytes.NewReader(text), src, got)
		err2 := format.Read(t.Context(), iotest.HalfReader(bytes.NewReader(text)), src, halves)
		if diff := cmp.Diff(fmt.Sprint(got.Rejects, got.Notes, err), fmt.Sprint(halves.Rejects, halves.Notes, err2)) + cmp.Diff(got.Events, halves.Events); diff != "" {
			t.Errorf("depends on how it is read: %s", diff)
		}
		seen := map[int]bool{}
		for _, e := range got.Events {
			seen[e.Pos.Record] = true
		}
		for _, e := range got.Rejects {
			seen[e.Pos.Record] = true
		}
		records := len(got.Events) + len(got.Rejects)
		if len(seen) != records {
			t.Errorf("%d records with %d numbers", records, len(seen))
		}
		if least, most := countRecords(string(text)); records < least || records > most {
			t.Errorf("%d events and %d rejects of %d to %d records", len(got.Events), len(got.Rejects), least, most)
		}
	})
}

// countRecords counts the lines that are neither blank nor comments: those that no header line without a mark can be,
// and all. Of JSON it counts nothing.
func countRecords(text string) (least, most int) {
	text = strings.TrimPrefix(text, "\ufeff")
	if begin := strings.TrimLeft(text, " \t\r\n"); begin != "" && (begin[0] == '{' || begin[0] == '[') {
		return 0, len(text)
	}
	first := ""
	for line := range strings.SplitSeq(text, "\n") {
		line = strings.TrimSuffix(line, "\r")
		if strings.Trim(line, " \t") == "" || line[0] == '#' {
			continue
		}
		if most++; first == "" {
			first = line
		}
		if line != first {
			least++
		}
	}
	return least, most
}

// Speed measures the reading of a text that has the records of a file again and again.
func Speed(b *testing.B, format *parsers.Format, path string) {
	records := readFile(b, path)
	text := []byte(strings.Repeat(records, 1+(8<<20)/len(records)))
	var sink counter
	read := func(text []byte) {
		sink = counter{}
		if err := format.Read(b.Context(), bytes.NewReader(text), &parsers.Source{Member: "m"}, &sink); err != nil || sink.rejects > 0 {
			b.Fatal(err, sink)
		}
	}
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		read(text)
	}
	b.ReportMetric(float64(sink.events)*float64(b.N)/b.Elapsed().Seconds(), "records/s")
}

// Allocations holds that memory does not grow with the number of records.
func Allocations(t *testing.T, format *parsers.Format, record string) {
	t.Helper()
	count := func(n int) float64 {
		text := strings.Repeat(record+"\n", n)
		return testing.AllocsPerRun(3, func() {
			var sink counter
			err := format.Read(t.Context(), strings.NewReader(text), &parsers.Source{Member: "m"}, &sink)
			if err != nil || sink.events != n {
				t.Fatal(err, sink)
			}
		})
	}
	if few, many := count(10), count(3000); many > few {
		t.Errorf("%v allocations for 10 records, %v for 3000: want the same", few, many)
	}
}

// counter is a sink that counts.
type counter struct{ events, rejects int }

func (c *counter) Event(*parsers.Event) error  { c.events++; return nil }
func (c *counter) Reject(*parsers.SyntaxError) { c.rejects++ }
func (c *counter) Note(string)                 {}
