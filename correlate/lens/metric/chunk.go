package metric

import (
	"cmp"
	"slices"
)

// point is one value. There may be tens of millions of them.
type point struct {
	time   uint32 // start of the period, Unix seconds: CloudWatch began in 2009, and they last until 2106
	record uint32 // number of the record within its member
	value  float64
}

// placed is a point with its member.
type placed struct {
	point
	member string
}

func comparePlaced(a, b placed) int {
	return cmp.Or(cmp.Compare(a.time, b.time), cmp.Compare(b.value, a.value), cmp.Compare(a.member, b.member), cmp.Compare(a.record, b.record))
}

// chunk is points that follow one another in a member, packed: where times and records lie at even distances they take
// no room, and values that a float32 holds exactly take half of it.
type chunk struct {
	member  string
	members []string // one for each point, where they differ
	n       int
	times   progression
	records progression
	singles []float32
	doubles []float64 // instead of singles
}

// progression is a sequence of numbers.
type progression struct {
	first, step int64
	list        []uint32 // instead, where the numbers do not lie at even distances
}

func (p *progression) at(i int) uint32 {
	if p.list != nil {
		return p.list[i]
	}
	return uint32(p.first + p.step*int64(i))
}

// ascending reports whether every number is larger than the one before it.
func (p *progression) ascending(n int) bool {
	if p.list == nil {
		return n == 1 || p.step > 0
	}
	for i := 1; i < n; i++ {
		if p.list[i] <= p.list[i-1] {
			return false
		}
	}
	return true
}

// cut leaves the numbers from one place up to another.
func (p *progression) cut(from, to int) {
	if p.list != nil {
		p.list = p.list[from:to]
	}
	p.first += p.step * int64(from)
}

// reverse turns n numbers around.
func (p *progression) reverse(n int) {
	slices.Reverse(p.list)
	p.first, p.step = p.first+p.step*int64(n-1), -p.step
}

// span is the smallest and the largest of n numbers.
func (p *progression) span(n int) (least, most uint32) {
	if p.list != nil {
		return slices.Min(p.list), slices.Max(p.list)
	}
	first, last := p.at(0), p.at(n-1)
	return min(first, last), max(first, last)
}

// pack makes a chunk of points, of which there must be some.
func pack(member string, points []point) chunk {
	c := chunk{member: member, n: len(points), singles: make([]float32, len(points))}
	first, second := &points[0], &points[min(1, len(points)-1)]
	c.times = progression{first: int64(first.time), step: int64(second.time) - int64(first.time)}
	c.records = progression{first: int64(first.record), step: int64(second.record) - int64(first.record)}
	evenTimes, evenRecords, single := true, true, true
	time, record := c.times.first, c.records.first
	singles := c.singles
	for i := range points {
		p := &points[i]
		f := float32(p.value)
		singles[i] = f
		single = single && float64(f) == p.value
		evenTimes = evenTimes && int64(p.time) == time
		evenRecords = evenRecords && int64(p.record) == record
		time += c.times.step
		record += c.records.step
	}
	if !evenTimes {
		c.times = progression{list: make([]uint32, len(points))}
		for i := range points {
			c.times.list[i] = points[i].time
		}
	}
	if !evenRecords {
		c.records = progression{list: make([]uint32, len(points))}
		for i := range points {
			c.records.list[i] = points[i].record
		}
	}
	if !single {
		c.singles, c.doubles = nil, make([]float64, len(points))
		for i := range points {
			c.doubles[i] = points[i].value
		}
	}
	return c
}

func (c *chunk) value(i int) float64 {
	if c.doubles != nil {
		return c.doubles[i]
	}
	return float64(c.singles[i])
}

func (c *chunk) memberOf(i int) string {
	if c.members != nil {
		return c.members[i]
	}
	return c.member
}

// cut leaves the points from one place up to another.
func (c *chunk) cut(from, to int) {
	c.times.cut(from, to)
	c.records.cut(from, to)
	if c.members != nil {
		c.members = c.members[from:to]
	}
	if c.doubles != nil {
		c.doubles = c.doubles[from:to]
	} else {
		c.singles = c.singles[from:to]
	}
	c.n = to - from
}

func (c *chunk) reverse() {
	c.times.reverse(c.n)
	c.records.reverse(c.n)
	slices.Reverse(c.members)
	slices.Reverse(c.singles)
	slices.Reverse(c.doubles)
}

// appendTimes appends the times of all points.
func (c *chunk) appendTimes(to []int64) []int64 {
	if c.times.list == nil {
		for i, t := 0, c.times.first; i < c.n; i, t = i+1, t+c.times.step {
			to = append(to, t)
		}
		return to
	}
	for _, t := range c.times.list {
		to = append(to, int64(t))
	}
	return to
}

// appendValues appends the values of all points.
func (c *chunk) appendValues(to []float64) []float64 {
	if c.doubles != nil {
		return append(to, c.doubles...)
	}
	for _, f := range c.singles {
		to = append(to, float64(f))
	}
	return to
}
