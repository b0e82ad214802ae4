package correlate

import (
	"context"
	"fmt"
	"time"

	"hamari/correlate/lens/throttle"
	"hamari/correlate/match"
	"hamari/correlate/pattern"
	"hamari/parsers"
	"hamari/parsers/cloudtrail"
	"hamari/parsers/formats"
)

// countThrottled counts who called a service while it refused calls for their rate. That takes a second reading of the
// CloudTrail files of those minutes, and nothing where no calls were refused.
func (a *analysis) countThrottled(ctx context.Context) error {
	if len(a.patterns) == 0 {
		return nil
	}
	count := a.state.Throttle.NewCount()
	if count == nil {
		return nil
	}
	err := a.readAgain(ctx, callSink{count: count}, func(format string, from, to time.Time) bool {
		return format == cloudtrail.Format.Name && count.Touches(from, to)
	})
	if err != nil {
		return fmt.Errorf("count the calls that were throttled: %w", err)
	}
	a.throttled = count.Rows()
	a.limit(count.Notes())
	return nil
}

// sightAgain sights the records of steps that were not kept, around what was matched.
func (a *analysis) sightAgain(ctx context.Context, e *match.Engine) error {
	again := a.state.Again(a.patterns, func(s *pattern.Step) []*match.Sighting { return e.Sightings[s] })
	if err := a.readAgain(ctx, again, again.Touches); err != nil {
		return fmt.Errorf("look for records around what was matched: %w", err)
	}
	a.limit(again.Sightings(func(step *pattern.Step, found []*match.Sighting) { e.Sightings[step] = found }))
	return nil
}

// readAgain reads the members once more that touches asks for, by their format and the time of their records. The sink is given
// records by several workers at once.
func (a *analysis) readAgain(ctx context.Context, sink parsers.Sink, touches func(format string, from, to time.Time) bool) error {
	var paths []string
	for _, src := range a.rep.Sources.Briefly() {
		if src.Start != nil && src.Records > 0 && touches(src.Format, *src.Start, *src.End) {
			paths = append(paths, src.Member)
		}
	}
	again := formats.Again{Layouts: a.state.Layouts, Sinks: func(string) func(int) parsers.Sink { return func(int) parsers.Sink { return sink } }}
	return again.Read(ctx, a.c, paths)
}

// callSink hands the records of CloudTrail to the count.
type callSink struct {
	parsers.Unheard
	count *throttle.Count
}

func (s callSink) Event(ev *parsers.Event) error {
	if ev.Kind == cloudtrail.Kind {
		s.count.Event(ev)
	}
	return nil
}
