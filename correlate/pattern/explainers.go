package pattern

import "slices"

// ByRecord stands among the entity keys of an explainer for the records that two findings rest on.
const ByRecord = "record"

// explainers reads the patterns whose findings explain those of this one. Whether there are such patterns is not known
// here: a pattern is checked by itself, and may be judged without the others.
func (d *decoder) explainers(n *node, p *Pattern) {
	d.notEmpty(n, "pattern")
	d.each(n, func(e *node) { p.ExplainedBy = append(p.ExplainedBy, d.explainer(e, p.ID)) })
}

func (d *decoder) explainer(n *node, own string) (x Explainer) {
	d.mapping(n, "explained_by", fields{
		{"pattern", func(n *node) {
			d.id(&x.Pattern)(n)
			if x.Pattern != "" && x.Pattern == own {
				d.problem(n, "a pattern does not explain itself")
			}
		}},
		{"same", func(n *node) {
			d.notEmpty(n, "entity")
			// A word that both patterns bind may stand beside what reports name.
			d.words("entity", append(slices.Clone(d.keys), ByRecord), &x.Same)(n)
		}},
		{"naming", func(n *node) { d.words("entity", d.keys, &x.Naming)(n) }},
		{"agree", d.words("entity", d.voc.EntityKeys, &x.Agree)},
		{"variants", func(n *node) {
			d.each(n, func(e *node) { x.Variants = append(x.Variants, d.text(e)) })
		}},
		{"inside", func(n *node) {
			if d.duration(&x.Inside)(n); x.Inside <= 0 {
				d.problem(n, "what lies inside another takes a time by which it may reach beyond it")
			}
		}},
		{"within", func(n *node) {
			if d.duration(&x.Within)(n); x.Within < 0 {
				d.problem(n, "findings cannot lie less than nothing apart")
			}
		}},
	}, "pattern", "same")
	return x
}

// attach reads the steps to whose findings those of the pattern are attached. All of them are, so that every match must
// have one.
func (d *decoder) attach(n *node, p *Pattern) {
	d.notEmpty(n, "step")
	d.words("step", d.steps, &p.Attach)(n)
	for _, name := range p.Attach {
		if p.Step(name).Kind.Name != FindingKind {
			d.problem(n, "attach takes steps of kind %s", FindingKind)
			return
		}
	}
	has := func(r Relation) bool {
		return !r.Absent && len(r.Steps) > 0 && !slices.ContainsFunc(r.Steps, func(s string) bool { return !slices.Contains(p.Attach, s) })
	}
	for _, list := range [][]Relation{p.Match, p.Possible} {
		if len(list) > 0 && len(p.Attach) > 0 && !slices.ContainsFunc(list, has) {
			d.problem(n, "the pattern matches without what it is to be attached to")
			return
		}
	}
}
