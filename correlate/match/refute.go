package match

import (
	"cmp"
	"slices"
	"strings"

	"hamari/correlate/pattern"
	"hamari/correlate/report"
)

// refutation is a hit that a refuting relation ruled out.
type refutation struct {
	hit       *hit
	relation  *pattern.Relation
	witnesses []*Sighting
}

// refuteAll takes the hits apart into those that stand, with what confirms and explains them, and those ruled out.
func (e *Engine) refuteAll(p *pattern.Pattern, hits []*hit) (standing []*hit, refuted []refutation) {
	e.looked = 0
	for n, h := range hits {
		if e.looked > e.mostWitnessLooks() {
			e.unjudged += len(hits) - n
			break
		}
		r, doubts, ok := e.refute(p, h)
		if ok {
			refuted = append(refuted, r)
			continue
		}
		h.possible = h.possible || len(doubts) > 0
		h.confirm = e.witnesses(p, h, p.Confirm, report.Confirm)
		h.context = append(e.witnesses(p, h, p.Context, report.Context), doubts...)
		h.cleared = e.clearedBy(h)
		standing = append(standing, h)
	}
	return standing, refuted
}

func (e *Engine) mostWitnessLooks() int { return cmp.Or(e.witnessLooks, maxWitnessLooks) }

// refute returns what rules a hit out, else what would if the bundle told more.
func (e *Engine) refute(p *pattern.Pattern, h *hit) (by refutation, doubts []witness, refuted bool) {
	for i := range p.Refute {
		r := &p.Refute[i]
		found, ok := e.related(p, h, r)
		if ok {
			return refutation{hit: h, relation: r, witnesses: found}, nil, true
		}
		for _, s := range found {
			doubts = append(doubts, witness{sighting: s, relation: r, role: report.Context})
		}
	}
	return refutation{}, doubts, false
}

// witnesses collects the sightings of all relations in a list that hold. An absence that holds has no sighting of its
// own; the last one before it shows that there could have been one.
func (e *Engine) witnesses(p *pattern.Pattern, h *hit, relations []pattern.Relation, role report.Role) (all []witness) {
	for i := range relations {
		r := &relations[i]
		found, ok := e.related(p, h, r)
		if !ok {
			continue
		}
		if r.Absent {
			all = append(all, witness{sighting: e.lastBefore(p, h, r), relation: r, role: role})
		}
		for _, s := range found {
			all = append(all, witness{sighting: s, relation: r, role: role})
		}
	}
	return all
}

// explainRefuted tells, for a pattern without findings, what ruled its hits out: each reason once, with its records.
func (e *Engine) explainRefuted(p *pattern.Pattern, out *Outcome, refuted []refutation) {
	var reasons []string
	for _, r := range refuted[:min(len(refuted), maxExplained)] {
		data := e.data(p, r.hit, nil)
		addWitnesses(data, r.witnesses)
		why, err := e.render(r.relation.Why, data)
		if err != nil {
			e.failed = append(e.failed, err.Error())
			continue
		}
		if slices.Contains(reasons, why) {
			continue
		}
		if len(reasons) == maxReasons {
			reasons = append(reasons, moreReasons)
			break
		}
		reasons = append(reasons, why)
		for _, s := range r.witnesses {
			out.Pattern.Evidence = append(out.Pattern.Evidence, e.evidence(s, report.Refute)...)
		}
	}
	out.Pattern.Evidence = tidy(out.Pattern.Evidence)
	if len(out.Pattern.Evidence) > maxEvidence {
		out.Pattern.Evidence = out.Pattern.Evidence[:maxEvidence]
	}
	if out.Pattern.Why = strings.Join(reasons, "; "); len(reasons) == 0 {
		e.untellable(&out.Pattern)
	}
}

const (
	maxReasons   = 5     // that a ruled-out pattern spells out
	maxExplained = 1_000 // hits that are looked at for them: most have the same ones
	moreReasons  = "and more of the same kind"
)
