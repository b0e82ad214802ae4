package scan

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"hamari/parsers"
	"hamari/parsers/flowlog"
)

// flowLines writes flow log records, numbered from first on.
func flowLines(first, n int) string {
	var b strings.Builder
	for i := first; i < first+n; i++ {
		fmt.Fprintf(&b, "2 402716118923 eni-07e5c1d94b2fa8306 10.1.%d.%d 10.2.0.5 %d 443 6 4 %d %d %d ACCEPT OK\n", i/250%250, i%250, 1024+i%60000, 100+i, 1773193200+i, 1773193240+i)
	}
	return b.String()
}

func TestOverlaps(t *testing.T) {
	members := []struct{ name, text string }{
		{"a.log", flowLines(0, 5000)},
		{"b.log", flowLines(0, 4000)},      // all of it is in a
		{"c.log", flowLines(10_000, 3000)}, // nobody else's
		{"d.log", flowLines(12_000, 4000)}, // begins with a third of c
		{"e.log", flowLines(20_000, 30)},
		{"f.log", flowLines(20_000, 30)},
		{"g.log", flowLines(30_000, 3)}, // too few to say so
		{"h.log", flowLines(30_000, 3)},
	}
	want := map[string]string{
		"a.log": "most of its flow log records are in b.log as well",
		"b.log": "all, or nearly all, of its flow log records are in a.log as well",
		"c.log": "a part of its flow log records are in d.log as well",
		"d.log": "a part of its flow log records are in c.log as well",
		"e.log": "all, or nearly all, of its flow log records are in f.log as well",
		"f.log": "all, or nearly all, of its flow log records are in e.log as well",
	}
	for workers := 1; workers <= 3; workers++ {
		states := make([]*State, workers)
		for i := range states {
			states[i] = NewState(NewPlan(nil, nil), time.Time{}, time.Time{})
		}
		for i, m := range members { // the halves of a member go to different workers, as chunks do
			half := strings.LastIndexByte(m.text[:len(m.text)/2], '\n') + 1
			for n, text := range []string{m.text[:half], m.text[half:]} {
				err := flowlog.VPC.Read(context.Background(), bytes.NewBufferString(text), &parsers.Source{Member: m.name}, states[(i+n)%workers].Member(m.name))
				if err != nil {
					t.Fatal(err)
				}
			}
		}
		for _, s := range states[1:] {
			states[0].Merge(s)
		}
		states[0].Finish()
		for _, m := range members {
			if got := strings.Join(states[0].Source(m.name).Notes(), "; "); want[m.name] == "" && got != "" || !strings.HasPrefix(got, want[m.name]) {
				t.Errorf("%d workers: %s: %q, want %q", workers, m.name, got, want[m.name])
			}
		}
	}
}

// TestManyCopies holds that members which all have the same records are told of without each being held against each.
func TestManyCopies(t *testing.T) {
	const copies = 5000
	s, text := NewState(NewPlan(nil, nil), time.Time{}, time.Time{}), flowLines(0, 20)
	for i := range copies {
		name := fmt.Sprintf("%04d.log", i)
		if err := flowlog.VPC.Read(context.Background(), bytes.NewBufferString(text), &parsers.Source{Member: name}, s.Member(name)); err != nil {
			t.Fatal(err)
		}
	}
	s.Finish()
	for _, src := range s.Sources {
		first := "0000.log"
		if src.Member == first {
			first = "0001.log"
		}
		want := "all, or nearly all, of its flow log records are in " + first + " as well, and some in many more"
		if notes := src.Notes(); len(notes) != 1 || notes[0] != want {
			t.Fatalf("%s: %q, want %q", src.Member, notes, want)
		}
	}
}
