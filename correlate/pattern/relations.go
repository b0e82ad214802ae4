package pattern

import (
	"slices"
	"strings"
)

// relations reads a list of steps, each bare or with how it hangs together with those before it.
func (d *decoder) relations(n *node, into *[]Relation) {
	d.notEmpty(n, "step")
	d.each(n, func(e *node) { *into = append(*into, d.relation(e)) })
}

func (d *decoder) relation(n *node) (r Relation) {
	r.at = n.place
	if n.kind == scalarNode {
		d.words("step", d.steps, &r.Steps)(n)
		return r
	}
	d.mapping(n, "relation", fields{
		{"step", func(n *node) {
			d.notEmpty(n, "step")
			d.words("step", d.steps, &r.Steps)(n)
		}},
		{"same", d.words("entity", d.keys, &r.Same)},
		{"agree", d.words("entity", d.keys, &r.Agree)},
		{"differ", d.words("entity", d.keys, &r.Differ)},
		{"within", func(n *node) { r.Within = d.windows(n) }},
		{"overlaps", d.word("step", d.steps, &r.Overlaps)},
		{"covers", d.word("step", d.steps, &r.Covers)},
		{"until", d.word("step", d.steps, &r.Until)},
		{"linked", d.words("entity", d.keys, &r.Linked)},
		{"after", d.words("step", d.steps, &r.After)},
		{"every", d.word("entity", d.keys, &r.Every)},
		{"ties", d.words("entity", d.keys, &r.Ties)},
		{"nearest", d.duration(&r.Nearest)},
		{"loose", d.looseness(&r.Loose)},
		{"tied", d.words("entity", d.keys, &r.Tied)},
		{"untied", d.words("entity", d.keys, &r.Untied)},
		{"at_least", d.number(&r.AtLeast)},
		{"lifts", d.truth(&r.Lifts)},
		{"settles", d.truth(&r.Settles)},
		{"match_only", d.truth(&r.MatchOnly)},
		{"clears", d.word("entity", d.keys, &r.Clears)},
		{"absent", d.truth(&r.Absent)},
		{"order", d.str(&r.Order)},
		{"why", d.template(&r.Why)},
	}, "step")
	return r
}

func (d *decoder) notEmpty(n *node, what string) {
	if n.kind == sequenceNode && len(n.content) == 0 {
		d.problem(n, "expected at least one %s", what)
	}
}

// checkRelations holds relations against each other: one that speaks of what is not matched, or of a silence whose place
// or time is left open, would never hold, or always, and nobody would notice.
func (d *decoder) checkRelations(p *Pattern) {
	matched := append(d.checkMatch(p, p.Match), d.checkMatch(p, p.Possible)...)
	for _, r := range slices.Concat(p.Confirm, p.Refute, p.Context) {
		d.checkRelation(p, &r, matched)
	}
	for _, r := range slices.Concat(p.Match, p.Possible, p.Refute, p.Context) {
		if r.Settles {
			d.problemAt(r.at, "only what confirms settles")
		}
		if r.Lifts {
			d.problemAt(r.at, "only what confirms lifts")
		}
	}
	for _, r := range slices.Concat(p.Match, p.Possible, p.Confirm, p.Context) {
		if r.MatchOnly {
			d.problemAt(r.at, "only what refutes says match_only")
		}
	}
	for _, r := range slices.Concat(p.Match, p.Possible, p.Confirm, p.Refute) {
		if r.Clears != "" {
			d.problemAt(r.at, "only context clears")
		}
	}
	for _, r := range p.Refute {
		if r.Why == nil {
			d.problemAt(r.at, "the refuting relation lacks why")
		}
	}
	d.checkAgain(p)
	d.checkNeeds(p)
	d.checkHelps(p)
}

// checkAgain holds that a step whose records are looked for around what was matched is asked for only there.
func (d *decoder) checkAgain(p *Pattern) {
	again := func(steps ...string) bool {
		return slices.ContainsFunc(steps, func(name string) bool { s := p.Step(name); return s != nil && s.Again })
	}
	for _, r := range slices.Concat(p.Match, p.Possible) {
		if again(r.Steps...) {
			d.problemAt(r.at, "what is matched cannot be looked for again")
		}
	}
	for _, r := range slices.Concat(p.Confirm, p.Refute, p.Context) {
		if again(r.Steps...) && (r.Within == nil || r.Within[0].OfField != "" || r.Absent) || again(r.Until) {
			d.problemAt(r.at, "what is looked for again must be asked for within some time of what was matched")
		}
	}
}

// checkMatch returns the steps that the relations match.
func (d *decoder) checkMatch(p *Pattern, relations []Relation) (matched []string) {
	for i, r := range relations {
		d.checkRelation(p, &r, matched)
		if first := i == 0; first && len(r.Same)+len(r.Agree)+len(r.Differ)+len(r.Linked)+len(r.Ties) > 0 {
			d.problemAt(r.at, "nothing is matched before the first step that it could be compared to")
		}
		if len(r.Steps) == 0 {
			return d.steps // its name was misspelt: what refers to it is not to blame
		}
		matched = append(matched, r.Steps...)
	}
	return matched
}

// checkNeeds holds that a pattern needs what it matches: else it would be told as looked for and not found where there
// is nothing to look at.
func (d *decoder) checkNeeds(p *Pattern) {
	if len(d.problems) > 0 {
		return // a format or a kind that is misspelt would be told twice
	}
	for _, r := range p.Match {
		var from []string
		for _, name := range r.Steps {
			if s := p.Step(name); s != nil && s.Kind.Name != "" {
				from = append(from, d.voc.Origins[s.Kind.Name]...)
			}
		}
		needed := func(need string) bool {
			return slices.ContainsFunc(Alternatives(need), func(f string) bool { return slices.Contains(from, f) })
		}
		if len(from) > 0 && !slices.ContainsFunc(p.Needs, needed) {
			d.problemAt(r.at, "%s comes from %s, which needs does not name", strings.Join(r.Steps, " or "), strings.Join(from, " or "))
		}
	}
}

// checkHelps holds that what helps a pattern is what its steps select beside what it needs, all of it and nothing else: the
// reader of a pattern asks a customer for it.
func (d *decoder) checkHelps(p *Pattern) {
	if len(d.problems) > 0 {
		return
	}
	var needed, selected []string
	for _, need := range p.Needs {
		needed = append(needed, Alternatives(need)...)
	}
	for _, s := range p.Steps {
		from := d.voc.Origins[s.Kind.Name]
		selected = append(selected, from...)
		known := func(f string) bool { return slices.Contains(needed, f) || slices.Contains(p.Helps, f) }
		if len(from) > 0 && !slices.ContainsFunc(from, known) {
			d.problemAt(s.at, "%s comes from %s, which neither needs nor helps names", s.Name, strings.Join(from, " or "))
		}
	}
	for _, f := range p.Helps {
		switch {
		case slices.Contains(p.Needs, f):
			d.problem(d.helps, "%s is needed, and so no help", f)
		case !slices.Contains(selected, f) && !slices.Contains(d.voc.Linking, f):
			d.problem(d.helps, "%s cannot help: no step selects anything of it", f)
		}
	}
}

// binds reports whether the step takes something from its records under the name.
func (s *Step) binds(name string) bool {
	return slices.ContainsFunc(s.Binds, func(b Bind) bool { return b.Name == name })
}

func (d *decoder) checkRelation(p *Pattern, r *Relation, matched []string) {
	others := append([]string{r.Overlaps, r.Covers}, r.After...)
	for i := range r.Within {
		w := &r.Within[i]
		others = append(others, w.Of...)
		for _, of := range w.Of {
			if s := p.Step(of); w.OfField != "" && s != nil && s.Kind != nil && s.Kind.Slot(w.OfField) < 0 && !s.binds(w.OfField) {
				d.problemAt(r.at, "%s has no field %s", of, w.OfField)
			}
		}
	}
	for _, other := range others {
		if other != "" && !slices.Contains(matched, other) {
			d.problemAt(r.at, "%s is not matched before it", other)
		}
	}
	if r.Absent && (len(r.Within) != 1 || r.Within[0].OfField != "" || len(r.Same) == 0) {
		d.problemAt(r.at, "absent needs same and within: whose silence, and when")
	}
}

// stepVerdict reads how certain a match through a step is, where it is not likely.
func (d *decoder) stepVerdict(s *Step) func(*node) {
	return func(n *node) {
		var word string
		d.word("verdict", []string{"possible", "confirmed"}, &word)(n)
		s.Weak, s.Sure = word == "possible", word == "confirmed"
	}
}

// looseness reads the only word that loose knows.
func (d *decoder) looseness(into *bool) func(*node) {
	return func(n *node) {
		var word string
		d.word("verdict", []string{"possible"}, &word)(n)
		*into = word == "possible"
	}
}

// windows reads one window, or a list of them.
func (d *decoder) windows(n *node) (all []Window) {
	if n.kind != sequenceNode || len(n.content) == 0 || n.content[0].kind != sequenceNode {
		return []Window{d.window(n)}
	}
	for i := range n.content {
		all = append(all, d.window(&n.content[i]))
	}
	return all
}

// window reads [from, to, step], [from, to, end of step] or [from, to, FIELD of step]; in the place of the step may stand a list of such of which
// one is matched.
func (d *decoder) window(n *node) (w Window) {
	if n.kind != sequenceNode || len(n.content) != 3 {
		d.problem(n, "within takes [from, to, step], such as [-5s, 2m, start]")
		return w
	}
	d.duration(&w.From)(&n.content[0])
	d.duration(&w.To)(&n.content[1])
	d.each(&n.content[2], func(e *node) {
		field, of, some := strings.Cut(d.text(e), " of ")
		isEnd := some && field == "end"
		if !some {
			field, of = "", field
		} else if isEnd {
			field = ""
		}
		switch {
		case !slices.Contains(d.steps, of):
			d.problem(e, "unknown step %s%s", of, suggest(of, d.steps))
		case len(w.Of) > 0 && (isEnd != w.OfEnd || field != w.OfField):
			d.problem(e, "a window is around the ends of all its steps, or around none")
		}
		w.Of, w.OfEnd, w.OfField = append(w.Of, of), isEnd, field
	})
	if w.To < w.From {
		d.problem(n, "the window ends before it begins")
	}
	return w
}
