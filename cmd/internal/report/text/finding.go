package text

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"hamari/cmd/internal/report/words"
	"hamari/correlate/report"
)

// The indents of a finding: its headings, what stands below them, and what is to be copied.
const (
	findingIndent = 3
	bodyIndent    = 5
	pasteIndent   = 7
)

// finding writes one finding, with those of the same cause, in the order in which it is used: what, why, on what grounds,
// what to do.
func (p *page) finding(c *words.Cause) {
	number, f := c.Number, &c.Finding
	p.blank()
	p.line(0, p.palette.paint(dim, strings.Repeat("-", p.width)))
	p.title(number, f, c.Seen())
	p.blank()
	p.prose(findingIndent, plain, f.Summary)
	if same := c.SameCause(); same != "" {
		p.blank()
		p.prose(findingIndent, plain, same)
	}
	p.entities(f)
	if f.Explain != "" {
		p.heading("Why")
		p.prose(bodyIndent, plain, cmp.Or(p.told.Before(number, f, "why", words.Impersonal(f)), f.Explain))
	}
	for _, t := range f.Tables {
		p.comparison(t)
	}
	p.measured(f.Series)
	p.alsoShows(f)
	p.proof(f)
	p.sameCause(c)
	before := func(part string, content any) string { return p.told.Before(number, f, part, content) }
	p.fix(f.Remedy, before)
	p.once("Collect next", f.Collect, len(f.Collect), before, func() { p.collect(bodyIndent, f.Collect) })
	p.once("Could it be something else", f.Rivals, len(f.Rivals), before, func() { p.rivals(f.Rivals) })
	p.once("References", f.References, len(f.References), before, func() { p.references(f.References) })
}

// once writes a part of a finding that has a heading, or where it stands already.
func (p *page) once(title string, content any, n int, before func(part string, content any) string, write func()) {
	if n == 0 {
		return
	}
	p.heading(title)
	if there := before(title, content); there != "" {
		p.prose(bodyIndent, plain, there)
		return
	}
	write()
}

func (p *page) title(number int, f *report.Finding, seen string) {
	head := pad(fmt.Sprintf("%d. ", number), findingIndent)
	for i, line := range wrap(f.Title, p.width-columns(head)) {
		if i > 0 {
			head = pad("", columns(head))
		}
		p.line(0, p.palette.paint(bold, head+line))
	}
	p.line(findingIndent, strings.Join([]string{
		p.palette.paint(verdictStyle(f.Verdict), strings.ToUpper(string(f.Verdict))),
		"severity " + p.palette.paint(severityStyle(f.Severity), string(f.Severity)),
		seen,
		f.Pattern,
	}, "   "))
	p.line(findingIndent, words.SpanUTC(f.Start, f.End))
}

func (p *page) entities(f *report.Finding) {
	keys := words.EntityKeys(f.Entities)
	if len(keys) == 0 {
		return
	}
	p.heading("Affected")
	widest := 0
	for _, key := range keys {
		widest = max(widest, columns(key))
	}
	for _, key := range keys {
		p.item(bodyIndent, pad(p.palette.paint(dim, key), widest)+"  ", strings.Join(words.Named(f, key).Told(nil), " "))
	}
}

// comparison writes a table of the finding. Rows that differ have a mark, since colour may be absent.
func (p *page) comparison(t report.Table) {
	if len(t.Rows) == 0 {
		return
	}
	title := t.Title
	differs := func(row int) bool { return slices.Contains(t.Differ, row) }
	var cols []column
	if len(t.Differ) > 0 {
		title += " (> marks a difference)"
		cols = append(cols, column{title: ""})
	}
	for i, name := range t.Header {
		cols = append(cols, column{title: name, right: figures(t.Rows, i), style: func(row int, _ string) style {
			if differs(row) {
				return yellow
			}
			return plain
		}})
	}
	rows := make([][]string, len(t.Rows))
	for i, row := range t.Rows {
		if len(t.Differ) > 0 {
			mark := ""
			if differs(i) {
				mark = ">"
			}
			rows[i] = append(rows[i], mark)
		}
		rows[i] = append(rows[i], row...)
	}
	p.heading(title)
	all := len(cols)
	if len(t.Header) > 0 && t.Header[0] == "" {
		cols, rows = p.fewer(cols, rows)
	}
	p.table(bodyIndent, cols, rows)
	if rest := all - len(cols); rest > 0 {
		p.prose(bodyIndent, dim, fmt.Sprintf("and %d more, which a wider terminal or the JSON report shows", rest))
	}
}

// fewer drops columns from the end of a table whose columns are things set side by side, until the rest fits.
func (p *page) fewer(cols []column, rows [][]string) ([]column, [][]string) {
	least := 3 // the label, the thing and one beside it
	if cols[1].title == "" {
		least++ // the marks
	}
	for len(cols) > least {
		for i := range rows {
			rows[i] = level(rows[i], len(cols))
		}
		if _, fits := share(cols, rows, p.width-bodyIndent-columnGap*(len(cols)-1)); fits {
			break
		}
		cols = cols[:len(cols)-1]
		for i := range rows {
			rows[i] = rows[i][:len(cols)]
		}
	}
	return cols, rows
}

// figures reports whether a column holds nothing but figures, which are read more easily when aligned to the right.
func figures(rows [][]string, column int) bool {
	found := false
	for _, row := range rows {
		if column >= len(row) || row[column] == "" || row[column] == "-" {
			continue
		}
		if strings.Trim(row[column], "0123456789.,% ") != "" {
			return false
		}
		found = true
	}
	return found
}

// alsoShows writes in short what other patterns found, and this finding explains.
func (p *page) alsoShows(f *report.Finding) {
	if len(f.Explains) == 0 {
		return
	}
	p.heading("This also shows as")
	for _, alike := range words.ByPattern(f.Explains) {
		for _, g := range alike[:min(len(alike), words.MaxAlike)] {
			p.line(bodyIndent, fmt.Sprintf("- %s, %s, %s", g.Pattern, g.Verdict, words.Seen(&g)))
			p.prose(bodyIndent+2, plain, g.Summary)
		}
		if rest := len(alike) - words.MaxAlike; rest > 0 {
			p.line(bodyIndent, p.palette.paint(dim, "- "+words.More(rest)+" of "+alike[0].Pattern))
		}
	}
	if f.DroppedExplains > 0 {
		p.line(bodyIndent, p.palette.paint(dim, "- "+words.MoreExplained(f.DroppedExplains)))
	}
}

// proof writes the evidence as a time line.
func (p *page) proof(f *report.Finding) {
	if len(f.Evidence) == 0 && f.DroppedEvidence == 0 {
		return
	}
	p.heading("Evidence (times in UTC, records counted from 0)")
	p.evidence(bodyIndent, f.Evidence)
	if f.DroppedEvidence > 0 {
		p.prose(bodyIndent, dim, words.MoreEvidence(f.DroppedEvidence))
	}
}

// evidence writes records in the order of their times, those without a time at the end.
func (p *page) evidence(indent int, all []report.Evidence) {
	cited := words.PerRecord(all)
	clocks, roles := 0, 0
	for _, e := range cited {
		clocks = max(clocks, columns(startClock(e.Evidence)), columns(endClock(e.Evidence)))
		for _, part := range e.Parts {
			roles = max(roles, columns(string(part.Role)))
		}
	}
	files := p.files(cited, p.width-indent-clocks-roles-4)
	today := ""
	for _, e := range cited {
		if date := evidenceDay(e.Evidence); date != today {
			today = date
			p.line(indent, p.palette.paint(dim, date))
		}
		p.sighting(indent, e, clocks, roles, files)
	}
	for _, f := range files.long {
		p.line(indent, p.palette.paint(dim, files.label(f)+" is "+f))
	}
}

// files holds how the files of a list of evidence are called in it.
type files struct {
	short map[string]string // member -> what to call it, where that fits beside the text
	long  []string          // members that get a number instead
}

func (f *files) label(member string) string {
	if short, ok := f.short[member]; ok {
		return short
	}
	return fmt.Sprintf("file %d", slices.Index(f.long, member)+1)
}

// place returns where a piece of evidence stands.
func (f *files) place(at report.Position) string {
	_, short := f.short[at.Member]
	switch {
	case at.Member == "":
		return ""
	case short && at.Line > 1:
		return fmt.Sprintf("%s:%d", f.label(at.Member), at.Line)
	case short:
		return fmt.Sprintf("%s#%d", f.label(at.Member), at.Record)
	}
	return f.label(at.Member) + ", " + words.Place(at)
}

// files names the files of the evidence. A path that is too long for the room is written once, below the evidence.
func (p *page) files(all []words.Cited, room int) *files {
	const position = 8 // columns for the number of a line
	f := &files{short: make(map[string]string)}
	for _, e := range all {
		member := e.At.Member
		if _, known := f.short[member]; known || slices.Contains(f.long, member) {
			continue
		}
		if name := p.members.name(member, room-position); columns(name) <= room-position {
			f.short[member] = name
		} else {
			f.long = append(f.long, member)
		}
	}
	return f
}

// sighting writes one record: when, what it does for the finding and what it says, once or more often, and where it stands.
func (p *page) sighting(indent int, c words.Cited, clocks, roles int, files *files) {
	room := max(p.width-indent-clocks-roles-4, minWidth/4)
	var lines []string
	begins := map[int]report.Role{} // lines that begin what the record does
	for _, e := range c.Parts {
		begins[len(lines)] = e.Role
		lines = append(lines, wrap(words.Shows(e), room)...)
	}
	lines = append(lines, p.where(c.Evidence, files, room)...)
	for i := range max(len(lines), 2) {
		when, text, role := "", "", begins[i]
		switch i {
		case 0:
			when = startClock(c.Evidence)
		case 1:
			when = endClock(c.Evidence)
		}
		if i < len(lines) {
			text = lines[i]
		}
		if when+string(role)+text == "" {
			continue
		}
		p.line(indent, pad(when, clocks)+"  "+pad(p.palette.paint(roleStyle(role), string(role)), roles)+"  "+text)
	}
}

// where returns the place of a piece of evidence and the identity of its record, on one line if there is room.
func (p *page) where(e report.Evidence, files *files, room int) []string {
	place, id := files.place(e.At), ""
	if e.At.ID != "" {
		id = "event " + e.At.ID
	}
	var lines []string
	if both := place + "  " + id; place != "" && id != "" && columns(both) <= room {
		lines = []string{both}
	} else {
		lines = slices.DeleteFunc([]string{place, id}, func(s string) bool { return s == "" })
	}
	for i := range lines {
		lines[i] = p.palette.paint(dim, lines[i])
	}
	return lines
}

func evidenceDay(e report.Evidence) string {
	if e.Time == nil {
		return words.Untimed
	}
	return words.Day(*e.Time)
}

func startClock(e report.Evidence) string {
	if e.Time == nil {
		return ""
	}
	return words.Clock(*e.Time)
}

func endClock(e report.Evidence) string {
	switch {
	case e.Time == nil || e.End == nil || !e.End.After(*e.Time):
		return ""
	case words.Day(*e.Time) == words.Day(*e.End):
		return "to " + words.Clock(*e.End)
	}
	return "to " + words.Stamp(*e.End)
}

// fix writes the ways out, each with what to paste on lines of its own.
func (p *page) fix(remedies []report.Remedy, before func(part string, content any) string) {
	if len(remedies) == 0 {
		return
	}
	p.heading("Fix")
	for i, r := range remedies {
		if i > 0 {
			p.blank()
		}
		if there := before("fix", r); there != "" {
			p.item(bodyIndent, bullet(i, len(remedies)), there)
			continue
		}
		p.item(bodyIndent, bullet(i, len(remedies)), cmp.Or(r.Text, r.Kind))
		if r.Body != "" {
			p.blank()
			p.verbatim(pasteIndent, r.Body)
		}
	}
}

// bullet numbers the items of a list, unless there is only one.
func bullet(i, n int) string {
	if n == 1 {
		return ""
	}
	return string(rune('a'+i%26)) + ") "
}

func (p *page) collect(indent int, collect []report.Collect) {
	for _, c := range collect {
		commandIndent := indent
		if c.Why != "" {
			p.item(indent, "- ", c.Why)
			commandIndent += 2
		}
		if c.Command != "" {
			p.verbatim(commandIndent, c.Command)
		}
	}
}

func (p *page) rivals(rivals []report.Rival) {
	for _, r := range rivals {
		p.line(bodyIndent, "- "+r.Pattern+" ("+words.Standing(p.patterns, r.Pattern)+")")
		p.prose(bodyIndent+2, plain, r.TellApart)
		p.prose(bodyIndent+2, plain, words.Missing(r))
		p.collect(bodyIndent+2, words.ToCollect(r))
	}
}

func (p *page) references(references []string) {
	for _, r := range references {
		p.item(bodyIndent, "- ", r)
	}
}
