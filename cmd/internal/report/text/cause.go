package text

import (
	"cmp"
	"fmt"
	"strings"

	"hamari/cmd/internal/report/words"
)

// sameCause lists the findings of the same cause, which are told in this one, with the records to look them up by.
func (p *page) sameCause(c *words.Cause) {
	listed, more := c.Listed()
	if len(listed) == 0 {
		return
	}
	var unnamed []words.Cited // records without an ID, which are told by where they stand
	for _, s := range listed {
		for _, r := range s.Grounds() {
			if r.At.ID == "" {
				unnamed = append(unnamed, r)
			}
		}
	}
	const idWidth = 36 // of the ID of a CloudTrail event
	files := p.files(unnamed, idWidth)
	var rows [][]string
	for _, s := range listed {
		var records []string
		for _, r := range s.Grounds() {
			records = append(records, cmp.Or(r.At.ID, files.place(r.At)))
		}
		since := words.SinceOf(s.Finding, "\n")
		if s.Count > 1 {
			since += "\n" + words.Times(s.Count)
		}
		rows = append(rows, []string{fmt.Sprint(s.Number), strings.Join(c.Names(s).Told(nil), "\n"), since, strings.Join(records, "\n")})
	}
	p.heading("The same cause")
	p.table(findingIndent, []column{
		{title: "#", right: true},
		{title: "Affected"},
		{title: "Since (UTC)"},
		{title: "Records, by event ID or place"},
	}, rows)
	if more > 0 {
		p.prose(findingIndent, dim, words.InJSON(words.More(more)))
	}
	for _, f := range files.long {
		p.line(findingIndent, p.palette.paint(dim, files.label(f)+" is "+f))
	}
	p.prose(findingIndent, dim, "--focus with one of the names tells of it alone, in full.")
}
