package metric

import (
	"cmp"
	"math"
	"slices"
	"sort"
	"time"

	"hamari/correlate/lens"
)

// maxPeriods bounds the periods of one volume or instance that are looked at: the latest of them. CloudWatch keeps
// points of one minute for 15 days, 21,600 of them; longer series were put together from several exports.
const maxPeriods = 100_000

// grid lines the series of one entity up by time: a line per period, a column per measure.
type grid struct {
	starts  []int64 // Unix seconds, ascending; periods do not overlap
	periods []int64 // seconds
	columns [measureCount][]float64
	list    []*series // in the order in which they were entered
	cut     int       // periods that found no room
}

// frame is one period of a grid.
type frame struct {
	g *grid
	i int
}

func align(list []*series, r *room) *grid {
	slices.SortStableFunc(list, func(a, b *series) int {
		m, p, _ := a.measure()
		n, q, _ := b.measure()
		return cmp.Or(cmp.Compare(m, n), cmp.Compare(p, q))
	})
	g := &grid{list: list}
	for _, period := range periodsOf(list) {
		g.cover(period, startsOf(list, period, r), r)
	}
	g.trim()
	for _, s := range list {
		g.fill(s, r)
	}
	return g
}

// periodsOf lists the lengths of period that make the lines of a grid, the finest first. Levels make lines only where
// there is nothing else.
func periodsOf(list []*series) []int64 {
	var steps, levels []int64
	for _, s := range list {
		if m, _, _ := s.measure(); measures[m].level {
			levels = append(levels, s.step())
		} else {
			steps = append(steps, s.step())
		}
	}
	if steps == nil {
		steps = levels
	}
	slices.Sort(steps)
	return slices.Compact(steps)
}

// cover adds the periods of one length that do not overlap those that are there: where a metric was exported with
// several periods, the finest counts. The starts must be in order.
func (g *grid) cover(period int64, starts []int64, r *room) {
	if g.starts == nil && spaced(starts, period) {
		g.starts, g.periods = starts, r.integers(len(starts))[:len(starts)]
		for i := range g.periods {
			g.periods[i] = period
		}
		return
	}
	before, beforePeriods := g.starts, g.periods
	g.starts = make([]int64, 0, len(before)+len(starts))
	g.periods = make([]int64, 0, cap(g.starts))
	add := func(start, period int64) { g.starts, g.periods = append(g.starts, start), append(g.periods, period) }
	end := int64(math.MinInt64) // of the line that was added last
	for i := 0; len(starts) > 0 || i < len(before); {
		switch {
		case len(starts) == 0 || i < len(before) && before[i] < starts[0]+period:
			for len(starts) > 0 && starts[0] < before[i]+beforePeriods[i] {
				starts = starts[1:] // overlaps the finer one
			}
			add(before[i], beforePeriods[i])
			end = before[i] + beforePeriods[i]
			i++
		default:
			if starts[0] >= end {
				add(starts[0], period)
				end = starts[0] + period
			}
			starts = starts[1:]
		}
	}
}

// spaced reports whether no two of the starts, which are in order, lie nearer than a period.
func spaced(starts []int64, period int64) bool {
	for i := 1; i < len(starts); i++ {
		if starts[i]-starts[i-1] < period {
			return false
		}
	}
	return true
}

// startsOf lists the times of all points with one length of period, in order.
func startsOf(list []*series, period int64, r *room) []int64 {
	var all union
	for _, s := range list {
		if s.step() == period {
			all.add(s.appendTimes(r.integers(s.len())))
		}
	}
	return all.sorted()
}

// union gathers ordered lists of times, most of which are the same.
type union struct {
	first, rest []int64
}

func (u *union) add(times []int64) {
	switch {
	case u.first == nil:
		u.first = times
	case !slices.Equal(u.first, times):
		u.rest = append(u.rest, times...)
	}
}

func (u *union) sorted() []int64 {
	if u.rest == nil {
		return u.first
	}
	all := slices.Concat(u.first, u.rest)
	slices.Sort(all)
	return slices.Compact(all)
}

func (g *grid) trim() {
	if g.cut = max(0, len(g.starts)-maxPeriods); g.cut > 0 {
		g.starts, g.periods = slices.Clone(g.starts[g.cut:]), slices.Clone(g.periods[g.cut:])
	}
}

// fill enters a series into its column, where a surer one has not done so before.
func (g *grid) fill(s *series, r *room) {
	m, _, _ := s.measure()
	times, values, step := s.appendTimes(r.integers(s.len())), s.appendValues(r.numbers(s.len())), s.step()
	if g.columns[m] == nil && slices.Equal(times, g.starts) && g.even(step) {
		g.columns[m] = values
		return
	}
	column := g.columns[m]
	if column == nil {
		column = r.absent(len(g.starts))
		g.columns[m] = column
	}
	next := 0
	for i, start := range g.starts {
		for next < len(times) && times[next] <= start {
			next++
		}
		if !math.IsNaN(column[i]) {
			continue
		}
		if p := pointOf(times, next, start, g.periods[i], step, measures[m].level); p >= 0 {
			column[i] = values[p]
		}
	}
}

// startsOf lists the lines with one length of period.
func (g *grid) startsOf(period int64) (starts []int64) {
	if g.even(period) {
		return g.starts
	}
	for i, p := range g.periods {
		if p == period {
			starts = append(starts, g.starts[i])
		}
	}
	return starts
}

// Len is the number of periods.
func (g *grid) Len() int { return len(g.starts) }

// Span is the time of a period.
func (g *grid) Span(i int) (start, end time.Time) {
	return time.Unix(g.starts[i], 0).UTC(), time.Unix(g.starts[i]+g.periods[i], 0).UTC()
}

// Records counts the points that a period rests on.
func (g *grid) Records(i int) int64 { return frame{g, i}.records() }

// Cites gives the record to look up for a period.
func (g *grid) Cites(i int) []lens.Cite { return []lens.Cite{frame{g, i}.cite()} }

// even reports whether all lines have the same length.
func (g *grid) even(period int64) bool {
	return !slices.ContainsFunc(g.periods, func(p int64) bool { return p != period })
}

// pointOf chooses the point for a line that begins at start, or -1; next is the first point that begins after that.
// Two exports of the same period may begin at different minutes, so that their points lie beside each other by less
// than half a period.
func pointOf(times []int64, next int, start, period, step int64, level bool) int {
	if next > 0 {
		late := start - times[next-1]
		if level && late < step || step == period && 2*late < period {
			return next - 1
		}
	}
	if next < len(times) && step == period && 2*(times[next]-start) <= period {
		return next
	}
	return -1
}

// covering returns the frame within which a time lies.
func (g *grid) covering(t int64) (frame, bool) {
	i := sort.Search(len(g.starts), func(i int) bool { return g.starts[i] > t }) - 1
	if i < 0 || t >= g.starts[i]+g.periods[i] {
		return frame{}, false
	}
	return frame{g, i}, true
}

// get returns a metric's value in the frame.
func (f frame) get(m measure) (float64, bool) {
	column := f.g.columns[m]
	if column == nil || math.IsNaN(column[f.i]) {
		return 0, false
	}
	return column[f.i], true
}

// rate is a sum turned into a rate per second; 0 where there is none.
func (f frame) rate(m measure) (float64, bool) {
	v, ok := f.get(m)
	return v / float64(f.g.periods[f.i]), ok
}

// records counts the points that the frame holds.
func (f frame) records() (n int64) {
	for m := range measureCount {
		if _, ok := f.get(m); ok {
			n++
		}
	}
	return n
}

// cite returns the record to look up for the frame: the first one there is, or the first that says more than zero.
func (f frame) cite() lens.Cite {
	cite, _ := f.citeOf(func(measure) bool { return true })
	return cite
}

// citeOf is cite among some measures; ok is false where the frame has none of them.
func (f frame) citeOf(wanted func(measure) bool) (c lens.Cite, ok bool) {
	start, period := f.g.starts[f.i], f.g.periods[f.i]
	var best *series
	var point int
	var value float64
	filled := measureCount
	for _, s := range f.g.list {
		m, _, _ := s.measure()
		if m == filled || !wanted(m) {
			continue // a surer series has entered its figure
		}
		next := s.upTo(start)
		from := max(0, next-1)
		p := pointOf(s.timesOf(from, next+1), next-from, start, period, s.step(), measures[m].level)
		if p < 0 {
			continue
		}
		filled = m
		if v := s.valueAt(from + p); best == nil || value == 0 && v > 0 {
			best, point, value = s, from+p, v
		}
	}
	if best == nil {
		return lens.Cite{}, false
	}
	return best.cite(point), true
}

// has reports whether any of the measures is there at all.
func (g *grid) has(any ...measure) bool {
	return slices.ContainsFunc(any, func(m measure) bool { return g.columns[m] != nil })
}
