package correlate

import (
	"context"
	"fmt"
	"io"
	"sync"

	"hamari/correlate/lens/integrity"
	"hamari/parsers/bundle"
)

// checkDigests holds the log files of the bundle against the digests in it. That takes a second reading of the members
// that the digests name, and nothing where there are no digests.
func (a *analysis) checkDigests(ctx context.Context) error {
	check := a.state.Integrity
	if check.Empty() {
		return nil
	}
	members := make([]integrity.Member, 0, len(a.outcomes))
	for _, o := range a.outcomes {
		members = append(members, integrity.Member{Path: o.path, Stored: o.hash()})
	}
	check.Settle(members)
	// Whatever keeps a member from being read again shows in its row.
	var mu sync.Mutex
	_ = a.c.Reopen(ctx, check.ToHash(), func(_ *bundle.Worker, path string, r io.Reader) error {
		sums, err := integrity.SumsOf(r)
		mu.Lock()
		defer mu.Unlock()
		check.Hashed(path, sums, err)
		return ctx.Err()
	})
	if ctx.Err() != nil {
		return fmt.Errorf("check the digests: %w", ctx.Err())
	}
	a.rep.Notes = append(a.rep.Notes, check.Check()...)
	a.limit(check.Cut())
	for _, h := range check.Holes() {
		a.state.Coverage.Missing("cloudtrail", h.Account, h.Region, h.Start, h.End)
	}
	return nil
}
