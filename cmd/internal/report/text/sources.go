package text

import (
	"cmp"
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"
	"time"

	"hamari/correlate/report"
)

// manyFiles is how many members of one folder and format are shown as one row.
const manyFiles = 4

// maxRows is how many rows the table of sources has at most, and how many members the list of problems. A bundle may have
// hundreds of thousands; whoever wants all of them reads the JSON report.
const maxRows = 200

// maxRejects is how many rejected records of a member are shown.
const maxRejects = 3

// sources lists what the bundle held: what was read as a table, and every problem with its reason.
func (p *page) sources(sources []report.Source) {
	if len(sources) == 0 {
		return
	}
	p.section("Sources")
	p.sourceTable(sources)
	p.zones(sources)
	p.problems(sources)
}

// sourceRow is one member, or all members of a folder that were read in the same way.
type sourceRow struct {
	report.Source
	files int
}

// sourceRows merges members of one folder that differ in nothing but their figures, in the order of their first.
func sourceRows(sources []report.Source) []sourceRow {
	sizes := make(map[string]int)
	for _, s := range sources {
		sizes[group(s)]++
	}
	var rows []sourceRow
	at := make(map[string]int)
	for _, s := range sources {
		key := group(s)
		if key == "" || sizes[key] < manyFiles {
			rows = append(rows, sourceRow{s, 1})
			continue
		}
		i, open := at[key]
		if !open {
			at[key] = len(rows)
			rows = append(rows, sourceRow{s, 1})
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

func (r *sourceRow) add(s report.Source) {
	r.files++
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

func (r *sourceRow) name() string {
	if r.files == 1 {
		return r.Member
	}
	return fmt.Sprintf("%s/(%s files)", path.Dir(r.Member), figure(r.files))
}

func (p *page) sourceTable(sources []report.Source) {
	all := sourceRows(sources)
	further := all[min(len(all), maxRows):]
	all = all[:len(all)-len(further)]
	cols := []column{
		{title: "Member", min: 12, fit: pathLines},
		{title: "Format"},
		{title: "State", style: func(i int, _ string) style { return stateStyle(all[i].State) }},
		{title: "Records", right: true},
	}
	rejects := slices.ContainsFunc(all, func(r sourceRow) bool { return r.Rejected > 0 })
	if rejects {
		cols = append(cols, column{title: "Rejected", right: true})
	}
	duplicates := slices.ContainsFunc(all, func(r sourceRow) bool { return r.Duplicates > 0 })
	if duplicates {
		cols = append(cols, column{title: "Dupl.", right: true})
	}
	cols = append(cols, column{title: "Time (UTC)", min: 18})

	var rows [][]string
	for _, r := range all {
		row := []string{r.name(), sourceFormat(r.Source), string(r.State), figure(r.Records)}
		if rejects {
			row = append(row, figure(r.Rejected))
		}
		if duplicates {
			row = append(row, figure(r.Duplicates))
		}
		rows = append(rows, append(row, spanLines(r.Start, r.End)))
	}
	p.table(0, cols, rows)
	files := 0
	for _, r := range further {
		files += r.files
	}
	if files > 0 {
		p.blank()
		p.prose(0, dim, "and "+count(int64(files), "further member", "further members")+"; hamari ls and the JSON report list all of them")
	}
}

func sourceFormat(s report.Source) string {
	if len(s.Via) == 0 {
		return cmp.Or(s.Format, "-")
	}
	return cmp.Or(s.Format, "-") + "\nin " + strings.Join(s.Via, ", ")
}

// zones names the members whose times are not UTC by themselves, since everything said about them rests on it.
func (p *page) zones(sources []report.Source) {
	byZone := make(map[string][]string)
	for _, s := range sources {
		if s.Timezone != "" && s.Timezone != "UTC" {
			byZone[s.Timezone] = append(byZone[s.Timezone], s.Member)
		}
	}
	if len(byZone) == 0 {
		return
	}
	p.blank()
	p.line(0, p.palette.paint(bold, "Time zones"))
	for _, zone := range slices.Sorted(maps.Keys(byZone)) {
		names := byZone[zone]
		text := strings.Join(names[:min(len(names), manyFiles)], ", ")
		if rest := len(names) - manyFiles; rest > 0 {
			text += ", and " + figure(rest) + " more"
		}
		p.item(2, "- "+zone+": ", text)
	}
}

// problems lists every member that was not read in full, and what was remarked about others.
func (p *page) problems(sources []report.Source) {
	shown, more := 0, map[report.State]int{}
	for i := range sources {
		s := &sources[i]
		if s.State == report.OK && len(s.Notes) == 0 && s.Rejected == 0 {
			continue
		}
		if shown == maxRows {
			more[s.State]++
			continue
		}
		if shown == 0 {
			p.blank()
			p.line(0, p.palette.paint(bold, "Problems and remarks"))
		}
		shown++
		p.item(2, p.palette.paint(stateStyle(s.State), string(s.State))+"  ", s.Member)
		p.prose(6, plain, s.Reason)
		for _, note := range s.Notes {
			p.prose(6, plain, note)
		}
		p.rejects(*s)
	}
	if len(more) > 0 {
		var parts []string
		for _, state := range slices.Sorted(maps.Keys(more)) {
			parts = append(parts, figure(more[state])+" "+string(state))
		}
		p.prose(2, dim, "and as much on further members, which hamari ls and the JSON report list: "+strings.Join(parts, ", "))
	}
}

func (p *page) rejects(s report.Source) {
	if s.Rejected == 0 {
		return
	}
	p.prose(6, plain, fmt.Sprintf("%s rejected, %s read", count(s.Rejected, "record", "records"), figure(s.Records)))
	shown := s.Rejects[:min(len(s.Rejects), maxRejects)]
	for _, r := range shown {
		p.item(6, "- "+rejectPlace(r)+": ", r.Error)
	}
	if rest := s.Rejected - int64(len(shown)); rest > 0 && len(shown) > 0 {
		p.prose(8, dim, "and "+figure(rest)+" more")
	}
}

func rejectPlace(r report.Reject) string {
	if r.Line > 0 {
		return fmt.Sprintf("line %d", r.Line)
	}
	return fmt.Sprintf("record %d", r.Record)
}
