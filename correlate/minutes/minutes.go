package minutes

import (
	"iter"
	"maps"
	"math/bits"
	"slices"
)

const perDay = 24 * 60

// Set is a set of minutes since 1970: a bitmap for each day that has any. The zero Set is empty.
type Set struct {
	days map[int64]*day

	last    *day // the day asked for last, since records mostly come in order of time
	lastDay int64
}

type day [(perDay + 63) / 64]uint64

// Add puts a minute into the set.
func (s *Set) Add(minute int64) {
	d, m := minute/perDay, minute%perDay
	if m < 0 { // before 1970
		d, m = d-1, m+perDay
	}
	if s.last == nil || s.lastDay != d {
		s.last, s.lastDay = s.at(d), d
	}
	s.last[m/64] |= 1 << (uint(m) % 64)
}

func (s *Set) at(d int64) *day {
	if s.days == nil {
		s.days = map[int64]*day{}
	}
	b := s.days[d]
	if b == nil {
		b = &day{}
		s.days[d] = b
	}
	return b
}

// Merge adds the minutes of another set.
func (s *Set) Merge(o *Set) {
	for d, theirs := range o.days {
		mine := s.at(d)
		for i, w := range theirs {
			mine[i] |= w
		}
	}
}

// All returns the minutes in order.
func (s *Set) All() iter.Seq[int64] {
	return func(yield func(int64) bool) {
		for _, d := range slices.Sorted(maps.Keys(s.days)) {
			for i, w := range s.days[d] {
				for ; w != 0; w &= w - 1 {
					if !yield(d*perDay + int64(64*i+bits.TrailingZeros64(w))) {
						return
					}
				}
			}
		}
	}
}
