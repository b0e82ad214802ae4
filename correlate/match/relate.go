package match

import (
	"slices"
	"sort"
	"strings"
	"time"

	"hamari/correlate/advice"
	"hamari/correlate/entity"
	"hamari/correlate/pattern"
)

// related returns the sightings that stand in the relation to a hit, and whether there are enough of them. Where those that
// there are would be enough if the bundle told that nothing else has to be among them, it returns them all the same.
func (e *Engine) related(p *pattern.Pattern, h *hit, r *pattern.Relation) ([]*Sighting, bool) {
	if slices.Contains(r.Untied, h.tie) && h.tie != "" || len(r.Tied) > 0 && !slices.Contains(r.Tied, h.tie) || !h.boundAll(r.Within) {
		return nil, false // where one of several steps was matched, a window around another is around nothing
	}
	var found []*Sighting
	for _, name := range r.Steps {
		step := p.Step(name)
		candidates := e.candidates(h, step, r)
		e.looked += len(candidates)
		holds := e.holds(p, h, r)
		for _, s := range candidates {
			if holds(s) {
				found = append(found, s)
			}
		}
	}
	if r.Absent {
		return nil, len(found) == 0 && e.wasCovered(p, h, r)
	}
	if r.Every != "" {
		covers, perhaps := e.coversEvery(h, r, found)
		if perhaps {
			return found, false
		}
		if !covers {
			return nil, false
		}
	}
	if r.Order != "" {
		slices.SortStableFunc(found, inOrder(r.Order))
	}
	return found, len(found) >= max(1, r.AtLeast)
}

// candidates narrows a step's sightings down by one key that must be the same, and by time.
func (e *Engine) candidates(h *hit, step *pattern.Step, r *pattern.Relation) []*Sighting {
	all := e.Sightings[step]
	if len(h.order) > 0 && slices.ContainsFunc(r.Same, func(key string) bool { return len(e.of(h, key).list) == 0 }) {
		return nil // nothing is the same as what is not there
	}
	if len(r.Linked) > 0 && len(h.order) > 0 {
		all = e.linked(h, step, r.Linked)
	} else if len(h.order) > 0 {
		if key, wanted, ok := e.narrowest(h, r); ok {
			index := e.indexed(step, key)
			var some []*Sighting
			for _, name := range wanted {
				some = append(some, index[name]...)
			}
			if len(wanted) > 1 {
				slices.SortFunc(some, Compare)
				some = slices.Compact(some)
			}
			all = some
		}
	}
	if len(r.Within) > 0 {
		return inWindow(all, h, &r.Within[0])
	}
	return all
}

// boundAll reports whether the hit has, of each window, a step that it is relative to.
func (h *hit) boundAll(windows []pattern.Window) bool {
	return !slices.ContainsFunc(windows, func(w pattern.Window) bool { return h.one(w.Of) == nil })
}

// inWindow returns those of the sightings, sorted by time, that begin within a window, and those without a time, which
// no window binds.
func inWindow(all []*Sighting, h *hit, w *pattern.Window) []*Sighting {
	from, to := window(h, w)
	timeless := sort.Search(len(all), func(i int) bool { return !all[i].Start.IsZero() })
	first := sort.Search(len(all), func(i int) bool { return !all[i].Start.Before(from) })
	last := sort.Search(len(all), func(i int) bool { return all[i].Start.After(to) })
	first = max(first, timeless)
	switch {
	case first >= last:
		return all[:timeless]
	case timeless == 0:
		return all[first:last]
	}
	return append(slices.Clone(all[:timeless]), all[first:last]...)
}

// linked returns the sightings that themselves name, under one of the keys, something that the hit touches.
func (e *Engine) linked(h *hit, step *pattern.Step, keys []string) (some []*Sighting) {
	for _, key := range keys {
		for _, name := range e.of(h, key).list {
			for _, s := range e.indexed(step, key)[name] {
				if slices.Contains(s.Named(key), name) { // and is not only linked to it
					some = append(some, s)
				}
			}
		}
	}
	slices.SortFunc(some, Compare)
	return slices.Compact(some)
}

// narrowest picks the key of the relation that leaves the fewest candidates: the last one named, by the convention
// that patterns go from account to the thing itself.
func (e *Engine) narrowest(h *hit, r *pattern.Relation) (key string, wanted []string, ok bool) {
	for _, key := range slices.Backward(r.Same) {
		if n := e.of(h, key); len(n.list) > 0 {
			return key, n.list, true
		}
	}
	return "", nil, false
}

func (e *Engine) indexed(step *pattern.Step, key string) map[string][]*Sighting {
	k := indexKey{step, key}
	if index, ok := e.index[k]; ok {
		return index
	}
	index := map[string][]*Sighting{}
	for _, s := range e.Sightings[step] {
		for _, name := range e.known(s, key).list {
			index[name] = append(index[name], s)
		}
	}
	if e.index == nil {
		e.index = map[indexKey]map[string][]*Sighting{}
	}
	e.index[k] = index
	return index
}

// holds returns what tells whether a sighting stands in the relation to a hit.
func (e *Engine) holds(p *pattern.Pattern, h *hit, r *pattern.Relation) func(s *Sighting) bool {
	mine := map[string]names{}
	for _, keys := range [][]string{r.Same, r.Agree, r.Differ, r.Linked} {
		for _, key := range keys {
			mine[key] = e.of(h, key)
		}
	}
	first := len(h.order) == 0
	linked := func(key string, s *Sighting) bool { return intersect(mine[key].list, s.Named(key)) }
	return func(s *Sighting) bool {
		for _, key := range r.Same {
			if !first && !intersect(mine[key].list, e.known(s, key).list) {
				return false
			}
		}
		for _, key := range r.Agree {
			if !first && !agree(mine[key], e.known(s, key)) {
				return false
			}
		}
		for _, key := range r.Differ {
			mine, theirs := mine[key].list, e.known(s, key).list
			if len(mine) == 0 || len(theirs) == 0 || meet(mine, theirs) {
				return false
			}
		}
		if len(r.Linked) > 0 && !slices.ContainsFunc(r.Linked, func(key string) bool { return linked(key, s) }) {
			return false
		}
		return e.inTime(p, h, s, r)
	}
}

// meet reports whether two lists have something in common, where a name may hold wildcards as IAM has them, * and ?.
func meet(a, b []string) bool {
	if intersect(a, b) {
		return true
	}
	fits := func(patterns, names []string) bool {
		return slices.ContainsFunc(patterns, func(p string) bool {
			return strings.ContainsAny(p, "*?") && slices.ContainsFunc(names, func(name string) bool { return advice.Wildcard(p, name) })
		})
	}
	return fits(a, b) || fits(b, a)
}

// agree reports whether two lists of names do not contradict each other, as far as they are known.
func agree(a, b names) bool {
	return !a.definite || !b.definite || intersect(a.list, b.list) || len(a.list)+len(b.list) == 0
}

func (e *Engine) inTime(p *pattern.Pattern, h *hit, s *Sighting, r *pattern.Relation) bool {
	if s.Start.IsZero() {
		return r.Overlaps == "" && r.Covers == "" // a description has no time, and no window binds it
	}
	for i := range r.Within {
		from, to := window(h, &r.Within[i])
		if s.Start.Before(from) || s.Start.After(to) {
			return false
		}
	}
	if r.Overlaps != "" && !overlap(s, h.by[r.Overlaps]) {
		return false
	}
	if other := h.by[r.Covers]; r.Covers != "" && (!overlap(s, other) || 2*shared(s, other) < other.lasts().Sub(other.Start)) {
		return false
	}
	if len(r.After) > 0 {
		if other := h.one(r.After); other == nil || !s.Start.After(other.Start) {
			return false
		}
	}
	if r.Until != "" {
		if next, ok := e.next(p, h, r.Until); ok && !s.Start.Before(next) {
			return false
		}
	}
	return true
}

// overlap reports whether two sightings have some time in common. A stretch that begins when another one ends does not: the
// one followed the other.
func overlap(a, b *Sighting) bool {
	switch {
	case b == nil || a.Start.After(b.lasts()) || b.Start.After(a.lasts()):
		return false
	case a.lasts().Equal(a.Start) || b.lasts().Equal(b.Start):
		return true
	}
	return shared(a, b) > 0
}

// shared is how long two sightings that overlap have in common.
func shared(a, b *Sighting) time.Duration {
	from, to := a.Start, a.lasts()
	if b.Start.After(from) {
		from = b.Start
	}
	if b.lasts().Before(to) {
		to = b.lasts()
	}
	return to.Sub(from)
}

func window(h *hit, w *pattern.Window) (from, to time.Time) {
	of := h.one(w.Of)
	if w.OfField != "" {
		text, _ := of.Field(w.OfField).(string)
		at, err := time.Parse(time.RFC3339, text)
		if err != nil {
			return time.Time{}, time.Unix(1<<40, 0)
		}
		return at.Add(w.From), at.Add(w.To)
	}
	from, to, _ = w.Around(of.Start, of.lasts())
	return from, to
}

// next is when the step is sighted next, after the hit, for one of its entities of the pattern's first group key.
func (e *Engine) next(p *pattern.Pattern, h *hit, step string) (at time.Time, found bool) {
	if len(h.order) == 0 || len(p.Group) == 0 {
		return time.Time{}, false
	}
	after := h.by[h.order[0]].Start
	if current := h.by[step]; current != nil {
		after = current.Start
	}
	for _, name := range e.of(h, p.Group[0]).list {
		for _, s := range e.indexed(p.Step(step), p.Group[0])[name] {
			if s.Start.After(after) {
				if !found || s.Start.Before(at) {
					at, found = s.Start, true
				}
				break
			}
		}
	}
	return at, found
}

// wasCovered reports whether the absence of a step's sightings in the relation's window means anything: its records
// were there before for the same entity, and records of their kind go on after the window.
func (e *Engine) wasCovered(p *pattern.Pattern, h *hit, r *pattern.Relation) bool {
	if e.Covered == nil {
		return false
	}
	from, to := window(h, &r.Within[0])
	if r.Until != "" {
		if next, ok := e.next(p, h, r.Until); ok && next.Before(to) {
			to = next
		}
	}
	for _, name := range r.Steps {
		step := p.Step(name)
		var before bool
		for _, key := range r.Same {
			for _, id := range e.of(h, key).list {
				for _, s := range e.indexed(step, key)[id] {
					before = before || s.Start.Before(from)
				}
			}
		}
		if !before || !e.Covered(step.Kind.Name, h.by[h.order[0]], from, to) {
			return false
		}
	}
	return true
}

// lastBefore is the last sighting of a relation's steps before its window.
func (e *Engine) lastBefore(p *pattern.Pattern, h *hit, r *pattern.Relation) *Sighting {
	from, _ := window(h, &r.Within[0])
	var last *Sighting
	for _, name := range r.Steps {
		for _, key := range r.Same {
			for _, id := range e.of(h, key).list {
				for _, s := range e.indexed(p.Step(name), key)[id] {
					if s.Start.Before(from) && (last == nil || s.Start.After(last.Start)) {
						last = s
					}
				}
			}
		}
	}
	return last
}

// coversEvery reports whether the sightings together name every entity of the relation's key that the hit is linked
// to, or whether they would if the bundle told that there are no others. Where it does not, what happened to all those that
// it names is enough, unless the hit's tie names the entity; how they are described tells nothing of others.
func (e *Engine) coversEvery(h *hit, r *pattern.Relation, found []*Sighting) (covers, perhaps bool) {
	if len(found) == 0 {
		return false, false
	}
	group := e.known(h.by[h.order[0]], r.Every)
	for _, name := range group.list {
		if !slices.ContainsFunc(found, func(s *Sighting) bool { return slices.Contains(s.Named(r.Every), name) }) {
			return false, false
		}
	}
	switch {
	case e.complete(h.by[h.order[0]], r.Every):
		return len(group.list) > 0, false
	case h.tie == "instance" || h.tie == "volume":
		return false, false
	}
	happened := slices.ContainsFunc(found, func(s *Sighting) bool { return !s.Start.IsZero() })
	return happened, !happened
}

func (e *Engine) complete(s *Sighting, key string) bool {
	for _, from := range reachers {
		for _, name := range s.Named(from) {
			if e.Graph.Complete(entity.ID{Kind: from, Name: name}, key) {
				return true
			}
		}
	}
	return false
}
