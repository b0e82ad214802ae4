package pattern

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
	"time"

	"hamari/parsers"
	"hamari/parsers/lazy"
)

// readSteps reads the steps in the order of the file.
func (d *decoder) readSteps(n *node, p *Pattern) {
	if n.kind != mappingNode {
		d.problem(n, "steps must be a mapping of names to steps")
		return
	}
	if len(n.content) == 0 {
		d.problem(n, "a pattern needs at least one step")
	}
	for i := 0; i+1 < len(n.content); i += 2 {
		name, body := &n.content[i], &n.content[i+1]
		if p.Step(name.value) != nil {
			d.problem(name, "step %s is given twice", name.value)
		}
		if slices.Contains(d.voc.EntityKeys, name.value) {
			d.problem(name, "a step may not be named like an entity: %s", name.value)
		}
		s := d.step(name.value, body)
		s.at = name.place
		p.Steps = append(p.Steps, s)
	}
}

func (d *decoder) step(name string, n *node) *Step {
	s := &Step{Name: name, At: FieldRef{Slot: -1}, Ends: FieldRef{Slot: -1}, Since: FieldRef{Slot: -1}}
	var where, not, bind, each, text, at, since, times, lasting, gap, steady, lead *node
	hold := func(into **node) func(*node) { return func(n *node) { *into = n } }
	d.mapping(n, "step "+name, fields{
		{"kind", func(n *node) { s.Kind = d.kind(n) }},
		{"where", hold(&where)},
		{"not", hold(&not)},
		{"bind", hold(&bind)},
		{"each", hold(&each)},
		{"for", hold(&lasting)},
		{"gap", hold(&gap)},
		{"steady", hold(&steady)},
		{"at", hold(&at)},
		{"since", hold(&since)},
		{"times", hold(&times)},
		{"lead", hold(&lead)},
		{"text", hold(&text)},
		{"limit", d.number(&s.Limit)},
		{"verdict", d.stepVerdict(s)},
		{"again", d.truth(&s.Again)},
	}, "kind")
	if s.Kind == nil {
		s.Kind = parsers.NewKind("", "", nil)
		return s
	}
	d.lasting(lasting, s.Kind, &s.For)
	d.lasting(gap, s.Kind, &s.Gap)
	d.steady(steady, s)
	s.Where = d.conditions(where, s.Kind)
	s.Not = d.conditions(not, s.Kind)
	s.Binds = d.binds(bind, s.Kind)
	if each != nil {
		if b := d.binds(each, s.Kind); len(b) == 1 {
			s.Each = &b[0]
		} else if each.kind == mappingNode {
			d.problem(each, "each takes exactly one name")
		}
	}
	d.span(at, s)
	if since != nil {
		s.Since, _ = d.field(since, d.text(since), s.Kind)
	}
	if times != nil {
		s.Times = d.countField(times, s.Kind)
	}
	d.lead(lead, s)
	if text != nil {
		s.Text = d.newTemplate(text, func() names { return d.shown(s) })
	}
	return s
}

// lasting reads for how long something must hold, which only what is read again and again can.
func (d *decoder) lasting(n *node, kind *parsers.Kind, into *time.Duration) {
	if n == nil {
		return
	}
	d.duration(into)(n)
	if kind.Series {
		return
	}
	var series []string
	for _, k := range d.voc.Kinds {
		if k.Series {
			series = append(series, k.Name)
		}
	}
	slices.Sort(series)
	d.problem(n, "records of kind %s stand for themselves, so that nothing holds for a time; of a series are %s", kind.Name, strings.Join(series, ", "))
}

// steady reads the fields that do not change within what a step selects.
func (d *decoder) steady(n *node, s *Step) {
	if n == nil {
		return
	}
	if s.For == 0 {
		d.problem(n, "steady is of what lasts: the step needs for")
	}
	d.each(n, func(e *node) {
		if ref, field := d.field(e, d.text(e), s.Kind); field != nil {
			s.Steady = append(s.Steady, ref)
		}
	})
}

// span reads the field that counts as the start of what a step selects, or a list of it and the one that counts as its
// end.
func (d *decoder) span(n *node, s *Step) {
	if n == nil {
		return
	}
	refs := []*FieldRef{&s.At, &s.Ends}
	i := 0
	d.each(n, func(e *node) {
		if i < len(refs) {
			*refs[i], _ = d.field(e, d.text(e), s.Kind)
		}
		i++
	})
	if i < 1 || i > len(refs) {
		d.problem(n, "at takes the field of the start, or [start, end]")
	}
}

// countField reads the field of a step's rows that says how often they count.
func (d *decoder) countField(n *node, kind *parsers.Kind) FieldRef {
	ref, field := d.field(n, d.text(n), kind)
	if field != nil && field.Type != parsers.Int {
		d.problem(n, "field %s is a %s, times takes an integer", field.Name, field.Type)
	}
	return ref
}

func (d *decoder) kind(n *node) *parsers.Kind {
	name := d.text(n)
	for _, k := range d.voc.Kinds {
		if k.Name == name {
			return k
		}
	}
	d.problem(n, "unknown kind %s%s", name, suggest(name, d.voc.kindNames()))
	return nil
}

// conditions reads a mapping of fields, with modifiers, to literals.
func (d *decoder) conditions(n *node, kind *parsers.Kind) (out []Condition) {
	if n == nil {
		return nil
	}
	ok := d.pairs(n, func(key, value *node) { out = append(out, d.condition(key, value, kind)) })
	if !ok {
		d.problem(n, "expected fields with what they must be")
	}
	return out
}

func (d *decoder) condition(key, value *node, kind *parsers.Kind) (c Condition) {
	words := strings.Split(key.value, "|")
	ref, field := d.field(key, words[0], kind)
	c.Field = ref
	for _, w := range words[1:] {
		op, ok := modifiers[w]
		switch {
		case w == "nocase":
			c.nocase = true
		case !ok:
			all := append(operatorNames(), "nocase")
			d.problem(key, "unknown modifier %s%s", w, cmp.Or(suggest(w, all), "; there are "+strings.Join(all, ", ")))
		case c.op != equals:
			d.problem(key, "only one way to compare is possible, besides nocase")
		default:
			c.op = op
		}
	}
	var literals []string
	d.strs(&literals)(value)
	if len(literals) == 0 {
		d.problem(value, "nothing to compare %s to", words[0])
	}
	if c.op == exists && len(literals) > 1 {
		d.problem(value, "|exists takes true or false")
	}
	if err := c.setLiterals(literals, field, d.compile); err != nil {
		d.problem(value, "%v", err)
	}
	return c
}

func operatorNames() []string {
	var names []string
	for name := range modifiers {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// field finds a field by name: one of the kind's own, or a path into its JSON.
func (d *decoder) field(at *node, name string, kind *parsers.Kind) (FieldRef, *parsers.Field) {
	if slot := kind.Slot(name); slot >= 0 {
		return FieldRef{Name: name, Slot: slot}, &kind.Fields[slot]
	}
	if kind.Nested && kind.Reaches(name) {
		return pathTo(name), nil
	}
	known := slices.Clone(kind.Roots)
	for _, f := range kind.Fields {
		known = append(known, f.Name)
	}
	meant := suggest(name, known)
	if meant == "" && kind.Nested && len(kind.Roots) == 0 {
		meant = "; a path into their JSON begins with a capital letter"
	} else if meant == "" && kind.Nested {
		meant = "; a path into their JSON begins with " + strings.Join(kind.Roots, ", ")
	}
	d.problem(at, "%s records have no field %s%s", kind.Name, name, meant)
	return FieldRef{Name: name, Slot: -1, Path: "-"}, nil
}

// binds reads a mapping of names to fields, or to {from: fields, re: expression}.
func (d *decoder) binds(n *node, kind *parsers.Kind) (out []Bind) {
	if n == nil {
		return nil
	}
	ok := d.pairs(n, func(name, value *node) { out = append(out, d.bind(name.value, value, kind)) })
	if !ok {
		d.problem(n, "expected names with the fields they are taken from")
	}
	return out
}

func (d *decoder) bind(name string, n *node, kind *parsers.Kind) Bind {
	b := Bind{Name: name}
	from := func(n *node) {
		d.each(n, func(e *node) {
			ref, _ := d.field(e, d.text(e), kind)
			b.From = append(b.From, ref)
		})
	}
	if n.kind == mappingNode {
		d.mapping(n, "bind", fields{{"from", from}, {"re", func(n *node) { b.Match = d.expression(n) }}, {"is", func(n *node) { b.Is = d.text(n) }}})
		if (b.Is == "") == (len(b.From) == 0) {
			d.problem(n, "a bind needs one of from and is")
		}
	} else {
		from(n)
	}
	return b
}

// expression reads a regular expression whose first group is the value wanted.
func (d *decoder) expression(n *node) func() *regexp.Regexp {
	text := d.text(n)
	re, err := d.compile(text)
	switch {
	case err != nil:
		d.problem(n, "bad regular expression: %v", err)
		return nil
	case !d.checked && re().NumSubexp() != 1:
		d.problem(n, "the expression needs exactly one group ( ) around the value")
	}
	return re
}

// compile returns a regular expression; one that has been checked is compiled when it is first used.
func (d *decoder) compile(text string) (func() *regexp.Regexp, error) {
	if d.checked {
		return lazy.Regexp(text), nil
	}
	re, err := compileExpression(text)
	return func() *regexp.Regexp { return re }, err
}
