package match

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"hamari/correlate/lens"
	"hamari/correlate/pattern"
	"hamari/correlate/report"
	"hamari/parsers"
)

// TestSeries names the quantities that conditions ask for, once per thing that they were measured on, and when they held.
func TestSeries(t *testing.T) {
	const yaml = `id: sample
title: Sample
severity: low
needs: [calls]
steps:
  full: {kind: load, where: {share|gte: 0.5}, for: 1m}
  other: {kind: load, where: {volume: v9}}
match: [full]
confirm: [{step: other, same: [volume]}]
group: []
report: {summary: s, explain: e}
`
	p, err := pattern.Parse("test.yaml", []byte(yaml), vocabulary)
	if err != nil {
		t.Fatal(err)
	}
	e, _ := world(t, yaml, nil)
	minute := func(volume string, n int, share float64) lens.Row {
		start := day.Add(time.Duration(n) * time.Minute)
		return lens.Row{Kind: load, Start: start, End: start.Add(time.Minute), Values: []lens.Value{lens.Text(volume), lens.Number(share)},
			Cites: []lens.Cite{{Pos: parsers.Pos{Member: volume, Record: n}}}}
	}
	full := p.Steps[0]
	for _, rows := range []lens.Rows{
		{minute("v1", 0, 1), minute("v1", 1, 1), minute("v1", 2, 0), minute("v1", 9, 1)},
		{minute("v2", 3, 0.5)},
		{minute("v3", 4, 0.4)},
	} {
		e.Sightings[full] = append(e.Sightings[full], FromSeries(full, rows)...)
	}
	if f := only(t, e, p); f.Series != nil {
		t.Errorf("without a drawing there is %+v", f.Series)
	}
	e.Drawing = func(kind string) (lens.Drawing, bool) {
		return lens.Drawing{Key: []string{"volume"}, Charts: []lens.Chart{
			{Field: "share", Title: "Share", For: []string{"share"}}, {Field: "volume", Title: "Nobody asks", For: []string{"nobody"}},
		}}, kind == load.Name
	}
	held := func(from, to int) report.Stretch {
		return report.Stretch{Start: day.Add(time.Duration(from) * time.Minute), End: day.Add(time.Duration(to) * time.Minute)}
	}
	series := func(volume string, times ...report.Stretch) report.Series {
		return report.Series{Kind: "load", Name: "share", Title: "Share", Key: map[string]string{"volume": volume}, Mean: report.Values{},
			Lines: []report.Line{{Title: "looked for: at least 0.5", Levels: []report.Level{{Value: 0.5}}}}, Held: times}
	}
	want := []report.Series{series("v1", held(0, 2), held(9, 10)), series("v2", held(3, 4))}
	if diff := cmp.Diff(want, only(t, e, p).Series); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestMerged(t *testing.T) {
	at := func(from, to int) report.Stretch {
		return report.Stretch{Start: day.Add(time.Duration(from) * time.Minute), End: day.Add(time.Duration(to) * time.Minute)}
	}
	got := merged([]report.Stretch{at(5, 6), at(0, 3), at(1, 2), at(3, 4), at(5, 6)})
	if diff := cmp.Diff([]report.Stretch{at(0, 4), at(5, 6)}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
