package bundle

import (
	"context"
	"io"
	"sync/atomic"

	"hamari/parsers"
)

// Worker is one of those that share the members of a walk.
type Worker struct {
	Number int // from 0 to Jobs()-1; no two things are done at once under one number
	pass   *pass
	spool  func(ctx context.Context, r io.Reader) (parsers.RandomAccess, error)
}

// Source describes a member that the worker reads to a format. The other workers of the walk may help: sink returns the sink
// of each.
func (w *Worker) Source(member string, sink func(worker int) parsers.Sink) *parsers.Source {
	with := &struct { // one allocation, not two: there may be very many members
		src  parsers.Source
		team team
	}{src: parsers.Source{Member: member, Spool: w.spool}}
	if cap(w.pass.tasks) > 0 { // else there is nobody to help
		with.team.owner, with.team.sink = w, sink
		with.src.Pool = &with.team
	}
	return &with.src
}

// team lets the other workers of a walk help with the reading of one member. It belongs to the worker that reads it.
type team struct {
	owner *Worker
	sink  func(worker int) parsers.Sink
	left  atomic.Int64
	idle  chan struct{} // told when left reaches zero; nil before the first task, since few members have any
}

// Go has the task done by whoever is free; the owner does it itself, before Go returns, where enough tasks wait
// already. A task must not wait for another one.
func (t *team) Go(task func(parsers.Sink)) {
	if t.idle == nil {
		t.idle = make(chan struct{}, 1)
	}
	t.left.Add(1)
	run := func(worker int) {
		task(t.sink(worker))
		if t.left.Add(-1) == 0 {
			select {
			case t.idle <- struct{}{}:
			default: // it was told before
			}
		}
	}
	select {
	case t.owner.pass.tasks <- run:
	default:
		run(t.owner.Number)
	}
}

// Wait returns when all tasks are done. Meanwhile the owner does tasks that nobody has begun, of whatever team, so that
// owners who wait cannot block one another.
func (t *team) Wait() {
	for t.left.Load() > 0 {
		select {
		case run := <-t.owner.pass.tasks:
			run(t.owner.Number)
		case <-t.idle:
		}
	}
}
