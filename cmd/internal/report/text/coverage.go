package text

import (
	"cmp"
	"fmt"

	"hamari/cmd/internal/report/words"
	"hamari/correlate/report"
)

// coverage says for which time the logs can prove anything, and where they have holes.
func (p *page) coverage(coverage []report.Coverage) {
	if len(coverage) == 0 {
		return
	}
	p.section("Coverage")
	var rows [][]string
	for _, c := range coverage {
		rows = append(rows, []string{
			c.Format, cmp.Or(c.Account, "-"), cmp.Or(c.Region, "-"), spanLines(c.Start, c.End), gapCount(c.Gaps),
		})
	}
	p.table(0, []column{
		{title: "Format"}, {title: "Account"}, {title: "Region"},
		{title: "Time (UTC)", min: 18}, {title: "Gaps"},
	}, rows)
	p.gaps(coverage)
}

func gapCount(gaps []report.Gap) string {
	if len(gaps) == 0 {
		return "none"
	}
	return words.Figure(len(gaps))
}

// maxGaps is how many holes of one log are listed.
const maxGaps = 12

func (p *page) gaps(coverage []report.Coverage) {
	for _, c := range coverage {
		if len(c.Gaps) == 0 {
			continue
		}
		p.blank()
		name := c.Format
		for _, part := range []string{c.Account, c.Region} {
			if part != "" {
				name += " " + part
			}
		}
		p.prose(0, bold, "Gaps in "+name)
		for _, g := range c.Gaps[:min(len(c.Gaps), maxGaps)] {
			p.item(2, "- ", fmt.Sprintf("%s (%s): %s", words.Span(g.Start, g.End), words.Length(g.End.Sub(g.Start)), g.Why))
		}
		if rest := len(c.Gaps) - maxGaps; rest > 0 {
			p.prose(4, dim, "and "+words.Figure(rest)+" more")
		}
	}
}

// notes lists what the reader must know to trust the rest.
func (p *page) notes(notes []string) {
	if len(notes) == 0 {
		return
	}
	p.section("Notes")
	for _, note := range notes {
		p.item(0, "- ", note)
	}
}
