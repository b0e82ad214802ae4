package scan

import (
	"math/rand/v2"
	"strconv"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"hamari/correlate/lens"
	"hamari/parsers"
	"hamari/parsers/metrics"
)

// TestPointsAreEvents holds that points taken by the hundred leave the account that they leave one by one.
func TestPointsAreEvents(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	for range 60 {
		since, until := time.Time{}, time.Time{}
		if r.IntN(2) == 0 {
			since = day.Add(time.Duration(r.IntN(600)) * time.Minute)
		}
		if r.IntN(2) == 0 {
			until = day.Add(time.Duration(r.IntN(900)) * time.Minute)
		}
		one, many := NewState(NewPlan(nil, nil), since, until), NewState(NewPlan(nil, nil), since, until)
		oneSource, manySource := one.Member("m.csv"), many.Member("m.csv")
		for series := range 1 + r.IntN(4) {
			values := make([]parsers.Value, len(metrics.Kind.Fields))
			values[metrics.SlotMetric] = parsers.Value("CPUUtilization")
			values[metrics.SlotRegion] = parsers.Value([]string{"eu-west-1", "us-east-1"}[r.IntN(2)])
			period := []time.Duration{0, time.Minute, 5 * time.Minute, 2 * time.Hour}[r.IntN(4)]
			wall := r.IntN(4) == 0
			var points []metrics.Point
			for i := range r.IntN(300) {
				p := metrics.Point{Unix: day.Unix() + int64(r.IntN(1000))*60 + int64(r.IntN(2)*30), Record: i, Value: float64(r.IntN(9))}
				points = append(points, p)
				ev := &parsers.Event{
					Kind: metrics.Kind, Time: time.Unix(p.Unix, 0).UTC(), WallClock: wall, Series: series + 1, Values: append([]parsers.Value(nil), values...),
					Pos: parsers.Pos{Member: "m.csv", Record: i},
				}
				if period > 0 {
					ev.End = ev.Time.Add(period)
				}
				ev.Values[metrics.SlotValue] = parsers.Value(strconv.Itoa(int(p.Value)))
				if err := oneSource.Event(ev); err != nil {
					t.Fatal(err)
				}
			}
			shared := &parsers.Event{Kind: metrics.Kind, WallClock: wall, Series: series + 1, Values: values, Pos: parsers.Pos{Member: "m.csv"}}
			for len(points) > 0 {
				n := 1 + r.IntN(len(points))
				if err := manySource.Points(shared, period, points[:n]); err != nil {
					t.Fatal(err)
				}
				points = points[n:]
			}
		}
		if diff := cmp.Diff(one.Coverage.Report(), many.Coverage.Report()); diff != "" {
			t.Fatalf("coverage (-one +many):\n%s", diff)
		}
		oneSource.state, manySource.state = nil, nil
		if diff := cmp.Diff(oneSource, manySource, cmp.AllowUnexported(Source{}, rarity{})); diff != "" {
			t.Fatalf("source (-one +many):\n%s", diff)
		}
		if diff := cmp.Diff(one.Metrics.Names(), many.Metrics.Names()); diff != "" {
			t.Fatalf("series (-one +many):\n%s", diff)
		}
		if got, want := kept(many), kept(one); got != want {
			t.Fatalf("%d points kept, want %d", got, want)
		}
	}
}

// kept counts the points that a state would show to patterns.
func kept(s *State) (n int) {
	s.Metrics.Points(func(string, string) bool { return true }, 1, func(_ int, points lens.Series) { n += points.Len() })
	return n
}
