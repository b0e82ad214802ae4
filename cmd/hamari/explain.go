package main

import (
	"fmt"
	"slices"
	"strings"

	"hamari/cmd/internal/cli"
	"hamari/cmd/internal/report/clean"
	"hamari/correlate/pattern"
)

// explain returns the documentation of a pattern, which follows from the pattern itself.
func explain(p *pattern.Pattern, width int) string {
	page := &explanation{width: min(width, 100)}
	page.prose("", p.Title)
	page.facts(p)
	page.heading("What happens")
	page.told("  ", p.Report.Explain)
	page.steps(p.Steps)
	page.relations("Matches if there are, one after the other", p.Match)
	page.relations("Is possible already if there are", p.Possible)
	page.relations("Confirmed by one of", p.Confirm)
	page.relations("Ruled out by one of", p.Refute)
	page.explainers(p.ExplainedBy)
	page.causes(p)
	page.variants(p.Variants)
	page.remedies(p)
	page.collect(p)
	page.rivals(p.Report.Rivals)
	page.references(p.Report.References)
	return clean.Block(page.b.String())
}

// explanation is the text on its way.
type explanation struct {
	b     strings.Builder
	width int
}

func (e *explanation) heading(title string) { fmt.Fprintf(&e.b, "\n%s\n", title) }

// prose writes wrapped paragraphs.
func (e *explanation) prose(indent, text string) {
	if text = cli.Wrap(text, e.width-len(indent)); text != "" {
		e.b.WriteString(cli.Indent(text, indent) + "\n")
	}
}

// told writes what findings say: what all of them do, and then what some do.
func (e *explanation) told(indent string, t *pattern.Template) {
	always, sometimes := told(t)
	e.prose(indent, always)
	if len(sometimes) > 0 && always != "" {
		e.prose(indent, "Findings add what holds of this:")
	}
	for _, text := range sometimes {
		e.item(indent, "- ", text)
	}
}

// item writes wrapped text with a mark before its first line.
func (e *explanation) item(indent, mark, text string) {
	hang := indent + strings.Repeat(" ", len(mark))
	text = cli.Indent(cli.Wrap(text, e.width-len(hang)), hang)
	e.b.WriteString(indent + mark + strings.TrimPrefix(text, hang) + "\n")
}

func (e *explanation) facts(p *pattern.Pattern) {
	fmt.Fprintf(&e.b, "\n  id        %s\n  severity  %s\n  needs     %s\n", p.ID, p.Severity, strings.Join(p.Needs, ", "))
	if len(p.Helps) > 0 {
		fmt.Fprintf(&e.b, "  helps     %s\n", strings.Join(p.Helps, ", "))
	}
}

func (e *explanation) steps(steps []*pattern.Step) {
	e.heading("What it looks for")
	for _, s := range steps {
		e.item("  ", "- ", s.Name+": "+s.String())
		if text := legible(s.Text); text != "" {
			e.item("    ", "told as: ", text)
		}
	}
}

func (e *explanation) relations(title string, relations []pattern.Relation) {
	if len(relations) == 0 {
		return
	}
	e.heading(title)
	for _, r := range relations {
		e.item("  ", "- ", r.String())
		if why := legible(r.Why); why != "" {
			e.item("    ", "then: ", why)
		}
	}
}

func (e *explanation) explainers(list []pattern.Explainer) {
	if len(list) == 0 {
		return
	}
	e.heading("Attached to a finding that explains it")
	for _, x := range list {
		e.item("  ", "- ", x.String())
	}
}

// causes says which findings are told as one.
func (e *explanation) causes(p *pattern.Pattern) {
	list := causes(p)
	if len(list) == 0 {
		return
	}
	e.heading("Told as one, with one fix, are findings of an account and Region with the same")
	for _, text := range list {
		e.item("  ", "- ", text)
	}
}

// causes lists by what the findings of a pattern, and of those of its variants that differ in it, have one cause.
func causes(p *pattern.Pattern) (list []string) {
	if len(p.Cause) > 0 {
		list = append(list, strings.Join(p.Cause, ", "))
	}
	for _, v := range p.Variants {
		if len(v.Cause) > 0 {
			list = append(list, strings.Join(v.Cause, ", ")+", of variant "+v.ID)
		}
	}
	return list
}

func (e *explanation) variants(variants []pattern.Variant) {
	if len(variants) == 0 {
		return
	}
	e.heading("Causes that it tells apart")
	for _, v := range variants {
		text := v.ID
		if title := legible(v.Report.Title); title != "" {
			text += ": " + title
		}
		e.item("  ", "- ", text)
		e.told("    ", v.Report.Explain)
	}
}

// remedies writes every way out once, those of the variants included.
func (e *explanation) remedies(p *pattern.Pattern) {
	all := p.Report.Remedy
	for _, v := range p.Variants {
		all = append(slices.Clip(all), v.Report.Remedy...)
	}
	type remedy struct {
		text string
		more []string // what it says in some findings
	}
	var list []remedy
	add := func(r remedy) {
		if !slices.ContainsFunc(list, func(other remedy) bool { return other.text == r.text }) {
			list = append(list, r)
		}
	}
	for _, r := range all {
		always, sometimes := told(r.Text)
		if always != "" {
			add(remedy{r.Kind + ": " + always, sometimes})
			continue
		}
		for _, text := range sometimes {
			add(remedy{text: r.Kind + ": " + text})
		}
	}
	if len(list) == 0 {
		return
	}
	e.heading("What helps")
	for _, r := range list {
		e.item("  ", "- ", r.text)
		for _, text := range r.more {
			e.item("    ", "- ", text)
		}
	}
}

func (e *explanation) collect(p *pattern.Pattern) {
	if len(p.Report.Collect) == 0 {
		return
	}
	e.heading("What would tell more")
	for _, c := range p.Report.Collect {
		e.item("  ", "- ", legible(c.Why))
		e.b.WriteString(cli.Indent(legible(c.Command), "    ") + "\n") // never wrapped: it is there to be copied
	}
}

func (e *explanation) rivals(rivals []pattern.Rival) {
	if len(rivals) == 0 {
		return
	}
	e.heading("What looks the same")
	for _, r := range rivals {
		always, sometimes := told(r.TellApart)
		for _, text := range append([]string{always}, sometimes...) {
			if text != "" {
				e.item("  ", "- ", r.Pattern+": "+text)
			}
		}
		if r.Collect != nil {
			e.item("    ", "without "+strings.Join(r.Needs, ", ")+": ", legible(r.Collect.Why))
			e.b.WriteString(cli.Indent(legible(r.Collect.Command), "    ") + "\n")
		}
	}
}

func (e *explanation) references(urls []string) {
	if len(urls) == 0 {
		return
	}
	e.heading("References")
	for _, url := range urls {
		fmt.Fprintf(&e.b, "  %s\n", url)
	}
}
