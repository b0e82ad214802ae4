package conversation

import (
	"maps"
	"math/bits"
	"slices"
)

const minutesPerDay = 24 * 60

// minuteSet is a set of minutes since 1970: a bitmap for each day that has any.
type minuteSet struct {
	days map[int32]*day

	last    *day // the day asked for last, since records mostly come in order of time
	lastDay int32
}

type day [(minutesPerDay + 63) / 64]uint64

func (s *minuteSet) add(minute int64) {
	d, m := int32(minute/minutesPerDay), uint(minute%minutesPerDay)
	if s.last == nil || s.lastDay != d {
		s.last, s.lastDay = s.at(d), d
	}
	s.last[m/64] |= 1 << (m % 64)
}

func (s *minuteSet) at(d int32) *day {
	if s.days == nil {
		s.days = map[int32]*day{}
	}
	b := s.days[d]
	if b == nil {
		b = &day{}
		s.days[d] = b
	}
	return b
}

func (s *minuteSet) merge(o *minuteSet) {
	for d, theirs := range o.days {
		mine := s.at(d)
		for i, w := range theirs {
			mine[i] |= w
		}
	}
}

// each calls yield for every minute, in order.
func (s *minuteSet) each(yield func(minute int64)) {
	for _, d := range slices.Sorted(maps.Keys(s.days)) {
		for i, w := range s.days[d] {
			for ; w != 0; w &= w - 1 {
				yield(int64(d)*minutesPerDay + int64(64*i+bits.TrailingZeros64(w)))
			}
		}
	}
}
