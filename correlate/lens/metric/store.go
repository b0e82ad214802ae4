package metric

import (
	"cmp"
	"maps"
	"math"
	"slices"
	"strings"
	"time"

	"hamari/correlate/lens"
	"hamari/parsers"
	"hamari/parsers/metrics"
)

// Bounds of what a store keeps. What goes beyond them is counted and reported.
const (
	maxPoints = 40_000_000
	maxSeries = 500_000
)

// maxPeriod is the longest period, in seconds, that is believed of a series.
const maxPeriod = 366 * 24 * 3600

// Lens gathers metric points. One worker feeds one lens; lenses merge.
type Lens struct {
	series  map[seriesKey]*series
	points  int
	dropped int64

	// The series of the member that was read last, by Event.Series: its points come one after the other.
	member  string
	current []*series
}

// seriesKey names one series. Readings of a clock without a zone are kept apart by member, since every file may come
// from another console.
type seriesKey struct {
	namespace, metric, stat, dimensions, region, account string
	period                                               int64
	wallMember                                           string
}

type series struct {
	key              seriesKey
	instance, volume string
	points           []point
	runs             []run

	sorted  bool
	spacing int64 // least time between two points; while sorted
}

// point is one value. There may be tens of millions of them.
type point struct {
	time   uint32 // start of the period, Unix seconds: CloudWatch began in 2009, and they last until 2106
	record uint32 // number of the record within its member
	value  float64
}

// run says which member the points of a series come from, from a certain one on until the next run.
type run struct {
	from   int
	member string
}

// New returns an empty lens.
func New() *Lens { return &Lens{series: map[seriesKey]*series{}} }

// Event takes in one metric point.
func (l *Lens) Event(ev *parsers.Event) {
	value, ok := ev.Value(metrics.SlotValue).Float()
	if !ok {
		return
	}
	t := ev.Time.Unix()
	s := l.of(ev)
	if s == nil || l.points >= maxPoints || t < 0 || t > math.MaxUint32 || uint64(ev.Pos.Record) > math.MaxUint32 {
		l.dropped++
		return
	}
	l.points++
	s.from(ev.Pos.Member)
	s.points = append(s.points, point{uint32(t), uint32(ev.Pos.Record), value})
	s.sorted = false
}

// from starts a run, if the points to be added come from another member than those before.
func (s *series) from(member string) {
	if n := len(s.runs); n == 0 || s.runs[n-1].member != member {
		s.runs = append(s.runs, run{len(s.points), strings.Clone(member)})
	}
}

// of finds the event's series, looking its name up only once per member. It is nil where there are too many.
func (l *Lens) of(ev *parsers.Event) *series {
	if l.member != ev.Pos.Member {
		l.member, l.current = ev.Pos.Member, l.current[:0]
	}
	n := ev.Series
	if n > 0 && n < len(l.current) && l.current[n] != nil {
		return l.current[n]
	}
	key := keyOf(ev)
	s := l.series[key]
	if s == nil {
		if len(l.series) >= maxSeries {
			return nil
		}
		s = l.named(key)
		s.instance = ev.Value(metrics.SlotInstance).String()
		s.volume = ev.Value(metrics.SlotVolume).String()
	}
	if n > 0 && n < 1<<20 {
		for len(l.current) <= n {
			l.current = append(l.current, nil)
		}
		l.current[n] = s
	}
	return s
}

func (l *Lens) named(key seriesKey) *series {
	s := l.series[key]
	if s == nil {
		s = &series{key: key}
		l.series[key] = s
	}
	return s
}

func keyOf(ev *parsers.Event) seriesKey {
	k := seriesKey{
		namespace: ev.Value(metrics.SlotNamespace).String(), metric: ev.Value(metrics.SlotMetric).String(),
		stat: ev.Value(metrics.SlotStat).String(), dimensions: ev.Value(metrics.SlotDimensions).String(),
		region: ev.Value(metrics.SlotRegion).String(), account: ev.Value(metrics.SlotAccount).String(),
	}
	if period, ok := ev.Value(metrics.SlotPeriod).Int(); ok && period > 0 && period <= maxPeriod {
		k.period = period
	}
	if ev.WallClock {
		k.wallMember = strings.Clone(ev.Pos.Member)
	}
	return k
}

// Merge adds what the other lens gathered; the other must not be used afterwards.
func (l *Lens) Merge(other *Lens) {
	for key, theirs := range other.series {
		l.named(key).join(theirs)
	}
	l.points += other.points
	l.dropped += other.dropped
}

// join takes the points of another series over.
func (s *series) join(o *series) {
	if s.instance == "" {
		s.instance = o.instance
	}
	if s.volume == "" {
		s.volume = o.volume
	}
	s.sorted = false
	if len(s.points) == 0 {
		s.points, s.runs = o.points, o.runs
		return
	}
	for _, r := range o.runs {
		s.runs = append(s.runs, run{r.from + len(s.points), r.member})
	}
	s.points = append(s.points, o.points...)
}

// Dropped is how many points found no room.
func (l *Lens) Dropped() int64 { return l.dropped }

// WallSpan is the time that the readings of one member span, by its own clock, with what may help to find its zone.
type WallSpan struct {
	Member   string
	From, To time.Time
	Regions  []string
	Firsts   map[string]time.Time // first reading of each volume
	Readings map[string][]int64   // readings of each instance, Unix seconds by the member's clock
}

// WallSpans lists the members whose points carry no zone.
func (l *Lens) WallSpans() []WallSpan {
	spans := map[string]*WallSpan{}
	for key, s := range l.series {
		if key.wallMember == "" || len(s.points) == 0 {
			continue
		}
		w := spans[key.wallMember]
		if w == nil {
			w = &WallSpan{Member: key.wallMember, Firsts: map[string]time.Time{}, Readings: map[string][]int64{}}
			spans[key.wallMember] = w
		}
		w.add(s)
	}
	out := make([]WallSpan, 0, len(spans))
	for _, member := range slices.Sorted(maps.Keys(spans)) {
		w := spans[member]
		slices.Sort(w.Regions)
		for instance, times := range w.Readings {
			slices.Sort(times)
			w.Readings[instance] = slices.Compact(times)
		}
		out = append(out, *w)
	}
	return out
}

func (w *WallSpan) add(s *series) {
	from, to := int64(s.points[0].time), int64(s.points[0].time)
	for _, p := range s.points {
		from, to = min(from, int64(p.time)), max(to, int64(p.time))
		if s.instance != "" {
			w.Readings[s.instance] = append(w.Readings[s.instance], int64(p.time))
		}
	}
	first, last := time.Unix(from, 0).UTC(), time.Unix(to+max(s.key.period, 60), 0).UTC()
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

// Resolve gives the readings of each member its zone: utc turns a reading of that member's clock into the earliest and
// the latest time in UTC that it may stand for. They differ in the hour that a clock is set back over; there the order
// of the file tells which is meant. Series that differed by member only become one.
func (l *Lens) Resolve(utc func(member string, wall time.Time) (earliest, latest time.Time)) {
	resolved := make(map[seriesKey]*series, len(l.series))
	for _, key := range slices.SortedFunc(maps.Keys(l.series), compareKeys) {
		s := l.series[key]
		if key.wallMember != "" {
			s.shift(func(wall time.Time) (time.Time, time.Time) { return utc(key.wallMember, wall) })
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

// shift turns the readings of one member into UTC.
func (s *series) shift(utc func(wall time.Time) (earliest, latest time.Time)) {
	const quarter = 15 * 60 // clocks are changed, and zones differ, by whole quarters of an hour
	var early, late, last int64
	last = -1
	twice := map[uint32][]int{} // readings of an hour that is passed twice -> their points, in the order of the file
	descending := len(s.points) > 1 && s.points[0].time > s.points[len(s.points)-1].time
	for i, p := range s.points {
		if q := int64(p.time) / quarter; q != last {
			wall := time.Unix(q*quarter, 0).UTC()
			e, l := utc(wall)
			last, early, late = q, e.Unix()-wall.Unix(), l.Unix()-wall.Unix()
		}
		if early != late {
			twice[p.time] = append(twice[p.time], i)
		}
		s.points[i].time = moved(p.time, early)
	}
	for reading, points := range twice {
		if len(points) != 2 {
			continue
		}
		second := points[1]
		if descending {
			second = points[0]
		}
		_, l := utc(time.Unix(int64(reading), 0).UTC())
		s.points[second].time = moved(reading, l.Unix()-int64(reading))
	}
	s.sorted = false
}

// moved adds seconds to a time, which stays within what a point can hold.
func moved(t uint32, by int64) uint32 {
	return uint32(min(max(int64(t)+by, 0), math.MaxUint32))
}

func compareKeys(a, b seriesKey) int {
	return cmp.Or(cmp.Compare(a.namespace, b.namespace), cmp.Compare(a.metric, b.metric), cmp.Compare(a.dimensions, b.dimensions),
		cmp.Compare(a.stat, b.stat), cmp.Compare(a.period, b.period), cmp.Compare(a.region, b.region),
		cmp.Compare(a.account, b.account), cmp.Compare(a.wallMember, b.wallMember))
}

// order sorts the points and keeps one per time: where the same point was exported twice with another value, the larger.
func (s *series) order() []point {
	if s.sorted {
		return s.points
	}
	s.sorted = true
	if len(s.runs) > 1 {
		s.orderRuns()
	} else {
		slices.SortFunc(s.points, comparePoints)
		s.points = slices.CompactFunc(s.points, func(a, b point) bool { return a.time == b.time })
	}
	s.spacing = leastSpacing(s.points)
	return s.points
}

// orderRuns orders points that come from several members.
func (s *series) orderRuns() {
	type placed struct {
		point
		member string
	}
	all := make([]placed, len(s.points))
	for i, r := range s.runs {
		end := len(s.points)
		if i+1 < len(s.runs) {
			end = s.runs[i+1].from
		}
		for k := r.from; k < end; k++ {
			all[k] = placed{s.points[k], r.member}
		}
	}
	slices.SortFunc(all, func(a, b placed) int {
		return cmp.Or(cmp.Compare(a.time, b.time), cmp.Compare(b.value, a.value), cmp.Compare(a.member, b.member), cmp.Compare(a.record, b.record))
	})
	all = slices.CompactFunc(all, func(a, b placed) bool { return a.time == b.time })
	s.points, s.runs = s.points[:0], s.runs[:0]
	for _, p := range all {
		s.from(p.member)
		s.points = append(s.points, p.point)
	}
}

func comparePoints(a, b point) int {
	return cmp.Or(cmp.Compare(a.time, b.time), cmp.Compare(b.value, a.value), cmp.Compare(a.record, b.record))
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
func leastSpacing(points []point) int64 {
	least := int64(0)
	for i := 1; i < len(points); i++ {
		if d := int64(points[i].time) - int64(points[i-1].time); least == 0 || d < least {
			least = d
		}
	}
	if least == 0 || least > maxPeriod {
		return 60
	}
	return least
}

// start and end of a point's period.
func (s *series) start(p point) time.Time { return time.Unix(int64(p.time), 0).UTC() }

func (s *series) end(p point) time.Time { return time.Unix(int64(p.time)+s.step(), 0).UTC() }

// cite returns the record that a point was read from. Points must have been ordered.
func (s *series) cite(i int) lens.Cite {
	r, found := slices.BinarySearchFunc(s.runs, i, func(r run, i int) int { return cmp.Compare(r.from, i) })
	if !found {
		r--
	}
	p := s.points[i]
	return lens.Cite{
		Pos:  parsers.Pos{Member: s.runs[r].member, Record: int(p.record)},
		Time: s.start(p), End: s.end(p),
	}
}
