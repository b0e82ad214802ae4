package correlate

import (
	"cmp"
	"context"
	"crypto/sha256"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"
	"sync"

	"hamari/parsers"
	"hamari/parsers/alb"
	"hamari/parsers/albconn"
	"hamari/parsers/bundle"
	"hamari/parsers/clb"
	"hamari/parsers/cloudfront"
	"hamari/parsers/cloudtrail"
	"hamari/parsers/flowlog"
	"hamari/parsers/inventory"
	"hamari/parsers/metrics"
	"hamari/parsers/nlb"
	"hamari/parsers/s3access"
)

// located are the formats of which each record says where it is from, so that members with the same bytes are copies.
// Of the others, two servers may have written the same: see [analysis.copyName].
var located = map[*parsers.Format]bool{
	flowlog.VPC: true, flowlog.TransitGateway: true, alb.Format: true, albconn.Format: true, nlb.Format: true, clb.Format: true,
	cloudfront.Format: true, s3access.Format: true,
}

// identified are the formats of which records count once whatever holds them: CloudTrail's events have IDs, points of a
// metric have times, and a resource is the same however often it is described.
var identified = map[*parsers.Format]bool{cloudtrail.Format: true, metrics.Format: true, inventory.Format: true}

// copies lists the members that hold what another one before them holds, whether or not one of both is compressed.
func (a *analysis) copies(ctx context.Context) (paths []string, err error) {
	seen := map[[sha256.Size]byte]bool{}
	var single []*memberOutcome
	for _, o := range a.outcomes {
		if o.format == nil || identified[o.format] || a.state.Source(o.path) == nil {
			continue
		}
		if stored := o.sha256 != ([sha256.Size]byte{}); stored && located[o.format] {
			if seen[o.sha256] {
				paths = append(paths, o.path)
				continue
			}
			seen[o.sha256] = true
		}
		single = append(single, o)
	}
	unpacked, err := a.unpacked(ctx, single)
	return append(paths, unpacked...), err
}

// unpacked lists the members whose content is that of another one before them that is compressed in another way.
func (a *analysis) unpacked(ctx context.Context, list []*memberOutcome) (paths []string, err error) {
	alike := a.alike(list)
	if len(alike) == 0 {
		return nil, nil
	}
	hashes, err := a.contentHashes(ctx, alike)
	if err != nil {
		return nil, err
	}
	slices.SortFunc(alike, func(a, b *memberOutcome) int { return strings.Compare(a.path, b.path) })
	seen := map[string]bool{}
	for _, o := range alike {
		key := hashes[o.path] + a.copyName(o)
		if seen[key] {
			paths = append(paths, o.path)
		}
		seen[key] = true
	}
	return paths, nil
}

// alike lists the members of which another one has as much content, with as many records of the same time, so that it may be
// the same.
func (a *analysis) alike(list []*memberOutcome) (alike []*memberOutcome) {
	compare := func(x, y *memberOutcome) int {
		if order := cmp.Or(cmp.Compare(x.content, y.content), cmp.Compare(x.format.Name, y.format.Name)); order != 0 {
			return order
		}
		return cmp.Or(a.compareRecords(x, y), strings.Compare(a.copyName(x), a.copyName(y)))
	}
	sorted := slices.SortedFunc(slices.Values(list), compare)
	for i, o := range sorted {
		before := i > 0 && compare(sorted[i-1], o) == 0
		if before || i+1 < len(sorted) && compare(o, sorted[i+1]) == 0 {
			alike = append(alike, o)
		}
	}
	return alike
}

func (a *analysis) compareRecords(x, y *memberOutcome) int {
	s, t := a.state.Source(x.path), a.state.Source(y.path)
	return cmp.Or(cmp.Compare(s.Records, t.Records), s.Start.Compare(t.Start), s.End.Compare(t.End))
}

// leastCopied is how many records, with their times, two servers do not write alike to the byte.
const leastCopied = 5

// copyName is what a member must be called if it is to be the copy of another: anything, where its records say where they
// are from; the same file, where there are enough records; else that in the same place, as it is packed and unpacked.
func (a *analysis) copyName(o *memberOutcome) string {
	switch name := uncompressed(o.path); {
	case located[o.format]:
		return ""
	case a.state.Source(o.path).Records >= leastCopied:
		return path.Base(name)
	default:
		return name
	}
}

// uncompressed is a path without the suffix that says how a member is compressed.
func uncompressed(member string) string {
	switch ext := path.Ext(member); ext {
	case ".gz", ".bz2", ".xz", ".zst":
		return strings.TrimSuffix(member, ext)
	}
	return member
}

// contentHashes reads members once more, for hashes of what they hold, by their paths.
func (a *analysis) contentHashes(ctx context.Context, list []*memberOutcome) (map[string]string, error) {
	var members []string
	for _, o := range list {
		members = append(members, o.path)
	}
	var mu sync.Mutex
	hashes := make(map[string]string, len(members))
	err := a.c.Reopen(ctx, members, func(_ *bundle.Worker, member string, r io.Reader) error {
		h := sha256.New()
		if _, err := io.Copy(h, r); err != nil {
			h.Write([]byte(member)) // what cannot be read is like nothing else; the report says so already
		}
		mu.Lock()
		defer mu.Unlock()
		hashes[member] = string(h.Sum(nil))
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("look for members that are there several times: %w", err)
	}
	return hashes, nil
}
