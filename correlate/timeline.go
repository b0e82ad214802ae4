package correlate

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/tidwall/gjson"

	"hamari/correlate/advice"
	"hamari/correlate/draw"
	"hamari/correlate/entity"
	"hamari/correlate/lens"
	"hamari/correlate/lens/metric"
	"hamari/correlate/report"
	"hamari/parsers/cloudtrail"
)

// draw fills the series of the findings. The loads of the few volumes and instances concerned are computed once more:
// before the findings are known, nobody can tell which they are.
func (a *analysis) draw() {
	plan := draw.New(a.rep.Findings, metric.Drawing)
	if n := plan.Left(); n > 0 {
		a.rep.Notes = append(a.rep.Notes, fmt.Sprintf("what was measured is shown for the first findings only: for %d more it is left out", n))
	}
	if plan.Empty() {
		return
	}
	s := a.state
	add := func(_ int, rows lens.Series) { plan.Add(rows) }
	volumes, instances := plan.Texts("volume"), plan.Texts("instance")
	if len(volumes)+len(instances) > 0 {
		s.Metrics.LoadsOf(func(name string) bool { return volumes[name] || instances[name] }, s.Graph, a.c.Jobs(), add)
	}
	if names := plan.Texts("name"); len(names) > 0 {
		s.Metrics.Points(func(_, name string) bool { return names[name] }, a.c.Jobs(), add)
	}
	draw.Finish(a.rep.Findings)
}

// timeline puts the evidence of all findings on one line of time.
func (a *analysis) timeline() {
	type key struct {
		member, text string
		record       int
	}
	seen := map[key]bool{}
	add := func(number int, f *report.Finding, told func(key) bool) {
		for i := range f.Evidence {
			ev := &f.Evidence[i]
			k := key{ev.At.Member, ev.Text, ev.At.Record}
			if ev.Time == nil || told(k) {
				continue
			}
			seen[k] = true
			kind := ev.Step
			if format := a.formatOf(ev.At.Member); format != "" {
				kind = format
			}
			a.rep.Timeline = append(a.rep.Timeline, report.Moment{
				Time: *ev.Time, End: ev.End, Last: ev.Last, Kind: kind, Text: ev.Text, Entities: namedIn(f.Entities, ev), Finding: number, Sign: sign(kind, ev),
			})
		}
	}
	for n := range a.rep.Findings {
		add(n+1, &a.rep.Findings[n], func(k key) bool { return seen[k] })
	}
	// A finding and what it explains rest on the same records and put them in different words, of which one is enough.
	records := map[key]bool{}
	for k := range seen {
		records[key{member: k.member, record: k.record}] = true
	}
	for n := range a.rep.Findings {
		for i := range a.rep.Findings[n].Explains {
			add(n+1, &a.rep.Findings[n].Explains[i], func(k key) bool { return seen[k] || records[key{member: k.member, record: k.record}] })
		}
	}
	a.rep.Timeline = append(a.rep.Timeline, a.otherChanges(func(c lens.Cite) bool { return records[key{member: c.Pos.Member, record: c.Pos.Record}] })...)
	slices.SortStableFunc(a.rep.Timeline, func(x, y report.Moment) int {
		return cmp.Or(x.Time.Compare(y.Time), cmp.Compare(x.Finding, y.Finding), cmp.Compare(x.Text, y.Text))
	})
}

// Around a finding, that much of what else was done to the things that it names stands on the timeline, and no more calls.
const (
	changesBefore   = 24 * time.Hour
	changesAfter    = time.Hour
	maxOtherChanges = 300
)

// otherChanges are the calls that changed something that a finding names, and that no evidence speaks of.
func (a *analysis) otherChanges(told func(lens.Cite) bool) (moments []report.Moment) {
	for i := range a.changed {
		row := &a.changed[i]
		if len(row.Cites) > 0 && told(row.Cites[0]) {
			continue
		}
		shared := map[string][]string{}
		for n := range a.rep.Findings {
			f := &a.rep.Findings[n]
			if !row.Start.Before(f.Start.Add(-changesBefore)) && !row.Start.After(f.End.Add(changesAfter)) {
				addShared(shared, f.Entities, row)
			}
		}
		if len(shared) > 0 {
			moments = append(moments, report.Moment{Time: row.Start, Kind: cloudtrail.Format.Name, Text: changeText(row), Entities: shared, Sign: report.Change})
		}
	}
	if len(moments) > maxOtherChanges {
		a.limit([]string{fmt.Sprintf("%d calls changed what findings name: the first %d of them are on the timeline", len(moments), maxOtherChanges)})
		moments = moments[:maxOtherChanges]
	}
	return moments
}

// addShared adds the things of a finding that a row names, too, apart from the account and the region that everything
// lies in. The row has names as the graph has them, the finding perhaps as ARNs.
func addShared(shared, entities map[string][]string, row *lens.Row) {
	for slot, field := range row.Kind.Fields {
		key, v := field.Entity, row.Value(slot)
		if key == "" || key == "account" || key == "region" || !v.Exists() {
			continue
		}
		named := strings.Split(v.String(), ",")
		for _, name := range entities[key] {
			if slices.Contains(named, entity.Canonical(key, name)) && !slices.Contains(shared[key], name) {
				shared[key] = append(shared[key], name)
			}
		}
	}
}

func changeText(row *lens.Row) string {
	text := func(field string) string { return row.Value(row.Kind.Slot(field)).String() }
	s := text("eventName")
	if what := text("what"); what != "" {
		s += " " + what
	}
	if caller := text("caller"); caller != "" {
		s += " by " + advice.Identity(caller)
	}
	if tool := text("tool"); tool != "" {
		s += " (" + tool + ")"
	}
	return s
}

// namedIn returns the entities that a piece of evidence names, in its text or in its record; all if it names none.
func namedIn(entities map[string][]string, ev *report.Evidence) map[string][]string {
	named := map[string][]string{}
	for key, names := range entities {
		for _, name := range names {
			if strings.Contains(ev.Text, name) || bytes.Contains(ev.Raw, []byte(name)) {
				named[key] = append(named[key], name)
			}
		}
	}
	if len(named) == 0 {
		return entities
	}
	return named
}

// sign says what the eye should catch of a record: that it failed, or that it is of a call that changes something.
func sign(format string, ev *report.Evidence) report.Sign {
	switch format {
	case "cloudtrail":
		record := gjson.GetManyBytes(ev.Raw, "errorCode", "readOnly", "eventName")
		switch {
		case record[0].String() != "":
			return report.Failure
		case record[1].Exists() && !record[1].Bool(), !record[1].Exists() && record[2].Exists() && !reads(record[2].String()):
			return report.Change
		}
	case "flowlog":
		if words := strings.Fields(gjson.ParseBytes(ev.Raw).String()); slices.Contains(words, "REJECT") {
			return report.Failure
		}
	}
	return ""
}

// reads reports whether a call of this name only looks at something. CloudTrail says so itself since version 1.01 of its
// records, but not in all forms in which they are handed out.
func reads(eventName string) bool {
	return slices.ContainsFunc([]string{"Describe", "Get", "List", "Lookup", "Head", "BatchGet"}, func(word string) bool {
		return strings.HasPrefix(eventName, word)
	})
}
