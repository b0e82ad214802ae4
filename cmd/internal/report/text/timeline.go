package text

import (
	"hamari/cmd/internal/report/words"
	"hamari/correlate/report"
)

// timeline writes what happened around the findings. Moments that belong to a finding stand there as evidence.
func (p *page) timeline(moments []report.Moment) {
	other, more := words.OtherMoments(moments)
	if len(other) == 0 {
		return
	}
	p.section("What else happened (UTC)")
	today := ""
	for _, m := range other {
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
	if more > 0 {
		p.prose(2, dim, words.InJSON(words.More(more)))
	}
}

// date returns the part of a moment's span that stands above it already.
func date(m report.Moment) string { return words.Day(m.Time) + " " }
