package markdown

import (
	"strings"

	"hamari/cmd/internal/report/words"
	"hamari/correlate/report"
)

// ruledOut says what it is not, and which record shows that.
func (p *page) ruledOut(patterns []report.Pattern) {
	for i, pattern := range words.WithStatus(patterns, report.RuledOut) {
		if i == 0 {
			p.heading(2, "Ruled out")
		}
		name := code(pattern.ID)
		if pattern.Title != "" {
			name = bold(prose(pattern.Title)) + " (" + name + ")"
		}
		p.write(name)
		p.paragraphs(pattern.Why)
		p.evidence(pattern.Evidence)
	}
}

// notAssessable says what nobody can know from this bundle, and how to get what is missing.
func (p *page) notAssessable(r *report.Report) {
	near, far := words.Lacks(r)
	if len(near)+len(far) > 0 {
		p.heading(2, "Cannot be judged from this bundle")
	}
	for _, lack := range near {
		p.write(bold(prose(lack.Why)))
		var items []string
		for _, pattern := range lack.Patterns {
			items = append(items, named(pattern))
		}
		p.write(strings.Join(items, "\n"))
		p.collect(lack.Collect)
	}
	if len(near) > 0 && len(far) > 0 {
		p.label(words.FurtherLacks)
	}
	for i := range far {
		p.lacking(&far[i])
	}
}

// lacking names the patterns that one reason keeps from being judged, and one way to mend it.
func (p *page) lacking(lack *words.Lack) {
	ids := strings.Join(mapped(lack.IDs(), code), ", ")
	if why := prose(lack.Why); why != "" {
		ids = why + ": " + ids
	}
	p.write(ids)
	if command, more := lack.First(); command != "" {
		p.write(block("sh", command))
		if more > 0 {
			p.write("and " + words.Count(more, "more command", "more commands") + " " + words.FurtherCommands)
		}
	}
}

// named is a pattern as an item of a list.
func named(pattern report.Pattern) string {
	name := code(pattern.ID)
	if pattern.Title != "" {
		name = prose(pattern.Title) + " (" + name + ")"
	}
	return "- " + name
}

// notFound names the patterns that left no trace.
func (p *page) notFound(r *report.Report) {
	if names := words.IDs(r.Patterns, report.NotFound); len(names) > 0 {
		p.heading(2, "Looked for and not found")
		p.write(strings.Join(mapped(names, code), ", "))
		if reach := words.Reach(r); reach != "" {
			p.write(prose(reach))
		}
	}
}

// timeline writes what happened around the findings. Moments that belong to a finding stand there as evidence.
func (p *page) timeline(moments []report.Moment) {
	others, more := words.OtherMoments(moments)
	if len(others) == 0 {
		return
	}
	var rows [][]string
	for _, m := range others {
		rows = append(rows, []string{words.When(&m.Time, m.End), cell(m.Kind), cell(m.Text)})
	}
	p.heading(2, "What else happened (UTC)")
	p.table([]string{"time", "source", "what"}, rows)
	if more > 0 {
		p.write(words.InJSON(words.More(more)))
	}
}
