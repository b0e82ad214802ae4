package match

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"hamari/correlate/lens"
	"hamari/correlate/pattern"
	"hamari/correlate/report"
	"hamari/parsers"
)

// Slots of the first fields of FindingKind; the entities follow.
const (
	slotFinding = iota
	slotOfPattern
	slotTitle
	slotSeverity
	slotVerdict
	slotSummary
	slotEnds
)

// FindingKind is the vocabulary of findings, for patterns that speak of what other patterns found. Such patterns are
// judged after all others, whose findings they see, and do not see each other's. A record begins where what was found
// began, and lasts as long as it did.
var FindingKind = parsers.NewKind(pattern.FindingKind, "A finding of another pattern", findingFields())

func findingFields() []parsers.Field {
	list := []parsers.Field{
		slotFinding:   {Name: "finding", Doc: "Number of the finding in whose place it stands: its own, or that of the one that explains it."},
		slotOfPattern: {Name: "pattern", Doc: "The pattern that found it."},
		slotTitle:     {Name: "title", Doc: "Its title."},
		slotSeverity:  {Name: "severity", Doc: "critical, high, medium, low or info."},
		slotVerdict:   {Name: "verdict", Doc: "confirmed, likely or possible."},
		slotSummary:   {Name: "summary", Doc: "Its summary."},
		slotEnds:      {Name: "ends", Type: parsers.Bool, Doc: "Whether it is known when it ended. It is not where rows that sum up the whole log show it; then the end is that of the rows."},
	}
	for _, key := range namedKeys() {
		list = append(list, parsers.Field{Name: key, Entity: key, Doc: "What it is about, separated by commas."})
	}
	return list
}

// namedKeys are the entity keys under which findings name something that has no comma in it.
func namedKeys() []string {
	return slices.DeleteFunc(slices.Clone(EntityKeys), func(key string) bool { return key == "user-agent" })
}

// speaksOfFindings reports whether a pattern selects findings of other patterns.
func speaksOfFindings(p *pattern.Pattern) bool {
	return slices.ContainsFunc(p.Steps, func(s *pattern.Step) bool { return s.Kind.Name == pattern.FindingKind })
}

// symptom is a finding as others may select it: when it began, and where it stands.
type symptom struct {
	at         place // of the finding that is listed
	start, end time.Time
	ends       bool // and not only what shows it
	finding    report.Finding
}

// note remembers a finding for patterns that speak of findings.
func (x *explanations) note(p *pattern.Pattern, at place, f report.Finding, hits []*hit) {
	if !x.second {
		return
	}
	s := symptom{at: at, finding: f}
	list := subjects(p, hits)
	s.start, s.end = extent(list)
	s.ends = !slices.ContainsFunc(list, func(h *hit) bool {
		return slices.ContainsFunc(h.order, func(step string) bool { return h.by[step].outlasts() })
	})
	x.symptoms = append(x.symptoms, s)
}

// outlasts reports whether a sighting may last longer than what its step selects: a row that sums up much, and of which
// no field says when that ended.
func (s *Sighting) outlasts() bool {
	return s.rows != nil && s.rows.row != nil && s.End.After(s.Start) && s.Step.Ends.Name == ""
}

// only is the hit with some of its steps.
func (h *hit) only(order []string) *hit {
	some := *h
	some.order, some.by = order, make(map[string]*Sighting, len(order))
	for _, step := range order {
		some.by[step] = h.by[step]
	}
	return &some
}

// sightFindings hands the findings noted so far to the steps that select findings.
func (e *Engine) sightFindings(p *pattern.Pattern, symptoms []symptom) {
	for _, step := range p.Steps {
		if step.Kind.Name != pattern.FindingKind {
			continue
		}
		var found []*Sighting
		for i := range symptoms {
			found = append(found, FromSeries(step, lens.Rows{symptoms[i].row()})...)
		}
		slices.SortStableFunc(found, Compare)
		e.Sightings[step] = found
	}
}

// row is the finding as a record.
func (s *symptom) row() lens.Row {
	f := &s.finding
	values := []lens.Value{
		slotFinding: lens.Text(fmt.Sprintf("%d.%d", s.at.pattern, s.at.finding)), slotOfPattern: lens.Text(f.Pattern), slotTitle: lens.Text(f.Title),
		slotSeverity: lens.Text(string(f.Severity)), slotVerdict: lens.Text(string(f.Verdict)), slotSummary: lens.Text(f.Summary),
		slotEnds: lens.Truth(s.ends),
	}
	for _, key := range namedKeys() {
		values = append(values, lens.Text(strings.Join(f.Entities[key], ",")))
	}
	return lens.Row{Kind: FindingKind, Start: s.start, End: s.end, Values: values, Records: 1}
}

// placeOf finds the finding that a sighting of a finding stands for.
func (x *explanations) placeOf(s *Sighting) (at place, ok bool) {
	name, _ := s.Field(FindingKind.Fields[slotFinding].Name).(string)
	n, _ := fmt.Sscanf(name, "%d.%d", &at.pattern, &at.finding)
	return at, n == 2
}
