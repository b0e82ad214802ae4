package metrics

import (
	"sync"
	"time"

	"hamari/parsers"
)

// Point is one value of a series, in the form in which a PointSink takes it.
type Point struct {
	Unix   int64 // start of the period, seconds since 1970
	Record int   // Pos.Record of the point
	Value  float64
}

// PointSink is a sink that takes the points of a series by the hundred, since a week of minutes has ten thousand of
// them in each of thousands of series.
type PointSink interface {
	parsers.Sink

	// TakesPoints reports whether Points shall be called in the place of Event where that is possible: for points at a
	// full second.
	TakesPoints() bool

	// Points takes points of one series in the order of the member. The event holds what they share: kind, member,
	// series, values and whether their times are those of an unknown clock; it has no time, no raw text and no measured
	// value of its own. The period is 0 where it is not known. Nothing of what is given may be kept.
	Points(shared *parsers.Event, period time.Duration, points []Point) error
}

// Bounds of what is gathered for a PointSink before it is handed over.
const (
	gatherPoints = 512     // of a series
	maxGathered  = 1 << 18 // of all series of a member
	wholeRooms   = 1 << 10 // so many series get room for all of gatherPoints at once; with more, few get as far
)

// rooms keeps the room for points from one member to the next.
var rooms = sync.Pool{New: func() any { return new([gatherPoints]Point) }}

// gathering is the points of one series that a PointSink has not been given yet.
type gathering struct {
	points []Point
	wall   bool // their times are of an unknown clock
	listed bool // among emitter.gatherers
}

// gather keeps a point of the row that was given to at, until there are enough of its series.
func (e *emitter) gather(s *series, value float64) error {
	g := &s.gathered
	if g.points == nil || g.wall != e.event.WallClock {
		if err := e.handOver(s); err != nil {
			return err
		}
		e.open(s)
	}
	g.points = append(g.points, Point{Unix: e.unix, Record: e.event.Pos.Record, Value: value})
	e.gathered++
	switch {
	case len(g.points) == gatherPoints:
		return e.handOver(s)
	case e.gathered >= maxGathered:
		return e.handOverAll()
	}
	return nil
}

// open makes room for points of a series that share the clock of the current row.
func (e *emitter) open(s *series) {
	g := &s.gathered
	g.wall = e.event.WallClock
	switch n := len(e.spare); {
	case n > 0:
		g.points, e.spare = e.spare[n-1], e.spare[:n-1]
	case e.whole < wholeRooms:
		e.whole++
		g.points = rooms.Get().(*[gatherPoints]Point)[:0]
	}
	if !g.listed {
		g.listed = true
		e.gatherers = append(e.gatherers, s)
	}
}

// handOver gives the sink what was gathered of a series. The room of it goes to the series that needs it next.
func (e *emitter) handOver(s *series) error {
	points := s.gathered.points
	if len(points) == 0 {
		return nil
	}
	e.gathered -= len(points)
	s.gathered.points, e.spare = nil, append(e.spare, points[:0])
	s.values[SlotValue] = nil
	e.shared = parsers.Event{
		Kind: Kind, WallClock: s.gathered.wall, Series: s.number, Values: s.values, Pos: parsers.Pos{Member: e.member},
	}
	return e.pointSink.Points(&e.shared, s.period, points)
}

// handOverAll gives the sink everything that was gathered.
func (e *emitter) handOverAll() error {
	for _, s := range e.gatherers {
		s.gathered.listed = false
		if err := e.handOver(s); err != nil {
			return err
		}
	}
	e.gatherers = e.gatherers[:0]
	return nil
}

// giveRoomBack ends the gathering of a member.
func (e *emitter) giveRoomBack() {
	for _, room := range e.spare {
		if cap(room) == gatherPoints {
			rooms.Put((*[gatherPoints]Point)(room[:gatherPoints]))
		}
	}
	e.spare = nil
}
