package metric

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"time"

	"hamari/correlate/lens"
	"hamari/parsers"
	"hamari/parsers/metrics"
)

// maxPoints bounds what a store keeps; points beyond it are counted and reported.
const maxPoints = 40_000_000

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
	first            citation
	sorted           bool
}

// point is one value; the time is Unix seconds of the start of its period.
type point struct {
	time  int64
	value float64
}

type citation struct {
	pos  parsers.Pos
	time int64
}

// New returns an empty lens.
func New() *Lens { return &Lens{series: map[seriesKey]*series{}} }

// Event takes in one metric point.
func (l *Lens) Event(ev *parsers.Event) {
	value, ok := ev.Value(metrics.SlotValue).Float()
	if !ok {
		return
	}
	s := l.of(ev)
	if l.points >= maxPoints {
		l.dropped++
		return
	}
	l.points++
	t := ev.Time.Unix()
	s.points = append(s.points, point{t, value})
	s.cite(citation{ev.Pos, t})
}

// of finds the event's series, looking its name up only once per member.
func (l *Lens) of(ev *parsers.Event) *series {
	if l.member != ev.Pos.Member {
		l.member, l.current = ev.Pos.Member, l.current[:0]
	}
	n := ev.Series
	if n > 0 && n < len(l.current) && l.current[n] != nil {
		return l.current[n]
	}
	s := l.named(keyOf(ev))
	if s.instance == "" {
		s.instance = ev.Value(metrics.SlotInstance).String()
	}
	if s.volume == "" {
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
	k.period, _ = ev.Value(metrics.SlotPeriod).Int()
	if ev.WallClock {
		k.wallMember = strings.Clone(ev.Pos.Member)
	}
	return k
}

func (s *series) cite(c citation) {
	if s.first.pos.Member == "" || c.time < s.first.time || c.time == s.first.time &&
		cmp.Or(cmp.Compare(c.pos.Member, s.first.pos.Member), cmp.Compare(c.pos.Record, s.first.pos.Record)) < 0 {
		s.first = c
	}
}

// Merge adds what the other lens gathered.
func (l *Lens) Merge(other *Lens) {
	for key, theirs := range other.series {
		l.named(key).join(theirs)
	}
	l.points += other.points
	l.dropped += other.dropped
}

func (s *series) join(o *series) {
	if s.instance == "" {
		s.instance = o.instance
	}
	if s.volume == "" {
		s.volume = o.volume
	}
	s.points = append(s.points, o.points...)
	if o.first.pos.Member != "" {
		s.cite(o.first)
	}
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
		slices.Sort(spans[member].Regions)
		out = append(out, *spans[member])
	}
	return out
}

func (w *WallSpan) add(s *series) {
	from, to := s.points[0].time, s.points[0].time
	for _, p := range s.points {
		from, to = min(from, p.time), max(to, p.time)
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
	if s.instance != "" && w.Readings[s.instance] == nil {
		for _, p := range s.points {
			w.Readings[s.instance] = append(w.Readings[s.instance], p.time)
		}
	}
}

// Resolve gives the readings of each member its zone: utc turns a reading of that member's clock into UTC. Series that
// differed by member only become one.
func (l *Lens) Resolve(utc func(member string, wall time.Time) time.Time) {
	resolved := make(map[seriesKey]*series, len(l.series))
	for _, key := range slices.SortedFunc(maps.Keys(l.series), compareKeys) {
		s := l.series[key]
		if key.wallMember != "" {
			for i := range s.points {
				s.points[i].time = utc(key.wallMember, time.Unix(s.points[i].time, 0).UTC()).Unix()
			}
			s.first.time = utc(key.wallMember, time.Unix(s.first.time, 0).UTC()).Unix()
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
	slices.SortFunc(s.points, func(a, b point) int { return cmp.Or(cmp.Compare(a.time, b.time), cmp.Compare(b.value, a.value)) })
	s.points = slices.CompactFunc(s.points, func(a, b point) bool { return a.time == b.time })
	s.sorted = true
	return s.points
}

// step is the length of the series' periods in seconds, as stated or else as its points lie.
func (s *series) step() int64 {
	if s.key.period > 0 {
		return s.key.period
	}
	points := s.order()
	least := int64(0)
	for i := 1; i < len(points); i++ {
		if d := points[i].time - points[i-1].time; least == 0 || d < least {
			least = d
		}
	}
	return cmp.Or(least, 60)
}

func (s *series) cites() []lens.Cite {
	t := time.Unix(s.first.time, 0).UTC()
	return []lens.Cite{{Pos: s.first.pos, Time: t, End: t.Add(time.Duration(s.step()) * time.Second)}}
}
