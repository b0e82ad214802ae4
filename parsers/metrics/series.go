package metrics

import (
	"slices"
	"strings"
	"time"

	"hamari/parsers"
)

// Limits of what is kept while a member is read.
const (
	maxSeries    = 1 << 17 // distinct descriptions remembered at a time
	holdRows     = 32      // points of a series that are held back to learn its period
	holdAnswer   = 1440    // the same for the unordered points of one get-metric-statistics answer, its longest
	maxHeld      = 1 << 18 // points held back altogether
	maxHeldBytes = 64 << 20
)

// point is one value of a series, before it becomes an event.
type point struct {
	at    stamp
	value []byte
	raw   []byte
	pos   parsers.Pos
}

// series is a description with its number in the member.
type series struct {
	number  int
	desc    description
	values  []parsers.Value
	period  time.Duration
	settled bool    // the period is known, or known to be unknowable
	held    []point // waiting for the period

	gathered gathering
}

// emitter numbers the series of one member and turns their points into events.
type emitter struct {
	sink   parsers.Sink
	member string
	path   description
	event  parsers.Event

	endPeriod time.Duration // the period for which event.End stands

	byKey  map[string]*series
	key    []byte
	number int

	holdLimit int
	holding   []*series
	held      int
	heldBytes int
	lastHeld  point // shares the copy of a row among the points of it

	pointSink PointSink // the sink, if it takes points by the hundred
	unix      int64     // event.Time, of a row whose points can be gathered
	gatherers []*series // those that may have points gathered
	gathered  int
	spare     [][]Point
	whole     int // series that got room for gatherPoints
	shared    parsers.Event

	unstated bool // a note on statistics that are not stated was given for metrics that are not in the catalogue
}

func newEmitter(src *parsers.Source, sink parsers.Sink) *emitter {
	e := &emitter{sink: sink, member: src.Member, path: parsePath(src.Member), byKey: map[string]*series{}, holdLimit: holdRows}
	e.event.Kind = Kind
	if points, ok := sink.(PointSink); ok && points.TakesPoints() {
		e.pointSink = points
	}
	return e
}

// seriesOf returns the series with the given description, completed from the member's path.
func (e *emitter) seriesOf(d description) *series {
	d.complete(e.path)
	values := d.values()
	e.key = e.key[:0]
	for _, v := range values {
		e.key = append(append(e.key, v...), 0)
	}
	if s, ok := e.byKey[string(e.key)]; ok {
		return s
	}
	if len(e.byKey) >= maxSeries {
		clear(e.byKey)
		e.sink.Note("more distinct metric series than are remembered: some are counted twice")
	}
	e.number++
	s := &series{number: e.number, desc: d, values: values, period: time.Duration(d.period) * time.Second, settled: d.period > 0}
	e.byKey[string(e.key)] = s
	e.noteStatistic(d)
	return s
}

func (e *emitter) noteStatistic(d description) {
	if d.stat != "" || d.metric == "" {
		return
	}
	if len(namespacesOf(d.metric)) > 0 {
		e.sink.Note("the statistic of " + d.metric + " is not stated")
	} else if !e.unstated {
		e.unstated = true
		e.sink.Note("the statistic of some metrics is not stated")
	}
}

// add emits a point, or holds it back until the period of its series is known.
func (e *emitter) add(s *series, p *point) error {
	if s.settled {
		return e.emit(s, p)
	}
	if len(s.held) == 0 {
		e.holding = append(e.holding, s)
	}
	s.held = append(s.held, e.keep(p))
	e.held++
	switch {
	case len(s.held) >= e.holdLimit:
		return e.settle(s)
	case e.held >= maxHeld || e.heldBytes >= maxHeldBytes:
		return e.settleAll()
	}
	return nil
}

// keep copies a point; points of the same row share the copy of it.
func (e *emitter) keep(p *point) point {
	kept := *p
	kept.value = slices.Clone(p.value)
	if e.lastHeld.raw != nil && e.lastHeld.pos == p.pos {
		kept.raw = e.lastHeld.raw
	} else {
		kept.raw = slices.Clone(p.raw)
		e.heldBytes += len(p.raw)
	}
	e.heldBytes += len(p.value)
	e.lastHeld = kept
	return kept
}

// settle infers the period of a series from the points held back, and emits them.
func (e *emitter) settle(s *series) error {
	if !s.settled {
		times := make([]int64, len(s.held))
		for i := range s.held {
			times[i] = s.held[i].at.time.Unix()
		}
		s.setPeriod(inferPeriod(times))
	}
	held := s.held
	s.held = nil
	if e.held -= len(held); e.held == 0 {
		e.heldBytes = 0
	}
	for i := range held {
		if err := e.emit(s, &held[i]); err != nil {
			return err
		}
	}
	return nil
}

func (s *series) setPeriod(seconds int64) {
	s.settled = true
	s.period = time.Duration(seconds) * time.Second
	if seconds > 0 {
		s.desc.period = seconds
		s.values[SlotPeriod] = s.desc.values()[SlotPeriod]
	}
}

// finish emits everything that is held back or gathered.
func (e *emitter) finish() error {
	if err := e.settleAll(); err != nil {
		return err
	}
	defer e.giveRoomBack()
	return e.handOverAll()
}

// settleAll emits everything that is held back.
func (e *emitter) settleAll() error {
	holding := e.holding
	e.holding, e.heldBytes, e.lastHeld = nil, 0, point{}
	for _, s := range holding {
		if err := e.settle(s); err != nil {
			return err
		}
	}
	return nil
}

func (e *emitter) emit(s *series, p *point) error {
	e.at(p)
	return e.measured(s, p.value)
}

// gathers reports whether points of the row that was given to at go into batches: a batch knows full seconds only.
func (e *emitter) gathers() bool { return e.pointSink != nil && e.event.Time.Nanosecond() == 0 }

// at sets what the points of one row share.
func (e *emitter) at(p *point) {
	e.event.Time, e.event.WallClock = p.at.time, !p.at.zoned
	e.event.End, e.endPeriod = time.Time{}, 0
	e.event.Pos, e.event.Raw = p.pos, p.raw
	e.unix = p.at.time.Unix()
}

// measured emits a value of the row that was given to at.
func (e *emitter) measured(s *series, value []byte) error {
	ev := &e.event
	if e.pointSink != nil {
		if number, ok := parsers.Value(value).Float(); ok && e.gathers() {
			return e.gather(s, number)
		}
		if err := e.handOver(s); err != nil { // the order of a series stays that of the member
			return err
		}
	}
	if s.period != e.endPeriod {
		e.endPeriod, ev.End = s.period, time.Time{}
		if s.period > 0 {
			ev.End = ev.Time.Add(s.period)
		}
	}
	s.values[SlotValue] = value
	ev.Series, ev.Values = s.number, s.values
	return e.sink.Event(ev)
}

func (e *emitter) reject(pos parsers.Pos, err error) {
	e.sink.Reject(&parsers.SyntaxError{Pos: pos, Err: err})
}

// inferPeriod returns the most common distance in seconds between neighbouring times, the shorter of equally common
// ones; 0 where no distance occurs twice, because the points of a sparse metric may lie any number of periods apart.
// It sorts times.
func inferPeriod(times []int64) int64 {
	slices.Sort(times)
	times = slices.Compact(times)
	if len(times) < 3 {
		return 0
	}
	gaps := make([]int64, len(times)-1)
	for i := range gaps {
		gaps[i] = times[i+1] - times[i]
	}
	slices.Sort(gaps)
	best, bestCount := int64(0), 1
	for i := 0; i < len(gaps); {
		n := i
		for n < len(gaps) && gaps[n] == gaps[i] {
			n++
		}
		if n-i > bestCount {
			best, bestCount = gaps[i], n-i
		}
		i = n
	}
	if !isPeriod(best) {
		return 0
	}
	return best
}

// isPeriod reports whether CloudWatch has periods of so many seconds.
// Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricStat.html
func isPeriod(seconds int64) bool {
	switch seconds {
	case 1, 5, 10, 20, 30:
		return true
	}
	return seconds > 0 && seconds%60 == 0 && seconds <= maxPeriod
}

// statusCount gathers the status codes of an answer, so that thousands of incomplete series make one note.
type statusCount struct {
	series int
	codes  map[string]int
	first  map[string]string
}

func (c *statusCount) add(code, name string) {
	c.series++
	switch code {
	case "", "Complete":
		return
	case "PartialData", "InternalError", "Forbidden":
	default:
		code = "unknown"
	}
	if c.codes == nil {
		c.codes, c.first = map[string]int{}, map[string]string{}
	}
	if c.codes[code]++; c.codes[code] == 1 {
		c.first[code] = name
	}
}

func (c *statusCount) note(sink parsers.Sink) {
	for _, code := range []string{"Forbidden", "InternalError", "PartialData", "unknown"} {
		if n := c.codes[code]; n > 0 {
			sink.Note(strings.Join([]string{"StatusCode ", code, ": ", plural(n, "series"), " of ", plural(c.series, "series"),
				" may lack points (first: ", clip(c.first[code]), ")"}, ""))
		}
	}
}
