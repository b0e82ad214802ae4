package match

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"hamari/correlate/entity"
	"hamari/correlate/pattern"
	"hamari/correlate/report"
)

// data is what the templates of a finding see: every matched or witnessing step, every entity, and the hit's figures.
func (e *Engine) data(p *pattern.Pattern, h *hit, v *pattern.Variant) map[string]any {
	d := map[string]any{"tie": describeTie(h), "cleared": allCleared(h)}
	if v != nil {
		d["variant"] = v.ID
	}
	for _, key := range EntityKeys {
		list := e.about(h, key)
		if !slices.ContainsFunc(h.order, func(step string) bool { return len(h.by[step].Named(key)) > 0 }) {
			list = e.apart(p, key, list)
		}
		if first := h.by[h.order[0]].Named(key); len(first) > 0 {
			list = first
		}
		list = e.inFull(key, list)
		d[pattern.GoName(key)] = strings.Join(list[:min(len(list), maxEntities)], ", ")
	}
	addWitnesses(d, witnessSightings(h))
	for _, name := range h.order {
		d[pattern.GoName(name)] = h.by[name].data()
	}
	for _, s := range p.Steps {
		if d[pattern.GoName(s.Name)] == nil {
			d[pattern.GoName(s.Name)] = map[string]any{}
		}
	}
	addBound(d, p, h)
	return d
}

// addBound makes what the steps bind visible under its own name, as things are: of the first step that has it.
func addBound(d map[string]any, p *pattern.Pattern, h *hit) {
	add := func(s *pattern.Step) {
		shown, _ := d[pattern.GoName(s.Name)].(map[string]any)
		for _, b := range bound(s) {
			if name := pattern.GoName(b.Name); d[name] == nil && shown[name] != nil {
				d[name] = shown[name]
			}
		}
	}
	for _, name := range h.order {
		add(p.Step(name))
	}
	for _, s := range p.Steps {
		add(s)
	}
}

// bound lists what a step binds, that of which it makes a sighting each included.
func bound(s *pattern.Step) []pattern.Bind {
	if s.Each == nil {
		return s.Binds
	}
	return append(slices.Clone(s.Binds), *s.Each)
}

func witnessSightings(h *hit) (all []*Sighting) {
	for _, w := range slices.Concat(h.confirm, h.context) {
		if w.sighting != nil {
			all = append(all, w.sighting)
		}
	}
	return all
}

// addWitnesses makes the first sighting of each witnessing step visible to templates, and how many there are.
func addWitnesses(d map[string]any, sightings []*Sighting) {
	seen := map[*Sighting]bool{}
	for _, s := range sightings {
		if seen[s] {
			continue
		}
		seen[s] = true
		name := pattern.GoName(s.Step.Name)
		known, _ := d[name].(map[string]any)
		if len(known) == 0 {
			known = s.data()
			known["seen"] = 0
			d[name] = known
		}
		if n, ok := known["seen"].(int); ok {
			known["seen"] = n + 1
		}
	}
}

// inFull gives what is named by a part of its ARN, such as a KMS key, its full name where some record knows it.
func (e *Engine) inFull(kind string, names []string) []string {
	if !slices.Contains(entity.Abridged, kind) {
		return names
	}
	full := slices.Clone(names)
	for i, name := range full {
		if arn := e.Graph.Attr(entity.ID{Kind: kind, Name: name}, "arn", time.Time{}); arn != "" {
			full[i] = arn
		}
	}
	return full
}

// tables renders the pattern's comparison and its tables of sightings.
func (e *Engine) tables(p *pattern.Pattern, h *hit, data map[string]any) (tables []report.Table) {
	if p.Compare != nil {
		if t, ok := e.comparison(p, h, data); ok {
			tables = append(tables, t)
		}
	}
	for i := range p.Tables {
		if t, ok := e.table(p, &p.Tables[i], h, data); ok {
			tables = append(tables, t)
		}
	}
	return tables
}

const maxCompared = 4 // others beside the failing entity, so that the table fits a page

// comparison sets the finding's entity beside others that the same step names.
func (e *Engine) comparison(p *pattern.Pattern, h *hit, data map[string]any) (report.Table, bool) {
	c := p.Compare
	mine := h.by[h.order[0]].Named(c.Entity)
	if len(mine) == 0 {
		return report.Table{}, false
	}
	columns := []string{mine[0]}
	holds := e.holds(p, h, &pattern.Relation{Same: c.Same})
	failing := strings.Split(e.failing, ", ")
	for _, asWell := range []bool{false, true} { // what fails as well tells less
		for _, s := range e.Sightings[p.Step(c.Others)] {
			for _, name := range s.Named(c.Entity) {
				if len(columns) <= maxCompared && slices.Contains(failing, name) == asWell && !slices.Contains(columns, name) && holds(s) {
					columns = append(columns, name)
				}
			}
		}
	}
	if len(columns) == 1 {
		return report.Table{}, false
	}
	t := report.Table{Title: c.Title, Header: append([]string{""}, columns...)}
	for _, row := range c.Rows {
		cells := []string{row.Label}
		for _, name := range columns {
			data["row"] = name
			cells = append(cells, oneLine(e.orNothing(row.Value, data)))
		}
		if !allEmpty(cells[1:]) {
			if differ(cells[1:]) && !slices.Contains(c.Plain, row.Label) {
				t.Differ = append(t.Differ, len(t.Rows))
			}
			t.Rows = append(t.Rows, cells)
		}
	}
	return t, len(t.Rows) > 0
}

func allEmpty(cells []string) bool {
	return !slices.ContainsFunc(cells, func(c string) bool { return c != "" })
}

// differ reports whether the first cell stands alone against at least one other.
func differ(cells []string) bool {
	return slices.ContainsFunc(cells[1:], func(c string) bool { return c != cells[0] })
}

const maxTableRows = 24

// byTime orders by the time of the record: "-time" puts the last first.
const byTime = "time"

// number is a field of a sighting as a number, 0 where it has none.
func number(s *Sighting, field string) float64 {
	if field == byTime {
		return float64(s.Start.Unix())
	}
	f, _ := s.Field(field).(float64)
	return f
}

// inOrder compares sightings by a field with a number, 0 where one has none, and then by time; "-field" puts the largest
// first.
func inOrder(field string) func(a, b *Sighting) int {
	field, falling := strings.CutPrefix(field, "-")
	return func(a, b *Sighting) int {
		order := cmp.Compare(number(a, field), number(b, field))
		if falling {
			order = -order
		}
		return cmp.Or(order, a.Start.Compare(b.Start))
	}
}

// table lists the sightings of some steps, one row each, and what several of them say alike once.
func (e *Engine) table(p *pattern.Pattern, spec *pattern.Table, h *hit, data map[string]any) (report.Table, bool) {
	holds := e.holds(p, h, &pattern.Relation{Same: spec.Same, Agree: spec.Agree})
	var sightings []*Sighting
	for _, name := range spec.Steps {
		for _, s := range e.Sightings[p.Step(name)] {
			if holds(s) {
				sightings = append(sightings, s)
			}
		}
	}
	slices.SortStableFunc(sightings, inOrder(spec.Order))
	t := report.Table{Title: spec.Title, Path: spec.Path}
	for _, c := range spec.Columns {
		t.Header = append(t.Header, c.Label)
	}
	for i, s := range sightings[:min(len(sightings), maxTableRows)] {
		data["row"] = s.data()
		var cells []string
		for _, c := range spec.Columns {
			cells = append(cells, oneLine(e.orNothing(c.Value, data)))
		}
		if i > 0 && (s.seesWhat(sightings[i-1]) || s.liesAs(sightings[i-1])) && slices.Equal(cells, t.Rows[len(t.Rows)-1]) {
			continue // another step saw the same
		}
		if allEmpty(cells) {
			continue // the pattern has nothing to say of it
		}
		t.Rows = append(t.Rows, cells)
	}
	if len(sightings) > maxTableRows {
		t.Title = fmt.Sprintf("%s (%d of %d)", t.Title, maxTableRows, len(sightings))
	}
	if t.Path == nil { // which names columns by their numbers
		dropEmpty(&t)
	}
	return t, len(t.Rows) > 0
}

// dropEmpty takes out the columns in which no row has anything.
func dropEmpty(t *report.Table) {
	for i := len(t.Header) - 1; i >= 0; i-- {
		if slices.ContainsFunc(t.Rows, func(cells []string) bool { return cells[i] != "" }) {
			continue
		}
		t.Header = slices.Delete(t.Header, i, i+1)
		for r := range t.Rows {
			t.Rows[r] = slices.Delete(t.Rows[r], i, i+1)
		}
	}
}
