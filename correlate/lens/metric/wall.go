package metric

import (
	"maps"
	"math"
	"slices"
	"time"
)

// WallSpan is the time that the readings of one member span, by its own clock, with what may help to find its zone.
type WallSpan struct {
	Member   string
	From, To time.Time
	Regions  []string
	Firsts   map[string]time.Time // first reading of each volume
	Readings map[string][]int64   // readings of each instance, Unix seconds by the member's clock
	Skipped  []Stretch            // what steady readings leave out, as long as clocks are set forward by
	Repeated []Stretch            // where readings of a series are there twice
}

// WallSpans lists the members whose points carry no zone.
func (l *Lens) WallSpans() []WallSpan {
	spans := map[string]*wallSpan{}
	for key, s := range l.series {
		s.seal()
		if key.wallMember == "" || len(s.chunks) == 0 {
			continue
		}
		w := spans[key.wallMember]
		if w == nil {
			w = newWallSpan(key.wallMember)
			spans[key.wallMember] = w
		}
		w.add(s)
	}
	out := make([]WallSpan, 0, len(spans))
	for _, member := range slices.Sorted(maps.Keys(spans)) {
		w := spans[member]
		slices.Sort(w.Regions)
		w.Skipped, w.Repeated = w.changes.stretches()
		for instance, times := range w.Readings {
			slices.Sort(times)
			w.Readings[instance] = slices.Compact(times)
		}
		out = append(out, w.WallSpan)
	}
	return out
}

// wallSpan is a WallSpan in the making.
type wallSpan struct {
	WallSpan
	seen    map[evenReadings]bool // so that the metrics of an instance, which are read at the same times, count once
	changes clockChanges
}

// evenReadings are readings of an instance at even distances.
type evenReadings struct {
	instance       string
	first, step, n int64
}

func newWallSpan(member string) *wallSpan {
	return &wallSpan{
		WallSpan: WallSpan{Member: member, Firsts: map[string]time.Time{}, Readings: map[string][]int64{}},
		seen:     map[evenReadings]bool{},
	}
}

func (w *wallSpan) add(s *series) {
	least, most := s.span()
	w.changes.add(s)
	for i := range s.chunks {
		c := &s.chunks[i]
		if s.instance != "" && !w.known(s.instance, c) {
			w.Readings[s.instance] = c.appendTimes(w.Readings[s.instance])
		}
	}
	first, last := time.Unix(int64(least), 0).UTC(), time.Unix(int64(most)+max(s.key.period, 60), 0).UTC()
	if w.From.IsZero() || first.Before(w.From) {
		w.From = first
	}
	if last.After(w.To) {
		w.To = last
	}
	if s.key.region != "" && !slices.Contains(w.Regions, s.key.region) {
		w.Regions = append(w.Regions, s.key.region)
	}
	if known, ok := w.Firsts[s.volume]; s.volume != "" && (!ok || first.Before(known)) {
		w.Firsts[s.volume] = first
	}
}

// known reports whether the readings of a chunk have been added for the instance.
func (w *wallSpan) known(instance string, c *chunk) bool {
	if c.times.list != nil {
		return false
	}
	readings := evenReadings{instance, c.times.first, c.times.step, int64(c.n)}
	known := w.seen[readings]
	w.seen[readings] = true
	return known
}

// Resolve gives the readings of each member its zone: utc turns a reading of that member's clock into the earliest and
// the latest time in UTC that it may stand for. They differ in the hour that a clock is set back over; there the order
// of the file tells which is meant. Series that differed by member only become one.
func (l *Lens) Resolve(utc func(member string, wall time.Time) (earliest, latest time.Time)) {
	resolved := make(map[seriesKey]*series, len(l.series))
	clocks := map[string]*clock{}
	for _, key := range slices.SortedFunc(maps.Keys(l.series), compareKeys) {
		s := l.series[key]
		if key.wallMember != "" {
			c := clocks[key.wallMember]
			if c == nil {
				c = &clock{utc: func(wall time.Time) (earliest, latest time.Time) { return utc(key.wallMember, wall) }}
				clocks[key.wallMember] = c
			}
			s.shift(c)
			s.key.wallMember = ""
		}
		if known := resolved[s.key]; known != nil {
			known.join(s)
		} else {
			resolved[s.key] = s
		}
	}
	l.series = resolved
}

// quarter is the distance at which the offset of a clock is looked up: clocks are changed, and zones differ, by whole
// quarters of an hour.
const quarter = 15 * 60

// clock is the clock of one member. It remembers one stretch of quarters with the same offset, since that is where
// nearly all readings lie.
type clock struct {
	utc      func(wall time.Time) (earliest, latest time.Time)
	known    bool
	from, to int64 // quarters, both included
	offset   int64
}

// offsets are the seconds to add to a reading in a quarter.
func (c *clock) offsets(q int64) (early, late int64) {
	e, l := c.utc(time.Unix(q*quarter, 0).UTC())
	return e.Unix() - q*quarter, l.Unix() - q*quarter
}

// steady returns the one offset that holds for all quarters from one to another, if there is one.
func (c *clock) steady(from, to int64) (offset int64, ok bool) {
	if !c.known {
		early, late := c.offsets(from)
		if early != late {
			return 0, false
		}
		c.known, c.from, c.to, c.offset = true, from, from, early
	}
	for c.from > from {
		if early, late := c.offsets(c.from - 1); early != late || early != c.offset {
			return 0, false
		}
		c.from--
	}
	for c.to < to {
		if early, late := c.offsets(c.to + 1); early != late || early != c.offset {
			return 0, false
		}
		c.to++
	}
	return c.offset, true
}

// shift turns the readings of one member into UTC.
func (s *series) shift(c *clock) {
	s.seal()
	if len(s.chunks) == 0 {
		return
	}
	s.sorted = false
	least, most := s.span()
	if offset, ok := c.steady(int64(least)/quarter, int64(most)/quarter); ok && int64(least)+offset >= 0 && int64(most)+offset <= math.MaxUint32 {
		for i := range s.chunks {
			s.chunks[i].times.move(offset)
		}
		return
	}
	s.shiftEach(c)
}

// move adds to every number. None may leave what a point can hold.
func (p *progression) move(by int64) {
	p.first += by
	for i := range p.list {
		p.list[i] = uint32(int64(p.list[i]) + by)
	}
}

// shiftEach turns the readings into UTC one by one: the clock was changed among them.
func (s *series) shiftEach(c *clock) {
	points := s.unpack()
	var early, late, last int64
	last = -1
	twice := map[uint32][]int{} // readings of an hour that is passed twice -> their points, in the order of the file
	descending := len(points) > 1 && points[0].time > points[len(points)-1].time
	for i, p := range points {
		if q := int64(p.time) / quarter; q != last {
			last = q
			early, late = c.offsets(q)
		}
		if early != late {
			twice[p.time] = append(twice[p.time], i)
		}
		points[i].time = moved(p.time, early)
	}
	for reading, at := range twice {
		if len(at) != 2 {
			continue
		}
		second := at[1]
		if descending {
			second = at[0]
		}
		_, l := c.utc(time.Unix(int64(reading), 0).UTC())
		points[second].time = moved(reading, l.Unix()-int64(reading))
	}
	s.repack(points)
}

// moved adds seconds to a time, which stays within what a point can hold.
func moved(t uint32, by int64) uint32 {
	return uint32(min(max(int64(t)+by, 0), math.MaxUint32))
}
