package markdown

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"hamari/cmd/internal/report/words"
	"hamari/correlate/report"
)

// finding writes one finding, with those of the same cause, in the order in which it is used: what, why, on what grounds,
// what to do.
func (p *page) finding(c *words.Cause) {
	number, f := c.Number, &c.Finding
	p.heading(2, fmt.Sprintf("%d. %s", number, prose(f.Title)))
	p.write(fmt.Sprintf("%s, severity %s, %s, %s, pattern %s", bold(prose(strings.ToUpper(string(f.Verdict)))),
		prose(string(f.Severity)), c.Seen(), words.SpanUTC(f.Start, f.End), code(f.Pattern)))
	p.paragraphs(f.Summary)
	p.write(prose(c.SameCause()))
	p.entities(f)
	if f.Explain != "" {
		p.label("Why")
		p.paragraphs(cmp.Or(p.told.Before(number, f, "why", words.Impersonal(f)), f.Explain))
	}
	for _, t := range f.Tables {
		p.comparison(t)
	}
	p.measured(f.Series)
	p.alsoShows(f)
	if len(f.Evidence) > 0 || f.DroppedEvidence > 0 {
		p.label("Evidence (times in UTC, records counted from 0)")
		p.evidence(f.Evidence)
		if f.DroppedEvidence > 0 {
			p.write(words.MoreEvidence(f.DroppedEvidence))
		}
	}
	p.sameCause(c)
	before := func(part string, content any) string { return p.told.Before(number, f, part, content) }
	p.fix(f.Remedy, before)
	p.once("Collect next", f.Collect, len(f.Collect), before, func() { p.collect(f.Collect) })
	p.once("Could it be something else", f.Rivals, len(f.Rivals), before, func() { p.rivals(f.Rivals) })
	p.once("References", f.References, len(f.References), before, func() { p.list(mapped(f.References, link)) })
}

// once writes a part of a finding that has a label, or where it stands already.
func (p *page) once(title string, content any, n int, before func(part string, content any) string, write func()) {
	if n == 0 {
		return
	}
	p.label(title)
	if there := before(title, content); there != "" {
		p.write(there)
		return
	}
	write()
}

func mapped(texts []string, f func(string) string) []string {
	out := make([]string, len(texts))
	for i, text := range texts {
		out[i] = f(text)
	}
	return out
}

func (p *page) entities(f *report.Finding) {
	var rows [][]string
	for _, key := range words.EntityKeys(f.Entities) {
		rows = append(rows, []string{cell(key), strings.Join(words.Named(f, key).Told(cellCode), ", ")})
	}
	p.table([]string{"affected", "name"}, rows)
}

// comparison writes a table of the finding. Rows that differ have a mark.
func (p *page) comparison(t report.Table) {
	if len(t.Rows) == 0 {
		return
	}
	titles := mapped(t.Header, cell)
	for _, row := range t.Rows { // a cell without a title would be lost
		titles = append(titles, make([]string, max(0, len(row)-len(titles)))...)
	}
	title := prose(t.Title)
	rows := make([][]string, len(t.Rows))
	for i, row := range t.Rows {
		rows[i] = mapped(row, cell)
		if len(t.Differ) > 0 {
			mark := ""
			if slices.Contains(t.Differ, i) {
				mark = "≠"
			}
			rows[i] = append([]string{mark}, rows[i]...)
		}
	}
	if len(t.Differ) > 0 {
		title = strings.TrimSpace(title + " (≠ marks a difference)")
		titles = append([]string{""}, titles...)
	}
	p.label(title)
	p.table(titles, rows)
}

// chartWidth is how many characters a small chart has at most.
const chartWidth = 60

// measured draws what was measured around a finding, with the figures and limits beside it.
func (p *page) measured(all []report.Series) {
	var rows [][]string
	for i := range all {
		s := &all[i]
		chart := words.Draw(s, words.Blocks, chartWidth).Line
		rows = append(rows, []string{cell(words.MeasuredOn(s)), cell(words.Measured(s)), cellCode(chart)})
	}
	if len(rows) > 0 {
		p.label("Measured")
		p.table([]string{"on, from, to", "what", "chart"}, rows)
	}
}

// alsoShows writes in short what other patterns found, and this finding explains.
func (p *page) alsoShows(f *report.Finding) {
	var items []string
	for _, alike := range words.ByPattern(f.Explains) {
		for _, g := range alike[:min(len(alike), words.MaxAlike)] {
			items = append(items, fmt.Sprintf("%s, %s, %s%s", code(g.Pattern), prose(string(g.Verdict)), words.Seen(&g), prefixed(": ", prose(g.Summary))))
		}
		if rest := len(alike) - words.MaxAlike; rest > 0 {
			items = append(items, words.More(rest)+" of "+code(alike[0].Pattern))
		}
	}
	if f.DroppedExplains > 0 {
		items = append(items, words.MoreExplained(f.DroppedExplains))
	}
	if len(items) > 0 {
		p.label("This also shows as")
		p.list(items)
	}
}

// fix writes the ways out, each with what to paste in a block of its own.
func (p *page) fix(remedies []report.Remedy, before func(part string, content any) string) {
	if len(remedies) == 0 {
		return
	}
	p.label("Fix")
	for i, r := range remedies {
		there := before("fix", r)
		text := prose(cmp.Or(there, r.Text, r.Kind))
		if len(remedies) > 1 {
			text = string(rune('a'+i%26)) + ") " + text
		}
		p.write(text)
		if r.Body != "" && there == "" {
			p.write(block(language(r), r.Body))
		}
	}
}

// language is what a remedy is written in, for the colours of the code block.
func language(r report.Remedy) string {
	switch r.Kind {
	case "iam-policy", "key-policy":
		return "json"
	case "command":
		return "sh"
	}
	return ""
}

func (p *page) collect(collect []report.Collect) {
	for _, c := range collect {
		if c.Why != "" {
			p.write(prose(words.Sentence(c.Why)))
		}
		if c.Command != "" {
			p.write(block("sh", c.Command))
		}
	}
}

// rivals writes what else it could be. What would tell one of them apart stands below its item and not in it: nothing is
// nested.
func (p *page) rivals(rivals []report.Rival) {
	var items []string
	for _, r := range rivals {
		items = append(items, code(r.Pattern)+" ("+words.Standing(p.patterns, r.Pattern)+"): "+prose(r.TellApart)+prefixed(" ", prose(words.Missing(r))))
		if collect := words.ToCollect(r); len(collect) > 0 {
			p.list(items)
			p.collect(collect)
			items = nil
		}
	}
	p.list(items)
}
