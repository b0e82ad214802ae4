package wrapper_test

import (
	"bufio"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"hamari/parsers"
)

type streamSink struct{ names []string }

func (s *streamSink) Event(e *parsers.Event) error { s.names = append(s.names, e.Stream); return nil }
func (s *streamSink) Reject(*parsers.SyntaxError)  {}
func (s *streamSink) Note(string)                  {}

// TestStreams holds that events know their log stream wherever the envelope names it beside each of them.
func TestStreams(t *testing.T) {
	const id = "\t1772615700000\t"
	for name, text := range map[string]string{
		"log-events":    `{"events":[{"logStreamName":"a-all","timestamp":1,"message":"m"},{"timestamp":2,"message":"m"},{"logStreamName":"b/[1]","timestamp":3,"message":"m"}]}`,
		"query-results": `{"results":[[{"field":"@logStream","value":"a-all"},{"field":"@message","value":"m"}],[{"field":"@message","value":"m"}],[{"field":"@message","value":"m"},{"field":"@logStream","value":"b/[1]"}]]}`,
		"insights-json": `[{"@message":"m","@logStream":"a-all"},{"@message":"m"},{"@message":"m","@logStream":"b/[1]"}]`,
		"log-events-text": "EVENTS\t" + strings.Repeat("3", 56) + id + "a-all\tm\t1772615700000\nEVENTS\t1772615700000\tm\t1772615700000\n" +
			"EVENTS\t" + strings.Repeat("3", 56) + id + "b/[1]\tm\t1772615700000\n",
		"logs-tail": "2026-03-04T09:15:00.000000+00:00 a-all m\n" +
			"\x1b[32m2026-03-04T09:15:00.000000+00:00\x1b[0m \x1b[36mb/[1]\x1b[0m m\n",
	} {
		got := &streamSink{}
		r := find(t, name).Open(strings.NewReader(text), "m", got)
		sink, n := r.Sink(), 0
		for lines := bufio.NewScanner(r); lines.Scan(); {
			n++
			if err := sink.Event(&parsers.Event{Pos: parsers.Pos{Line: n, Record: n - 1}}); err != nil {
				t.Fatal(err)
			}
		}
		want := []string{"a-all", "", "b/[1]"}
		if name == "logs-tail" {
			want = []string{"a-all", "b/[1]"} // each line of it names one
		}
		if diff := cmp.Diff(want, got.names); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}
