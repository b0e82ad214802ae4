package text

import (
	"fmt"
	"strings"

	"hamari/correlate/report"
)

// head says what was looked at, and how much of it could be read.
func (p *page) head(r *report.Report) {
	rule := p.palette.paint(dim, strings.Repeat("=", p.width))
	p.line(0, rule)
	for _, b := range r.Bundle {
		p.item(0, p.label("Bundle"), b.Name)
		p.item(0, p.label(""), bundleFacts(b))
	}
	p.item(0, p.label("Time"), window(r.Window))
	p.item(0, p.label("Read"), readFacts(r.Sources))
	p.item(0, p.label("By"), strings.TrimSpace(r.Tool.Name+" "+r.Tool.Version))
	p.line(0, rule)
}

func (p *page) label(text string) string { return pad(p.palette.paint(dim, text), 9) }

func bundleFacts(b report.Bundle) string {
	facts := []string{size(b.Bytes), count(b.Members, "member", "members")}
	if b.SHA256 != "" {
		facts = append(facts, "sha256 "+b.SHA256[:min(12, len(b.SHA256))])
	}
	return strings.Join(facts, ", ")
}

func window(s report.Span) string {
	if s.Start == nil || s.End == nil {
		return "nothing in the bundle has a time"
	}
	return fmt.Sprintf("%s UTC (%s)", span(*s.Start, *s.End), length(s.End.Sub(*s.Start)))
}

// readFacts sums the members up by state. Everything that is not ok is named, since it may hold the cause.
func readFacts(sources []report.Source) string {
	var records int64
	states := make(map[report.State]int)
	for _, s := range sources {
		records += s.Records
		states[s.State]++
	}
	text := fmt.Sprintf("%s in %s", count(records, "record", "records"), count(len(sources), "member", "members"))
	var problems []string
	for _, state := range []report.State{report.Partial, report.Failed, report.Unrecognised, report.Skipped} {
		if n := states[state]; n > 0 {
			problems = append(problems, fmt.Sprintf("%s %s", figure(n), state))
		}
	}
	if len(problems) == 0 {
		return text + "; all read in full"
	}
	return text + "; with problems: " + strings.Join(problems, ", ") + " (see Sources)"
}
