package text

import (
	"cmp"

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
			c.Format, cmp.Or(c.Account, "-"), cmp.Or(c.Region, "-"), spanLines(c.Start, c.End), words.GapCount(c.Gaps),
		})
	}
	p.table(0, []column{
		{title: "Format"}, {title: "Account"}, {title: "Region"},
		{title: "Time (UTC)", min: 18}, {title: "Gaps"},
	}, rows)
	p.gaps(coverage)
}

func (p *page) gaps(coverage []report.Coverage) {
	for _, c := range coverage {
		if len(c.Gaps) == 0 {
			continue
		}
		p.blank()
		p.prose(0, bold, "Gaps in "+words.Log(c))
		for _, g := range c.Gaps[:min(len(c.Gaps), words.MaxGaps)] {
			p.item(2, "- ", words.Gap(g))
		}
		if rest := len(c.Gaps) - words.MaxGaps; rest > 0 {
			p.prose(4, dim, words.More(rest))
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
