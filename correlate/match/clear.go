package match

import (
	"maps"
	"slices"
	"strings"

	"hamari/correlate/entity"
)

// clearedBy returns, by key, what witnesses of a hit name that it is not about. Where they name all that the hit is linked
// to, they tell nothing.
func (e *Engine) clearedBy(h *hit) map[string][]string {
	var cleared map[string][]string
	for _, w := range h.context {
		key := w.relation.Clears
		if key == "" || w.sighting == nil {
			continue
		}
		if cleared == nil {
			cleared = map[string][]string{}
		}
		cleared[key] = append(cleared[key], w.sighting.Named(key)...)
	}
	maps.DeleteFunc(cleared, func(key string, names []string) bool { return len(without(e.of(h, key).list, names)) == 0 })
	for key, names := range cleared {
		slices.Sort(names)
		cleared[key] = slices.Compact(names)
	}
	return cleared
}

// about returns the entities of a key that a hit touches, without what is cleared and what hangs on that alone. What the
// matched records themselves name stays.
func (e *Engine) about(h *hit, key string) []string {
	list := e.of(h, key).list
	if len(h.cleared) == 0 || slices.ContainsFunc(h.order, func(step string) bool { return len(h.by[step].Named(key)) > 0 }) {
		return list
	}
	for by, cleared := range h.cleared {
		if by == key {
			list = without(list, cleared)
			continue
		}
		keep := e.linkedToAny(by, without(e.of(h, by).list, cleared), key)
		list = without(list, without(e.linkedToAny(by, cleared, key), keep))
	}
	return list
}

// linkedToAny returns what any of some entities is linked to.
func (e *Engine) linkedToAny(kind string, names []string, key string) (all []string) {
	for _, name := range names {
		all = append(all, e.Graph.Linked(entity.ID{Kind: kind, Name: name}, key)...)
	}
	return all
}

// without returns the names of a list that another does not have.
func without(list, others []string) []string {
	return slices.DeleteFunc(slices.Clone(list), func(name string) bool { return slices.Contains(others, name) })
}

// allCleared lists what a hit is not about, in words for texts.
func allCleared(h *hit) string {
	var all []string
	for _, key := range sortedKeys(h.cleared) {
		all = append(all, h.cleared[key]...)
	}
	return strings.Join(all, ", ")
}
