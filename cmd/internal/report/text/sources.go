package text

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"hamari/cmd/internal/report/words"
	"hamari/correlate/report"
)

// maxRows is how many rows the table of sources has at most, and how many members the list of problems. A bundle may have
// hundreds of thousands; whoever wants all of them reads the JSON report.
const maxRows = 200

// maxRejects is how many rejected records of a member are shown.
const maxRejects = 3

// sources lists what the bundle held: what was read as a table, and every problem with its reason.
func (p *page) sources(sources report.Sources) {
	if sources.Len() == 0 {
		return
	}
	p.section("Sources")
	p.sourceTable(sources)
	p.zones(sources)
	p.problems(sources)
}

func (p *page) sourceTable(sources report.Sources) {
	all, further := words.SourceRows(sources, maxRows)
	names := make([]string, len(all))
	for i := range all {
		names[i] = all[i].Name()
	}
	cols := []column{
		{title: "Member", min: 12, fit: telling(names)},
		{title: "Format"},
		{title: "State", style: func(i int, _ string) style { return stateStyle(all[i].State) }},
		{title: "Records", right: true},
	}
	rejects := slices.ContainsFunc(all, func(r words.SourceRow) bool { return r.Rejected > 0 })
	if rejects {
		cols = append(cols, column{title: "Rejected", right: true})
	}
	duplicates := slices.ContainsFunc(all, func(r words.SourceRow) bool { return r.Duplicates > 0 })
	if duplicates {
		cols = append(cols, column{title: "Dupl.", right: true})
	}
	cols = append(cols, column{title: "Time (UTC)", min: 18})

	var rows [][]string
	for i, r := range all {
		row := []string{names[i], sourceFormat(r.Source), string(r.State), words.Figure(r.Records)}
		if rejects {
			row = append(row, words.Figure(r.Rejected))
		}
		if duplicates {
			row = append(row, words.Figure(r.Duplicates))
		}
		rows = append(rows, append(row, spanLines(r.Start, r.End)))
	}
	p.table(0, cols, rows)
	if further > 0 {
		p.blank()
		p.prose(0, dim, "and "+words.Count(int64(further), "further member", "further members")+"; hamari ls and the JSON report list all of them")
	}
}

func sourceFormat(s report.Source) string {
	if len(s.Via) == 0 {
		return cmp.Or(s.Format, "-")
	}
	return cmp.Or(s.Format, "-") + "\nin " + strings.Join(s.Via, ", ")
}

// zones names the members whose times are not UTC by themselves, since everything said about them rests on it.
func (p *page) zones(sources report.Sources) {
	for i, zone := range words.Zones(sources) {
		if i == 0 {
			p.blank()
			p.line(0, p.palette.paint(bold, "Time zones"))
		}
		text := strings.Join(zone.Members.Shown, ", ")
		if zone.Members.More > 0 {
			text += ", " + words.More(zone.Members.More)
		}
		p.item(2, "- "+zone.Name+": ", text)
	}
}

// problems lists every member that was not read in full, and what was remarked about others.
func (p *page) problems(sources report.Sources) {
	shown, more := 0, map[report.State]int{}
	for _, s := range sources.Briefly() {
		if !words.Troubled(s) {
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
			parts = append(parts, words.Figure(more[state])+" "+string(state))
		}
		p.prose(2, dim, "and as much on further members, which hamari ls and the JSON report list: "+strings.Join(parts, ", "))
	}
}

func (p *page) rejects(s report.Source) {
	if s.Rejected == 0 {
		return
	}
	p.prose(6, plain, fmt.Sprintf("%s rejected, %s read", words.Count(s.Rejected, "record", "records"), words.Figure(s.Records)))
	shown := s.Rejects[:min(len(s.Rejects), maxRejects)]
	for _, r := range shown {
		p.item(6, "- "+words.RejectPlace(r)+": ", r.Error)
	}
	if rest := s.Rejected - int64(len(shown)); rest > 0 && len(shown) > 0 {
		p.prose(8, dim, words.More(rest))
	}
}
