package chunktest

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"hamari/parsers"
)

// Outcome is what the reading of a member gave.
type Outcome struct {
	Events  []string // in the order of their records
	Rejects []string
	Notes   []string
	Err     string
	Helped  bool // some records were read by others
}

// Compare reads a text from front to back, and in chunks of the given size with helpers, and reports differences. It
// returns the second outcome.
func Compare(t *testing.T, f *parsers.Format, src parsers.Source, size int, open func() io.Reader) Outcome {
	t.Helper()
	src.Member = "m"
	plain := &sink{}
	want := plain.outcome(f.Read(t.Context(), open(), &src, plain))

	p := &pool{rand: rand.New(rand.NewPCG(1, uint64(size)))}
	src.Pool, src.ChunkSize = p, size
	own := &sink{}
	err := f.Read(t.Context(), open(), &src, own)
	if p.left() > 0 {
		t.Error("the format returned before its tasks were done")
	}
	all := &sink{}
	for _, s := range append(p.sinks, own) {
		all.add(s)
	}
	got := all.outcome(err)
	got.Helped = len(p.sinks) > 0
	want.Helped = got.Helped
	if diff := gocmp.Diff(want, got); diff != "" {
		t.Errorf("chunks of %d bytes (-front to back +in chunks):\n%s", size, diff)
	}
	return got
}

// Picking reads a text of which every third record is asked for, from front to back and in chunks, and reports if anything but
// those comes, or if they are not what reading all of them gives.
func Picking(t *testing.T, f *parsers.Format, src parsers.Source, size int, open func() io.Reader) {
	t.Helper()
	src.Member = "m"
	all := &sink{}
	_ = f.Read(t.Context(), open(), &src, all) // Compare looks at the error
	src.Wants = func(record int) bool { return record%3 == 1 }
	want := texts(slices.DeleteFunc(all.events, func(e told) bool { return !src.Wants(e.record) }))
	for _, p := range []*pool{nil, {rand: rand.New(rand.NewPCG(1, uint64(size)))}} {
		got := &sink{}
		if p != nil {
			src.Pool, src.ChunkSize = p, size
		}
		_ = f.Read(t.Context(), open(), &src, got)
		if p != nil {
			for _, s := range p.sinks {
				got.add(s)
			}
		}
		if diff := gocmp.Diff(want, texts(got.events)); diff != "" {
			t.Errorf("some records, in chunks %v (-of all +asked for):\n%s", p != nil, diff)
		}
	}
}

// sink keeps copies of what it is given.
type sink struct {
	events, rejects []told
	notes           []string
}

type told struct {
	record int
	text   string
}

func (s *sink) Event(e *parsers.Event) error {
	s.events = append(s.events, told{e.Pos.Record, fmt.Sprintf("%+v %v %v %s %q %s", e.Pos, e.Time, e.End, e.ID, e.Values, e.Raw)})
	return nil
}

func (s *sink) Reject(e *parsers.SyntaxError) {
	s.rejects = append(s.rejects, told{e.Pos.Record, fmt.Sprintf("%+v %v", e.Pos, e.Err)})
}

func (s *sink) Note(text string) { s.notes = append(s.notes, text) }

func (s *sink) add(o *sink) {
	s.events = append(s.events, o.events...)
	s.rejects = append(s.rejects, o.rejects...)
	s.notes = append(s.notes, o.notes...)
}

func (s *sink) outcome(err error) Outcome {
	o := Outcome{Events: texts(s.events), Rejects: texts(s.rejects), Notes: slices.Clone(s.notes)}
	slices.Sort(o.Notes)
	o.Notes = slices.Compact(o.Notes)
	if err != nil {
		o.Err = err.Error()
	}
	return o
}

func texts(list []told) (out []string) {
	slices.SortStableFunc(list, func(a, b told) int { return cmp.Compare(a.record, b.record) })
	for _, e := range list {
		out = append(out, e.text)
	}
	return out
}

// pool keeps tasks and does them in another order, several at a time.
type pool struct {
	rand  *rand.Rand
	tasks []func(parsers.Sink)
	sinks []*sink
}

func (p *pool) Go(task func(parsers.Sink)) {
	const kept = 5
	if p.tasks = append(p.tasks, task); len(p.tasks) > kept {
		p.do(1 + p.rand.IntN(kept))
	}
}

func (p *pool) Wait() { p.do(len(p.tasks)) }

func (p *pool) left() int { return len(p.tasks) }

// do runs n of the tasks at a time.
func (p *pool) do(n int) {
	p.rand.Shuffle(len(p.tasks), func(i, j int) { p.tasks[i], p.tasks[j] = p.tasks[j], p.tasks[i] })
	var wg sync.WaitGroup
	for _, task := range p.tasks[:n] {
		s := &sink{}
		p.sinks = append(p.sinks, s)
		wg.Go(func() { task(s) })
	}
	wg.Wait()
	p.tasks = p.tasks[n:]
}

// errEnough is a sink's error: reading ends with it and with nothing else.
var errEnough = errors.New("enough")

// Stopping reports whether a format, reading in chunks, returns the error of a sink that takes only so many records.
func Stopping(ctx context.Context, f *parsers.Format, src parsers.Source, size int, text io.Reader) bool {
	src.Member, src.ChunkSize, src.Pool = "m", size, &refusing{}
	return errors.Is(f.Read(ctx, text, &src, &sink{}), errEnough)
}

// refusing is a pool whose sinks refuse every record.
type refusing struct{}

func (refusing) Go(task func(parsers.Sink)) { task(refusal{}) }
func (refusing) Wait()                      {}

type refusal struct{ parsers.Unheard }

func (refusal) Event(*parsers.Event) error { return errEnough }
