package main

import (
	"cmp"
	"fmt"
	"strings"

	"hamari/cmd/internal/report/clean"
	"hamari/correlate/pattern"
)

// page returns the documentation of patterns in Markdown.
func page(patterns []*pattern.Pattern) string {
	var b strings.Builder
	b.WriteString("# Failure patterns\n\n" +
		"Written by `hamari patterns list --format markdown`; `hamari patterns show ID` tells all about one of them.\n\n" +
		"| pattern | severity | needs |\n|---|---|---|\n")
	for _, p := range patterns {
		fmt.Fprintf(&b, "| [%s](#%s) | %s | %s |\n", line(p.Title), p.ID, p.Severity, strings.Join(p.Needs, ", "))
	}
	for _, p := range patterns {
		section(&b, p)
	}
	return clean.Block(b.String())
}

// line makes a text one line of Markdown, in which nothing of it is taken for markup.
func line(text string) string {
	return inertMarkdown.Replace(strings.Join(strings.Fields(text), " "))
}

var inertMarkdown = strings.NewReplacer("|", "\\|", "<", "\\<", "*", "\\*", "_", "\\_", "`", "\\`", "[", "\\[")

func section(b *strings.Builder, p *pattern.Pattern) {
	fmt.Fprintf(b, "\n## %s\n\n**%s**\n\n", p.ID, line(p.Title))
	always, sometimes := told(p.Report.Explain)
	if always != "" {
		b.WriteString(line(always) + "\n")
	}
	for i, text := range sometimes {
		if i == 0 {
			b.WriteString("\nFindings add what holds of this:\n\n")
		}
		fmt.Fprintf(b, "* %s\n", line(text))
	}
	relationList(b, "Confirmed by one of", p.Confirm)
	relationList(b, "Ruled out by one of", p.Refute)
	if len(p.ExplainedBy) > 0 {
		b.WriteString("\nAttached to a finding that explains it:\n\n")
		for _, x := range p.ExplainedBy {
			fmt.Fprintf(b, "* %s\n", line(x.String()))
		}
	}
	for i, text := range causes(p) {
		if i == 0 {
			b.WriteString("\nTold as one, with one fix, are findings of an account and Region with the same:\n\n")
		}
		fmt.Fprintf(b, "* %s\n", line(text))
	}
	variantList(b, p.Variants)
	if len(p.Report.Rivals) > 0 {
		b.WriteString("\nWhat looks the same:\n\n")
		for _, r := range p.Report.Rivals {
			fmt.Fprintf(b, "* %s: %s\n", r.Pattern, line(legible(r.TellApart)))
		}
	}
	for i, url := range p.Report.References {
		if i == 0 {
			b.WriteString("\n")
		}
		fmt.Fprintf(b, "<%s>  \n", url)
	}
}

// variantList lists the variants that say something of their own; others differ in how severe they are.
func variantList(b *strings.Builder, variants []pattern.Variant) {
	title := "\nCauses that it tells apart:\n\n"
	for _, v := range variants {
		if text := line(legible(cmp.Or(v.Report.Title, v.Report.Explain, v.Report.Summary))); text != "" {
			fmt.Fprintf(b, "%s* %s: %s\n", title, v.ID, text)
			title = ""
		}
	}
}

func relationList(b *strings.Builder, title string, relations []pattern.Relation) {
	if len(relations) == 0 {
		return
	}
	fmt.Fprintf(b, "\n%s:\n\n", title)
	for _, r := range relations {
		fmt.Fprintf(b, "* %s", line(r.String()))
		if why := line(legible(r.Why)); why != "" {
			fmt.Fprintf(b, " — %s", why)
		}
		b.WriteString("\n")
	}
}
