package conversation

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"hamari/correlate/entity"
	"hamari/correlate/lens/lenstest"
	"hamari/parsers"
	"hamari/parsers/flowlog"
)

// fromStream gives every event the log stream of its interface.
type fromStream struct {
	lenstest.Sink
	traffic string
}

func (s fromStream) Event(ev *parsers.Event) error {
	ev.Stream = ev.Value(flowlog.SlotInterfaceID).String() + "-" + s.traffic
	return s.Sink.Event(ev)
}

// TestStreams holds that the name of a log stream tells what an answer has the records of, unless it may have been filtered.
func TestStreams(t *testing.T) {
	answer := func(traffic, member string, actions ...string) *Lens {
		l := New()
		text := header + "\n"
		for n, action := range actions {
			if action == "" {
				continue
			}
			text += fmt.Sprintf("eni-%d 192.168.5.9 10.0.0.%d 40000 443 6 5 400 100 150 %s OK - i-1 2 192.168.5.9 10.0.0.%d az1 ingress\n", n, n, action, n)
		}
		if err := flowlog.VPC.Read(context.Background(), strings.NewReader(text), &parsers.Source{Member: member}, fromStream{lenstest.Sink{T: t, Take: l.Event}, traffic}); err != nil {
			t.Fatal(err)
		}
		return l
	}
	merged := func(a, b *Lens) *Lens { a.Merge(b); return a }
	for _, tt := range []struct {
		name string
		l    *Lens
		want string // of each interface, how it is known that what was accepted and what was rejected is there
	}{
		{"all, accepted", answer("all", "a", "ACCEPT"), "records/stream"},
		{"accepted", answer("accept", "a", "ACCEPT"), "records/"},
		{"all, rejected: perhaps it was asked for no others", answer("all", "a", "REJECT"), "/records"},
		{"all, both", answer("all", "a", "REJECT", "ACCEPT"), "stream/records records/stream"},
		{"another answer's", merged(answer("all", "a", "REJECT"), answer("all", "b", "", "ACCEPT")), "/records records/stream"},
		{"the same answer's", merged(answer("all", "a", "REJECT"), answer("all", "a", "", "ACCEPT")), "stream/records records/stream"},
		{"of another interface", answer("x", "a", "ACCEPT"), "records/"},
	} {
		g := entity.NewGraph()
		g.Finish()
		var got []string
		for r := range tt.l.Rows(g) {
			got = append(got, r.Value(slotAcceptsLogged).String()+"/"+r.Value(slotRejectsLogged).String())
		}
		if got := strings.Join(got, " "); got != tt.want {
			t.Errorf("%s: %s, want %s", tt.name, got, tt.want)
		}
	}
}
