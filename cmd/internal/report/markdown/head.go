package markdown

import (
	"fmt"
	"strings"

	"hamari/cmd/internal/report/words"
	"hamari/correlate/report"
)

// head says what was looked at, and how much of it could be read.
func (p *page) head(r *report.Report) {
	names := make([]string, len(r.Bundle))
	for i, b := range r.Bundle {
		names[i] = code(b.Name)
	}
	title := words.Count(len(r.Findings), "finding", "findings")
	if len(r.Findings) == 0 {
		title = "Nothing found"
	}
	if len(names) > 0 {
		title += " in " + strings.Join(names, ", ")
	}
	p.heading(1, title)
	var facts []string
	for _, b := range r.Bundle {
		facts = append(facts, fmt.Sprintf("Bundle: %s, %s, %s%s", code(b.Name), words.Size(b.Bytes),
			words.Count(b.Members, "member", "members"), prefixed(", sha256 ", code(b.SHA256))))
	}
	facts = append(facts, "Time: "+prose(words.Window(r.Window)), "Read: "+prose(words.ReadFacts(r)))
	if by := strings.TrimSpace(r.Tool.Name + " " + r.Tool.Version); by != "" {
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
func (p *page) verdict(r *report.Report) {
	if len(r.Findings) == 0 {
		p.nothing(r.Patterns)
		return
	}
	if len(r.Findings) == 1 {
		return // it follows at once
	}
	var rows [][]string
	for i, f := range r.Findings {
		rows = append(rows, []string{
			fmt.Sprint(i + 1), bold(cell(string(f.Verdict))), cell(string(f.Severity)), cell(f.Title),
			affected(f.Entities), words.Since(f.Start, " "),
		})
	}
	p.table([]string{"No.", "verdict", "severity", "finding", "affected", "since (UTC)"}, rows)
}

// affected names what a finding is about: the names under its first two keys. The finding itself lists everything.
func affected(entities map[string][]string) string {
	const keysShown, namesShown = 2, 3
	var names []string
	keys := words.EntityKeys(entities)
	for _, key := range keys[:min(len(keys), keysShown)] {
		list := entities[key]
		for _, name := range list[:min(len(list), namesShown)] {
			names = append(names, cellCode(name))
		}
		if rest := len(list) - namesShown; rest > 0 {
			names = append(names, "and "+words.Figure(rest)+" more")
		}
	}
	return strings.Join(names, ", ")
}

// nothing says plainly that there is no finding, and what that is worth.
func (p *page) nothing(patterns []report.Pattern) {
	text := words.Sentence(words.Nothing(patterns)) + "."
	if len(words.IDs(patterns, report.NotAssessable)) > 0 {
		text += " One that cannot be judged may still be the cause; what to collect is listed below."
	}
	p.write(text)
}
