package metric

import (
	"cmp"
	"math"
	"strings"

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
	room    []point // scratch

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
	adopted          bool // it does not name them itself
	chunks           []chunk
	tail             []point // points that are not in a chunk yet, the last ones
	tailMember       string

	sorted  bool
	spacing int64 // least time between two points; while sorted
}

// Few points are kept as they came until there are enough of them for a chunk.
const (
	chunkPoints = 256
	chunkAtOnce = 64
)

// New returns an empty lens.
func New() *Lens { return &Lens{series: map[seriesKey]*series{}} }

// Event takes in one metric point.
func (l *Lens) Event(ev *parsers.Event) {
	value, ok := ev.Value(metrics.SlotValue).Float()
	if !ok {
		return
	}
	l.Add(ev, []metrics.Point{{Unix: ev.Time.Unix(), Record: ev.Pos.Record, Value: value}})
}

// Add takes in points of one series, which shared describes.
func (l *Lens) Add(shared *parsers.Event, points []metrics.Point) {
	s := l.of(shared)
	l.room = l.room[:0]
	for i := range points {
		p := &points[i]
		if s == nil || l.points >= maxPoints || p.Unix < 0 || p.Unix > math.MaxUint32 || uint64(p.Record) > math.MaxUint32 {
			l.dropped++
			continue
		}
		l.points++
		l.room = append(l.room, point{uint32(p.Unix), uint32(p.Record), p.Value})
	}
	if len(l.room) > 0 {
		s.add(shared.Pos.Member, l.room)
	}
}

// add appends points of one member.
func (s *series) add(member string, points []point) {
	s.sorted = false
	if s.tailMember != member {
		s.seal()
		s.tailMember = strings.Clone(member)
	}
	if len(points) >= chunkAtOnce {
		s.seal()
		s.chunks = append(s.chunks, pack(s.tailMember, points))
		return
	}
	if s.tail = append(s.tail, points...); len(s.tail) >= chunkPoints {
		s.seal()
	}
}

// seal makes a chunk of the tail.
func (s *series) seal() {
	if len(s.tail) == 0 {
		return
	}
	s.chunks = append(s.chunks, pack(s.tailMember, s.tail))
	s.tail = nil
}

// len is the number of points.
func (s *series) len() (n int) {
	for i := range s.chunks {
		n += s.chunks[i].n
	}
	return n + len(s.tail)
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
	s.seal()
	o.seal()
	s.sorted = false
	if s.chunks == nil {
		s.chunks = o.chunks
		return
	}
	s.chunks = append(s.chunks, o.chunks...)
}

// Dropped is how many points found no room.
func (l *Lens) Dropped() int64 { return l.dropped }

func compareKeys(a, b seriesKey) int {
	return cmp.Or(cmp.Compare(a.namespace, b.namespace), cmp.Compare(a.metric, b.metric), cmp.Compare(a.dimensions, b.dimensions),
		cmp.Compare(a.stat, b.stat), cmp.Compare(a.period, b.period), cmp.Compare(a.region, b.region),
		cmp.Compare(a.account, b.account), cmp.Compare(a.wallMember, b.wallMember))
}
