package scan

import (
	"time"

	"hamari/parsers"
	"hamari/parsers/metrics"
)

// TakesPoints reports whether metric points may come by the hundred: unless a step selects single ones.
func (src *Source) TakesPoints() bool { return !src.state.plan.asks(metrics.Kind) }

// Points takes in points of one metric series.
func (src *Source) Points(shared *parsers.Event, period time.Duration, points []metrics.Point) error {
	if len(points) == 0 {
		return nil
	}
	src.enter()
	src.Records += int64(len(points))
	src.spanPoints(shared, period, points)
	src.state.Coverage.source(shared, "metrics", shared.Value(metrics.SlotAccount), shared.Value(metrics.SlotRegion)).addPoints(period, points)
	if !shared.WallClock {
		points = src.state.insidePoints(period, points)
	}
	if len(points) > 0 {
		src.state.Metrics.Add(shared, points)
	}
	return nil
}

func (src *Source) spanPoints(shared *parsers.Event, period time.Duration, points []metrics.Point) {
	first, last := points[0].Unix, points[0].Unix
	for i := range points {
		first, last = min(first, points[i].Unix), max(last, points[i].Unix)
	}
	ends := *shared
	for _, unix := range [...]int64{first, last} {
		ends.Time = time.Unix(unix, 0).UTC()
		ends.End = ends.Time.Add(period)
		src.span(&ends)
	}
}

// addPoints notes the time of points.
func (v *cover) addPoints(period time.Duration, points []metrics.Point) {
	for i := range points {
		v.addSpan(points[i].Unix, points[i].Unix+int64(period/time.Second))
	}
}

// insidePoints returns the points that State.inside would let pass.
func (s *State) insidePoints(period time.Duration, points []metrics.Point) []metrics.Point {
	if s.since.IsZero() && s.until.IsZero() {
		return points
	}
	s.clipped = s.clipped[:0]
	for _, p := range points {
		at := time.Unix(p.Unix, 0)
		if Within(s.since, s.until, at, at.Add(period)) {
			s.clipped = append(s.clipped, p)
		}
	}
	return s.clipped
}
