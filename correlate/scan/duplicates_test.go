package scan

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// TestIDTable holds the table against a map.
func TestIDTable(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	table, want := newIDTable(), map[uint64]place{}
	for n := range 20_000 {
		h := max(1, r.Uint64N(1<<40)*r.Uint64N(3))
		e, known := table.find(h)
		if at, has := want[h]; known != has || has && e.place != at {
			t.Fatalf("%d: %v, %v", n, e, known)
		}
		if !known {
			table.add(h, place(n))
			want[h] = place(n)
		}
	}
	held := table.len
	got := map[uint64]place{}
	for e := range table.drain() {
		got[e.hash] = e.place
	}
	if diff := cmp.Diff(want, got); diff != "" || held != len(want) || table.len != 0 {
		t.Error(held, table.len, diff)
	}
}

// TestForgottenEvents holds that the account of more events than may be remembered depends neither on the order of
// reading nor on who reads what, that no record is lost from it, and that it is said.
func TestForgottenEvents(t *testing.T) {
	members := map[string][]string{}
	for n := range 600 {
		for _, m := range []string{"a", "b", "c"}[n%3:] {
			members[m] = append(members[m], fmt.Sprint("event-", n))
		}
	}
	account := func(seed uint64) map[string]string {
		r := rand.New(rand.NewPCG(seed, 1))
		var states []*State
		for range 3 {
			s := NewState(NewPlan(nil, nil), time.Time{}, time.Time{})
			s.seen.most = 100
			states = append(states, s)
		}
		type delivery struct {
			member string
			record int
		}
		var all []delivery
		for m, ids := range members {
			for record := range ids {
				all = append(all, delivery{m, record})
			}
		}
		r.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
		for _, d := range all {
			sink := states[r.IntN(len(states))].Member(d.member)
			if err := sink.Event(call(members[d.member][d.record], d.member, d.record)); err != nil {
				t.Fatal(err)
			}
		}
		states[0].Merge(states[1])
		states[0].Merge(states[2])
		if remembered := states[0].seen.known.len; len(states[0].Finish()) == 0 || remembered > 100 {
			t.Fatalf("%d events are remembered, and nothing is said of the others", remembered)
		}
		for _, src := range states[0].Sources {
			if want := int64(len(members[src.Member])); src.Records+src.Duplicates != want {
				t.Fatalf("%s: %d records and %d duplicates of %d", src.Member, src.Records, src.Duplicates, want)
			}
		}
		return counts(states[0])
	}
	want := account(0)
	for seed := range uint64(20) {
		if diff := cmp.Diff(want, account(seed)); diff != "" {
			t.Fatalf("seed %d: %s", seed, diff)
		}
	}
	if want["b"] == fmt.Sprint(len(members["b"]), "/0") {
		t.Error("no duplicate was found at all")
	}
}

// BenchmarkDuplicates looks up events of which every tenth was delivered twice.
func BenchmarkDuplicates(b *testing.B) {
	s := NewState(NewPlan(nil, nil), time.Time{}, time.Time{})
	src := s.Member("a")
	ev := call("", "a", 0)
	ids := make([]string, 100_000)
	for i := range ids {
		ids[i] = fmt.Sprintf("%08x-0000-4000-8000-%012x", i*7919, i)
	}
	b.ReportAllocs()
	n := 0
	for b.Loop() {
		ev.ID = ids[n*9/10%len(ids)]
		s.seen.duplicate(ev, src)
		n++
	}
}

// BenchmarkDispatch takes in records that no step asks for, as most are.
func BenchmarkDispatch(b *testing.B) {
	s := NewState(NewPlan(nil, nil), time.Time{}, time.Time{})
	src := s.Member("a")
	ev := call("", "a", 0)
	b.ReportAllocs()
	for b.Loop() {
		if err := src.Event(ev); err != nil {
			b.Fatal(err)
		}
	}
}
