package markdown

import (
	"fmt"
	"strings"

	"hamari/cmd/internal/report/words"
	"hamari/correlate/report"
)

// head says what was looked at, and how much of it could be read.
func (p *page) head(r *report.Report, causes []words.Cause) {
	names := make([]string, len(r.Bundle))
	for i, b := range r.Bundle {
		names[i] = code(b.Name)
	}
	title := words.CountCauses(causes)
	if len(r.Findings) == 0 {
		title = "Nothing found"
	}
	if len(names) > 0 {
		title += " in " + strings.Join(names, ", ")
	}
	p.heading(1, title)
	var facts []string
	for _, b := range r.Bundle {
		facts = append(facts, fmt.Sprintf("Bundle: %s, %s%s", code(b.Name), words.BundleSize(b), prefixed(", sha256 ", code(b.SHA256))))
	}
	facts = append(facts, "Time: "+prose(words.TimesOf(r)), "Read: "+prose(words.ReadFacts(r)))
	if by := words.Tool(r.Tool); by != "" {
		facts = append(facts, "By: "+prose(by))
	}
	p.list(facts)
}

// prefixed puts a prefix before a text that is not empty.
func prefixed(prefix, text string) string {
	if text == "" {
		return ""
	}
	return prefix + text
}

// verdict is the answer in short.
func (p *page) verdict(r *report.Report, causes []words.Cause) {
	if len(r.Findings) == 0 {
		p.nothing(r)
		return
	}
	if len(causes) == 1 {
		return // it follows at once
	}
	var rows [][]string
	for i := range causes {
		f := &causes[i].Finding
		rows = append(rows, []string{
			fmt.Sprint(causes[i].Number), bold(cell(string(f.Verdict))), cell(string(f.Severity)),
			cell(f.Title) + prefixed(", ", causes[i].Further()), affected(f), words.SinceOf(f, " "),
		})
	}
	p.table([]string{"No.", "verdict", "severity", "finding", "affected", "since (UTC)"}, rows)
}

// affected names what a finding is about.
func affected(f *report.Finding) string {
	var items []string
	for _, names := range words.Affected(f) {
		items = append(items, names.Told(cellCode)...)
	}
	return strings.Join(items, ", ")
}

// nothing says plainly that there is no finding, and what that is worth.
func (p *page) nothing(r *report.Report) {
	p.write(strings.TrimSpace(words.Sentence(prose(words.Nothing(r))) + ". " + prose(words.Doubt(r))))
}
