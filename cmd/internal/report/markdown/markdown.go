package markdown

import (
	"fmt"
	"io"
	"strings"

	"hamari/cmd/internal/report/clean"
	"hamari/cmd/internal/report/words"
	"hamari/correlate/report"
)

// Render writes the report.
func Render(w io.Writer, r *report.Report) error {
	r = clean.Report(r)
	p := &page{patterns: r.Patterns, told: words.Told{}}

	causes := words.Causes(r)
	p.head(r, causes)
	p.verdict(r, causes)
	for i := range causes {
		p.finding(&causes[i])
	}
	p.failures(r.Failures)
	p.ruledOut(r.Patterns)
	p.notAssessable(r)
	p.notFound(r)
	p.timeline(r.Timeline)
	p.sources(r.Sources)
	p.coverage(r.Coverage)
	p.notes(r.Notes)

	if _, err := io.WriteString(w, p.b.String()); err != nil {
		return fmt.Errorf("markdown report: %w", err)
	}
	return nil
}

// page collects the blocks of the report, with an empty line between any two. What its methods are given is Markdown
// already, except where they say otherwise.
type page struct {
	b        strings.Builder
	patterns []report.Pattern
	told     words.Told
}

// write adds one block.
func (p *page) write(text string) {
	if text = strings.TrimRight(text, "\n"); text == "" {
		return
	}
	if p.b.Len() > 0 {
		p.b.WriteByte('\n')
	}
	p.b.WriteString(text + "\n")
}

func (p *page) heading(level int, text string) { p.write(strings.Repeat("#", level) + " " + text) }

// label begins a part of a finding.
func (p *page) label(text string) { p.write(bold(text)) }

func bold(text string) string {
	if text == "" {
		return ""
	}
	return "**" + text + "**"
}

// paragraphs writes plain text; an empty line in it begins a new paragraph.
func (p *page) paragraphs(text string) {
	var open []string
	for line := range strings.SplitSeq(text+"\n\n", "\n") {
		if strings.TrimSpace(line) != "" {
			open = append(open, line)
			continue
		}
		p.write(prose(strings.Join(open, " ")))
		open = nil
	}
}

// list writes items as a list.
func (p *page) list(items []string) {
	for i, item := range items {
		items[i] = "- " + item + "\n"
	}
	p.write(strings.Join(items, ""))
}

// table writes rows of cells under titles. Rows that are short are filled up, for a row must not end early.
func (p *page) table(titles []string, rows [][]string) {
	if len(rows) == 0 {
		return
	}
	var b strings.Builder
	line := func(cells []string) {
		for i := range titles {
			text := ""
			if i < len(cells) {
				text = cells[i]
			}
			b.WriteString("| " + text + " ")
		}
		b.WriteString("|\n")
	}
	line(titles)
	b.WriteString(strings.Repeat("|---", len(titles)) + "|\n")
	for _, row := range rows {
		line(row)
	}
	p.write(b.String())
}
