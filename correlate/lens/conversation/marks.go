package conversation

import (
	"math"
	"math/bits"
)

// markBuckets are how many stretches of time [marks] tells apart.
const markBuckets = 256

// marks remembers in which stretches of time something was seen, in the same few words however often it was: from the
// first to the last there are at most 256 stretches of a power of two of seconds, each with a bit. What is remembered
// depends on the moments alone, not on their order.
type marks struct {
	first, last uint32 // Unix seconds; 0 before anything was seen
	seen        [markBuckets / 64]uint64
}

// shift is by how many bits Unix seconds are shifted to give the number of a stretch.
func (m *marks) shift() uint {
	k := max(0, bits.Len32(m.last-m.first)-bits.Len32(markBuckets))
	for m.last>>k-m.first>>k >= markBuckets {
		k++
	}
	return uint(k)
}

// add marks a moment. One that no clock gives is left out.
func (m *marks) add(unix int64) {
	if unix <= 0 || unix > math.MaxUint32 {
		return
	}
	t := uint32(unix)
	m.stretch(t, t)
	m.set(t >> m.shift())
}

// stretch makes room for the moments between two.
func (m *marks) stretch(first, last uint32) {
	if m.last == 0 {
		m.first, m.last = first, last
		return
	}
	if first >= m.first && last <= m.last {
		return
	}
	old := *m
	m.first, m.last = min(m.first, first), max(m.last, last)
	if m.shift() == old.shift() {
		return
	}
	m.seen = [len(m.seen)]uint64{}
	m.take(&old)
}

func (m *marks) set(stretch uint32) {
	m.seen[stretch/64%uint32(len(m.seen))] |= 1 << (stretch % 64)
}

func (m *marks) has(stretch uint32) bool {
	return m.seen[stretch/64%uint32(len(m.seen))]>>(stretch%64)&1 != 0
}

// take sets the bits of another whose moments there is room for, and whose stretches are not longer.
func (m *marks) take(o *marks) {
	mine, its := m.shift(), o.shift()
	for s := o.first >> its; s <= o.last>>its; s++ {
		if o.has(s) {
			m.set(s >> (mine - its))
		}
	}
}

// merge adds what another has seen.
func (m *marks) merge(o *marks) {
	if o.last != 0 {
		m.stretch(o.first, o.last)
		m.take(o)
	}
}

// between reports whether something was seen between two moments, in a stretch that begins after the one and ends before
// the other; known is whether there is such a stretch.
func (m *marks) between(from, to int64) (seen, known bool) {
	k := m.shift()
	for s := max(from, int64(m.first))>>k + 1; s < min(to, int64(m.last))>>k; s++ {
		known = true
		if m.has(uint32(s)) {
			return true, true
		}
	}
	return false, known
}

// interrupted reports whether what is marked was seen before and after a span and not in it. At its ends records may be
// late.
func (m *marks) interrupted(s span) bool {
	if s.n == 0 || s.first <= 0 || m.last == 0 || int64(m.first) >= s.first || int64(m.last) <= s.last {
		return false
	}
	from, to := s.first, s.last
	if to-from > 4*lag {
		from, to = from+lag, to-lag
	}
	seen, known := m.between(from, to)
	return known && !seen
}
