package correlate

import (
	"context"
	"fmt"
	"io"

	"hamari/correlate/lens/throttle"
	"hamari/parsers"
	"hamari/parsers/bundle"
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
	var paths []string
	for _, src := range a.state.Sources {
		of := a.outcomes.find(src.Member)
		if of != nil && of.format != nil && of.format.Name == cloudtrail.Format.Name && count.Touches(src.Start, src.End) {
			paths = append(paths, src.Member)
		}
	}
	err := a.c.ReopenMany(ctx, paths, func(_ *bundle.Worker, path string, r io.Reader) error {
		// Whatever is wrong with the file was told when it was read first.
		_, _ = formats.Read(ctx, r, &parsers.Source{Member: path, Spool: a.c.Spool}, callSink{count})
		return ctx.Err()
	})
	if err != nil {
		return fmt.Errorf("count the calls that were throttled: %w", err)
	}
	a.throttled = count.Rows()
	a.limit(count.Notes())
	return nil
}

// callSink hands the records of CloudTrail to the count.
type callSink struct{ count *throttle.Count }

func (s callSink) Event(ev *parsers.Event) error {
	if ev.Kind == cloudtrail.Kind {
		s.count.Event(ev)
	}
	return nil
}

func (callSink) Reject(*parsers.SyntaxError) {}

func (callSink) Note(string) {}
