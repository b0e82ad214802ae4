package match

import (
	"cmp"
	"fmt"
	"slices"
	"sort"
	"time"

	"hamari/correlate/pattern"
	"hamari/correlate/report"
	"hamari/parsers"
)

// explanations are what the findings made so far can explain, and what they do.
type explanations struct {
	asked    map[string][]string // entity keys under which a pattern's findings are asked for, by its id
	variants map[string]bool     // patterns of which not all variants explain
	given    map[string]*spans   // by pattern and key
	attached map[place][]report.Finding
	untold   map[place]int // how many more there are

	second   bool // some patterns speak of findings
	symptoms []symptom
}

// place is where a finding stands: the number of its pattern, and its own among those of the pattern.
type place struct{ pattern, finding int }

// instance is one match of a finding that may explain others.
type instance struct {
	at         place // of the finding that is listed: the one of the match, or the one to which that is attached
	start, end time.Time
	names      map[string][]string // under the keys that are asked for
	records    []parsers.Pos       // that it matched
	variant    string              // of the finding, where some pattern asks for it
}

func newExplanations(patterns []*pattern.Pattern) *explanations {
	x := &explanations{asked: map[string][]string{}, variants: map[string]bool{}, given: map[string]*spans{}, attached: map[place][]report.Finding{}, untold: map[place]int{}}
	for _, p := range patterns {
		x.second = x.second || speaksOfFindings(p)
		for _, by := range p.ExplainedBy {
			x.variants[by.Pattern] = x.variants[by.Pattern] || len(by.Variants) > 0
			for _, key := range slices.Concat(by.Same, by.Agree) {
				if !slices.Contains(x.asked[by.Pattern], key) {
					x.asked[by.Pattern] = append(x.asked[by.Pattern], key)
				}
			}
		}
	}
	return x
}

// part takes the hits of a pattern apart into those that stand for themselves and those that findings made before
// explain, or to which they are to be attached. Each instance counts by itself: of three denials, one may belong to a
// start that failed.
func (x *explanations) part(e *Engine, p *pattern.Pattern, hits []*hit) (own []*hit, explained map[place][]*hit) {
	if len(p.ExplainedBy) == 0 && len(p.Attach) == 0 {
		return hits, nil
	}
	explained = map[place][]*hit{}
	for _, h := range hits {
		if s := h.one(p.Attach); s != nil {
			if at, ok := x.placeOf(s); ok {
				explained[at] = append(explained[at], h)
			}
		} else if by := x.explain(e, p, h); by != nil {
			explained[by.at] = append(explained[by.at], h)
		} else {
			own = append(own, h)
		}
	}
	return own, explained
}

// explain returns the instance that explains a hit, or nil.
func (x *explanations) explain(e *Engine, p *pattern.Pattern, h *hit) *instance {
	for i := range p.ExplainedBy {
		by := &p.ExplainedBy[i]
		last := by.Same[len(by.Same)-1] // by the convention that patterns go from account to the thing itself
		given := x.given[givenKey(by.Pattern, last)]
		if given == nil {
			continue // it is not judged, or found nothing
		}
		if slices.ContainsFunc(by.Naming, func(key string) bool { return len(e.of(h, key).list) == 0 }) {
			continue
		}
		mine := newInstance(e, p, h, slices.Concat(by.Same, by.Agree))
		var best *instance
		for _, other := range given.around(mine, last, by.Within) {
			if other.explains(mine, by) && (best == nil || mine.closer(other, best)) {
				best = other
			}
		}
		if best != nil {
			return best
		}
	}
	return nil
}

// offer makes the hits of a finding known to what they may explain.
func (x *explanations) offer(e *Engine, p *pattern.Pattern, at place, hits []*hit) {
	if len(x.asked[p.ID]) == 0 {
		return
	}
	keys := x.asked[p.ID]
	for _, h := range hits {
		one := newInstance(e, p, h, keys)
		one.at = at
		if x.variants[p.ID] {
			if v := e.variant(p, h); v != nil {
				one.variant = v.ID
			}
		}
		for _, key := range keys {
			k := givenKey(p.ID, key)
			if x.given[k] == nil {
				x.given[k] = &spans{byName: map[string][]*instance{}}
			}
			x.given[k].add(key, one)
		}
	}
}

// settle makes ready what a pattern's findings offer, once they are complete.
func (x *explanations) settle(p *pattern.Pattern) {
	for _, key := range x.asked[p.ID] {
		if given := x.given[givenKey(p.ID, key)]; given != nil {
			given.sort()
		}
	}
}

func givenKey(pattern, key string) string { return pattern + " " + key }

// The bounds of what has no time: descriptions hold whenever anything happened.
var (
	earliest time.Time
	latest   = time.Date(9999, time.December, 31, 0, 0, 0, 0, time.UTC)
)

func newInstance(e *Engine, p *pattern.Pattern, h *hit, keys []string) *instance {
	one := &instance{names: make(map[string][]string, len(keys))}
	if one.start, one.end = extent([]*hit{h}); one.start.IsZero() {
		one.start, one.end = earliest, latest
	}
	subject := h.subject(p)
	for _, key := range keys {
		one.names[key] = e.of(subject, key).list
	}
	for _, step := range h.order {
		for _, c := range h.by[step].Cites {
			one.records = append(one.records, c.Pos)
		}
	}
	if slices.Contains(keys, pattern.ByRecord) {
		one.names[pattern.ByRecord] = nil
		for _, r := range one.records {
			one.names[pattern.ByRecord] = append(one.names[pattern.ByRecord], fmt.Sprintf("%s#%d", r.Member, r.Record))
		}
	}
	return one
}

// meets reports whether two instances have an entity of every kind in common.
func (one *instance) meets(other *instance, keys []string) bool {
	for _, key := range keys {
		if !intersect(one.names[key], other.names[key]) {
			return false
		}
	}
	return true
}

// explains reports whether an instance near another in time explains it, as a pattern asks for.
func (one *instance) explains(other *instance, by *pattern.Explainer) bool {
	if !one.meets(other, by.Same) || len(by.Variants) > 0 && !slices.Contains(by.Variants, one.variant) {
		return false
	}
	for _, key := range by.Agree {
		if len(one.names[key]) > 0 && len(other.names[key]) > 0 && !intersect(one.names[key], other.names[key]) {
			return false
		}
	}
	return by.Inside == 0 || !other.start.Before(one.start.Add(-by.Inside)) && !other.end.After(one.end.Add(by.Inside))
}

// closer reports whether a explains the instance rather than b: it rests on a record of it, or else is nearer in time.
func (one *instance) closer(a, b *instance) bool {
	order := cmp.Or(
		-cmp.Compare(one.shares(a), one.shares(b)),
		cmp.Compare(one.start.Sub(a.start).Abs(), one.start.Sub(b.start).Abs()),
		cmp.Compare(a.at.pattern, b.at.pattern), cmp.Compare(a.at.finding, b.at.finding),
	)
	return order < 0
}

// shares counts the records that two instances have in common.
func (one *instance) shares(other *instance) (n int) {
	for _, r := range one.records {
		if slices.ContainsFunc(other.records, func(o parsers.Pos) bool { return o.Member == r.Member && o.Record == r.Record }) {
			n++
		}
	}
	return n
}

// spans finds instances that name an entity and lie around a time.
type spans struct {
	byName map[string][]*instance // by start, once they are sorted
	ends   map[string][]time.Time // the latest end of the instances up to each
}

func (s *spans) add(key string, one *instance) {
	for _, name := range one.names[key] {
		s.byName[name] = append(s.byName[name], one)
	}
}

func (s *spans) sort() {
	s.ends = make(map[string][]time.Time, len(s.byName))
	for name, list := range s.byName {
		slices.SortStableFunc(list, func(a, b *instance) int { return a.start.Compare(b.start) })
		ends := make([]time.Time, len(list))
		for i, one := range list {
			if ends[i] = one.end; i > 0 && ends[i-1].After(one.end) {
				ends[i] = ends[i-1]
			}
		}
		s.ends[name] = ends
	}
}

// around returns the instances that name what another names under a key, and whose time overlaps its own or lies no
// further from it than the slack.
func (s *spans) around(one *instance, key string, slack time.Duration) (found []*instance) {
	from, to := one.start.Add(-slack), one.end.Add(slack)
	for _, name := range one.names[key] {
		list, ends := s.byName[name], s.ends[name]
		first := sort.Search(len(ends), func(i int) bool { return !ends[i].Before(from) })
		for _, other := range list[min(first, len(list)):] {
			if other.start.After(to) {
				break
			}
			if !other.end.Before(from) {
				found = append(found, other)
			}
		}
	}
	return found
}
