package match

import (
	"slices"
	"strings"

	"hamari/correlate/advice"
	"hamari/correlate/entity"
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

// LearnKeys gives the graph the full names of the KMS keys that sightings name, so that texts can print them.
func (e *Engine) LearnKeys() {
	for _, list := range e.Sightings {
		for _, s := range list {
			if arn, ok := s.Field("key").(string); ok && strings.HasPrefix(arn, "arn:") && len(s.Cites) > 0 {
				e.Graph.Know(entity.ID{Kind: "key", Name: entity.Canonical("key", arn)}, "arn", entity.Fact{Value: arn, Cite: s.Cites[0]})
			}
		}
	}
	e.Graph.Finish()
}
