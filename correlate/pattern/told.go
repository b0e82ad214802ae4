package pattern

import (
	"slices"
	"sync"

	"hamari/correlate/report"
)

// report reads what a finding tells its reader.
func (d *decoder) report(n *node) Text {
	return d.variantReport(n, "summary", "explain")
}

func (d *decoder) variantReport(n *node, required ...string) Text {
	var t Text
	d.mapping(n, "report", fields{
		{"title", d.template(&t.Title)},
		{"severity", d.severity(&t.Severity)},
		{"summary", d.template(&t.Summary)},
		{"explain", d.template(&t.Explain)},
		{"remedy", func(n *node) {
			d.each(n, func(e *node) { t.Remedy = append(t.Remedy, d.remedy(e)) })
		}},
		{"collect", func(n *node) {
			d.each(n, func(e *node) { t.Collect = append(t.Collect, d.collect(e)) })
		}},
		{"rivals", func(n *node) {
			d.each(n, func(e *node) { t.Rivals = append(t.Rivals, d.rival(e)) })
		}},
		{"references", d.strs(&t.References)},
	}, required...)
	return t
}

func (d *decoder) remedy(n *node) (r Remedy) {
	d.mapping(n, "remedy", fields{
		{"kind", d.word("kind of remedy", d.voc.RemedyKinds, &r.Kind)},
		{"text", d.template(&r.Text)},
		{"body", d.template(&r.Body)},
	}, "kind", "text")
	d.pasted(n, r.Body, pastedInto(r.Kind))
	return r
}

func (d *decoder) collect(n *node) (c Collect) {
	d.mapping(n, "collect", fields{
		{"why", d.template(&c.Why)},
		{"command", d.template(&c.Command)},
		{"unless", d.word("format", d.voc.Formats, &c.Unless)},
	}, "why", "command")
	d.pasted(n, c.Command, shell)
	return c
}

func (d *decoder) rival(n *node) (r Rival) {
	needs := false
	d.mapping(n, "rival", fields{
		{"pattern", d.id(&r.Pattern)},
		{"tell_apart", d.template(&r.TellApart)},
		{"needs", func(n *node) {
			needs = true
			d.words("format", d.voc.Formats, &r.Needs)(n)
		}},
		{"collect", func(n *node) {
			c := d.collect(n)
			r.Collect = &c
		}},
	}, "pattern", "tell_apart")
	if needs != (r.Collect != nil) {
		d.problem(n, "a rival that needs a format says how to collect it, and the other way round")
	}
	return r
}

func (d *decoder) variant(n *node, p *Pattern) (v Variant) {
	d.mapping(n, "variant", fields{
		{"id", d.id(&v.ID)},
		{"when", func(n *node) { d.each(n, func(e *node) { v.When = append(v.When, d.selection(e, p)) }) }},
		{"cause", d.words("entity", d.keys, &v.Cause)},
		{"report", func(n *node) { v.Report = d.variantReport(n) }},
	}, "id", "when", "report")
	return v
}

func (d *decoder) selection(n *node, p *Pattern) (s Selection) {
	var where, not *node
	d.mapping(n, "when", fields{
		{"step", d.word("step", d.steps, &s.Step)},
		{"where", func(n *node) { where = n }},
		{"not", func(n *node) { not = n }},
	}, "step")
	if step := p.Step(s.Step); step != nil {
		s.Where = d.conditions(where, step.Kind)
		s.Not = d.conditions(not, step.Kind)
	}
	return s
}

func (d *decoder) comparison(n *node) *Comparison {
	c := &Comparison{}
	d.mapping(n, "compare", fields{
		{"title", d.str(&c.Title)},
		{"entity", d.word("entity", d.keys, &c.Entity)},
		{"others", d.word("step", d.steps, &c.Others)},
		{"same", d.words("entity", d.keys, &c.Same)},
		{"rows", func(n *node) { c.Rows = d.rows(n) }},
		{"plain", d.strs(&c.Plain)},
	}, "title", "entity", "others", "rows")
	return c
}

func (d *decoder) table(n *node) (t Table) {
	var path *node
	d.mapping(n, "table", fields{
		{"title", d.str(&t.Title)},
		{"steps", d.words("step", d.steps, &t.Steps)},
		{"same", d.words("entity", d.keys, &t.Same)},
		{"agree", d.words("entity", d.keys, &t.Agree)},
		{"order", d.str(&t.Order)},
		{"columns", func(n *node) { t.Columns = d.rows(n) }},
		{"path", func(n *node) { path = n }},
	}, "title", "steps", "columns")
	if path != nil {
		t.Path = d.path(path, t.Columns)
	}
	return t
}

// path reads which columns of a table say what of a place on a way.
func (d *decoder) path(n *node, columns []CompareRow) *report.Path {
	p := &report.Path{}
	labels := make([]string, len(columns))
	for i, c := range columns {
		labels[i] = c.Label
	}
	column := func(into *int) func(*node) {
		return func(n *node) {
			var label string
			d.word("column", labels, &label)(n)
			*into = slices.Index(labels, label)
		}
	}
	d.mapping(n, "path", fields{
		{"stage", column(&p.Stage)},
		{"lane", column(&p.Lane)},
		{"place", column(&p.Place)},
		{"passed", column(&p.Passed)},
		{"stopped", column(&p.Stopped)},
		{"note", column(&p.Note)},
	}, "stage", "lane", "place", "passed", "stopped", "note")
	return p
}

// rows reads a mapping of labels to templates, in the order of the file.
func (d *decoder) rows(n *node) (rows []CompareRow) {
	// Within a row the template sees the entity or sighting of the row, whose fields are not known here.
	known := sync.OnceValue(func() names { return d.names.with("row") })
	ok := d.pairs(n, func(label, value *node) {
		rows = append(rows, CompareRow{Label: label.value, Value: d.newTemplate(value, known)})
	})
	if !ok {
		d.problem(n, "expected labels with templates")
	}
	return rows
}
