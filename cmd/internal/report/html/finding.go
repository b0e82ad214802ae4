package html

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"hamari/cmd/internal/report/clean"
	"hamari/cmd/internal/report/words"
	"hamari/correlate/report"
)

// finding is one finding as the page shows it.
type finding struct {
	*report.Finding
	Number   int
	ID       string
	Affected []affected
	Evidence rows
	Tables   []table
	Charts   []chart
	Rivals   []rival
	Explains []finding // of which only what differs from this one is shown

	Seen      string
	SameCause string // which findings are told in this one, and why
	Same      []finding
	Names     words.Names // of one that is told in another: what tells it apart
}

// rival is what the finding might be instead, and what became of that.
type rival struct {
	Pattern, Standing, TellApart string
	Missing                      string // what the bundle lacks to tell it apart
	Collect                      []report.Collect
}

func newRivals(list []report.Rival, patterns []report.Pattern) []rival {
	views := make([]rival, len(list))
	for i, r := range list {
		views[i] = rival{r.Pattern, words.Standing(patterns, r.Pattern), r.TellApart, words.Missing(r), words.ToCollect(r)}
	}
	return views
}

type affected struct {
	Key string
	words.Names
}

// table is a comparison, with the way that it describes if it does.
type table struct {
	report.Table
	Rows []tableRow
	Way  *way
	ID   string
}

type tableRow struct {
	Cells   []string
	Differs bool
}

// evidence is one row: a record, and a mark on the timeline where the timeline has it.
type evidence struct {
	*report.Evidence
	ID      string
	Mark    *mark // nil where the timeline shows it elsewhere, or not at all
	When    string
	Where   place
	Raw     string
	SameRaw string // the row that shows the record, where an earlier one does
	Left    bool   // the record is left out for want of room
}

// place is where a record stands in the bundle.
type place struct {
	File string // the member, or "file 1" for a path that would push the rest aside: it is told below the rows
	At   string
}

// rows is a list of evidence with the files whose paths it tells below.
type rows struct {
	Rows  []evidence
	Files words.Files
}

// newCause makes a finding with those of the same cause in it.
func newCause(c *words.Cause, places *places, budget *budget) finding {
	told := c.Finding
	told.Explains, told.DroppedExplains = c.First.Explains, c.First.DroppedExplains // each has its own beside it
	v := newFinding(c.Number, fmt.Sprintf("f%d", c.Number), &told, places, budget)
	v.Seen, v.SameCause = c.Seen(), c.SameCause()
	for _, s := range c.Same {
		same := newFinding(s.Number, fmt.Sprintf("f%d", s.Number), s.Finding, places, budget)
		same.Names = c.Names(s)
		v.Same = append(v.Same, same)
	}
	return v
}

func newFinding(number int, id string, f *report.Finding, places *places, budget *budget) finding {
	v := finding{Finding: f, Number: number, ID: id}
	for _, key := range words.EntityKeys(f.Entities) {
		v.Affected = append(v.Affected, affected{key, words.Named(f, key)})
	}
	v.Evidence = newEvidence(v.ID, f.Evidence, func(ev *report.Evidence, id string) *mark { return places.take(number, ev, id) }, budget)
	for i := range f.Tables {
		t := &f.Tables[i]
		if len(t.Rows) == 0 {
			continue
		}
		view := table{Table: *t, Way: newWay(t), ID: fmt.Sprintf("%s-table%d", v.ID, i+1)}
		for n, row := range t.Rows {
			view.Rows = append(view.Rows, tableRow{row, slices.Contains(t.Differ, n)})
		}
		v.Tables = append(v.Tables, view)
	}
	for i := range f.Explains {
		v.Explains = append(v.Explains, newFinding(number, fmt.Sprintf("%sx%d", id, i+1), &f.Explains[i], places, budget))
	}
	return v
}

// draw makes the charts, on which the calls of the whole report are marked.
func (f *finding) draw(marks []mark, refs map[int]string) {
	for i := range f.Series {
		if s := &f.Series[i]; len(s.Mean) > 0 && s.Step > 0 {
			f.Charts = append(f.Charts, newChart(fmt.Sprintf("%s-chart%d", f.ID, i+1), f.Number, s, marks, refs))
		}
	}
	for i := range f.Explains {
		f.Explains[i].draw(marks, refs)
	}
	for i := range f.Same {
		f.Same[i].draw(marks, refs)
	}
}

// newEvidence makes the rows of a list of evidence. An id begins with the given word.
func newEvidence(id string, list []report.Evidence, markOf func(*report.Evidence, string) *mark, budget *budget) rows {
	cited := words.PerRecord(list)
	all := rows{Rows: make([]evidence, len(cited))}
	for i := range cited {
		ev := &cited[i].Evidence
		row := evidence{Evidence: ev, ID: fmt.Sprintf("%se%d", id, i+1), When: words.When(ev.Time, ev.End), Where: all.place(ev.At)}
		for n := range cited[i].Parts {
			if markOf == nil {
				break
			}
			if m := markOf(&cited[i].Parts[n], row.ID); row.Mark == nil {
				row.Mark = m
			}
		}
		budget.show(&row)
		all.Rows[i] = row
	}
	return all
}

// place says where a record stands.
func (r *rows) place(at report.Position) place {
	if at.Member == "" {
		return place{}
	}
	p := place{File: at.Member, At: words.Place(at)}
	if n := r.Files.Number(at.Member); n > 0 {
		p.File = fmt.Sprintf("file %d", n)
	}
	return p
}

// places finds the moment of the timeline that a piece of evidence is.
type places struct {
	marks []mark
	at    map[moment][]int
	refs  map[int]string // number of the moment -> row that it is
}

type moment struct {
	finding int
	time    time.Time
	text    string
}

func newPlaces(marks []mark) *places {
	p := &places{marks: marks, at: map[moment][]int{}, refs: map[int]string{}}
	for i, m := range marks {
		key := moment{m.Finding, m.Time.UTC(), m.Text}
		p.at[key] = append(p.at[key], i)
	}
	return p
}

// take returns the moment that a piece of evidence is, once.
func (p *places) take(finding int, ev *report.Evidence, id string) *mark {
	if ev.Time == nil {
		return nil
	}
	key := moment{finding, ev.Time.UTC(), ev.Text}
	list := p.at[key]
	if len(list) == 0 {
		return nil
	}
	p.at[key], p.refs[list[0]] = list[1:], id
	return &p.marks[list[0]]
}

// budget bounds what the records take of the page: it must open quickly, and the JSON report has all of them.
type budget struct {
	left  int
	shown map[report.Position]string
}

const (
	maxRecord  = 16 << 10 // bytes of one record
	maxRecords = 1 << 20  // bytes of all
)

func newBudget() *budget { return &budget{maxRecords, map[report.Position]string{}} }

// show puts the record into its row, unless an earlier row has it or there is no room left.
func (b *budget) show(row *evidence) {
	text := recordText(row.Evidence.Raw)
	if text == "" {
		return
	}
	if earlier, ok := b.shown[row.At]; ok {
		row.SameRaw = earlier
		return
	}
	if len(text) > maxRecord {
		text = strings.ToValidUTF8(text[:maxRecord], "") + "\n... (cut; the JSON report has the whole record)"
	}
	if b.left -= len(text); b.left < 0 {
		row.Left = true
		return
	}
	row.Raw = text
	b.shown[row.At] = row.ID
}

// recordText is a record as a person reads it: JSON indented, a line of text as it is. Nothing in it can steer what
// shows it.
func recordText(raw json.RawMessage) string {
	raw = bytes.TrimSpace(raw)
	if len(raw) == 0 || string(raw) == "null" {
		return ""
	}
	var line string
	if raw[0] == '"' && json.Unmarshal(raw, &line) == nil {
		return clean.Block(line)
	}
	var indented bytes.Buffer
	if json.Indent(&indented, raw, "", "  ") != nil {
		return clean.Block(string(raw))
	}
	return clean.Block(indented.String())
}
