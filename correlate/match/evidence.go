package match

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"hamari/correlate/lens"
	"hamari/correlate/pattern"
	"hamari/correlate/report"
)

// allEvidence lists the records that the hits of a finding rest on, in order of time, and counts those left out.
func (e *Engine) allEvidence(hits []*hit) (list []report.Evidence, dropped int) {
	c := collection{perStep: map[string]int{}, seen: map[*Sighting]bool{}, said: map[saying]bool{}, spoken: map[spoken]int{}, matched: map[report.Position]bool{}}
	for _, h := range hits {
		for _, name := range h.order {
			c.add(e, h.by[name], report.Match, "")
		}
	}
	for _, h := range hits {
		for _, w := range h.confirm {
			c.add(e, w.sighting, w.role, w.suffix(h))
		}
	}
	for _, h := range hits {
		for _, w := range h.context {
			c.add(e, w.sighting, w.role, w.suffix(h))
		}
	}
	return c.list()
}

// collection gathers the evidence of a finding.
type collection struct {
	perStep map[string]int
	seen    map[*Sighting]bool
	said    map[saying]bool
	spoken  map[spoken]int
	matched map[report.Position]bool // the records of what was matched
	lines   []line
	dropped int
}

// saying is what makes two pieces of evidence the same.
type saying struct {
	at   report.Position
	text string
}

const maxSaid = 3 // records of which a step says the very same, unless they were matched

// spoken is what a step says, of whichever record.
type spoken struct{ step, text string }

// line is a piece of evidence, the nth of its step.
type line struct {
	report.Evidence
	nth int
}

func (c *collection) add(e *Engine, s *Sighting, role report.Role, suffix string) {
	if s == nil || c.seen[s] {
		return
	}
	c.seen[s] = true
	if c.perStep[s.Step.Name]++; c.perStep[s.Step.Name] > maxPerStep {
		c.dropped++
		return
	}
	list := e.evidence(s, role)
	if role != report.Match && len(list) > 1 && c.matched[list[0].At] {
		list = list[:1] // its other records are told already, and need not show what this says
	}
	if len(list) == 0 {
		return
	}
	said := spoken{s.Step.Name, list[0].Text}
	if role != report.Match && c.spoken[said] >= maxSaid {
		c.dropped++ // that it is there so often is told as a number
		return
	}
	c.spoken[said]++
	for _, ev := range list {
		if role == report.Match {
			c.matched[ev.At] = true
		}
		ev.Text += suffix
		if k := (saying{ev.At, ev.Text}); !c.said[k] {
			c.said[k] = true
			c.lines = append(c.lines, line{ev, c.perStep[s.Step.Name]})
		}
	}
}

// list returns what has room. Every step keeps its first record before another shows its second, so that what decided
// the verdict is never crowded out by what was matched.
func (c *collection) list() (list []report.Evidence, dropped int) {
	slices.SortStableFunc(c.lines, func(a, b line) int { return cmp.Compare(a.nth, b.nth) })
	for _, l := range c.lines {
		list = append(list, l.Evidence)
	}
	over := max(0, len(list)-maxEvidence)
	return tidy(list[:len(list)-over]), c.dropped + over
}

// suffix says of the last sighting before an absence that nothing follows it.
func (w witness) suffix(h *hit) string {
	if !w.relation.Absent {
		return ""
	}
	from, to := window(h, &w.relation.Within[0])
	return fmt.Sprintf("; nothing like it from %s to %s, although that time is covered", stamp(from), stamp(to))
}

// evidence makes the lines of one sighting: one per cited record, the first of them with the sighting's text.
func (e *Engine) evidence(s *Sighting, role report.Role) []report.Evidence {
	text := cmp.Or(e.orNothing(s.Step.Text, s.data()), s.Step.Kind.Title) + e.assumed(s)
	var list []report.Evidence
	for i, c := range s.Cites {
		if i > 0 && c.Text == "" {
			continue // a further record of a stretch that says nothing of its own
		}
		ev := report.Evidence{
			Step: s.Step.Name, Role: role, Text: oneLine(text), Time: instant(s.Start), End: instant(s.End),
			At: PositionOf(c),
		}
		switch {
		case c.Again:
			ev.Text = c.Text
		case c.Text != "":
			ev.Text += " (" + c.Text + ")"
		}
		if c.Text != "" {
			ev.Time, ev.End = instant(c.Time), instant(c.End)
			if len(s.Cites) == 1 && s.End.After(c.Time) && s.End.After(c.End) {
				ev.Last = instant(s.End)
			}
		}
		list = append(list, ev)
	}
	return list
}

// PositionOf says where a cited record stands.
func PositionOf(c lens.Cite) report.Position {
	return report.Position{Member: c.Pos.Member, Line: c.Pos.Line, Record: c.Pos.Record, ID: c.ID}
}

func instant(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	t = t.UTC()
	return &t
}

// tidy orders evidence by time, describe answers last, and drops what is there twice: a record of which two steps say
// the same is told in the first of their roles.
func tidy(list []report.Evidence) []report.Evidence {
	slices.SortStableFunc(list, func(a, b report.Evidence) int {
		switch {
		case a.Time == nil && b.Time == nil:
			return cmp.Or(cmp.Compare(a.At.Member, b.At.Member), cmp.Compare(a.At.Record, b.At.Record))
		case a.Time == nil:
			return 1
		case b.Time == nil:
			return -1
		}
		return cmp.Or(a.Time.Compare(*b.Time), cmp.Compare(a.At.Member, b.At.Member), cmp.Compare(a.At.Record, b.At.Record))
	})
	return slices.CompactFunc(list, func(a, b report.Evidence) bool {
		return a.At == b.At && a.Text == b.Text
	})
}

// stamp prints a time as the report's texts do.
func stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format("2006-01-02 15:04:05Z")
}

// data is what templates see of a sighting: its fields, its bound names, its time.
func (s *Sighting) data() map[string]any {
	d := map[string]any{"step": s.Step.Name, "time": stamp(s.Start), "end": stamp(s.lasts()), "count": s.Records, "minutes": s.lasts().Sub(s.Start).Minutes()}
	for _, name := range s.fieldNames() {
		put(d, strings.Split(name, "."), s.Field(name))
	}
	for key, list := range s.named() {
		if name := pattern.GoName(key); d[name] == nil {
			d[name] = strings.Join(list, ", ")
		}
	}
	return d
}

// put sets a value under a dotted name. Where a value stands in the way of a deeper one, the deeper one wins.
func put(d map[string]any, path []string, value any) {
	for _, p := range path[:len(path)-1] {
		next, ok := d[pattern.GoName(p)].(map[string]any)
		if !ok {
			next = map[string]any{}
			d[pattern.GoName(p)] = next
		}
		d = next
	}
	last := pattern.GoName(path[len(path)-1])
	if _, deeper := d[last].(map[string]any); deeper {
		return
	}
	if f, ok := value.(Figures); ok {
		value = map[string]any{"mean": f.Mean, "median": f.Median, "min": f.Min, "max": f.Max, "first": f.First, "last": f.Last}
	}
	d[last] = value
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// describeTie says in words how the tied sighting hangs on the rest.
func describeTie(h *hit) string {
	switch h.tie {
	case "":
		return "the same caller at the same time"
	case "request":
		return "the same request ID"
	}
	if h.ofRequest {
		return fmt.Sprintf("the same %s and the same request ID", h.tie)
	}
	return fmt.Sprintf("the same %s", h.tie)
}
