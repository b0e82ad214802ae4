package text

import (
	"fmt"
	"io"

	"hamari/cmd/internal/report/clean"
	"hamari/cmd/internal/report/words"
	"hamari/correlate/report"
)

// Options say what the terminal can show.
type Options struct {
	Width   int  // columns; held between 80 and 120, 0 means 80
	Color   bool // use ANSI colours
	Unicode bool // draw charts with block characters instead of ASCII
}

// The widths that lines of text are set to. Longer lines are hard to read, shorter ones leave no room for tables.
const (
	minWidth = 80
	maxWidth = 120
)

// Render writes the report.
func Render(w io.Writer, r *report.Report, o Options) error {
	r = clean.Report(r)
	p := &page{width: min(max(o.Width, minWidth), maxWidth), palette: palette(o.Color), unicode: o.Unicode, patterns: r.Patterns, told: words.Told{}}
	p.members = newMembers(r.Sources)

	p.head(r)
	causes := words.Causes(r)
	p.verdict(r, causes)
	for i := range causes {
		p.finding(&causes[i])
	}
	p.failures(r.Failures)
	p.ruledOut(r.Patterns)
	p.notAssessable(r)
	p.notFound(r)
	p.timeline(r.Timeline)
	p.sources(r.Sources)
	p.coverage(r.Coverage)
	p.notes(r.Notes)

	if p.err != nil {
		return fmt.Errorf("text report: %w", p.err)
	}
	if _, err := w.Write(p.buf.Bytes()); err != nil {
		return fmt.Errorf("text report: %w", err)
	}
	return nil
}
