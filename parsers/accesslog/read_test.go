package accesslog_test

import (
	"context"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"hamari/parsers"
	"hamari/parsers/accesslog"
	"hamari/parsers/accesslog/accesslogtest"
	"hamari/parsers/lazy"
)

var kind = parsers.NewKind("door", "comings and goings", []parsers.Field{
	{Name: "when", Type: parsers.Timestamp}, {Name: "who"}, {Name: "door", Type: parsers.Int},
})

// door is a log of the simplest kind.
var door = accesslog.NewFormat("door", "doors", "https://example.com", kind, func() *accesslog.Log {
	return &accesslog.Log{
		Columns: accesslog.Fields(kind, 0, 2), Fewest: 2, Cut: accesslog.Quoted,
		Looks: func(cells [][]byte) bool { _, ok := accesslog.ParseTime(cells[0]); return ok },
		Marks: []string{"who", "door"}, Sure: 1, Foreign: []string{"window"},
		FileName: lazy.Regexp(`^door-`),
		Finish: func(r *accesslog.Record) error {
			at, err := r.Timestamp(0)
			if err != nil {
				return err
			}
			return r.Span(at, time.Time{}, 0)
		},
	}
})

const (
	ana = "2026-03-04T09:15:02Z ana 1"
	bob = `2026-03-04T09:16:00Z "bob b" 2`
)

func TestForms(t *testing.T) {
	for _, tt := range []struct {
		name, text      string
		events, rejects int
		note            string
	}{
		{"lines", ana + "\n" + bob + "\n", 2, 0, ""},
		{"no last line end", ana + "\r\n\r\n" + bob, 2, 0, ""},
		{"byte order mark", "\ufeff" + ana + "\n", 1, 0, ""},
		{"comments", "#Version: 1.0\n" + ana + "\n# the end\n", 1, 0, ""},
		{"fewer columns", "2026-03-04T09:15:02Z ana\n" + ana + "\n", 2, 0, ""},
		{"more columns", ana + " x y\n" + ana + "\n", 2, 0, "surplus"},
		{"header", "#Fields: door who\n1 ana\n2 -\n", 2, 0, ""},
		{"header with an unknown name", "#Fields: door colour\n1 red\n", 1, 0, `"colour"`},
		{"header without #Fields", "who door\nana 1\nwho door\nbob 2\n", 2, 0, ""},
		{"header of names that are not all known", "who colour\n", 0, 1, ""},
		{"header of another log", "#Fields: window door\n1 2\n", 0, 1, `"window"`},
		{"header below records", ana + "\n#Fields: door\n1\n1 2\n", 3, 0, "surplus"},
		{"too few for the header", "#Fields: door who\n1\n1 ana\n", 1, 1, ""},
		{"JSON lines", `{"who":"ana","door":1}` + "\n" + `{"WHO":"b\u00fcb","when":null}`, 2, 0, ""},
		{"JSON array", ` [{"who":"ana"}, {"who":"bob"}]`, 2, 0, ""},
		{"JSON of another log", `{"who":"ana"}{"name":"bob"}`, 1, 1, ""},
		{"JSON that is none", `{"who":"ana"} {"who":'bob'} [1]`, 1, 2, ""},
		{"JSON number as a name", `{"who":1e3,"door":"x"}`, 0, 1, ""},
		{"nothing", "", 0, 0, ""},
	} {
		r := accesslogtest.Read(t, door, "m", tt.text)
		if len(r.Events) != tt.events || len(r.Rejects) != tt.rejects || !strings.Contains(strings.Join(r.Notes, "\n"), tt.note) || (tt.note == "") != (len(r.Notes) == 0) {
			t.Errorf("%s: %d events, rejects %v, notes %q", tt.name, len(r.Events), r.Rejects, r.Notes)
		}
	}
}

func TestRecords(t *testing.T) {
	r := accesslogtest.Read(t, door, "m", "#Fields: who\nana\n#Fields: door when\n1 2026-03-04T09:15:02Z\n")
	r.Events[0].Check(t, "", "who=ana", "door=")
	r.Events[1].Check(t, "2026-03-04T09:15:02Z/2026-03-04T09:15:02Z", "who=", "door=1")
	if got := r.Events[1]; got.Pos != (parsers.Pos{Member: "m", Line: 4, Record: 1, Offset: 36}) || got.Raw != "1 2026-03-04T09:15:02Z" {
		t.Errorf("%+v", got)
	}
	r = accesslogtest.Read(t, door, "m", "\n"+`{"who":"a\tb","door":-1}`+"\n"+`{"who":"bob"}`)
	r.Events[0].Check(t, "", "who=a\tb", "door=-1")
	if got := r.Events[1].Pos; got != (parsers.Pos{Member: "m", Line: 3, Record: 1, Offset: 26}) {
		t.Errorf("%+v", got)
	}
}

func TestDetect(t *testing.T) {
	for _, tt := range []struct {
		name, text string
		complete   bool
		want       parsers.Confidence
	}{
		{"x", ana, true, parsers.ByContent},
		{"x", ana, false, parsers.ByContent}, // the only line, as far as it is there
		{"x", "a note in front\n" + ana + "\n" + bob + "\n2026", false, parsers.ByContent},
		{"x", "a note\nanother\n" + ana + "\n", true, parsers.No},
		{"x", "\ufeff\n#Version: 1.0\n\n" + ana, true, parsers.ByContent},
		{"x", "#Fields: when who\n", true, parsers.ByContent},
		{"x", "#Fields: when window who\n", true, parsers.No},
		{"x", "#Fields: when\n", true, parsers.No},
		{"x", "who door\n", true, parsers.ByContent},
		{"x", `[{"a":1,"who":"ana"}]`, true, parsers.ByContent},
		{"x", `{"a":{"who":"ana"}}`, true, parsers.No},
		{"x", `{"who":"ana","window":1}`, true, parsers.No},
		{"x", `{"who":"ana", "cut`, false, parsers.ByContent},
		{"x", "", true, parsers.No},
		{"door-1", "", true, parsers.ByName},
		{"door-1", "no log\n", true, parsers.ByName},
		{"door-1", "<html>", true, parsers.No},
		{"door-1", "\x00\x01", true, parsers.No},
		{"door-1", `{"a":1}`, true, parsers.No},
	} {
		if got := door.Detect(&parsers.Header{Name: tt.name, Prefix: []byte(tt.text), Complete: tt.complete}); got != tt.want {
			t.Errorf("%s %q: %v, want %v", tt.name, tt.text, got, tt.want)
		}
	}
}

func TestErrors(t *testing.T) {
	broken := errors.New("bad checksum")
	for _, text := range []string{ana + "\n" + bob, `{"who":"ana"}`, ""} {
		r := &accesslogtest.Result{}
		err := door.Read(t.Context(), io.MultiReader(strings.NewReader(text), iotest.ErrReader(broken)), &parsers.Source{Member: "m"}, r)
		if !errors.Is(err, broken) {
			t.Errorf("%q: %v", text, err)
		}
		if text != "" && len(r.Events) != 1 {
			t.Errorf("%q: %d events, %v", text, len(r.Events), r.Rejects)
		}
	}
	err := door.Read(t.Context(), strings.NewReader(`[{"who":"ana"}`), &parsers.Source{Member: "m"}, &accesslogtest.Result{})
	if err == nil || !strings.Contains(err.Error(), "cut short") {
		t.Errorf("list that is not closed: %v", err)
	}
	stop := errors.New("enough")
	for _, text := range []string{ana + "\n" + bob, `{"who":"ana"}{"who":"bob"}`} {
		if err := door.Read(t.Context(), strings.NewReader(text), &parsers.Source{Member: "m"}, stopper{err: stop}); !errors.Is(err, stop) {
			t.Errorf("%q: %v", text, err)
		}
	}
}

func TestCancel(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for _, text := range []string{strings.Repeat(ana+"\n", 5000), `{"who":"ana"}`} {
		if err := door.Read(ctx, strings.NewReader(text), &parsers.Source{Member: "m"}, &accesslogtest.Result{}); !errors.Is(err, context.Canceled) {
			t.Errorf("%v", err)
		}
	}
}

// stopper is a sink that has enough of it.
type stopper struct {
	parsers.Unheard
	err error
}

func (s stopper) Event(*parsers.Event) error { return s.err }
