package metric

import (
	"slices"
	"sort"
	"time"

	"hamari/correlate/lens"
	"hamari/parsers"
)

// order sorts the points and keeps one per time: where the same point was exported twice with another value, the larger.
func (s *series) order() {
	if s.sorted {
		return
	}
	s.sorted = true
	s.seal()
	if s.descends() {
		slices.Reverse(s.chunks)
		for i := range s.chunks {
			s.chunks[i].reverse()
		}
	}
	if !s.ascends() {
		s.sort()
	}
	s.spacing = s.leastSpacing()
}

// ascends reports whether every point is later than the one before it.
func (s *series) ascends() bool {
	end := int64(-1)
	for i := range s.chunks {
		c := &s.chunks[i]
		if int64(c.times.at(0)) <= end || !c.times.ascending(c.n) {
			return false
		}
		end = int64(c.times.at(c.n - 1))
	}
	return true
}

// descends reports whether the points are written from the latest to the earliest at even distances within a chunk, as
// get-metric-data does.
func (s *series) descends() bool {
	for i := range s.chunks {
		c := &s.chunks[i]
		if c.times.list != nil || c.n > 1 && c.times.step >= 0 || i > 0 && c.times.at(0) >= s.chunks[i-1].times.at(s.chunks[i-1].n-1) {
			return false
		}
	}
	return true
}

// sort orders points that came in any order, from any number of members.
func (s *series) sort() {
	all := s.unpack()
	slices.SortFunc(all, comparePlaced)
	s.repack(slices.CompactFunc(all, func(a, b placed) bool { return a.time == b.time }))
}

// unpack gives all points with their members; repack takes them back.
func (s *series) unpack() []placed {
	all := make([]placed, 0, s.len())
	for i := range s.chunks {
		c := &s.chunks[i]
		for k := range c.n {
			all = append(all, placed{point{c.times.at(k), c.records.at(k), c.value(k)}, c.memberOf(k)})
		}
	}
	s.chunks = nil
	return all
}

func (s *series) repack(all []placed) {
	for part := range slices.Chunk(all, chunkPoints) {
		s.chunks = append(s.chunks, packPlaced(part))
	}
}

// packPlaced makes a chunk of points that may come from several members.
func packPlaced(all []placed) chunk {
	points := make([]point, len(all))
	same := true
	for i := range all {
		points[i] = all[i].point
		same = same && all[i].member == all[0].member
	}
	c := pack(all[0].member, points)
	if !same {
		c.members = make([]string, len(all))
		for i := range all {
			c.members[i] = all[i].member
		}
	}
	return c
}

// step is the length of the series' periods in seconds, as stated or else as its points lie.
func (s *series) step() int64 {
	if s.key.period > 0 {
		return s.key.period
	}
	s.order()
	return s.spacing
}

// leastSpacing is the shortest time between two points in order, or a minute where it could not be a period.
func (s *series) leastSpacing() int64 {
	least, before := int64(0), int64(-1)
	next := func(t int64) {
		if d := t - before; before >= 0 && (least == 0 || d < least) {
			least = d
		}
		before = t
	}
	for i := range s.chunks {
		c := &s.chunks[i]
		if c.times.list != nil {
			for _, t := range c.times.list {
				next(int64(t))
			}
			continue
		}
		for k := range min(c.n, 2) { // all distances are those of the first two
			next(int64(c.times.at(k)))
		}
		before = int64(c.times.at(c.n - 1))
	}
	if least == 0 || least > maxPeriod {
		return 60
	}
	return least
}

// end of the period of a point, Unix seconds. The points must have been ordered.
func (s *series) end() int64 {
	c := &s.chunks[len(s.chunks)-1]
	return int64(c.times.at(c.n-1)) + s.step()
}

// times are the starts of all points in order.
func (s *series) appendTimes(to []int64) []int64 {
	s.order()
	for i := range s.chunks {
		to = s.chunks[i].appendTimes(to)
	}
	return to
}

func (s *series) appendValues(to []float64) []float64 {
	s.order()
	for i := range s.chunks {
		to = s.chunks[i].appendValues(to)
	}
	return to
}

// span is the first and the last time of the points, which need not be in order. There must be some.
func (s *series) span() (least, most uint32) {
	least, most = s.chunks[0].times.span(s.chunks[0].n)
	for i := range s.chunks {
		from, to := s.chunks[i].times.span(s.chunks[i].n)
		least, most = min(least, from), max(most, to)
	}
	return least, most
}

// place finds the i-th point in order: its chunk and its number there.
func (s *series) place(i int) (*chunk, int) {
	s.order()
	for k := range s.chunks {
		if c := &s.chunks[k]; i < c.n {
			return c, i
		}
		i -= s.chunks[k].n
	}
	return nil, 0
}

func (s *series) valueAt(i int) float64 {
	c, k := s.place(i)
	return c.value(k)
}

// timesOf returns the times of the points from one up to another, or up to the last.
func (s *series) timesOf(from, to int) (times []int64) {
	for i := from; i < to; i++ {
		if c, k := s.place(i); c != nil {
			times = append(times, int64(c.times.at(k)))
		}
	}
	return times
}

// upTo counts the points that begin at a time or before it.
func (s *series) upTo(t int64) (n int) {
	s.order()
	for i := range s.chunks {
		c := &s.chunks[i]
		if int64(c.times.at(c.n-1)) > t {
			return n + sort.Search(c.n, func(k int) bool { return int64(c.times.at(k)) > t })
		}
		n += c.n
	}
	return n
}

// cite returns the record that the i-th point in order was read from.
func (s *series) cite(i int) lens.Cite {
	c, k := s.place(i)
	start := int64(c.times.at(k))
	return lens.Cite{
		Pos:  parsers.Pos{Member: c.memberOf(k), Record: int(c.records.at(k))},
		Time: time.Unix(start, 0).UTC(), End: time.Unix(start+s.step(), 0).UTC(),
	}
}
