package text

import (
	"strings"

	"hamari/cmd/internal/report/words"
	"hamari/correlate/report"
)

// chartWidth is how many columns a small chart takes at most.
const chartWidth = 64

// measured draws what was measured around a finding, with the figures and limits beside it. Below each chart a row of marks
// says when it was as the finding says, which colour repeats.
func (p *page) measured(all []report.Series) {
	if len(all) == 0 {
		return
	}
	p.heading("Measured (^ marks when it was as said)")
	heights, place := words.ASCII, ""
	if p.unicode {
		heights = words.Blocks
	}
	for i := range all {
		s := &all[i]
		if on := words.MeasuredOn(s); on != place {
			place = on
			p.prose(bodyIndent, dim, on)
		}
		p.item(bodyIndent, "- ", words.Measured(s))
		p.chart(words.Draw(s, heights, min(chartWidth, p.width-pasteIndent)))
	}
}

func (p *page) chart(c words.Chart) {
	if c.Line == "" {
		return
	}
	var line, marks strings.Builder
	for i, r := range []rune(c.Line) {
		s, mark := plain, " "
		if c.Held[i] {
			s, mark = yellow, "^"
		}
		line.WriteString(p.palette.paint(s, string(r)))
		marks.WriteString(mark)
	}
	p.line(pasteIndent, strings.ReplaceAll(line.String(), reset+"\x1b["+string(yellow)+"m", ""))
	if strings.TrimSpace(marks.String()) != "" {
		p.line(pasteIndent, p.palette.paint(yellow, strings.TrimRight(marks.String(), " ")))
	}
}
