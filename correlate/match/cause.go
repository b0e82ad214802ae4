package match

import (
	"encoding/json"
	"slices"

	"hamari/correlate/pattern"
)

// placeKeys are what findings of one cause agree in, whatever their pattern says: what fails in another account or Region
// has a cause of its own. They may be unknown, where the pattern does not ask for them.
var placeKeys = []string{"account", "region"}

// cause is what the hits of a finding have under the names that make findings have one cause; nil where the pattern has no
// such names, or not all of them are known. What the graph leads to counts only where it is one thing: of several nobody
// knows which.
func (e *Engine) cause(p *pattern.Pattern, v *pattern.Variant, hits []*hit) map[string][]string {
	keys, is := p.Cause, map[string][]string{}
	if v != nil {
		is[byVariant] = []string{v.ID}
		if len(v.Cause) > 0 {
			keys = v.Cause
		}
	}
	if len(keys) == 0 {
		return nil
	}
	subjects := subjects(p, hits)
	for _, key := range slices.Concat(placeKeys, keys) {
		var all []string
		for _, h := range subjects {
			list := e.of(h, key).list
			own := slices.ContainsFunc(h.order, func(step string) bool { return len(h.by[step].Named(key)) > 0 })
			if (len(list) == 0 || !own && len(list) > 1) && slices.Contains(keys, key) {
				return nil
			}
			all = append(all, list...)
		}
		all = e.inFull(key, all)
		slices.Sort(all)
		is[key] = slices.Compact(all)
	}
	return is
}

// toldApartBy lists what a hit names under the keys by which its pattern tells findings apart, each once.
func (e *Engine) toldApartBy(p *pattern.Pattern, h *hit) []string {
	var names []string
	for _, key := range p.Group {
		if key == byVariant {
			continue
		}
		for _, name := range e.inFull(key, e.named(h, key)) {
			if name != "" && !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
	}
	return names
}

// furtherOfCause has 1 for those groups of hits, in their order, before which another of the same rank has the same cause:
// of many findings of one cause a few tell as much as all.
func (e *Engine) furtherOfCause(p *pattern.Pattern, sorted [][]*hit, rank map[*hit]int) map[*hit]int {
	order := make(map[*hit]int, len(sorted))
	if len(p.Cause) == 0 && !slices.ContainsFunc(p.Variants, func(v pattern.Variant) bool { return len(v.Cause) > 0 }) {
		return order
	}
	type cause struct {
		rank int
		is   string
	}
	seen := map[cause]bool{}
	for _, g := range sorted {
		is := e.cause(p, e.variant(p, e.leading(p, g)), g)
		if is == nil {
			continue
		}
		text, _ := json.Marshal(is) // strings can always be written
		one := cause{rank[g[0]], string(text)}
		if seen[one] {
			order[g[0]] = 1
		}
		seen[one] = true
	}
	return order
}
