package match

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"hamari/correlate/entity"
	"hamari/correlate/lens"
	"hamari/correlate/pattern"
	"hamari/correlate/report"
	"hamari/parsers"
)

// only returns the one finding that there must be.
func only(t *testing.T, e *Engine, p *pattern.Pattern) report.Finding {
	t.Helper()
	out := e.Judge(p)
	if len(out.Findings) != 1 || len(out.Notes) != 0 {
		t.Fatalf("%d findings, notes %q", len(out.Findings), out.Notes)
	}
	return out.Findings[0]
}

func TestGroup(t *testing.T) {
	calls := []string{
		"0 start instance=i1 principal=a", "1 deny instance=i1 principal=a code=x",
		"5 start instance=i2 principal=a", "6 deny instance=i2 principal=a code=y",
		"9 start instance=i1 principal=b", "10 deny instance=i1 principal=b code=y",
	}
	variants := "variants: [{id: of-x, when: [{step: deny, where: {code: x}}], report: {}}]"
	for group, want := range map[string][]string{
		"[instance]":            {"i1 likely 2", "i2 likely 1"},
		"[principal]":           {"i1 likely 1", "i1+i2 likely 2"},
		"[instance, principal]": {"i1 likely 1", "i1 likely 1", "i2 likely 1"},
		"[variant]":             {"i1 likely 1", "i1+i2 likely 2"},
		"[]":                    {"i1+i2 likely 3"},
	} {
		yaml := strings.Replace(sample("same: [instance], within: [0s, 2m, start]", variants), "group: [instance]", "group: "+group, 1)
		e, p := world(t, yaml, nil, calls...)
		if diff := cmp.Diff(want, outcome(e, p)); diff != "" {
			t.Errorf("by %s: %s", group, diff)
		}
	}
}

func TestVariants(t *testing.T) {
	rest := `
confirm: [{step: grant, same: [instance]}]
variants:
  - id: disabled
    when: [{step: deny, where: {code|contains: Disabled}}]
    report: {title: 'The key of {{.instance}} is disabled', severity: critical, remedy: [{kind: command, text: enable it}]}
  - id: granted-later
    when: [{step: deny, not: {code|exists: true}}, {step: grant, where: {principal: root}}]
    report: {summary: 'variant {{.variant}}'}
`
	for _, tt := range []struct {
		name                     string
		calls                    []string
		title, severity, summary string
	}{
		{"none", []string{"1 deny instance=i1 code=AccessDenied"}, "Sample", "low", "i1 by the same caller at the same time"},
		{"by a matched step", []string{"1 deny instance=i1 code=DisabledException"}, "The key of i1 is disabled", "critical", "i1 by the same caller at the same time"},
		{"by a witness", []string{"1 deny instance=i1", "2 grant instance=i1 principal=root"}, "Sample", "low", "variant granted-later"},
		{"not with another witness", []string{"1 deny instance=i1", "2 grant instance=i1 principal=else"}, "Sample", "low", "i1 by the same caller at the same time"},
	} {
		e, p := world(t, sample("same: [instance]", rest), nil, append(tt.calls, "0 start instance=i1")...)
		f := only(t, e, p)
		if f.Title != tt.title || string(f.Severity) != tt.severity || f.Summary != tt.summary {
			t.Errorf("%s: %q, %s, %q", tt.name, f.Title, f.Severity, f.Summary)
		}
		if wantRemedy := tt.severity == "critical"; (len(f.Remedy) == 1) != wantRemedy {
			t.Errorf("%s: remedies %+v", tt.name, f.Remedy)
		}
	}
}

func TestComparison(t *testing.T) {
	graph := entity.NewGraph()
	for instance, kind := range map[string]string{"i1": "m5.large", "i2": "m5.large", "i3": "t3.micro"} {
		graph.Know(entity.ID{Kind: "instance", Name: instance}, "instance-type", entity.Fact{Value: kind})
	}
	rest := `
compare:
  title: Beside the others
  entity: instance
  others: start
  same: [principal]
  plain: [name]
  rows:
    name: '{{.row}}'
    type: '{{attr "instance" .row "instance-type"}}'
    denied: '{{sighted "deny" .row ""}}'
    alive since: '{{sighted_after "alive" .row .start.time}}'
    nothing: '{{attr "instance" .row "colour"}}'
`
	e, p := world(t, sample("same: [instance]", rest), graph,
		"0 start instance=i1 principal=a", "1 deny instance=i1 principal=a", "2 start instance=i2 principal=a",
		"3 start instance=i3 principal=b", "4 alive instance=i2", "4 start instance=i2 principal=a")
	f := only(t, e, p)
	want := []report.Table{{
		Title: "Beside the others", Header: []string{"", "i1", "i2"},
		Rows: [][]string{{"name", "i1", "i2"}, {"type", "m5.large", "m5.large"}, {"denied", "yes", ""}, {"alive since", "", "2026-03-04 00:04:00Z"}},
		// The name always differs, the type does not; what nobody has is left out.
		Differ: []int{2, 3},
	}}
	if diff := cmp.Diff(want, f.Tables); diff != "" {
		t.Error(diff)
	}
}

// TestLookupOfOwnSteps holds that a text asks for the steps of its own pattern where others have steps of the same name.
func TestLookupOfOwnSteps(t *testing.T) {
	yaml := strings.Replace(sample("same: [instance]", ""), "{{.instance}} by {{.tie}}", `{{sighted "deny" .instance "code"}}`, 1)
	first, p := world(t, yaml, nil, "0 start instance=i1", "1 deny instance=i1 code=first")
	second, q := world(t, yaml, nil, "0 start instance=i1", "1 deny instance=i1 code=second")
	for step, list := range second.Sightings {
		first.Sightings[step] = list
	}
	if got := only(t, first, p).Summary; got != "first" {
		t.Errorf("the first pattern reads %q", got)
	}
	if got := only(t, first, q).Summary; got != "second" {
		t.Errorf("the second pattern reads %q", got)
	}
}

// TestRelationOrder holds that texts see the first sighting in the order that a relation asks for.
func TestRelationOrder(t *testing.T) {
	yaml := `id: sample
title: Sample
severity: low
needs: [calls]
steps:
  start: {kind: call, where: {name: start}}
  full: {kind: load, where: {share|gte: 0.5}}
match: [start]
context: [{step: full, same: [volume], order: -share}]
group: []
report: {summary: '{{.full.share}}', explain: e}
`
	e, p := world(t, yaml, nil, "0 start volume=v")
	for i, share := range []float64{0.5, 0.9, 0.7} {
		row := lens.Row{Kind: load, Start: day.Add(time.Duration(i) * time.Minute), Values: []lens.Value{lens.Text("v"), lens.Number(share)},
			Cites: []lens.Cite{{Pos: parsers.Pos{Record: i}}}}
		e.Sightings[p.Steps[1]] = append(e.Sightings[p.Steps[1]], FromSeries(p.Steps[1], lens.Rows{row})...)
	}
	if got := only(t, e, p).Summary; got != "0.9" {
		t.Errorf("the text sees %s", got)
	}
}

func TestTable(t *testing.T) {
	yaml := `id: sample
title: Sample
severity: low
needs: [calls]
steps:
  full: {kind: load, where: {share|gte: 0.5}}
match: [full]
group: []
tables:
  - {title: By share, steps: full, order: share, columns: {volume: '{{.row.volume}}', never: '{{if eq .row.volume "x"}}x{{end}}', share: '{{.row.share}}', at: '{{.row.time}}'}}
  - {title: Largest first, steps: full, order: -share, columns: {volume: '{{.row.volume}}'}}
  - {title: Of nothing, steps: full, same: [instance], columns: {volume: '{{.row.volume}}'}}
report: {summary: s, explain: e}
`
	p, err := pattern.Parse("test.yaml", []byte(yaml), vocabulary)
	if err != nil {
		t.Fatal(err)
	}
	e, _ := world(t, yaml, nil)
	for i, share := range []float64{0.9, 0.5, 0.9, 0.4} {
		row := lens.Row{Kind: load, Start: day.Add(-time.Duration(i) * time.Minute), End: day, Values: []lens.Value{lens.Text(fmt.Sprint("v", i)), lens.Number(share)},
			Cites: []lens.Cite{{Pos: parsers.Pos{Record: i}}}}
		e.Sightings[p.Steps[0]] = append(e.Sightings[p.Steps[0]], FromSeries(p.Steps[0], lens.Rows{row})...)
	}
	slices.SortFunc(e.Sightings[p.Steps[0]], Compare)
	want := []report.Table{{Title: "By share", Header: []string{"volume", "share", "at"}, Rows: [][]string{
		{"v1", "0.5", "2026-03-03 23:59:00Z"}, {"v2", "0.9", "2026-03-03 23:58:00Z"}, {"v0", "0.9", "2026-03-04 00:00:00Z"},
	}}, {Title: "Largest first", Header: []string{"volume"}, Rows: [][]string{{"v2"}, {"v0"}, {"v1"}}}}
	if diff := cmp.Diff(want, only(t, e, p).Tables); diff != "" {
		t.Error(diff)
	}
	full := e.Sightings[p.Steps[0]]
	for len(full) <= maxTableRows {
		full = append(full, full...)
	}
	e.Sightings[p.Steps[0]] = full
	if got := only(t, e, p).Tables[1]; got.Title != fmt.Sprintf("Largest first (%d of %d)", maxTableRows, len(full)) || len(got.Rows) != maxTableRows {
		t.Errorf("%s, %d rows", got.Title, len(got.Rows))
	}
}

// TestTableOfBoth holds that what two steps of different kinds saw in the same time, and say alike, is one row.
func TestTableOfBoth(t *testing.T) {
	yaml := `id: sample
title: Sample
severity: low
needs: [calls]
steps:
  full: {kind: load, where: {share|gte: 0.5}}
  called: {kind: call}
match: [full]
group: []
tables:
  - {title: Both, steps: [full, called], columns: {at: '{{.row.time}}', what: same}}
report: {summary: s, explain: e}
`
	e, p := world(t, yaml, nil)
	full, called := p.Steps[0], p.Steps[1]
	for minute, steps := range [][]*pattern.Step{{full, called}, {called, called}} {
		for i, step := range steps {
			at := day.Add(time.Duration(minute) * time.Minute)
			row := lens.Row{Kind: step.Kind, Start: at, End: at, Values: make([]lens.Value, len(step.Kind.Fields)), Cites: []lens.Cite{{Pos: parsers.Pos{Record: 2*minute + i}}}}
			if step == full {
				row.Values[0], row.Values[1] = lens.Text("v"), lens.Number(0.9)
			}
			e.Sightings[step] = append(e.Sightings[step], FromSeries(step, lens.Rows{row})...)
		}
	}
	first, second := "2026-03-04 00:00:00Z", "2026-03-04 00:01:00Z"
	want := [][]string{{first, "same"}, {second, "same"}, {second, "same"}}
	if diff := cmp.Diff(want, only(t, e, p).Tables[0].Rows); diff != "" {
		t.Error(diff)
	}
}

// TestTimes holds that a row counts as often as its step's field says, and once if it says nothing.
func TestTimes(t *testing.T) {
	yaml := `id: sample
title: Sample
severity: low
needs: [calls]
steps:
  full: {kind: load, where: {share|gte: 0.5}, times: times}
match: [full]
group: []
report: {summary: s, explain: e}
`
	e, p := world(t, yaml, nil)
	for i, times := range []lens.Value{lens.Number(7), {}, lens.Number(30)} {
		row := lens.Row{Kind: load, Start: day, Values: []lens.Value{lens.Text(fmt.Sprint("v", i)), lens.Number(0.9), times}, Cites: []lens.Cite{{Pos: parsers.Pos{Record: i}}}}
		e.Sightings[p.Steps[0]] = append(e.Sightings[p.Steps[0]], FromSeries(p.Steps[0], lens.Rows{row})...)
	}
	if got := only(t, e, p).Count; got != 38 {
		t.Errorf("it happened %d times, not 38", got)
	}
	for records, want := range map[int64]int64{40: 118, 1: 0} { // it tells of records only where they are more
		e.Sightings[p.Step("full")][0].Records = records
		for _, s := range e.Sightings[p.Step("full")][1:] {
			s.Records = min(records, 39)
		}
		if got := only(t, e, p).Records; got != want {
			t.Errorf("from %d records, not %d", got, want)
		}
	}
}

// TestEvidenceOfEachStep holds that many records of one step leave room for the one that decides the verdict.
func TestEvidenceOfEachStep(t *testing.T) {
	steps, match, calls := "", "", []string{"59 proof instance=i1"}
	for n := range 6 {
		steps += fmt.Sprintf("  s%d: {kind: call, where: {name: n%d}}\n", n, n)
		match += fmt.Sprintf("  - {step: s%d, agree: [instance]}\n", n)
		for m := range 5 { // 5^6 ways to match are still below the cap
			calls = append(calls, fmt.Sprintf("%d.%d n%d instance=i1", n, m, n))
		}
	}
	yaml := "id: sample\ntitle: Sample\nseverity: low\nneeds: [calls]\nsteps:\n" + steps + "  proof: {kind: call, where: {name: proof}}\n" +
		"match:\n" + strings.Replace(match, "{step: s0, agree: [instance]}", "s0", 1) +
		"confirm: [{step: proof, same: [instance]}]\ngroup: [instance]\nreport: {summary: s, explain: e}\n"
	e, p := world(t, yaml, nil, calls...)
	f := only(t, e, p)
	if len(f.Evidence) != maxEvidence || f.DroppedEvidence != len(calls)-maxEvidence || f.Verdict != report.Confirmed {
		t.Fatalf("%d pieces of evidence, %s", len(f.Evidence), f.Verdict)
	}
	if !slices.ContainsFunc(f.Evidence, func(ev report.Evidence) bool { return ev.Role == report.Confirm }) {
		t.Error("what confirms was crowded out by what was matched")
	}
	if !slices.IsSortedFunc(f.Evidence, func(a, b report.Evidence) int { return a.Time.Compare(*b.Time) }) {
		t.Error("not in order of time")
	}
}

// TestCut holds that a join which is not looked at to its end says so, whichever list of relations it belongs to.
func TestCut(t *testing.T) {
	var calls []string
	for n := range 150 {
		calls = append(calls, fmt.Sprintf("0 start instance=i1 request=%d", n), fmt.Sprintf("1 halt instance=i1 request=%d", n))
	}
	for name, yaml := range map[string]string{
		"match":    strings.Replace(sample("same: [instance]", ""), "step: deny", "step: halt", 1),
		"possible": sample("same: [instance]", "possible: [start, {step: halt, same: [instance]}]"),
	} {
		e, p := world(t, yaml, nil, calls...)
		out := e.Judge(p)
		if len(out.Findings) != 1 || len(out.Limits) != 1 || !strings.Contains(out.Limits[0], "more than 20000 times") {
			t.Errorf("%s: %d findings, limits %q", name, len(out.Findings), out.Limits)
		}
	}
}

func TestWeakStep(t *testing.T) {
	yaml := strings.Replace(sample("same: [instance]", "confirm: [{step: grant, same: [instance]}]"),
		"deny: {kind: call", "deny: {verdict: possible, kind: call", 1)
	e, p := world(t, yaml, nil, "0 start instance=i1", "1 deny instance=i1", "2 grant instance=i1")
	if diff := cmp.Diff([]string{"i1 possible 1"}, outcome(e, p)); diff != "" {
		t.Error(diff)
	}
}

// TestVerdictOfSteps holds what steps and confirmations say of certainty against each other.
func TestVerdictOfSteps(t *testing.T) {
	for _, tt := range []struct{ step, confirm, want string }{
		{"confirmed", "", "i1 confirmed 1"},
		{"possible", "confirm: [{step: grant, same: [instance], settles: true}]", "i1 confirmed 1"},
		{"possible", "confirm: [{step: grant, same: [instance]}]", "i1 possible 1"},
		{"possible", "confirm: [{step: grant, same: [volume], settles: true}]", "i1 possible 1"},
	} {
		yaml := strings.Replace(sample("same: [instance]", tt.confirm), "deny: {kind: call", "deny: {verdict: "+tt.step+", kind: call", 1)
		e, p := world(t, yaml, nil, "0 start instance=i1", "1 deny instance=i1", "2 grant instance=i1")
		if diff := cmp.Diff([]string{tt.want}, outcome(e, p)); diff != "" {
			t.Errorf("%+v: %s", tt, diff)
		}
	}
}

// TestWindowOfAnotherStep holds that a relation timed from one of several steps says nothing of a match through another.
func TestWindowOfAnotherStep(t *testing.T) {
	yaml := strings.Replace(sample("same: [instance]", "confirm: [{step: grant, same: [instance], within: [0s, 5m, deny]}]"),
		"{step: deny,", "{step: [deny, alive],", 1)
	for call, want := range map[string]string{"deny": "i1 confirmed 1", "alive": "i1 likely 1"} {
		e, p := world(t, yaml, nil, "0 start instance=i1", "1 "+call+" instance=i1", "2 grant instance=i1")
		if diff := cmp.Diff([]string{want}, outcome(e, p)); diff != "" {
			t.Errorf("%s: %s", call, diff)
		}
	}
}

// TestIntervals proves the relations of sightings that last.
func TestIntervals(t *testing.T) {
	for _, tt := range []struct {
		relation string
		deny     string // the start lasts from 10 to 20
		want     string
	}{
		{"overlaps: start", "19 deny", "i1 likely 1"},
		{"overlaps: start", "20 deny", "i1 likely 1"},
		{"overlaps: start", "20.1 deny", "not-found nothing fits in calls"},
		{"overlaps: start", "9.9 deny", "not-found nothing fits in calls"},
		{"within: [0s, 1m, end of start]", "21 deny", "i1 likely 1"},
		{"within: [0s, 1m, end of start]", "19 deny", "not-found nothing fits in calls"},
		{"within: [0s, 1m, start]", "21 deny", "not-found nothing fits in calls"},
	} {
		e, p := world(t, sample(tt.relation, ""), nil, "10 start instance=i1", tt.deny)
		e.Sightings[p.Step("start")][0].End = day.Add(20 * time.Minute)
		if diff := cmp.Diff([]string{tt.want}, outcome(e, p)); diff != "" {
			t.Errorf("%s, %s: %s", tt.relation, tt.deny, diff)
		}
	}
}

// TestIntervalsThatFollow holds that of two things that last, the one that begins when the other ends is not at the same
// time, and that something covers another only if it lasts for half of its time.
func TestIntervalsThatFollow(t *testing.T) {
	for _, tt := range []struct {
		relation string
		from, to int // of the deny; the start lasts from 10 to 20
		want     string
	}{
		{"overlaps: start", 20, 30, "not-found nothing fits in calls"},
		{"overlaps: start", 19, 30, "i1 likely 1"},
		{"overlaps: start", 1, 10, "not-found nothing fits in calls"},
		{"overlaps: start", 1, 11, "i1 likely 1"},
		{"covers: start", 16, 30, "not-found nothing fits in calls"},
		{"covers: start", 15, 30, "i1 likely 1"},
		{"covers: start", 0, 14, "not-found nothing fits in calls"},
		{"covers: start", 12, 17, "i1 likely 1"},
		{"covers: start", 20, 30, "not-found nothing fits in calls"},
	} {
		e, p := world(t, sample(tt.relation, ""), nil, "10 start instance=i1", fmt.Sprint(tt.from, " deny"))
		e.Sightings[p.Step("start")][0].End = day.Add(20 * time.Minute)
		e.Sightings[p.Step("deny")][0].End = day.Add(time.Duration(tt.to) * time.Minute)
		if diff := cmp.Diff([]string{tt.want}, outcome(e, p)); diff != "" {
			t.Errorf("%s, %d to %d: %s", tt.relation, tt.from, tt.to, diff)
		}
	}
}

// TestUntilTheNearest holds that of several entities in a hit the one that comes next bounds it.
func TestUntilTheNearest(t *testing.T) {
	graph := entity.NewGraph()
	for _, instance := range []string{"i1", "i2"} {
		graph.Connect(entity.ID{Kind: "volume", Name: "v1"}, entity.ID{Kind: "instance", Name: instance}, day, lens.Cite{}, "test")
	}
	yaml := sample("same: [volume]", "confirm: [{step: grant, same: [volume], within: [0s, 60m, start], until: halt}]")
	for grant, want := range map[string]string{"20": "likely", "8": "confirmed"} {
		e, p := world(t, yaml, graph, "0 start volume=v1", "1 deny volume=v1", "30 halt instance=i1", "10 halt instance=i2", grant+" grant volume=v1")
		if f := only(t, e, p); string(f.Verdict) != want {
			t.Errorf("grant after %s minutes: %s, want %s", grant, f.Verdict, want)
		}
	}
}

// TestEveryOfUnknown holds that one sighting stands for all where the bundle does not say which there are, unless the
// match itself names the one that is missing.
func TestEveryOfUnknown(t *testing.T) {
	rest := "refute: [{step: grant, same: [instance], every: volume, why: granted}]"
	calls := []string{"0 start instance=i1 principal=a", "1 grant instance=i1 volume=v1"}
	for deny, want := range map[string]string{
		"1 deny principal=a":             "ruled-out granted",
		"1 deny principal=a instance=i1": "i1 likely 1",
	} {
		e, p := world(t, sample("same: [principal], ties: [instance]", rest), nil, append(calls, deny)...)
		if diff := cmp.Diff([]string{want}, outcome(e, p)); diff != "" {
			t.Errorf("%s: %s", deny, diff)
		}
	}
}

func TestReasons(t *testing.T) {
	var calls []string
	for n := range 8 {
		calls = append(calls, fmt.Sprintf("%d start instance=i%d", 9-n, n), fmt.Sprintf("%d.1 alive instance=i%d", 9-n, n))
	}
	yaml := `id: sample
title: Sample
severity: low
needs: [calls]
steps:
  start: {kind: call, where: {name: start}}
  alive: {kind: call, where: {name: alive}}
match: [start]
refute: [{step: alive, same: [instance], why: '{{.instance}} lives'}]
group: [instance]
report: {summary: s, explain: e}
`
	e, p := world(t, yaml, nil, calls...)
	out := e.Judge(p)
	if want := "i7 lives; i6 lives; i5 lives; i4 lives; i3 lives; and more of the same kind"; out.Pattern.Why != want {
		t.Errorf("%q, want %q", out.Pattern.Why, want)
	}
	// The records shown are those of the reasons told.
	if len(out.Pattern.Evidence) != maxReasons || out.Pattern.Evidence[0].At.Record != 15 {
		t.Errorf("%+v", out.Pattern.Evidence)
	}
}

func TestEntities(t *testing.T) {
	graph := entity.NewGraph()
	for key, region := range map[string]string{"k-1": "us-west-2", "k-2": "eu-west-1"} {
		graph.Know(entity.ID{Kind: "key", Name: key}, "arn", entity.Fact{Value: "arn:aws:kms:" + region + ":111122223333:key/" + key})
		graph.Connect(entity.ID{Kind: "volume", Name: "v" + key}, entity.ID{Kind: "key", Name: key}, day, lens.Cite{}, "test")
		graph.Connect(entity.ID{Kind: "volume", Name: "v" + key}, entity.ID{Kind: "instance", Name: "i1"}, day, lens.Cite{}, "test")
	}
	e, p := world(t, sample("same: [instance]", ""), graph, "0 start instance=i1", "1 deny instance=i1")
	first := e.Sightings[p.Step("start")][0].taken
	first.names = append(first.names, naming{"address", []string{"ec2.amazonaws.com", "192.0.2.1"}})
	want := map[string][]string{
		"instance": {"i1"}, "volume": {"vk-1", "vk-2"}, "address": {"192.0.2.1"},
		"key": {"arn:aws:kms:eu-west-1:111122223333:key/k-2", "arn:aws:kms:us-west-2:111122223333:key/k-1"},
	}
	if diff := cmp.Diff(want, only(t, e, p).Entities); diff != "" {
		t.Error(diff)
	}
}

// TestManyEntities counts what a finding has no room for.
func TestManyEntities(t *testing.T) {
	e, p := world(t, sample("same: [instance]", ""), nil, "0 start instance=i1", "1 deny instance=i1")
	for i := range maxEntities + 2 {
		e.Sightings[p.Step("start")][0].taken.name("address", fmt.Sprintf("192.0.2.%d", i))
	}
	f := only(t, e, p)
	if diff := cmp.Diff(map[string]int{"address": 2}, f.DroppedEntities); diff != "" || len(f.Entities["address"]) != maxEntities {
		t.Errorf("%d shown, dropped %s", len(f.Entities["address"]), diff)
	}
}

// TestAssess tells "nothing there" from "nothing could be seen".
func TestAssess(t *testing.T) {
	e, p := world(t, sample("same: [instance]", "assess: {kinds: load, why: the bundle has no loads, collect: aws get-them}"), nil)
	out := e.Judge(p)
	want := []report.Collect{{Why: "the bundle has no loads", Command: "aws get-them"}}
	if out.Pattern.Status != report.NotAssessable || !cmp.Equal(out.Pattern.Collect, want) || !slices.Equal(out.Pattern.Missing, []string{"load"}) {
		t.Errorf("%+v", out.Pattern)
	}
	e.Formats = nil
	if out := e.Judge(p); !cmp.Equal(out.Pattern.Collect, want) || !slices.Equal(out.Pattern.Missing, []string{"calls"}) {
		t.Errorf("without the format: %+v", out.Pattern)
	}
	e.Formats = map[string]bool{"calls": true}
	e.Rows["load"] = 1
	if out := e.Judge(p); out.Pattern.Status != report.NotFound {
		t.Errorf("%+v", out.Pattern)
	}
}

// TestAssessFields holds that rows which do not say enough leave open whether something is there.
func TestAssessFields(t *testing.T) {
	e, p := world(t, sample("same: [instance]", "assess: {kinds: load, why: the bundle has no loads, fields: [{has: times or share, why: no shares, collect: aws get-shares}, {has: share, why: none, collect: aws get-shares}]}"), nil)
	e.Rows["load"] = 1
	out := e.Judge(p)
	if out.Pattern.Status != report.NotAssessable || out.Pattern.Why != "no shares, and none" || len(out.Pattern.Collect) != 1 || out.Pattern.Collect[0].Command != "aws get-shares" {
		t.Errorf("%+v", out.Pattern)
	}
	e.Told = map[string]map[string]bool{"load": {"share": true}}
	if out := e.Judge(p); out.Pattern.Status != report.NotFound {
		t.Errorf("%+v", out.Pattern)
	}
}

// TestAssessPart holds that of a bundle of which a part was looked at nothing is said that only holds for the part.
func TestAssessPart(t *testing.T) {
	e, p := world(t, sample("same: [instance]", "assess: {kinds: load, why: the bundle has no loads, collect: aws get-them}"), nil)
	for part, want := range map[string]string{"": "the bundle has no loads", "the part of the bundle": "the part of the bundle has no loads"} {
		e.Bundle = part
		if out := e.Judge(p); out.Pattern.Why != want || out.Pattern.Collect[0].Why != want {
			t.Errorf("%+v", out.Pattern)
		}
	}
}

// TestAssessMetrics holds that a pattern about a metric is not called "not found" where the metric is missing.
func TestAssessMetrics(t *testing.T) {
	e, p := world(t, sample("same: [instance]", "assess: {kinds: load, metrics: [Errors, Drops], why: the bundle has no such metric}"), nil)
	e.Rows["load"] = 1
	for metrics, want := range map[string]report.Status{"": report.NotAssessable, "Other": report.NotAssessable, "Drops": report.NotFound} {
		e.Metrics = map[string]int{metrics: 1}
		if out := e.Judge(p); out.Pattern.Status != want {
			t.Errorf("with metric %q: %+v", metrics, out.Pattern)
		}
	}
}

// TestAssessResources holds that a pattern about a described resource is not called "not found" where none of its type is
// described.
func TestAssessResources(t *testing.T) {
	voc := *vocabulary
	voc.Resources = []string{"instance-status", "volume"}
	p, err := pattern.Parse("test.yaml", []byte(sample("same: [instance]", "assess: {resources: [instance-status], why: the bundle has no such description}")), &voc)
	if err != nil {
		t.Fatal(err)
	}
	for described, want := range map[string]report.Status{"": report.NotAssessable, "volume": report.NotAssessable, "instance-status": report.NotFound} {
		e := &Engine{Graph: entity.NewGraph(), Formats: map[string]bool{"calls": true}, Described: map[string]bool{described: true}}
		if out := e.Judge(p); out.Pattern.Status != want || out.Pattern.Missing == nil {
			t.Errorf("with %q described: %+v", described, out.Pattern)
		}
	}
}

// TestAssessInstead holds that the metric is not asked for where a format was read that does as well.
func TestAssessInstead(t *testing.T) {
	yaml := strings.Replace(sample("same: [instance]", "assess: {metrics: [Errors], why: the bundle has no such metric}"), "needs: [calls]", "needs: [calls or descriptions or metrics]", 1)
	voc := *vocabulary
	voc.Formats = []string{"calls", "descriptions", "metrics"}
	p, err := pattern.Parse("test.yaml", []byte(yaml), &voc)
	if err != nil {
		t.Fatal(err)
	}
	for format, want := range map[string]report.Status{"calls": report.NotFound, "descriptions": report.NotAssessable, "metrics": report.NotAssessable} {
		e := &Engine{Graph: entity.NewGraph(), Formats: map[string]bool{format: true}, Timeless: map[string]bool{"descriptions": true}}
		if out := e.Judge(p); out.Pattern.Status != want {
			t.Errorf("with %s alone: %+v", format, out.Pattern)
		}
	}
}

// TestAt holds that a row's own field may say when the thing began.
func TestAt(t *testing.T) {
	kind := parsers.NewKind("stop", "A stop", []parsers.Field{{Name: "instance", Entity: "instance"}, {Name: "first"}})
	step := &pattern.Step{Name: "stop", Kind: kind, At: pattern.FieldRef{Name: "first", Slot: 1}}
	for first, want := range map[string]time.Time{"2026-03-04T05:00:00Z": day.Add(5 * time.Hour), "": day, "soon": day} {
		row := lens.Row{Kind: kind, Start: day, End: day.Add(9 * time.Hour), Values: []lens.Value{lens.Text("i1, i2"), lens.Text(first)}}
		s := FromSeries(step, lens.Rows{row})
		if len(s) != 1 || !s[0].Start.Equal(want) || !s[0].End.Equal(row.End) {
			t.Errorf("%q: %+v", first, s)
		}
	}
}

// TestTimeInRecord gives a record the time that a part of it holds, and does not sight one without it.
func TestTimeInRecord(t *testing.T) {
	nested := parsers.NewKind("nested", "", []parsers.Field{{Name: "name"}})
	nested.Nested, nested.Roots = true, []string{"launched"}
	step := &pattern.Step{Name: "up", Kind: nested, At: pattern.FieldRef{Name: "launched", Slot: -1, Path: "launched"}}
	for raw, want := range map[string]time.Time{
		`{"launched":"2026-03-04T05:00:00+00:00"}`: day.Add(5 * time.Hour), `{"launched":1772600400.0}`: day.Add(5 * time.Hour), `{}`: {}, `{"launched":"soon"}`: {},
	} {
		got := FromEvent(step, &parsers.Event{Kind: nested, Values: []parsers.Value{nil}, Raw: []byte(raw)})
		if sighted := len(got) == 1; sighted != !want.IsZero() || sighted && !got[0].Start.Equal(want) {
			t.Errorf("%s: %+v", raw, got)
		}
	}
}

// TestEach makes one sighting of each instance that one call names, with the binds of all.
func TestEach(t *testing.T) {
	nested := parsers.NewKind("nested", "", []parsers.Field{{Name: "name"}})
	nested.Nested, nested.Roots = true, []string{"request"}
	voc := *vocabulary
	voc.Kinds = []*parsers.Kind{nested}
	p, err := pattern.Parse("test.yaml", []byte(`id: sample
title: Sample
severity: low
needs: [calls]
steps:
  stop:
    kind: nested
    each: {instance: request.items.#.id}
    bind: {key: {from: [request.none, request.key], re: '(k-.+)$'}, volume: request.volumes, asg: request.nothing}
match: [stop]
group: [instance]
report: {summary: s, explain: e}
`), &voc)
	if err != nil {
		t.Fatal(err)
	}
	ev := &parsers.Event{Kind: nested, Time: day, Values: []parsers.Value{parsers.Value("Stop")},
		Raw: []byte(`{"request":{"items":[{"id":"i-2"},{"id":"i-1"},{"id":"i-2"}],"key":"arn:aws:kms:r:1:key/k-9","volumes":["v1",["v2",null],""],"nothing":[]}}`)}
	var got []map[string][]string
	for _, s := range FromEvent(p.Steps[0], ev) {
		got = append(got, maps.Collect(s.named()))
	}
	want := []map[string][]string{
		{"instance": {"i-2"}, "key": {"k-9"}, "volume": {"v1", "v2"}}, {"instance": {"i-1"}, "key": {"k-9"}, "volume": {"v1", "v2"}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	ev.Raw = []byte(`{"request":{"items":[]}}`)
	if got := FromEvent(p.Steps[0], ev); len(got) != 0 {
		t.Errorf("a call that names no instance is sighted as %+v", got[0])
	}
}

// TestWindowOfAlternative holds that a window around one of several steps is around nothing where another was matched.
func TestWindowOfAlternative(t *testing.T) {
	yaml := `id: sample
title: Sample
severity: low
needs: [calls]
steps:
  start: {kind: call, where: {name: start}}
  halt: {kind: call, where: {name: halt}}
  grant: {kind: call, where: {name: grant}}
match: [{step: [start, halt]}]
confirm: [{step: grant, same: [instance], within: [0s, 1m, start]}]
group: [instance]
report: {summary: s, explain: e}
`
	for calls, want := range map[string]string{
		"0 start instance=i1,1 grant instance=i1": "i1 confirmed 1", "0 start instance=i1,2 grant instance=i1": "i1 likely 1",
		"0 halt instance=i1,1 grant instance=i1": "i1 likely 1",
	} {
		e, p := world(t, yaml, nil, strings.Split(calls, ",")...)
		if diff := cmp.Diff([]string{want}, outcome(e, p)); diff != "" {
			t.Errorf("%s: %s", calls, diff)
		}
	}
}

// TestRivalThatNeeds holds that a rival says how to get what would tell it apart only where the bundle lacks that.
func TestRivalThatNeeds(t *testing.T) {
	voc := *vocabulary
	voc.Formats = append([]string{"flows"}, voc.Formats...)
	saved := vocabulary
	vocabulary = &voc
	defer func() { vocabulary = saved }()
	yaml := strings.Replace(sample("same: [instance]", ""), "explain: e}",
		"explain: e, rivals: [{pattern: other, tell_apart: rejects, needs: [flows, calls], collect: {why: 'of {{.instance}}', command: 'aws get {{.instance}}'}}]}", 1)
	e, p := world(t, yaml, nil, "0 start instance=i1", "1 deny instance=i1")
	want := []report.Rival{{Pattern: "other", TellApart: "rejects", Missing: []string{"flows"}, Collect: &report.Collect{Why: "of i1", Command: "aws get i1"}}}
	if diff := cmp.Diff(want, only(t, e, p).Rivals); diff != "" {
		t.Error(diff)
	}
	e.Formats["flows"] = true
	want[0].Missing, want[0].Collect = []string{}, nil
	if diff := cmp.Diff(want, only(t, e, p).Rivals); diff != "" {
		t.Error(diff)
	}
}

// TestLoopOverOne holds that a command for each of several metrics is a loop only where there are several.
func TestLoopOverOne(t *testing.T) {
	yaml := strings.Replace(sample("same: [instance]", ""), "explain: e}",
		`explain: e, collect: [{why: w, command: 'for m in {{args (replace "_" "," .deny.code)}}; do aws get --name $m --more $more > $m-{{.instance}}.json; done'}]}`, 1)
	for code, want := range map[string]string{
		"A%":  "aws get --name A% --more $more > A%-i1.json",
		"A_B": "for m in A B; do aws get --name $m --more $more > $m-i1.json; done",
	} {
		e, p := world(t, yaml, nil, "0 start instance=i1", "1 deny instance=i1 code="+code)
		if diff := cmp.Diff([]report.Collect{{Why: "w", Command: want}}, only(t, e, p).Collect); diff != "" {
			t.Error(diff)
		}
	}
}

// TestSince holds that the time in a field counts where a record has it, and that a record without it stays as it is.
func TestSince(t *testing.T) {
	kind := parsers.NewKind("since", "", nil)
	step := &pattern.Step{Name: "s", Kind: kind, At: pattern.FieldRef{Slot: -1},
		Since: pattern.FieldRef{Name: "Details.0.Since", Slot: -1, Path: "Details.0.Since"}}
	for raw, want := range map[string]string{
		`{"Details":[{"Since":"2026-03-10T08:14:00+00:00"}]}`: "2026-03-10T08:14:00Z",
		`{"Details":[{"Since":"yesterday"}]}`:                 "0001-01-01T00:00:00Z",
		`{"Details":[]}`:                                      "0001-01-01T00:00:00Z",
	} {
		got := FromEvent(step, &parsers.Event{Kind: kind, Raw: []byte(raw)})
		if len(got) != 1 || got[0].Start.UTC().Format(time.RFC3339) != want {
			t.Errorf("%s: %+v, want one at %s", raw, got, want)
		}
	}
}
