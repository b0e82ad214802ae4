package draw

import (
	"math"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"hamari/correlate/lens"
	"hamari/correlate/report"
	"hamari/parsers"
)

var kind = parsers.NewKind("load", "One period", []parsers.Field{
	{Name: "volume"}, {Name: "iops", Type: parsers.Float}, {Name: "limit", Type: parsers.Float}, {Name: "wild", Type: parsers.Float},
})

func drawing(name string) (lens.Drawing, bool) {
	return lens.Drawing{Key: []string{"volume"}, Charts: []lens.Chart{
		{Field: "iops", Title: "Operations", Lines: []lens.Line{{Field: "limit", Title: "limit"}, {Field: "wild", Title: "wild"}}, For: []string{"iops"}},
	}}, name == kind.Name
}

var noon = time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC)

// minutes is a series of one-minute rows from noon on. Its limit is 100, and 200 from the given row on.
type minutes struct {
	volume  string
	values  []float64
	raised  int
	periods time.Duration
}

func (m minutes) Kind() *parsers.Kind   { return kind }
func (m minutes) Len() int              { return len(m.values) }
func (m minutes) Records(int) int64     { return 1 }
func (m minutes) Cites(int) []lens.Cite { return nil }
func (m minutes) Span(i int) (_, _ time.Time) {
	return noon.Add(time.Duration(i) * m.periods), noon.Add(time.Duration(i+1) * m.periods)
}

func (m minutes) Column(slot int) lens.Column {
	switch slot {
	case 0:
		return lens.Column{Same: lens.Text(m.volume)}
	case 1:
		return lens.Column{Numbers: m.values}
	case 2:
		return lens.Column{Each: func(i int) lens.Value {
			if i < m.raised {
				return lens.Number(100)
			}
			return lens.Number(200)
		}}
	}
	return lens.Column{Each: func(i int) lens.Value { return lens.Number(float64(i)) }}
}

// finding has one series of the volume, and lasts from one minute after noon to another.
func finding(volume string, from, to int) report.Finding {
	return report.Finding{
		Start: noon.Add(time.Duration(from) * time.Minute), End: noon.Add(time.Duration(to) * time.Minute),
		Series: []report.Series{{Kind: kind.Name, Name: "iops", Key: map[string]string{"volume": volume},
			Lines: []report.Line{{Title: "at least 5", Levels: []report.Level{{Value: 5}}}}}},
	}
}

func TestFewPointsStayAsTheyAre(t *testing.T) {
	findings := []report.Finding{finding("vol-1", 1, 2), finding("vol-2", 1, 2)}
	plan := New(findings, drawing)
	plan.Add(minutes{volume: "vol-1", values: []float64{1, math.NaN(), 3.1415926, 4}, raised: 2, periods: time.Minute})
	plan.Add(minutes{volume: "vol-3", values: []float64{9}, periods: time.Minute})
	Finish(findings)
	want := report.Series{
		Kind: kind.Name, Name: "iops", Key: map[string]string{"volume": "vol-1"}, Start: noon, Step: 60,
		Mean: report.Values{1, math.NaN(), 3.1416, 4},
		Lines: []report.Line{
			{Title: "at least 5", Levels: []report.Level{{From: noon, Value: 5}}},
			{Name: "limit", Title: "limit", Levels: []report.Level{{From: noon, Value: 100}, {From: noon.Add(2 * time.Minute), Value: 200}}},
			{Name: "wild", Title: "wild", Levels: []report.Level{
				{From: noon}, {From: noon.Add(time.Minute), Value: 1}, {From: noon.Add(2 * time.Minute), Value: 2}, {From: noon.Add(3 * time.Minute), Value: 3}}},
		},
	}
	if diff := cmp.Diff([]report.Series{want}, findings[0].Series, cmpopts.EquateNaNs()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if findings[1].Series != nil {
		t.Error("a series without values is shown")
	}
}

func TestManyPointsAreMerged(t *testing.T) {
	values := make([]float64, 360) // six hours
	for i := range values {
		values[i] = float64(i)
	}
	findings := []report.Finding{finding("vol-1", 100, 200)}
	New(findings, drawing).Add(minutes{volume: "vol-1", values: values, periods: time.Minute})
	s := findings[0].Series[0]
	if s.Step != 120 || len(s.Mean) != 180 || len(s.Min) != 180 || len(s.Max) != 180 {
		t.Fatalf("step %d with %d points, %d minima and %d maxima", s.Step, len(s.Mean), len(s.Min), len(s.Max))
	}
	if s.Mean[10] != 20.5 || s.Min[10] != 20 || s.Max[10] != 21 {
		t.Errorf("point 10 is %v, from %v to %v", s.Mean[10], s.Min[10], s.Max[10])
	}
	if n := len(s.Lines); n != 2 { // what changes with every row is no line
		t.Errorf("%d lines", n)
	}
}

// TestOnlyTheTimeAroundIsShown holds that days of metrics do not press a short finding to nothing.
func TestOnlyTheTimeAroundIsShown(t *testing.T) {
	findings := []report.Finding{finding("vol-1", 5000, 5010)}
	New(findings, drawing).Add(minutes{volume: "vol-1", values: make([]float64, 20000), periods: time.Minute})
	s := findings[0].Series[0]
	end := s.Start.Add(time.Duration(s.Step) * time.Second * time.Duration(len(s.Mean)))
	if len(s.Mean) > maxPoints || s.Start.Before(findings[0].Start.Add(-around-time.Minute)) || end.After(findings[0].End.Add(around+4*time.Minute)) {
		t.Errorf("%d points from %v to %v", len(s.Mean), s.Start, end)
	}
}

// TestMixedPeriods holds that a value covers its whole period where another series' rows are finer.
func TestMixedPeriods(t *testing.T) {
	b := newBuckets(5)
	b.add(0, 4, 8)
	b.add(4, 9, 2) // longer than what is shown
	s := &report.Series{}
	b.write(s)
	if diff := cmp.Diff(report.Values{8, 8, 8, 8, 2}, s.Mean); diff != "" || s.Min != nil {
		t.Errorf("min %v (-want +got):\n%s", s.Min, diff)
	}
}

func TestNothingMeasured(t *testing.T) {
	findings := []report.Finding{finding("vol-1", 1, 2)}
	New(findings, drawing).Add(minutes{volume: "vol-1", values: []float64{math.NaN(), math.NaN()}, periods: time.Minute})
	if Finish(findings); findings[0].Series != nil {
		t.Errorf("%+v", findings[0].Series)
	}
}

// TestExplainedFindings holds that what a finding explains is drawn like the finding itself.
func TestExplainedFindings(t *testing.T) {
	whole := finding("vol-1", 1, 2)
	whole.Explains = []report.Finding{finding("vol-2", 1, 2), finding("vol-3", 1, 2)}
	findings := []report.Finding{whole}
	plan := New(findings, drawing)
	plan.Add(minutes{volume: "vol-2", values: []float64{1, 2}, periods: time.Minute})
	Finish(findings)
	if findings[0].Series != nil || len(findings[0].Explains[0].Series) != 1 || findings[0].Explains[1].Series != nil {
		t.Errorf("%+v", findings[0])
	}
}

func TestBoundOfFindings(t *testing.T) {
	findings := make([]report.Finding, maxFindings+3)
	for i := range findings {
		findings[i] = finding("vol-1", 1, 2)
	}
	plan := New(findings, drawing)
	if plan.Left() != 3 || findings[maxFindings-1].Series == nil || findings[maxFindings].Series != nil {
		t.Errorf("%d left out", plan.Left())
	}
	if texts := plan.Texts("volume"); !texts["vol-1"] || len(texts) != 1 || plan.Empty() {
		t.Errorf("texts %v", texts)
	}
	if !New(nil, drawing).Empty() {
		t.Error("a plan of nothing is not empty")
	}
}
