package pattern

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
			// The two patterns bind different words: what they have in common is what reports name.
			d.words("entity", d.voc.EntityKeys, &x.Same)(n)
		}},
		{"within", func(n *node) {
			if d.duration(&x.Within)(n); x.Within < 0 {
				d.problem(n, "findings cannot lie less than nothing apart")
			}
		}},
	}, "pattern", "same")
	return x
}
