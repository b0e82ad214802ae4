package match

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"hamari/correlate/entity"
	"hamari/correlate/lens"
	"hamari/correlate/pattern"
)

// rounds has the vocabulary with findings in it.
var rounds = func() *pattern.Vocabulary {
	v := *vocabulary
	v.Kinds = append(slices.Clone(v.Kinds), FindingKind)
	return &v
}()

// before attaches to findings of others what was granted just before them on something that they touch.
const before = `id: before
title: Before
severity: info
needs: [calls]
steps:
  symptom: {kind: finding, not: {pattern: ignored}, bind: {listed: finding}}
  change: {kind: call, where: {name: grant}, bind: {what: name}}
  undone: {kind: call, where: {name: halt}}
match:
  - symptom
  - {step: change, linked: [volume, instance], ties: [volume, instance], within: [-10m, 0s, symptom]}
refute:
  - {step: undone, same: [volume], after: change, within: [-10m, 0s, end of symptom], why: undone}
group: [listed]
attach: symptom
report: {summary: 'of {{.symptom.pattern}} {{.symptom.time}}', explain: e}
`

// attachedTo is what several patterns make of the calls, with the symptoms first.
func attachedTo(t *testing.T, graph *entity.Graph, yamls []string, calls ...string) []string {
	t.Helper()
	var all *Engine
	var patterns []*pattern.Pattern
	for _, yaml := range append(slices.Clone(yamls), before) {
		saved := vocabulary
		vocabulary = rounds
		e, p := world(t, yaml, graph, calls...)
		vocabulary = saved
		if all == nil {
			all = e
		}
		for step, list := range e.Sightings {
			all.Sightings[step] = list
		}
		patterns = append(patterns, p)
	}
	slices.Reverse(patterns) // what speaks of findings comes last even so
	outcomes, err := all.JudgeAll(t.Context(), patterns)
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for i, out := range outcomes {
		if patterns[i].ID == "before" && len(out.Findings) > 0 || len(out.Notes) > 0 {
			t.Errorf("%d findings stand for themselves, notes %q", len(out.Findings), out.Notes)
		}
		for _, f := range out.Findings {
			line := fmt.Sprintf("%s(%s%s)", f.Pattern, strings.Join(f.Entities["instance"], ","), strings.Join(f.Entities["volume"], ","))
			for _, g := range f.Explains {
				var records []string
				for _, ev := range g.Evidence {
					records = append(records, ev.At.ID)
				}
				line += fmt.Sprintf(" <- %s %s", g.Pattern, strings.Join(records, ","))
			}
			lines = append(lines, line)
		}
	}
	slices.Sort(lines)
	return lines
}

func TestFindingsAsRecords(t *testing.T) {
	graph := func() *entity.Graph {
		g := entity.NewGraph()
		g.Connect(entity.ID{Kind: "volume", Name: "v1"}, entity.ID{Kind: "instance", Name: "i1"}, day, lens.Cite{}, "test")
		g.Connect(entity.ID{Kind: "volume", Name: "v2"}, entity.ID{Kind: "instance", Name: "i1"}, day, lens.Cite{}, "test")
		g.Connect(entity.ID{Kind: "volume", Name: "v9"}, entity.ID{Kind: "instance", Name: "i9"}, day, lens.Cite{}, "test")
		return g
	}
	denied := denials("denied", "deny", "")
	for _, tt := range []struct {
		name   string
		yamls  []string
		calls  []string
		wanted []string
	}{
		{"on the thing itself", []string{denied}, []string{"5 grant volume=v1", "9 deny volume=v1"}, []string{"denied(i1v1) <- before id0"}},
		{"on what it is linked to", []string{denied}, []string{"5 grant instance=i1", "9 deny volume=v1"}, []string{"denied(i1v1) <- before id0"}},
		{"on what is only linked to the same", []string{denied}, []string{"5 grant volume=v2", "9 deny volume=v1"}, []string{"denied(i1v1)"}},
		{"on what an instance is linked to", []string{denied}, []string{"5 grant volume=v9", "9 deny principal=a instance=i9"}, []string{"denied(i9v9) <- before id0"}},
		{"of several, all", []string{denied}, []string{"5 grant volume=v1", "7 grant instance=i1", "9 deny volume=v1"}, []string{"denied(i1v1) <- before id0,id1"}},
		{"too early", []string{denied}, []string{"5 grant volume=v1", "15.1 deny volume=v1"}, []string{"denied(i1v1)"}},
		{"later", []string{denied}, []string{"9.1 grant volume=v1", "9 deny volume=v1"}, []string{"denied(i1v1)"}},
		{"before it began, though it lasts", []string{denied}, []string{"9.1 grant volume=v1", "9 deny volume=v1", "12 deny volume=v1"}, []string{"denied(i1v1)"}},
		{"undone", []string{denied}, []string{"5 grant volume=v1", "6 halt volume=v1", "9 deny volume=v1"}, []string{"denied(i1v1)"}},
		{"undone before it was done", []string{denied}, []string{"5 grant volume=v1", "4 halt volume=v1", "9 deny volume=v1"}, []string{"denied(i1v1) <- before id0"}},
		{"a pattern that is left out", []string{denials("ignored", "deny", "")}, []string{"5 grant volume=v1", "9 deny volume=v1"}, []string{"ignored(i1v1)"}},
		{"what is attached itself", []string{denials("denied", "deny", "explained_by: {pattern: other, same: [principal], within: 5m}"), denials("other", "alive", "")},
			[]string{"5 grant volume=v1", "9 deny volume=v1 principal=a", "9 alive principal=a volume=v7"}, []string{"other(v7) <- denied(i1v1) <- before id0"}},
	} {
		got := attachedTo(t, graph(), tt.yamls, tt.calls...)
		for i := range got { // the entities of what is attached are not told, nor is its own record
			got[i] = strings.ReplaceAll(got[i], "<- denied id1", "<- denied(i1v1)")
		}
		if diff := cmp.Diff(tt.wanted, got); diff != "" {
			t.Errorf("%s: %s", tt.name, diff)
		}
	}
}

// TestOnset holds that a finding begins where what fails begins, and not where it is shown that it works elsewhere, and
// that its end is known or not.
func TestOnset(t *testing.T) {
	yaml := `id: zones
title: Zones
severity: low
needs: [calls]
steps:
  bad: {kind: call, where: {name: deny}}
  good: {kind: call, where: {name: alive}}
match: [bad, {step: good, differ: [instance]}]
group: [instance]
report: {summary: s, explain: e}
`
	e, p := world(t, yaml, nil, "1 alive instance=i2", "9 deny instance=i1")
	x := newExplanations(nil)
	x.second = true
	hits, _ := e.join(p, p.Match)
	note := func() symptom {
		x.symptoms = nil
		f, err := e.finding(p, hits)
		if err != nil {
			t.Fatal(err)
		}
		x.note(p, place{3, 4}, f, hits)
		return x.symptoms[0]
	}
	s := note()
	if !s.start.Equal(day.Add(9*time.Minute)) || !s.end.Equal(s.start) || !s.ends {
		t.Errorf("from %s to %s, ends %t", s.start, s.end, s.ends)
	}
	if !s.finding.Start.Equal(s.start) || !s.finding.End.Equal(s.end) {
		t.Errorf("the finding is from %s to %s", s.finding.Start, s.finding.End)
	}
	bad := e.Sightings[p.Step("bad")][0]
	bad.rows, bad.End = &rowData{row: []lens.Value{}}, day.Add(time.Hour)
	if s := note(); s.ends {
		t.Error("the end of a row that sums up the log was taken for that of what it shows")
	}
	p.Step("bad").Ends = pattern.FieldRef{Name: "name"}
	if s := note(); !s.ends {
		t.Error("the end that a field tells was not taken")
	}
	step := &pattern.Step{Name: "symptom", Kind: FindingKind}
	if at, ok := x.placeOf(FromSeries(step, lens.Rows{s.row()})[0]); !ok || at != (place{3, 4}) {
		t.Errorf("%v", at)
	}
}
