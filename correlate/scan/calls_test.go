package scan

import (
	"fmt"
	"slices"
	"testing"

	"hamari/parsers"
	"hamari/parsers/cloudtrail"
)

// TestCalls holds that a record reaches those who take its name, and only records of the time that is asked for those who ask for
// one, however many names there are.
func TestCalls(t *testing.T) {
	var got []string
	to := func(who string) func(*parsers.Event) { return func(*parsers.Event) { got = append(got, who) } }
	is := func(name string) func([]byte) bool { return func(n []byte) bool { return string(n) == name } }
	c := calls{outside: []taker{{to("all"), nil}, {to("stops"), is("StopInstances")}}, inside: []taker{{to("inside"), nil}, {to("last"), is("Last")}}}
	call := func(name string, inside bool) []string {
		got = nil
		ev := &parsers.Event{Kind: cloudtrail.Kind, Values: make([]parsers.Value, len(cloudtrail.Kind.Fields))}
		ev.Values[cloudtrail.SlotEventName] = parsers.Value(name)
		c.event(ev, inside)
		return got
	}
	for n := range maxNames {
		call(fmt.Sprint("Name", n), true)
	}
	for range 2 {
		for _, tt := range []struct {
			name   string
			inside bool
			want   []string
		}{
			{"StopInstances", true, []string{"all", "stops", "inside"}},
			{"StopInstances", false, []string{"all", "stops"}},
			{"Name1", true, []string{"all", "inside"}},
			{"Last", true, []string{"all", "inside", "last"}},
			{"", false, []string{"all"}},
		} {
			if got := call(tt.name, tt.inside); !slices.Equal(got, tt.want) {
				t.Errorf("%q, inside %v: %v, want %v", tt.name, tt.inside, got, tt.want)
			}
		}
	}
	if len(c.byName) > maxNames {
		t.Errorf("%d names are remembered", len(c.byName))
	}
}
