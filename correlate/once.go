package correlate

import (
	"context"
	"crypto/sha256"
	"fmt"

	"hamari/correlate/lens"
	"hamari/parsers"
	"hamari/parsers/alb"
	"hamari/parsers/albconn"
	"hamari/parsers/clb"
	"hamari/parsers/cloudfront"
	"hamari/parsers/flowlog"
	"hamari/parsers/formats"
	"hamari/parsers/nlb"
	"hamari/parsers/s3access"
)

// counted are the formats of which a member that is a copy of another would be counted again: CloudTrail's events have
// IDs, points of a metric have times, and a resource is the same however often it is described. Members of the other
// formats do not say where they are from, so that two servers may have written the same.
var counted = map[*parsers.Format]bool{
	flowlog.VPC: true, flowlog.TransitGateway: true, alb.Format: true, albconn.Format: true, nlb.Format: true, clb.Format: true,
	cloudfront.Format: true, s3access.Format: true,
}

// countOnce scans anew where several members hold the same records, so that these count once, and returns notes on what
// could not be told apart. What is not judged need not be counted.
func (a *analysis) countOnce(ctx context.Context) (notes []string, err error) {
	if len(a.patterns) == 0 {
		return nil, nil
	}
	once := a.state.NewOnce(a.copies())
	if once == nil {
		return nil, nil
	}
	if shared := once.Shared(); len(shared) > 0 {
		again := formats.Again{
			Layouts: a.state.Layouts,
			Sinks: func(path string) func(int) parsers.Sink {
				sink := once.Learn(path)
				return func(int) parsers.Sink { return sink }
			},
		}
		if err := again.Read(ctx, a.c, shared); err != nil {
			return nil, fmt.Errorf("learn which records are there several times: %w", err)
		}
	}
	if notes = once.Learned(); once.Empty() {
		return notes, nil
	}
	a.once, a.state, a.outcomes, a.archives = once, nil, nil, nil
	a.bytes.Store(0)
	a.opts.Progress.oneMore()
	return notes, a.scan(ctx)
}

// copies lists the members whose bytes are those of another one before them.
func (a *analysis) copies() (paths []string) {
	seen := map[[sha256.Size]byte]bool{}
	for _, o := range a.outcomes {
		if o.sha256 == ([sha256.Size]byte{}) || !counted[o.format] {
			continue
		}
		if seen[o.sha256] {
			paths = append(paths, o.path)
		}
		seen[o.sha256] = true
	}
	return paths
}

// noteOnce says how many records are there several times and count once.
func (a *analysis) noteOnce() {
	if a.once == nil {
		return
	}
	var members int
	var records int64
	for _, src := range a.state.Sources {
		if n := src.Repeated(); n > 0 {
			members++
			records += n
		}
	}
	if records > 0 {
		a.rep.Notes = append(a.rep.Notes, fmt.Sprintf("%s in %s are in other members as well, as in copies and overlapping exports: they count once, and are duplicates under Sources",
			lens.Count(int(records), "record", "records"), lens.Count(members, "member", "members")))
	}
}
