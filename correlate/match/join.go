package match

import (
	"slices"
	"time"

	"hamari/correlate/pattern"
)

// join finds all ways to satisfy relations in their order; none where there are no relations.
func (e *Engine) join(p *pattern.Pattern, relations []pattern.Relation) (hits []*hit, cut bool) {
	if len(relations) == 0 {
		return nil, false
	}
	e.looked = 0
	var extend func(h *hit, depth int)
	extend = func(h *hit, depth int) {
		if len(hits) >= maxMatches || e.looked > maxLooks {
			cut = true
			return
		}
		if depth == len(relations) {
			hits = append(hits, h)
			return
		}
		r := &relations[depth]
		if r.Absent || r.Every != "" {
			if _, ok := e.related(p, h, r); ok {
				extend(h, depth+1)
			}
			return
		}
		found, ok := e.related(p, h, r)
		if !ok {
			return
		}
		for _, s := range found {
			next := h.with(s)
			e.tie(next, s, r)
			extend(next, depth+1)
		}
	}
	extend(&hit{by: map[string]*Sighting{}}, 0)
	return hits, cut
}

// with returns the hit with one more matched sighting.
func (h *hit) with(s *Sighting) *hit {
	next := *h
	next.by = make(map[string]*Sighting, len(h.by)+1)
	for k, v := range h.by {
		next.by[k] = v
	}
	next.by[s.Step.Name] = s
	next.order = append(slices.Clone(h.order), s.Step.Name)
	next.possible = h.possible || s.Step.Weak
	next.sure = h.sure || s.Step.Sure
	return &next
}

// tie notes by which of the relation's keys the sighting hangs on what was matched before.
func (e *Engine) tie(h *hit, s *Sighting, r *pattern.Relation) {
	if len(r.Ties) == 0 {
		return
	}
	before := *h
	before.order = h.order[:len(h.order)-1]
	h.tiedStep, h.tieRank, h.tie, h.nearest = s.Step.Name, len(r.Ties), "", r.Nearest
	for rank, key := range r.Ties {
		// Only what the record itself says ties it: what the graph adds holds for others as well.
		if intersect(e.of(&before, key).list, s.Named(key)) {
			h.tie, h.tieRank = key, rank
			return
		}
	}
	h.possible = h.possible || r.Loose
}

// strongest drops hits whose tied sighting hangs more strongly on another hit: a denial that names one instance says
// nothing about the others that the same caller started.
func strongest(hits []*hit) []*hit {
	best := map[*Sighting]int{}
	for _, h := range hits {
		if h.tiedStep == "" {
			continue
		}
		s := h.by[h.tiedStep]
		if rank, ok := best[s]; !ok || h.tieRank < rank {
			best[s] = h.tieRank
		}
	}
	hits = slices.DeleteFunc(hits, func(h *hit) bool {
		return h.tiedStep != "" && h.tieRank > best[h.by[h.tiedStep]]
	})
	return nearest(hits)
}

// nearest drops hits whose tied sighting lies much nearer to the beginning of another: when one caller starts one instance
// after the other, each with a denial of its own, a denial belongs to the start just before it.
func nearest(hits []*hit) []*hit {
	closest := map[*Sighting]time.Duration{}
	for _, h := range hits {
		if h.nearest == 0 {
			continue
		}
		s := h.by[h.tiedStep]
		gap := s.Start.Sub(h.by[h.order[0]].Start)
		if least, ok := closest[s]; gap >= -early && (!ok || gap < least) {
			closest[s] = gap
		}
	}
	return slices.DeleteFunc(hits, func(h *hit) bool {
		if h.nearest == 0 {
			return false
		}
		s := h.by[h.tiedStep]
		least, ok := closest[s]
		return ok && s.Start.Sub(h.by[h.order[0]].Start).Abs()-least > h.nearest
	})
}

// lowerAmbiguous lowers hits to possible that share one tied sighting between several entities, where the tie does not
// tell which of them it speaks of, and nothing of their own confirms them.
func (e *Engine) lowerAmbiguous(p *pattern.Pattern, hits []*hit) {
	shared := map[*Sighting]map[string]bool{}
	for _, h := range hits {
		if h.tiedStep == "" {
			continue
		}
		s := h.by[h.tiedStep]
		if shared[s] == nil {
			shared[s] = map[string]bool{}
		}
		shared[s][e.groupKey(p, h)] = true
	}
	for _, h := range hits {
		if h.tiedStep == "" || slices.Contains(p.Group, h.tie) || h.tie == "volume" || h.tie == "key" || len(h.confirm) > 0 {
			continue
		}
		if len(shared[h.by[h.tiedStep]]) > 1 {
			h.possible, h.unclear = true, true
		}
	}
}
