package markdown

import (
	"cmp"
	"fmt"
	"slices"

	"hamari/cmd/internal/report/words"
	"hamari/correlate/report"
)

// longPath is the length beyond which the path of a member stands below the table instead of in it.
const longPath = 40

// evidence writes records in the order of their times as a table, those without a time at the end.
func (p *page) evidence(all []report.Evidence) {
	var long []string
	var rows [][]string
	for _, e := range words.InOrder(all) {
		if len(e.At.Member) > longPath && !slices.Contains(long, e.At.Member) {
			long = append(long, e.At.Member)
		}
		rows = append(rows, []string{when(e), cell(string(e.Role)), cell(cmp.Or(e.Text, e.Step)), place(e.At, long)})
	}
	p.table([]string{"time", "role", "what it shows", "where"}, rows)
	var files []string
	for i, member := range long {
		files = append(files, fmt.Sprintf("file %d is %s", i+1, code(member)))
	}
	p.list(files)
}

func when(e report.Evidence) string {
	switch {
	case e.Time == nil:
		return "-"
	case e.End == nil:
		return words.Stamp(*e.Time)
	}
	return words.Span(*e.Time, *e.End)
}

// place says where a record stands. Members of long paths go by their numbers.
func place(at report.Position, long []string) string {
	if at.Member == "" {
		return prefixed("event ", cellCode(at.ID))
	}
	name := cellCode(at.Member)
	if i := slices.Index(long, at.Member); i >= 0 {
		name = fmt.Sprintf("file %d", i+1)
	}
	if at.Line > 1 { // on the first line there may be a thousand records
		name += fmt.Sprintf(" line %d", at.Line)
	} else {
		name += fmt.Sprintf(" record %d", at.Record)
	}
	return name + prefixed(", event ", cellCode(at.ID))
}
