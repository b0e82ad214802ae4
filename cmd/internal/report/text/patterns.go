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
func (p *page) notAssessable(patterns []report.Pattern) {
	for i, lack := range words.Lacks(patterns) {
		if i == 0 {
			p.section("Cannot be judged from this bundle")
		} else {
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
	if reach := words.Reach(r.Coverage); reach != "" {
		p.blank()
		p.prose(0, plain, reach)
	}
}
