package match

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"hamari/correlate/pattern"
	"hamari/correlate/report"
)

// JudgeAll applies patterns that may explain each other's findings, and returns what became of each, in their order. A
// finding that another explains stands in that one's Explains and nowhere else. Patterns that speak of findings are
// judged when all others have been.
func (e *Engine) JudgeAll(ctx context.Context, patterns []*pattern.Pattern) ([]Outcome, error) {
	outcomes := make([]Outcome, len(patterns))
	x := newExplanations(patterns)
	order := judgingOrder(patterns)
	first := slices.DeleteFunc(slices.Clone(order), func(i int) bool { return speaksOfFindings(patterns[i]) })
	second := slices.DeleteFunc(order, func(i int) bool { return !speaksOfFindings(patterns[i]) })
	for n, i := range slices.Concat(first, second) {
		if n == len(first) {
			x.second = false // what is found from here on is no symptom
		}
		if n >= len(first) {
			e.sightFindings(patterns[i], x.symptoms)
		}
		if err := ctx.Err(); err != nil {
			return nil, fmt.Errorf("judge patterns: %w", err)
		}
		outcomes[i] = e.judge(patterns[i], i, x)
	}
	for at, list := range x.attached {
		outcomes[at.pattern].Findings[at.finding].Explains = list
	}
	for at, n := range x.untold {
		outcomes[at.pattern].Findings[at.finding].DroppedExplains = n
	}
	return outcomes, nil
}

// Judge applies one pattern by itself.
func (e *Engine) Judge(p *pattern.Pattern) Outcome { return e.judge(p, 0, newExplanations(nil)) }

// makeFindings makes findings of the hits that stand: of those that nothing explains, and of the others, which it
// attaches to what explains them.
func (e *Engine) makeFindings(p *pattern.Pattern, number int, hits []*hit, x *explanations, out *Outcome) {
	e.failing = strings.Join(e.affected(p, hits), ", ")
	own, explained := x.part(e, p, hits)
	each := func(groups [][]*hit, use func(report.Finding, []*hit)) {
		for _, group := range groups {
			f, err := e.finding(p, group)
			if err != nil {
				e.failed = append(e.failed, err.Error())
				continue
			}
			use(f, group)
		}
	}
	told, rest := e.most(p, e.newsIn(p, own), maxFindings)
	each(told, func(f report.Finding, group []*hit) {
		at := place{number, len(out.Findings)}
		x.offer(e, p, at, group)
		x.note(p, at, f, group)
		out.Findings = append(out.Findings, f)
	})
	for _, group := range rest {
		x.offer(e, p, place{number, untoldFinding}, group)
	}
	e.countRest(p, rest, out)
	room := maxAttached
	for _, at := range slices.SortedFunc(maps.Keys(explained), place.compare) {
		groups := e.newsIn(p, explained[at])
		out.Attached += len(groups)
		if at.finding == untoldFinding {
			continue
		}
		told, rest := e.most(p, groups, min(room, MaxExplains))
		room -= len(told)
		x.untold[at] += len(rest)
		for _, group := range rest {
			x.offer(e, p, at, group)
		}
		each(told, func(f report.Finding, group []*hit) {
			x.offer(e, p, at, group)
			x.note(p, at, f, group)
			f.Cause, f.Apart = nil, nil // it stands in another
			x.attached[at] = append(x.attached[at], f)
		})
	}
	x.settle(p)
}

func (a place) compare(b place) int {
	return cmp.Or(cmp.Compare(a.pattern, b.pattern), cmp.Compare(a.finding, b.finding))
}

// judgingOrder returns the numbers of the patterns in an order in which each comes after those that explain it. Of
// patterns that explain each other in a circle the gravest comes first, and is explained by none of the others.
func judgingOrder(patterns []*pattern.Pattern) []int {
	waits := explainers(patterns)
	order := make([]int, 0, len(patterns))
	done := make([]bool, len(patterns))
	for len(order) < len(patterns) {
		next := -1
		for i := range patterns {
			if !done[i] && !slices.ContainsFunc(waits[i], func(j int) bool { return !done[j] }) {
				next = i
				break
			}
		}
		if next < 0 {
			next = breakCircle(patterns, waits, done)
		}
		done[next] = true
		order = append(order, next)
	}
	return order
}

// explainers lists for each pattern the numbers of those that explain it.
func explainers(patterns []*pattern.Pattern) [][]int {
	numbers := make(map[string]int, len(patterns))
	for i, p := range patterns {
		numbers[p.ID] = i
	}
	waits := make([][]int, len(patterns))
	for i, p := range patterns {
		for _, by := range p.ExplainedBy {
			if j, loaded := numbers[by.Pattern]; loaded {
				waits[i] = append(waits[i], j)
			}
		}
	}
	return waits
}

// breakCircle returns the gravest of the patterns that wait for nothing but each other.
func breakCircle(patterns []*pattern.Pattern, waits [][]int, done []bool) int {
	reached := make([]map[int]bool, len(patterns))
	var reach func(from int, seen map[int]bool)
	reach = func(from int, seen map[int]bool) {
		for _, to := range waits[from] {
			if !done[to] && !seen[to] {
				seen[to] = true
				reach(to, seen)
			}
		}
	}
	for i := range patterns {
		if !done[i] {
			reached[i] = map[int]bool{}
			reach(i, reached[i])
		}
	}
	best := -1
	for i := range patterns {
		if done[i] {
			continue
		}
		inCircle := true // with all that it waits for
		for j := range reached[i] {
			inCircle = inCircle && reached[j][i]
		}
		if inCircle && (best < 0 || gravity(patterns[i]) < gravity(patterns[best])) {
			best = i
		}
	}
	return best
}

// gravity is less, the graver what a pattern finds.
func gravity(p *pattern.Pattern) int { return graveness(p.Severity) }
