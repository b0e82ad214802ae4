package bundle

import (
	"cmp"
	"slices"
	"sync/atomic"
)

// markOverlaps finds the members that claim bytes which others claim, too: a few kilobytes that are members a thousand
// times over are a bomb of which no member by itself expands too far. Where only a header lies, nothing is lost by it.
func markOverlaps(headers []zipHeader) {
	order := make([]int32, len(headers))
	for i := range order {
		order[i] = int32(i)
	}
	slices.SortStableFunc(order, func(a, b int32) int { return cmp.Compare(headers[a].offset, headers[b].offset) })
	end, last := int64(-1), int32(-1) // of the bytes claimed so far, and who claims the end of them
	for _, i := range order {
		h := &headers[i]
		if h.offset < end {
			h.overlaps, headers[last].overlaps = true, true
		}
		if reach := h.offset + zipLocalLen + h.compressed; reach > end {
			end, last = reach, i
		}
	}
}

// overlapRoom is how many bytes the members of an archive that overlap may still become in this pass: together no more than one
// member as large as the archive might.
func (p *pass) overlapRoom(z *zipArchive) *atomic.Int64 {
	room := new(atomic.Int64)
	room.Store(max(p.limits.RatioBytes, z.size*int64(p.limits.MaxRatio)))
	known, _ := p.overlaps.LoadOrStore(z, room)
	return known.(*atomic.Int64)
}
