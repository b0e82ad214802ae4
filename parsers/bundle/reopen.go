package bundle

import (
	"context"
	"fmt"
	"io"
	"sort"
	"strings"
	"sync"
)

// Reopen reads several members again, in one pass over each archive that holds some of them, with as many workers as a walk
// has. The limits hold as they do for a walk. The first error that fn returns ends it and is returned. Paths that cannot be
// found are an error in the end.
func (c *Case) Reopen(ctx context.Context, paths []string, fn func(w *Worker, path string, r io.Reader) error) error {
	if len(paths) == 0 {
		return ctx.Err()
	}
	pass := c.newPass(ctx, func(_ context.Context, w *Worker, m *Member, r io.Reader) error { return fn(w, m.Path, r) }, nil)
	pass.pick = newPick(paths)
	var needed []jobs
	for _, list := range c.jobs {
		needed = append(needed, list.needed(pass.pick))
	}
	if err := pass.run(needed, c.opts.Jobs); err != nil {
		return err
	}
	return pass.pick.err()
}

// pick is the choice of members that a pass reads. Methods work on nil, which chooses everything.
type pick struct {
	inside map[string]bool // what paths in archives that hold a chosen member begin with

	mu       sync.Mutex
	missing  map[string]bool
	firstErr error
}

func newPick(paths []string) *pick {
	c := &pick{missing: make(map[string]bool), inside: make(map[string]bool)}
	for _, path := range paths {
		c.missing[path] = true
		for at := 0; ; {
			next := strings.Index(path[at:], inArchive)
			if next < 0 {
				break
			}
			at += next + len(inArchive)
			c.inside[path[:at]] = true
		}
	}
	return c
}

// wants reports whether the member itself is chosen.
func (c *pick) wants(e *entry) bool {
	if c == nil {
		return true
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.firstErr == nil && c.missing[e.path]
}

// needs reports whether the entry is chosen or may hold a chosen member.
func (c *pick) needs(e *entry) bool {
	return c.wants(e) || !c.finished() && (e.top && e.prefix == "" || len(c.inside) > 0 && c.inside[e.inside()])
}

// found takes a chosen member off the list.
func (c *pick) found(e *entry, err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.missing, e.path)
	if c.firstErr == nil {
		c.firstErr = err
	}
}

// finished reports that there is nothing left to look for.
func (c *pick) finished() bool {
	if c == nil {
		return false
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.firstErr != nil || len(c.missing) == 0
}

func (c *pick) err() error {
	if c.firstErr != nil || len(c.missing) == 0 {
		return c.firstErr
	}
	missing := make([]string, 0, len(c.missing))
	for path := range c.missing {
		missing = append(missing, path)
	}
	sort.Strings(missing)
	return fmt.Errorf("%s: no such member in the bundle (%d not found)", missing[0], len(missing))
}
