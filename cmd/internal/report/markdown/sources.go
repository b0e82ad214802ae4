package markdown

import (
	"strings"
	"time"

	"hamari/cmd/internal/report/words"
	"hamari/correlate/report"
)

// maxRows is how many rows the table of sources has at most, and how many members the list of problems: GitHub takes no
// more than 65,536 characters in an issue. The JSON report has all of them.
const maxRows = 60

// maxRejects is how many rejected records of a member are shown.
const maxRejects = 3

// sources lists what the bundle held: what was read as a table, and every problem with its reason.
func (p *page) sources(sources report.Sources) {
	if sources.Len() == 0 {
		return
	}
	p.heading(2, "Sources")
	all, further := words.SourceRows(sources, maxRows)
	var rows [][]string
	for _, r := range all {
		rows = append(rows, []string{
			cellCode(r.Name()), cell(format(r.Source)), cell(string(r.State)), words.Figure(r.Records),
			words.Figure(r.Rejected), words.Figure(r.Duplicates), minutes(r.Start, r.End),
		})
	}
	p.table([]string{"member", "format", "state", "records", "rejected", "duplicates", "time (UTC)"}, rows)
	if further > 0 {
		p.write(words.InJSON("and " + words.Count(further, "further member", "further members")))
	}
	p.zones(sources)
	p.problems(sources)
}

func format(s report.Source) string {
	name := s.Format
	if name == "" {
		name = "-"
	}
	return name + prefixed(" in ", strings.Join(s.Via, ", "))
}

// minutes writes a stretch of time to the minute.
func minutes(start, end *time.Time) string {
	const minute = words.DayLayout + " 15:04"
	switch {
	case start == nil && end == nil:
		return "-"
	case start == nil:
		return "until " + end.UTC().Format(minute)
	case end == nil:
		return "from " + start.UTC().Format(minute)
	case words.Day(*start) == words.Day(*end):
		return start.UTC().Format(minute) + " to " + end.UTC().Format("15:04")
	}
	return start.UTC().Format(minute) + " to " + end.UTC().Format(minute)
}

// zones names the members whose times are not UTC by themselves, since everything said about them rests on it.
func (p *page) zones(sources report.Sources) {
	var items []string
	for _, zone := range words.Zones(sources) {
		text := strings.Join(mapped(zone.Members.Shown, code), ", ")
		if zone.Members.More > 0 {
			text += ", " + words.More(zone.Members.More)
		}
		items = append(items, prose(zone.Name)+": "+text)
	}
	if len(items) > 0 {
		p.label("Time zones")
		p.list(items)
	}
}

// problems lists every member that was not read in full, and what was remarked about others.
func (p *page) problems(sources report.Sources) {
	var items []string
	more := 0
	for _, s := range sources.Briefly() {
		switch {
		case !words.Troubled(s):
		case len(items) == maxRows:
			more++
		default:
			items = append(items, strings.Join(problem(s), "; "))
		}
	}
	if more > 0 {
		items = append(items, words.InJSON("and as much on "+words.Count(more, "further member", "further members")))
	}
	if len(items) > 0 {
		p.label("Problems and remarks")
		p.list(items)
	}
}

func problem(s *report.Source) []string {
	parts := []string{bold(prose(string(s.State))) + " " + code(s.Member) + prefixed(": ", prose(s.Reason))}
	for _, note := range s.Notes {
		parts = append(parts, prose(note))
	}
	if s.Rejected == 0 {
		return parts
	}
	parts = append(parts, words.Count(s.Rejected, "record", "records")+" rejected")
	shown := s.Rejects[:min(len(s.Rejects), maxRejects)]
	for _, r := range shown {
		parts = append(parts, words.RejectPlace(r)+": "+prose(r.Error))
	}
	if rest := s.Rejected - int64(len(shown)); rest > 0 && len(shown) > 0 {
		parts = append(parts, words.More(rest))
	}
	return parts
}

// coverage says for which time the logs can prove anything, and where they have holes.
func (p *page) coverage(coverage []report.Coverage) {
	if len(coverage) == 0 {
		return
	}
	p.heading(2, "Coverage")
	var rows [][]string
	var gaps []string
	for _, c := range coverage {
		rows = append(rows, []string{
			cell(c.Format), dash(cellCode(c.Account)), dash(cell(c.Region)), minutes(c.Start, c.End), words.GapCount(c.Gaps),
		})
		for _, g := range c.Gaps[:min(len(c.Gaps), words.MaxGaps)] {
			gaps = append(gaps, prose(words.Log(c)+": "+words.Gap(g)))
		}
		if rest := len(c.Gaps) - words.MaxGaps; rest > 0 {
			gaps = append(gaps, words.More(rest))
		}
	}
	p.table([]string{"format", "account", "region", "time (UTC)", "gaps"}, rows)
	if len(gaps) > 0 {
		p.label("Gaps")
		p.list(gaps)
	}
}

func dash(text string) string {
	if text == "" {
		return "-"
	}
	return text
}

// notes lists what the reader must know to trust the rest.
func (p *page) notes(notes []string) {
	if len(notes) > 0 {
		p.heading(2, "Notes")
		p.list(mapped(notes, prose))
	}
}
