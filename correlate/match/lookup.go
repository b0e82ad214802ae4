package match

import (
	"slices"
	"strings"

	"hamari/correlate/advice"
	"hamari/correlate/entity"
	"hamari/correlate/pattern"
)

// Lookup answers templates that ask what a step of the pattern being judged showed of an entity, for comparisons: the
// given field of the first sighting of the step that names the entity and is later than a time stamp, or "yes" if no
// field is asked for.
func (e *Engine) Lookup() advice.Lookup {
	return func(step, name, field, after string) string {
		for _, s := range e.all(e.judging.Step(step)) {
			if !s.mentions(name) || after != "" && stamp(s.Start) <= after {
				continue
			}
			if field == "" {
				return "yes"
			}
			if text, ok := s.data()[field].(string); ok {
				return text
			}
		}
		return ""
	}
}

func (s *Sighting) mentions(name string) bool {
	for key, list := range s.named() {
		if slices.Contains(list, entity.Canonical(key, name)) {
			return true
		}
	}
	return false
}

// LearnARNs gives the graph the full names of what sightings name whose names are abridged, so that texts can print them.
func (e *Engine) LearnARNs() {
	for _, kind := range entity.Abridged {
		for step, list := range e.Sightings {
			for _, field := range fieldsOf(step, kind) {
				for _, s := range list {
					if arn, ok := s.Field(field).(string); ok && strings.HasPrefix(arn, "arn:") && !strings.Contains(arn, ",") && len(s.Cites) > 0 {
						e.Graph.Know(entity.ID{Kind: kind, Name: entity.Canonical(kind, arn)}, "arn", entity.Fact{Value: arn, Cite: s.Cites[0]})
					}
				}
			}
		}
	}
	e.Graph.Finish()
}

// fieldsOf are the fields of a step's sightings that name entities of a kind: those of its records, and what it binds.
func fieldsOf(step *pattern.Step, kind string) []string {
	fields := []string{kind}
	for i := range step.Kind.Fields {
		if f := &step.Kind.Fields[i]; f.Entity == kind && f.Name != kind {
			fields = append(fields, f.Name)
		}
	}
	return fields
}
