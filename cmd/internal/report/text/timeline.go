package text

import (
	"fmt"

	"hamari/cmd/internal/report/words"
	"hamari/correlate/report"
)

// maxMoments is the number of moments that a reader can take in; the JSON report has all of them.
const maxMoments = 60

// timeline writes what happened around the findings. Moments that belong to a finding stand there as evidence.
func (p *page) timeline(moments []report.Moment) {
	var other []report.Moment
	for _, m := range moments {
		if m.Finding == 0 {
			other = append(other, m)
		}
	}
	if len(other) == 0 {
		return
	}
	p.section("What else happened (UTC)")
	today := ""
	for _, m := range other[:min(len(other), maxMoments)] {
		if date := words.Day(m.Time); date != today {
			today = date
			p.line(0, p.palette.paint(dim, date))
		}
		when := words.Clock(m.Time)
		if m.End != nil && m.End.After(m.Time) {
			when = words.Span(m.Time, *m.End)[len(date(m)):]
		}
		p.item(2, when+"  ", m.Text+" ("+m.Kind+")")
	}
	if rest := len(other) - maxMoments; rest > 0 {
		p.prose(2, dim, fmt.Sprintf("and %s more, which the JSON report lists", words.Figure(rest)))
	}
}

// date returns the part of a moment's span that stands above it already.
func date(m report.Moment) string { return words.Day(m.Time) + " " }
