package words

import (
	"fmt"
	"path"
	"strings"
	"time"

	"hamari/correlate/report"
)

// ManyFiles is how many members of one folder and format are shown as one row.
const ManyFiles = 4

// SourceRow is one member, or all members of a folder that were read in the same way.
type SourceRow struct {
	report.Source
	Files int
}

// SourceRows merges members of one folder that differ in nothing but their figures, in the order of their first.
func SourceRows(sources []report.Source) []SourceRow {
	sizes := make(map[string]int)
	for _, s := range sources {
		sizes[group(s)]++
	}
	var rows []SourceRow
	at := make(map[string]int)
	for _, s := range sources {
		key := group(s)
		if key == "" || sizes[key] < ManyFiles {
			rows = append(rows, SourceRow{s, 1})
			continue
		}
		i, open := at[key]
		if !open {
			at[key] = len(rows)
			rows = append(rows, SourceRow{s, 1})
			continue
		}
		rows[i].add(s)
	}
	return rows
}

// group returns what members that may share a row have in common; "" for one that needs a row of its own.
func group(s report.Source) string {
	if s.State != report.OK {
		return ""
	}
	return strings.Join([]string{path.Dir(s.Member), s.Format, strings.Join(s.Via, "\x00")}, "\x00")
}

func (r *SourceRow) add(s report.Source) {
	r.Files++
	r.Records += s.Records
	r.Rejected += s.Rejected
	r.Duplicates += s.Duplicates
	r.Start = outer(r.Start, s.Start, -1)
	r.End = outer(r.End, s.End, +1)
}

// outer returns the time that lies further in the direction, which is -1 for earlier and +1 for later.
func outer(a, b *time.Time, direction int) *time.Time {
	if a == nil || b != nil && b.Compare(*a) == direction {
		return b
	}
	return a
}

// Name returns the member's path, or the folder with the number of its files.
func (r *SourceRow) Name() string {
	if r.Files == 1 {
		return r.Member
	}
	return fmt.Sprintf("%s/(%s files)", path.Dir(r.Member), Figure(r.Files))
}
