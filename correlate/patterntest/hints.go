package patterntest

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"hamari/correlate/lens"
	"hamari/correlate/pattern"
	"hamari/correlate/report"
	"hamari/parsers"
	"hamari/parsers/formats"
)

// Hints says what may be the reason why a report differs from what the bundle expects: members that were not read, and
// of patterns that did not match how many records each of their steps selects.
func (b *Bundle) Hints(ctx context.Context, r *report.Report, patterns []*pattern.Pattern) (hints []string) {
	for _, s := range r.Sources.Briefly() {
		if s.State != report.OK {
			hints = append(hints, strings.TrimSuffix(fmt.Sprintf("%s is %s: %s", s.Member, s.State, s.Reason), ": "))
		}
		if len(s.Rejects) > 0 {
			hints = append(hints, fmt.Sprintf("%s, line %d: %s", s.Member, s.Rejects[0].Line, s.Rejects[0].Error))
		}
	}
	for _, p := range patterns {
		if i := slices.IndexFunc(r.Patterns, func(rp report.Pattern) bool { return rp.ID == p.ID }); i >= 0 && b.unmet(p.ID, r.Patterns[i].Status) {
			hints = append(hints, b.stepsOf(ctx, p)...)
		}
	}
	return hints
}

// unmet reports whether a pattern was expected to match, or to be ruled out, and nothing fits it.
func (b *Bundle) unmet(id string, got report.Status) bool {
	want := b.Expect.Status[id]
	return got == report.NotFound && (b.Expects(id) || want != "" && want != string(got))
}

// stepsOf says how many records, or rows that are derived from them, the steps of a pattern select.
func (b *Bundle) stepsOf(ctx context.Context, p *pattern.Pattern) []string {
	c := &counter{steps: p.Steps, selected: map[*pattern.Step]int{}, kinds: map[*parsers.Kind]bool{}}
	for _, f := range formats.All() {
		for _, k := range f.Kinds {
			c.kinds[k] = true
		}
	}
	for _, f := range b.Files {
		if _, err := formats.Read(ctx, bytes.NewReader(f.Data), &parsers.Source{Member: f.Name}, c); err != nil {
			return nil // the report has told it
		}
	}
	short, err := b.probe(ctx, p, c)
	if err != nil {
		return nil
	}
	var counts []string
	for _, s := range p.Steps {
		if s.Kind.Name == pattern.FindingKind {
			continue
		}
		count := fmt.Sprintf("%s %d", s.Name, c.selected[s])
		if n := short[s]; n > 0 && c.selected[s] == 0 {
			count += fmt.Sprintf(" (%s, for less than it asks)", lens.Count(n, "stretch", "stretches"))
		}
		counts = append(counts, count)
	}
	if len(counts) == 0 {
		return nil
	}
	hint := fmt.Sprintf("%s: records that its steps select: %s", p.ID, strings.Join(counts, ", "))
	if c.all(p) {
		hint += "; so match asks for something between them (same, within ...) that does not hold"
	}
	return []string{hint}
}

// probe counts what steps of derived kinds select, by patterns that match nothing but the step, and how many stretches those
// with a duration would select without.
func (b *Bundle) probe(ctx context.Context, p *pattern.Pattern, c *counter) (short map[*pattern.Step]int, err error) {
	var probes []*pattern.Pattern
	meant := map[string]func(n int){}
	add := func(s pattern.Step, use func(n int)) {
		id := fmt.Sprintf("%s-%d", p.ID, len(probes))
		s.Weak, s.Again, s.Times = false, false, pattern.FieldRef{Slot: -1}
		probes = append(probes, &pattern.Pattern{
			ID: id, Severity: report.Info, Steps: []*pattern.Step{&s}, Match: []pattern.Relation{{Steps: []string{s.Name}}},
		})
		meant[id] = use
	}
	short = map[*pattern.Step]int{}
	for _, s := range p.Steps {
		if c.kinds[s.Kind] || s.Kind.Name == pattern.FindingKind {
			continue
		}
		add(*s, func(n int) { c.selected[s] = n })
		if s.For > time.Nanosecond {
			brief := *s
			brief.For = time.Nanosecond
			add(brief, func(n int) { short[s] = n })
		}
	}
	if len(probes) == 0 {
		return short, nil
	}
	r, err := b.Analyze(ctx, probes, 0)
	if err != nil {
		return nil, err
	}
	for _, f := range r.Findings {
		meant[f.Pattern](f.Count)
	}
	return short, nil
}

// counter is a sink that counts what steps select.
type counter struct {
	steps    []*pattern.Step
	selected map[*pattern.Step]int
	kinds    map[*parsers.Kind]bool // of logs
}

// all reports whether every step that must be found selects something.
func (c *counter) all(p *pattern.Pattern) bool {
	return !slices.ContainsFunc(p.Match, func(r pattern.Relation) bool {
		return !slices.ContainsFunc(r.Steps, func(name string) bool { return c.selected[p.Step(name)] > 0 })
	})
}

// Event counts a record.
func (c *counter) Event(ev *parsers.Event) error {
	for _, s := range c.steps {
		holds := func(c pattern.Condition) bool { return c.Event(ev) }
		fails := func(c pattern.Condition) bool { return !c.Event(ev) }
		if s.Kind == ev.Kind && !slices.ContainsFunc(s.Where, fails) && !slices.ContainsFunc(s.Not, holds) {
			c.selected[s]++
		}
	}
	return nil
}

// Reject leaves out what the report has told.
func (c *counter) Reject(*parsers.SyntaxError) {}

// Note does so, too.
func (c *counter) Note(string) {}
