package scan

import (
	"fmt"
	"slices"
	"sync"
	"time"

	"hamari/correlate/match"
	"hamari/correlate/pattern"
	"hamari/parsers"
)

// Again looks once more for the records of steps that are too common to be kept while a bundle is scanned: only around
// the times at which they matter, which are known afterwards.
type Again struct {
	parsers.Unheard

	steps  []*againStep
	spans  []span // of all steps
	inside func(*parsers.Event) bool
}

type againStep struct {
	step  *pattern.Step
	spans []span // in order, apart from each other

	mu    sync.Mutex
	found []*match.Sighting
	cut   bool
}

type span struct{ from, to time.Time }

// Again prepares to look for the steps of the patterns, given what was sighted of the others.
func (s *State) Again(patterns []*pattern.Pattern, sighted func(*pattern.Step) []*match.Sighting) *Again {
	a := &Again{inside: s.inside}
	for _, p := range patterns {
		for _, step := range p.Steps {
			if !step.Again {
				continue
			}
			if spans := spansOf(p, step, sighted); len(spans) > 0 {
				a.steps = append(a.steps, &againStep{step: step, spans: spans})
				a.spans = append(a.spans, spans...)
			}
		}
	}
	a.spans = joinSpans(a.spans)
	return a
}

// spansOf returns the times at which a step matters: the windows of the relations that ask for it.
func spansOf(p *pattern.Pattern, step *pattern.Step, sighted func(*pattern.Step) []*match.Sighting) (spans []span) {
	for _, r := range slices.Concat(p.Confirm, p.Refute, p.Context) {
		if !slices.Contains(r.Steps, step.Name) {
			continue
		}
		w := &r.Within[0] // of several windows all must hold, so that one of them is wide enough
		for _, of := range w.Of {
			for _, s := range sighted(p.Step(of)) {
				if from, to, ok := w.Around(s.Start, s.End); ok {
					spans = append(spans, span{from, to})
				}
			}
		}
	}
	return joinSpans(spans)
}

// joinSpans puts spans in order and makes one of those that touch.
func joinSpans(spans []span) []span {
	slices.SortFunc(spans, func(a, b span) int { return a.from.Compare(b.from) })
	var out []span
	for _, s := range spans {
		if last := len(out) - 1; last >= 0 && !s.from.After(out[last].to) {
			if s.to.After(out[last].to) {
				out[last].to = s.to
			}
			continue
		}
		out = append(out, s)
	}
	return out
}

// meet reports whether a stretch of time meets one of the spans.
func meet(spans []span, from, to time.Time) bool {
	i, _ := slices.BinarySearchFunc(spans, from, func(s span, t time.Time) int { return s.to.Compare(t) })
	return i < len(spans) && !spans[i].from.After(to)
}

// Touches reports whether a member of a format, whose records are from a stretch of time, may hold records that are looked for.
func (a *Again) Touches(format string, from, to time.Time) bool {
	if !meet(a.spans, from, to) {
		return false
	}
	return slices.ContainsFunc(a.steps, func(s *againStep) bool {
		return origins[s.step.Kind].format == format && meet(s.spans, from, to)
	})
}

// Event takes in one record. Several may come at a time.
func (a *Again) Event(ev *parsers.Event) error {
	if ev.Time.IsZero() || !meet(a.spans, ev.Time, ev.Time) || !a.inside(ev) {
		return nil
	}
	for _, s := range a.steps {
		if s.step.Kind == ev.Kind && meet(s.spans, ev.Time, ev.Time) && selects(s.step, ev) {
			s.add(match.FromEvent(s.step, ev))
		}
	}
	return nil
}

func (s *againStep) add(found []*match.Sighting) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.found = append(s.found, found...)
	if len(s.found) > 2*limitOf(s.step) {
		s.trim()
	}
}

func (s *againStep) trim() {
	kept, cut := earliestOf(s.found, limitOf(s.step))
	s.found, s.cut = kept, s.cut || cut
}

// Sightings hands over what was found of each step, in order, and returns remarks on what was cut.
func (a *Again) Sightings(add func(*pattern.Step, []*match.Sighting)) (notes []string) {
	for _, s := range a.steps {
		s.trim()
		add(s.step, s.found)
		if s.cut {
			notes = append(notes, fmt.Sprintf("more than %d records fit the step %q of a pattern around what it matched: only the earliest were looked at",
				limitOf(s.step), s.step.Name))
		}
	}
	return notes
}
