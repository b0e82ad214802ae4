package match

import (
	"slices"

	"hamari/correlate/lens"
	"hamari/correlate/pattern"
)

// Late reports whether the rows that a step selects are sighted only while its pattern is judged. Such a step may select
// every row there is, and sightings take far more room than what rows are made of; few have to do with what is matched.
func (e *Engine) Late(p *pattern.Pattern, step *pattern.Step) bool {
	return e.Again[step.Kind.Name] != nil && p.Late(step.Name)
}

// late returns the steps that come late.
func (e *Engine) late(p *pattern.Pattern) (steps []*pattern.Step) {
	for _, step := range p.Steps {
		if e.Late(p, step) {
			steps = append(steps, step)
		}
	}
	return steps
}

// sightLate sights, for the steps that come late, the rows that may stand in a relation to one of the hits: those that
// name what a hit names under the last key that must be the same.
func (e *Engine) sightLate(p *pattern.Pattern, hits []*hit) {
	steps := e.late(p)
	if len(steps) == 0 || len(hits) == 0 {
		return
	}
	named := map[string]map[string]bool{} // by the hits, under each key
	keys := map[string][]string{}         // by step, of which one must link it to a hit
	want := func(steps, same []string) {
		if len(same) == 0 {
			return // steps that come late are not among them
		}
		key := same[len(same)-1]
		if named[key] == nil {
			named[key] = e.namedBy(hits, key)
		}
		for _, step := range steps {
			keys[step] = append(keys[step], key)
		}
	}
	for _, r := range slices.Concat(p.Confirm, p.Refute, p.Context) {
		want(r.Steps, r.Same)
	}
	for _, t := range p.Tables {
		want(t.Steps, t.Same)
	}
	found := e.sightAgain(steps, func(s *Sighting) bool {
		return slices.ContainsFunc(keys[s.Step.Name], func(key string) bool {
			return slices.ContainsFunc(e.known(s, key).list, func(name string) bool { return named[key][name] })
		})
	})
	for step, list := range found {
		e.Sightings[step] = list
	}
}

// namedBy returns what the hits name under a key.
func (e *Engine) namedBy(hits []*hit, key string) map[string]bool {
	names := map[string]bool{}
	for _, h := range hits {
		for _, name := range e.of(h, key).list {
			names[name] = true
		}
	}
	return names
}

// sightAgain makes the rows of the steps' kinds once more, and returns in order what the steps select of them and what is
// to be kept.
func (e *Engine) sightAgain(steps []*pattern.Step, keep func(*Sighting) bool) map[*pattern.Step][]*Sighting {
	byKind := map[string][]*pattern.Step{}
	for _, step := range steps {
		byKind[step.Kind.Name] = append(byKind[step.Kind.Name], step)
	}
	found := map[*pattern.Step][]*Sighting{}
	for kind, steps := range byKind {
		for row := range e.Again[kind] {
			series := lens.Rows{row}
			for _, step := range steps {
				for _, s := range FromSeries(step, series) {
					if keep(s) {
						found[step] = append(found[step], s)
					}
				}
			}
		}
	}
	for _, list := range found {
		slices.SortStableFunc(list, Compare)
	}
	return found
}

// forgetLate lets go of what was sighted for one pattern only.
func (e *Engine) forgetLate(p *pattern.Pattern) {
	for _, step := range e.late(p) {
		delete(e.Sightings, step)
		for k := range e.index {
			if k.step == step {
				delete(e.index, k)
			}
		}
	}
	e.whole = nil
}

// all returns everything that a step of the pattern being judged selects, for texts, which may ask for anything.
func (e *Engine) all(step *pattern.Step) []*Sighting {
	if step == nil || !e.Late(e.judging, step) {
		return e.Sightings[step]
	}
	if e.whole == nil {
		e.whole = e.sightAgain(e.late(e.judging), func(*Sighting) bool { return true })
	}
	return e.whole[step]
}
