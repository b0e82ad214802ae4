package timeline

import (
	"container/heap"
	"context"
)

// cursor gives the entries of one run in order.
type cursor interface {
	// next moves on to the next entry; false at the end or after an error.
	next() bool
	// entry is valid until the next call of next.
	entry() entry
	err() error
}

// merge gives the entries of all cursors in order.
func merge(ctx context.Context, cursors []cursor, take func(entry) error) error {
	h := make(frontier, 0, len(cursors))
	for _, c := range cursors {
		if c.next() {
			h = append(h, c)
		} else if c.err() != nil {
			return c.err()
		}
	}
	heap.Init(&h)
	for n := 1; len(h) > 0; n++ {
		if n%4096 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		c := h[0]
		if err := take(c.entry()); err != nil {
			return err
		}
		switch {
		case c.next():
			heap.Fix(&h, 0)
		case c.err() != nil:
			return c.err()
		default:
			heap.Pop(&h)
		}
	}
	return nil
}

// frontier is the heap of cursors, the one with the earliest entry first.
type frontier []cursor

func (f frontier) Len() int           { return len(f) }
func (f frontier) Less(i, j int) bool { return f[i].entry().compare(f[j].entry()) < 0 }
func (f frontier) Swap(i, j int)      { f[i], f[j] = f[j], f[i] }
func (f *frontier) Push(c any)        { *f = append(*f, c.(cursor)) }
func (f *frontier) Pop() any {
	last := len(*f) - 1
	c := (*f)[last]
	*f = (*f)[:last]
	return c
}

// memoryCursor gives what a worker still has in memory.
type memoryCursor struct {
	w       *Worker
	started bool
	at      int
}

func (c *memoryCursor) next() bool {
	if c.started {
		c.at++
	}
	c.started = true
	return c.at < len(c.w.places)
}

func (c *memoryCursor) entry() entry { return c.w.entry(c.w.places[c.at]) }
func (c *memoryCursor) err() error   { return nil }
