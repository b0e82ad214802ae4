package words

import (
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"
	"time"

	"hamari/correlate/report"
)

// ManyFiles is how many members of one folder and format are shown as one row.
const ManyFiles = 4

// Troubled reports whether something is to be said of a member beside its figures.
func Troubled(s *report.Source) bool {
	return s.State != report.OK || len(s.Notes) > 0 || s.Rejected > 0
}

// RejectPlace says where in its member a rejected record stands.
func RejectPlace(r report.Reject) string {
	if r.Line > 0 {
		return fmt.Sprintf("line %d", r.Line)
	}
	return fmt.Sprintf("record %d", r.Record)
}

// Zone is a time zone other than UTC, and the members whose times it was taken for.
type Zone struct {
	Name    string
	Members Names
}

// Zones lists the zones of members whose times are not UTC by themselves, since everything said about them rests on it.
func Zones(sources report.Sources) []Zone {
	members := make(map[string][]string)
	for _, s := range sources.Briefly() {
		if s.Timezone != "" && s.Timezone != "UTC" {
			members[s.Timezone] = append(members[s.Timezone], s.Member)
		}
	}
	var zones []Zone
	for _, name := range slices.Sorted(maps.Keys(members)) {
		zones = append(zones, Zone{name, some(members[name], ManyFiles)})
	}
	return zones
}

// SourceRow is one member, or all members of a folder that were read in the same way.
type SourceRow struct {
	report.Source
	Files int
}

// SourceRows merges members of one folder that differ in nothing but their figures, in the order of their first. It returns
// the first rows, at most as many as asked for, and how many members the others have.
func SourceRows(sources report.Sources, most int) (rows []SourceRow, further int) {
	sizes := make(map[string]int)
	for _, s := range sources.Briefly() {
		if key := group(s); key != "" {
			sizes[key]++
		}
	}
	at := make(map[string]int) // of groups that have a row
	for _, s := range sources.Briefly() {
		key := group(s)
		if i, open := at[key]; open {
			rows[i].add(s)
			continue
		}
		if len(rows) == most {
			further++
			continue
		}
		if sizes[key] >= ManyFiles {
			at[key] = len(rows)
		}
		rows = append(rows, SourceRow{*s, 1})
	}
	return rows, further
}

// group returns what members that may share a row have in common; "" for one that needs a row of its own.
func group(s *report.Source) string {
	if s.State != report.OK {
		return ""
	}
	return strings.Join([]string{path.Dir(s.Member), s.Format, strings.Join(s.Via, "\x00")}, "\x00")
}

func (r *SourceRow) add(s *report.Source) {
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
