package match

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"hamari/correlate/lens"
	"hamari/correlate/report"
)

// maxSeries is how many series one finding shows: more would not be looked at.
const maxSeries = 8

// series names the measured quantities that a finding rests on, and says when they were as it says. What was measured
// is filled in by package draw.
func (e *Engine) series(hits []*hit) []report.Series {
	b := seriesBuilder{drawing: e.Drawing, at: map[string]int{}}
	if b.drawing == nil {
		return nil
	}
	seen := map[*Sighting]bool{}
	for _, h := range hits {
		for _, step := range h.order {
			b.add(h.by[step], seen)
		}
	}
	for _, h := range hits {
		for _, w := range h.confirm {
			b.add(w.sighting, seen)
		}
	}
	slices.SortStableFunc(b.list, func(x, y placed) int { return cmp.Or(cmp.Compare(x.subject, y.subject), cmp.Compare(x.chart, y.chart)) })
	var list []report.Series
	for _, p := range b.list[:min(len(b.list), maxSeries)] {
		p.Held = merged(p.Held)
		list = append(list, p.Series)
	}
	return list
}

// seriesBuilder gathers the series of a finding.
type seriesBuilder struct {
	drawing  func(kind string) (lens.Drawing, bool)
	list     []placed
	at       map[string]int // by kind, key and field: place in list
	subjects []string       // kinds and keys in the order of their first sighting
}

// placed is a series with its place: what it is measured on, then which of its charts it is.
type placed struct {
	report.Series
	subject, chart int
}

func (b *seriesBuilder) add(s *Sighting, seen map[*Sighting]bool) {
	if s == nil || seen[s] || s.Start.IsZero() {
		return
	}
	seen[s] = true
	d, ok := b.drawing(s.Step.Kind.Name)
	if !ok {
		return
	}
	for i := range d.Charts {
		if asksForOne(s, d.Charts[i].For) {
			b.chart(s, &d, i)
		}
	}
}

// asksForOne reports whether the sighting's step has a condition on one of the fields.
func asksForOne(s *Sighting, fields []string) bool {
	for i := range s.Step.Where {
		if slices.Contains(fields, s.Step.Where[i].Field.Name) {
			return true
		}
	}
	return false
}

func (b *seriesBuilder) chart(s *Sighting, d *lens.Drawing, chart int) {
	c := &d.Charts[chart]
	key := map[string]string{}
	subject := s.Step.Kind.Name
	for _, field := range d.Key {
		if text, ok := s.Field(field).(string); ok {
			key[field] = text
			subject += "\x00" + field + "\x00" + text
		}
	}
	n := slices.Index(b.subjects, subject)
	if n < 0 {
		n = len(b.subjects)
		b.subjects = append(b.subjects, subject)
	}
	id := subject + "\x00" + c.Field
	i, known := b.at[id]
	if !known {
		i = len(b.list)
		b.at[id] = i
		field := s.Step.Kind.Fields[s.Step.Kind.Slot(c.Field)]
		name, title := c.Field, c.Title
		if d.Name != "" {
			name = key[d.Name]
			title = strings.TrimSpace(name + " " + key["stat"])
		}
		b.list = append(b.list, placed{report.Series{
			Kind: s.Step.Kind.Name, Name: name, Title: title, Unit: field.Unit, Key: key, Mean: report.Values{}, Lines: []report.Line{},
		}, n, chart})
	}
	series := &b.list[i].Series
	series.Held = append(series.Held, report.Stretch{Start: s.Start.UTC(), End: s.lasts().UTC()})
	addBounds(series, s, c.Field)
}

// addBounds adds what the pattern asks of the quantity itself as lines.
func addBounds(series *report.Series, s *Sighting, field string) {
	for i := range s.Step.Where {
		c := &s.Step.Where[i]
		how, number, ok := c.Bound()
		if !ok || c.Field.Name != field {
			continue
		}
		line := report.Line{Title: fmt.Sprintf("looked for: %s %s", how, strconv.FormatFloat(number, 'f', -1, 64)), Levels: []report.Level{{Value: number}}}
		if !slices.ContainsFunc(series.Lines, func(l report.Line) bool { return l.Title == line.Title }) {
			series.Lines = append(series.Lines, line)
		}
	}
}

// merged puts stretches that touch together, in order of time.
func merged(list []report.Stretch) []report.Stretch {
	slices.SortFunc(list, func(a, b report.Stretch) int { return cmp.Or(a.Start.Compare(b.Start), a.End.Compare(b.End)) })
	out := list[:0]
	for _, s := range list {
		if last := len(out) - 1; last >= 0 && !s.Start.After(out[last].End) {
			out[last].End = later(out[last].End, s.End)
			continue
		}
		out = append(out, s)
	}
	return out
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}
