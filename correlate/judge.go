package correlate

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"hamari/correlate/advice"
	"hamari/correlate/cite"
	"hamari/correlate/lens/metric"
	"hamari/correlate/match"
	"hamari/correlate/pattern"
	"hamari/correlate/report"
	"hamari/correlate/scan"
	"hamari/parsers"
	"hamari/parsers/console"
	"hamari/parsers/formats"
	"hamari/parsers/metrics"
)

// judge derives rows, applies every pattern and collects the findings.
func (a *analysis) judge(ctx context.Context) error {
	if err := a.countThrottled(ctx); err != nil {
		return err
	}
	a.adopt()
	a.asked = slices.Clone(a.opts.Focus)
	a.resolveFocus()
	e := a.engine()
	if err := a.sightAgain(ctx, e); err != nil {
		return err
	}
	outcomes, err := e.JudgeAll(ctx, a.patterns)
	if err != nil {
		return err
	}
	for i, p := range a.patterns {
		out := &outcomes[i]
		a.rep.Findings = append(a.rep.Findings, out.Findings...)
		a.rep.Patterns = append(a.rep.Patterns, a.withCommands(p, out.Pattern, e.Formats))
		a.rep.Notes = append(a.rep.Notes, out.Notes...)
		a.limit(out.Limits)
	}
	if err := a.focus(ctx); err != nil {
		return err
	}
	sortFindings(a.rep.Findings)
	a.tellAttached()
	a.headroom()
	a.near(e)
	a.fillBlanks()
	a.oneCause()
	a.draw()
	a.failures()
	if len(a.opts.Focus) == 0 { // else it was done to see what the records speak of
		if err := cite.Fill(ctx, a.c, a.rep, a.state.Layouts); err != nil {
			return err
		}
	}
	a.timeline()
	return nil
}

// readable is put behind the title of a format whose members are there but could not be read.
const readable = " that could be read"

// lookedInto is what was looked at, in words; "" where it is the whole bundle. Of a member that was not opened nobody knows
// what it holds.
func (a *analysis) lookedInto() string {
	if !a.since.IsZero() || !a.until.IsZero() {
		return "the part of the bundle that was asked for"
	}
	if a.rep.Sources.Any(func(s *report.Source) bool {
		return s.Format == "" && (s.State == report.Failed || s.State == report.Skipped)
	}) {
		return "what was read of the bundle"
	}
	return ""
}

// engine hands everything that was sighted to the matcher.
func (a *analysis) engine() *match.Engine {
	e := &match.Engine{
		Graph: a.state.Graph, Sightings: map[*pattern.Step][]*match.Sighting{}, Formats: a.formatsRead(), Pasted: a.state.Pasted, Rows: map[string]int{}, Described: a.state.Described,
		Spans: a.spans(), Titles: map[string]string{}, Timeless: timeless(),
		Untold: map[*pattern.Step]match.Untold{}, Cut: map[*pattern.Step]int{},
	}
	e.Bundle = a.lookedInto()
	if a.opts.Holes {
		e.Hole = func(p *pattern.Pattern, text string) {
			a.rep.Notes = append(a.rep.Notes, fmt.Sprintf("pattern %s: a placeholder has no value in %q", p.ID, text))
		}
	}
	for _, f := range formats.All() {
		e.Titles[f.Name] = f.Title
	}
	for _, s := range a.rep.Sources.Briefly() {
		if s.State == report.Failed && s.Format != "" && !e.Formats[s.Format] {
			e.Titles[s.Format] = strings.TrimSuffix(e.Titles[s.Format], readable) + readable
		}
	}
	for i, step := range a.plan.Steps {
		e.Sightings[step] = a.state.Sightings(i)
		e.Untold[step], e.Cut[step] = a.state.Untold(i), a.state.Cut(i)
	}
	e.LeftOut = a.leftOut()
	e.Metrics = a.state.Metrics.Names()
	e.Again = a.rowsAgain()
	a.sightRows(e)
	for step, u := range e.Untold {
		u.Format = a.formatOf(u.Member)
		e.Untold[step] = u
	}
	e.LearnARNs()
	e.Funcs = advice.Funcs(a.state.Graph, e.Lookup())
	e.Funcs["lacking"] = advice.Lacking(a.state.Metrics.Measured)
	e.Funcs["beside_logs"] = advice.BesideLogs(a.rep.Window.Start, a.rep.Window.End)
	e.Funcs["records_end"] = advice.RecordsEnd(e.Spans)
	if len(a.opts.Focus) > 0 {
		e.Asked = func(entities map[string][]string) bool {
			return slices.ContainsFunc(a.opts.Focus, func(name string) bool { return isAbout(entities, name) })
		}
	}
	e.Covered = a.covered
	e.Nameless, e.Assumed = a.namelessFor, a.assumptions
	e.Drawing = metric.Drawing
	return e
}

// spans says for which time each format was looked at.
func (a *analysis) spans() map[string]report.Span {
	spans := map[string]report.Span{}
	for _, s := range a.rep.Sources.Briefly() {
		if s.Start == nil || !a.lookedAt(s) {
			continue
		}
		span := spans[s.Format]
		if span.Start == nil || s.Start.Before(*span.Start) {
			span.Start = s.Start
		}
		if span.End == nil || s.End.After(*span.End) {
			span.End = s.End
		}
		spans[s.Format] = span
	}
	for format, span := range spans {
		a.clip(&span)
		spans[format] = span
	}
	return spans
}

// lookedAt reports whether records of a member may lie in the time that was asked for, or count whenever they are from.
func (a *analysis) lookedAt(s *report.Source) bool {
	return s.Records > 0 && (s.Start == nil || whenever()[s.Format] || scan.Within(a.since, a.until, *s.Start, *s.End))
}

// whenever has the formats whose records count whenever they are from.
var whenever = sync.OnceValue(func() map[string]bool {
	return formatsWith(func(f *parsers.Format) bool { return slices.ContainsFunc(f.Kinds, scan.Whenever) })
})

func (a *analysis) formatsRead() map[string]bool {
	read := map[string]bool{}
	for _, s := range a.rep.Sources.Briefly() {
		if s.Format != "" && a.lookedAt(s) {
			read[s.Format] = true
		}
	}
	for format := range a.state.Pasted {
		read[format] = read[format] || timeless()[format]
	}
	if a.state.Messages { // in logs of applications, too
		read[console.Format.Name] = true
	}
	return read
}

// covered reports whether records of a kind are there for a stretch of time. Derived kinds rest on several formats: a
// sign of life may come from any of them.
func (a *analysis) covered(kind string, s *match.Sighting, from, to time.Time) bool {
	account, region := first(s.Named("account")), first(s.Named("region"))
	kinds := []string{kind}
	if kind == "sign-of-life" {
		kinds = []string{"cloudtrail", metrics.Format.Name, "flowlog"}
	}
	for _, k := range kinds {
		if a.state.Coverage.Covered(k, account, region, from, to) {
			return true
		}
	}
	if slices.Contains(kinds, metrics.Format.Name) {
		return a.state.Metrics.Covers(from, to)
	}
	return false
}

func first(list []string) string {
	if len(list) == 0 {
		return ""
	}
	return list[0]
}
