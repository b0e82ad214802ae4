package scan

import (
	"cmp"

	"hamari/parsers"
)

// eventIDs remembers which CloudTrail events were seen and where, by a 64-bit hash of the eventID. Among ten million
// events the chance of two different ones sharing a hash is about one in 400,000.
type eventIDs map[uint64]place

type place struct {
	source *Source
	record int
}

// duplicate reports whether the event was seen before. Of two deliveries the one in the first place counts as the
// record, whichever was read first, so that the counts do not depend on the order.
func (ids eventIDs) duplicate(ev *parsers.Event, src *Source) bool {
	h := hash(ev.ID)
	here := place{src, ev.Pos.Record}
	known, seen := ids[h]
	if !seen {
		ids[h] = here
		return false
	}
	if here.before(known) {
		// The other delivery becomes the duplicate. What it told is told again from here: graph and sightings keep
		// the first place of the two, and the lenses of CloudTrail keep one record per minute.
		ids[h] = here
		known.lose()
		return false
	}
	src.Duplicates++
	src.span(ev)
	return true
}

func (p place) before(q place) bool {
	return cmp.Or(cmp.Compare(p.source.Member, q.source.Member), cmp.Compare(p.record, q.record)) < 0
}

// lose turns the record at the place into a duplicate.
func (p place) lose() {
	p.source.Records--
	p.source.Duplicates++
}

func (ids eventIDs) merge(o eventIDs) {
	for h, theirs := range o {
		mine, seen := ids[h]
		switch {
		case !seen:
			ids[h] = theirs
		case theirs.before(mine):
			ids[h] = theirs
			mine.lose()
		default:
			theirs.lose()
		}
	}
}

// hash is FNV-1a: fixed, so that states can be told apart and merged across processes.
func hash(s string) uint64 {
	h := uint64(14695981039346656037)
	for i := range len(s) {
		h = (h ^ uint64(s[i])) * 1099511628211
	}
	return h
}
