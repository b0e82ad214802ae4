package metric

import (
	"cmp"
	"slices"
	"time"
)

// Stretch is a stretch of time by the clock of a member.
type Stretch struct{ From, To time.Time }

// clockChanges gathers what the series of a member tell of a change of its clock: an hour that none of them shows, or that
// they show twice. Only steady readings tell it, at most a quarter of an hour apart.
type clockChanges struct {
	skipped, repeated []Stretch
	list              []*series
}

// Clocks are set by an hour, one of them by half of one and another by two.
var setBy = []time.Duration{30 * time.Minute, time.Hour, 2 * time.Hour}

// Bounds of what is believed of one series: clocks are set twice a year, and by some readings.
const (
	maxChanges  = 4
	leastSetFor = 3
)

// add takes in a series whose points are in the order of the file.
func (c *clockChanges) add(s *series) {
	c.list = append(c.list, s)
	var times []int64
	for i := range s.chunks {
		times = s.chunks[i].appendTimes(times)
	}
	if !slices.IsSorted(times) {
		slices.Sort(times)
	}
	skipped, repeated := changesIn(times, s.key.period)
	for _, found := range skipped {
		if len(c.skipped) <= maxChanges && !slices.Contains(c.skipped, found) {
			c.skipped = append(c.skipped, found)
		}
	}
	for _, found := range repeated {
		if len(c.repeated) <= maxChanges && !slices.Contains(c.repeated, found) {
			c.repeated = append(c.repeated, found)
		}
	}
}

// changesIn looks for what sorted readings leave out, and for those that are there twice. A series that does so more often
// than clocks are set, or has all of its readings twice, does so for another reason.
func changesIn(times []int64, period int64) (skipped, repeated []Stretch) {
	if period = cmp.Or(period, usualDistance(times)); period <= 0 || period > quarter {
		return nil, nil
	}
	twice := 0
	for i := 1; i < len(times); i++ {
		before, t := times[i-1], times[i]
		switch missing := time.Duration(t-before-period) * time.Second; {
		case t == before:
			twice++
			if last := len(repeated) - 1; last >= 0 && t-repeated[last].To.Unix() <= quarter {
				repeated[last].To = time.Unix(t+period, 0).UTC()
			} else {
				repeated = append(repeated, Stretch{time.Unix(t, 0).UTC(), time.Unix(t+period, 0).UTC()})
			}
		case slices.Contains(setBy, missing):
			skipped = append(skipped, Stretch{time.Unix(before+period, 0).UTC(), time.Unix(t, 0).UTC()})
		}
		if len(skipped) > maxChanges || len(repeated) > maxChanges {
			return nil, nil
		}
	}
	long := func(s Stretch) bool { return s.To.Sub(s.From) > slices.Max(setBy) }
	if twice < leastSetFor || len(times) == 2*twice || slices.ContainsFunc(repeated, long) {
		repeated = nil
	}
	return skipped, repeated
}

// usualDistance is the distance of sorted readings that is most frequent, but for those at the same time.
func usualDistance(times []int64) (usual int64) {
	counts := map[int64]int{}
	for i := 1; i < len(times) && i < chunkPoints; i++ {
		if d := times[i] - times[i-1]; d > 0 {
			if counts[d]++; counts[d] > counts[usual] {
				usual = d
			}
		}
	}
	return usual
}

// stretches are those that no reading of any series speaks against.
func (c *clockChanges) stretches() (skipped, repeated []Stretch) {
	if len(c.skipped) > maxChanges || len(c.repeated) > maxChanges {
		return nil, nil
	}
	shown := func(s Stretch) bool {
		return slices.ContainsFunc(c.list, func(list *series) bool { return list.reads(s.From.Unix(), s.To.Unix()) })
	}
	return slices.DeleteFunc(c.skipped, shown), c.repeated
}

// reads reports whether a series, which need not be in order, has a point from one time up to another.
func (s *series) reads(from, to int64) bool {
	for i := range s.chunks {
		least, most := s.chunks[i].times.span(s.chunks[i].n)
		if int64(most) < from || int64(least) >= to {
			continue
		}
		for k := range s.chunks[i].n {
			if t := int64(s.chunks[i].times.at(k)); t >= from && t < to {
				return true
			}
		}
	}
	return false
}
