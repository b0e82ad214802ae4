package text

import (
	"fmt"
	"strings"

	"hamari/cmd/internal/report/words"
	"hamari/correlate/report"
)

// verdict is the answer in short: what was found, or that nothing was and what that is worth.
func (p *page) verdict(r *report.Report, causes []words.Cause) {
	if len(r.Findings) == 0 {
		p.nothing(r)
		return
	}
	p.section("Findings")
	var rows [][]string
	least := 20
	for i := range causes {
		f := &causes[i].Finding
		least = max(least, columns(f.Pattern)) // people search for it
		rows = append(rows, []string{
			fmt.Sprint(causes[i].Number),
			string(f.Verdict) + "\n" + string(f.Severity),
			strings.TrimSuffix(f.Title+"\n"+f.Pattern+"\n"+causes[i].Further(), "\n"),
			affected(f),
			words.SinceOf(f, "\n"),
		})
	}
	p.table(0, []column{
		{title: "#", right: true},
		{title: "Verdict\nSeverity", style: func(i int, line string) style {
			if severity := causes[i].Severity; line == string(severity) {
				return severityStyle(severity)
			}
			return verdictStyle(causes[i].Verdict)
		}},
		{title: "Finding", min: least, style: func(i int, line string) style {
			if line == causes[i].Pattern {
				return dim
			}
			return plain
		}},
		{title: "Affected", min: 21, fit: func(s string, width int) []string { return []string{cut(s, width)} }},
		{title: "Since (UTC)"},
	}, rows)
}

// maxUnjudged is how many patterns that cannot be judged are named at the top, where nothing was found.
const maxUnjudged = 10

// nothing says plainly that there is no finding, and what was ruled out and what was not looked at.
func (p *page) nothing(r *report.Report) {
	patterns := r.Patterns
	p.section("Findings")
	p.prose(0, bold, "Nothing found: "+words.Nothing(r)+".")
	if len(patterns) == 0 {
		return
	}
	p.blank()
	for _, status := range []struct {
		status report.Status
		head   string
	}{
		{report.RuledOut, "Ruled out"},
		{report.NotAssessable, "Cannot be judged"},
		{report.NotFound, "No sign of"},
	} {
		names := words.IDs(patterns, status.status)
		switch list := strings.Join(names, ", "); {
		case len(names) == 0:
		case status.status == report.NotAssessable && len(names) > maxUnjudged:
			p.item(0, pad(status.head, 18), words.Figure(len(names))+" patterns, listed below by what they lack")
		default:
			p.item(0, pad(status.head, 18), list)
		}
	}
	p.blank()
	p.prose(0, plain, words.Doubt(r))
}

// affected names what a finding is about, a name a line.
func affected(f *report.Finding) string {
	var lines []string
	for _, names := range words.Affected(f) {
		lines = append(lines, names.Told(nil)...)
	}
	return strings.Join(lines, "\n")
}
