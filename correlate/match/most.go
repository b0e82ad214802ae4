package match

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"hamari/correlate/lens"
	"hamari/correlate/pattern"
	"hamari/correlate/report"
)

// Bounds of what is told of a pattern one by one. Whoever reads the report looks at a few of its findings; a bundle in
// which everything fails must not cost memory without end.
const (
	maxFindings = 200   // that stand for themselves
	maxAttached = 1_000 // that stand in those of other patterns
	maxUntold   = 1_000 // names of what the rest is about
)

// MaxExplains is how many findings stand in one that explains them; the rest is counted.
const MaxExplains = 100

// untoldFinding stands for the number of a finding that is only counted.
const untoldFinding = -1

// most takes apart the groups of hits that are told of one by one and those that are only counted. What was asked for
// goes before all else, then what is surest, then the first of each cause, then the earliest.
func (e *Engine) most(p *pattern.Pattern, groups [][]*hit, most int) (told, rest [][]*hit) {
	if len(groups) <= most {
		return groups, nil
	}
	rank := make(map[*hit]int, len(groups))
	for _, g := range groups {
		if rank[g[0]] = slices.Index([]report.Verdict{report.Confirmed, report.Likely, report.Possible}, verdict(g)); e.isAsked(p, g) {
			rank[g[0]] = -1
		}
	}
	sorted := slices.Clone(groups)
	slices.SortStableFunc(sorted, func(a, b []*hit) int { return cmp.Compare(rank[a[0]], rank[b[0]]) })
	further := e.furtherOfCause(p, sorted, rank)
	slices.SortStableFunc(sorted, func(a, b []*hit) int {
		return cmp.Or(cmp.Compare(rank[a[0]], rank[b[0]]), cmp.Compare(further[a[0]], further[b[0]]))
	})
	return sorted[:most], sorted[most:]
}

// isAsked reports whether the report is to be about one of the things that the hits are about.
func (e *Engine) isAsked(p *pattern.Pattern, hits []*hit) bool {
	if e.Asked == nil {
		return false
	}
	entities, _ := e.entities(p, hits)
	return e.Asked(entities)
}

// countRest tells of the findings that are only counted.
func (e *Engine) countRest(p *pattern.Pattern, rest [][]*hit, out *Outcome) {
	if len(rest) == 0 {
		return
	}
	var names []string
	for _, g := range rest {
		names = append(names, e.called(p, g[0]))
	}
	slices.Sort(names)
	names = slices.DeleteFunc(slices.Compact(names), func(name string) bool { return name == "" })
	out.Pattern.Untold, out.Pattern.UntoldOf = len(rest), names[:min(len(names), maxUntold)]
	text := fmt.Sprintf("pattern %s: %s more than the %d that are told of", p.ID, lens.Count(len(rest), "finding", "findings"), maxFindings)
	if len(names) > 0 {
		text += ": " + lens.Few(names, maxNamed) + "; --focus with the name of one tells of it"
	}
	out.Limits = append(out.Limits, text)
}

// called names what a hit is told apart by from others of its pattern.
func (e *Engine) called(p *pattern.Pattern, h *hit) string {
	keys := slices.DeleteFunc(slices.Clone(p.Group), func(key string) bool { return key == byVariant })
	parts := strings.Split(e.keyOf(p, h, keys), "|")
	return strings.Join(slices.DeleteFunc(parts, func(part string) bool { return part == "" }), ", ")
}
