package match

import (
	"strings"
	"testing"
	"time"

	"hamari/correlate/lens"
	"hamari/correlate/pattern"
	"hamari/correlate/report"
)

// ledBy judges a pattern by the rows of one volume, each a share of a minute that follows on the one before, and returns the
// one finding.
func ledBy(t *testing.T, lead, rest string, shares ...float64) report.Finding {
	t.Helper()
	yaml := `id: sample
title: Sample
severity: high
needs: [calls]
steps:
  full: {kind: load, where: {share|gte: 0.5}, for: 1m, gap: 1m` + lead + `}
match: [full]
group: []
` + rest + `
report:
  summary: 'from {{clock .full.time}} up to {{.full.share.max}}; {{.all.full.times}} times up to {{.all.full.share.max}}, at most {{.all.full.minutes.max}} min'
  explain: e
`
	e, p := world(t, yaml, nil)
	var rows lens.Rows
	for n, share := range shares {
		start := day.Add(time.Duration(n) * time.Minute)
		rows = append(rows, lens.Row{Kind: load, Start: start, End: start.Add(time.Minute), Values: []lens.Value{lens.Text("v"), lens.Number(share)}})
	}
	e.Sightings[p.Steps[0]] = FromSeries(p.Steps[0], rows)
	return only(t, e, p)
}

// TestLead holds that texts speak of the match that is the gravest by what the step names, wherever it lies in time, and of
// all matches where they say so.
func TestLead(t *testing.T) {
	const all = "; 3 times up to 9, at most 3 min"
	for lead, want := range map[string]string{
		"": "from 00:00:00Z up to 2", ", lead: -minutes": "from 00:04:00Z up to 3", ", lead: -share": "from 00:10:00Z up to 9",
		", lead: -share.mean": "from 00:10:00Z up to 9", ", lead: share": "from 00:04:00Z up to 3", ", lead: share.first": "from 00:00:00Z up to 2",
		", lead: [-share.first, -minutes]": "from 00:10:00Z up to 9",
	} {
		if f := ledBy(t, lead, "", 2, 0, 0, 0, 3, 3, 1, 0, 0, 0, 9); f.Summary != want+all {
			t.Errorf("%s: %s, want %s", lead, f.Summary, want)
		}
	}
}

// TestLeadIsGrave holds that no variant of lower severity speaks for a finding of which another match has a graver one.
func TestLeadIsGrave(t *testing.T) {
	const variants = "variants: [{id: little, when: [{step: full, where: {share|lte: 2}}], report: {severity: low}}]"
	for _, lead := range []string{"", ", lead: -minutes"} {
		f := ledBy(t, lead, variants, 1, 1, 1, 0, 0, 0, 9, 9, 0, 0, 0, 2)
		if f.Severity != report.High || !strings.HasPrefix(f.Summary, "from 00:06:00Z up to 9;") {
			t.Errorf("%s: severity %s, %s", lead, f.Severity, f.Summary)
		}
	}
}

// TestLeadOfLike holds that stretches with another limit are not weighed against each other: texts tell of the change.
func TestLeadOfLike(t *testing.T) {
	yaml := `id: sample
title: Sample
severity: low
needs: [calls]
steps:
  full: {kind: load, where: {share|gte: 0.5}, for: 1m, steady: times, lead: -share}
match: [full]
group: []
report: {summary: '{{clock .full.time}}', explain: e}
`
	e, p := world(t, yaml, nil)
	var rows lens.Rows
	for n, v := range [][2]float64{{1, 3}, {0, 3}, {0, 3}, {0, 3}, {2, 3}, {0, 3}, {0, 3}, {0, 3}, {9, 6}} {
		start := day.Add(time.Duration(n) * time.Minute)
		rows = append(rows, lens.Row{Kind: load, Start: start, End: start.Add(time.Minute), Values: []lens.Value{lens.Text("v"), lens.Number(v[0]), lens.Number(v[1])}})
	}
	e.Sightings[p.Steps[0]] = FromSeries(p.Steps[0], rows)
	if got := only(t, e, p).Summary; got != "00:04:00Z" {
		t.Errorf("it speaks of %s", got)
	}
}

// TestLeadOfRecords holds that records are weighed as well, and that one without the figure leads none that has it.
func TestLeadOfRecords(t *testing.T) {
	number := func(text string) *Sighting {
		return &Sighting{Step: &pattern.Step{Lead: []pattern.Figure{{Field: "code", Falling: true}}}, rows: &rowData{fields: map[string]any{"code": text}}}
	}
	less := func(a, b string) int {
		x := hit{by: map[string]*Sighting{"s": number(a)}, order: []string{"s"}}
		y := hit{by: map[string]*Sighting{"s": number(b)}, order: []string{"s"}}
		return x.compareGravity(&y)
	}
	for _, tt := range []struct {
		a, b string
		want int
	}{{"10", "9", -1}, {"9", "10", 1}, {"9", "9", 0}, {"9", "none", -1}, {"none", "9", 1}, {"none", "none", 0}} {
		if got := less(tt.a, tt.b); got != tt.want {
			t.Errorf("%+v: %d", tt, got)
		}
	}
}
