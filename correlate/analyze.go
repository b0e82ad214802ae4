package correlate

import (
	"context"
	"time"

	"hamari/correlate/pattern"
	"hamari/correlate/report"
	"hamari/parsers/bundle"
)

// Options narrow and steer an analysis.
type Options struct {
	Version string // of the program, for the report

	Since, Until Bound          // only what lies between them
	Zone         *time.Location // of sources that carry none; nil to estimate it
	Focus        []string       // names of entities; only findings and moments that touch one of them

	// Holes notes, for those who write patterns, which texts have placeholders without a value.
	Holes bool

	Progress *Progress // is told how far the analysis is; may be nil
}

// Bound is one end of the time that is looked at: a time, or a span back from the last record of the bundle.
type Bound struct {
	At   time.Time
	Back time.Duration
}

// Analyze reads the case and judges the patterns. An error means that there is no report at all: the context was
// cancelled. Whatever befalls a member stands in the report.
func Analyze(ctx context.Context, c *bundle.Case, patterns []*pattern.Pattern, opts Options) (*report.Report, error) {
	opts.begin(c, 1)
	return analyze(ctx, c, patterns, opts)
}

// List reads the case like Analyze, without judging anything: the report holds the sources, their coverage and notes.
func List(ctx context.Context, c *bundle.Case, opts Options) (*report.Report, error) {
	opts.begin(c, 1)
	return analyze(ctx, c, nil, opts)
}

// begin tells the progress how often the case will be read: the end that spans count from takes a pass of its own to find.
func (o *Options) begin(c *bundle.Case, passes int64) {
	if o.Since.Back > 0 || o.Until.Back > 0 {
		passes++
	}
	o.Progress.Begin(c, passes)
}
