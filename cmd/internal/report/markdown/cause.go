package markdown

import (
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
	var rows [][]string
	for _, s := range listed {
		var records []string
		for _, r := range s.Grounds() {
			if r.At.ID != "" {
				records = append(records, "event "+cellCode(r.At.ID))
				continue
			}
			records = append(records, cellCode(r.At.Member)+", "+words.Place(r.At))
		}
		rows = append(rows, []string{
			fmt.Sprint(s.Number), strings.Join(c.Names(s).Told(cellCode), ", "), words.Seen(s.Finding),
			words.SinceOf(s.Finding, " "), strings.Join(records, ", "),
		})
	}
	p.label("The same cause")
	p.table([]string{"No.", "affected", "how often", "since (UTC)", "records"}, rows)
	if more > 0 {
		p.write(words.InJSON(words.More(more)))
	}
}
