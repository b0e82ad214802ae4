package markdown

import (
	"fmt"

	"hamari/cmd/internal/report/words"
	"hamari/correlate/report"
)

// evidence writes records in the order of their times as a table, those without a time at the end.
func (p *page) evidence(all []report.Evidence) {
	var long words.Files
	var rows [][]string
	for _, e := range words.PerRecord(all) {
		rows = append(rows, []string{words.When(e.Time, e.End), cell(string(e.Role)), cell(words.Shows(e.Evidence)), place(e.At, &long)})
	}
	p.table([]string{"time", "role", "what it shows", "where"}, rows)
	var files []string
	for i, member := range long {
		files = append(files, fmt.Sprintf("file %d is %s", i+1, code(member)))
	}
	p.list(files)
}

// place says where a record stands. Members of long paths go by their numbers.
func place(at report.Position, long *words.Files) string {
	if at.Member == "" {
		return prefixed("event ", cellCode(at.ID))
	}
	name := cellCode(at.Member)
	if n := long.Number(at.Member); n > 0 {
		name = fmt.Sprintf("file %d", n)
	}
	return name + " " + words.Place(at) + prefixed(", event ", cellCode(at.ID))
}
