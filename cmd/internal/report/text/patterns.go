package text

import (
	"cmp"
	"strings"

	"hamari/cmd/internal/report/words"
	"hamari/correlate/report"
)

// ruledOut says what it is not, and which record shows that.
func (p *page) ruledOut(patterns []report.Pattern) {
	for i, pattern := range words.WithStatus(patterns, report.RuledOut) {
		if i == 0 {
			p.section("Ruled out")
		} else {
			p.blank()
		}
		p.prose(0, bold, cmp.Or(pattern.Title, pattern.ID))
		if pattern.Title != "" {
			p.line(2, p.palette.paint(dim, pattern.ID))
		}
		p.prose(2, plain, pattern.Why)
		p.evidence(2, pattern.Evidence)
	}
}

// notAssessable says what nobody can know from this bundle, and how to get what is missing.
func (p *page) notAssessable(r *report.Report) {
	near, far := words.Lacks(r)
	if len(near)+len(far) > 0 {
		p.section("Cannot be judged from this bundle")
	}
	for i, lack := range near {
		if i > 0 {
			p.blank()
		}
		p.prose(0, bold, lack.Why)
		for _, pattern := range lack.Patterns {
			p.item(2, "- ", named(pattern))
		}
		if len(lack.Collect) > 0 {
			p.line(2, "collect")
			p.collect(4, lack.Collect)
		}
	}
	if len(near) > 0 && len(far) > 0 {
		p.blank()
		p.prose(0, bold, words.FurtherLacks)
	}
	for i := range far {
		p.lacking(&far[i])
	}
}

// lacking names the patterns that one reason keeps from being judged, and one way to mend it.
func (p *page) lacking(lack *words.Lack) {
	p.item(0, "- ", lack.Why+": "+strings.Join(lack.IDs(), ", "))
	if command, more := lack.First(); command != "" {
		p.verbatim(2, command)
		if more > 0 {
			p.prose(2, dim, "and "+words.Count(more, "more command", "more commands")+" "+words.FurtherCommands)
		}
	}
}

// named is a pattern with its title, if it has one.
func named(pattern report.Pattern) string {
	if pattern.Title == "" {
		return pattern.ID
	}
	return pattern.Title + " (" + pattern.ID + ")"
}

// notFound names the patterns that left no trace.
func (p *page) notFound(r *report.Report) {
	names := words.IDs(r.Patterns, report.NotFound)
	if len(names) == 0 {
		return
	}
	p.section("Looked for and not found")
	p.prose(0, plain, strings.Join(names, ", "))
	if reach := words.Reach(r); reach != "" {
		p.blank()
		p.prose(0, plain, reach)
	}
}
