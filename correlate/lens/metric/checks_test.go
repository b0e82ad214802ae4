package metric

import (
	"math"
	"slices"
	"testing"
	"time"

	"hamari/correlate/entity"
	"hamari/correlate/lens"
)

// column is a field of all rows, rounded.
func column(rows []lens.Row, name string) (figures []float64) {
	for i := range rows {
		figures = append(figures, math.Round(figure(&rows[i], name)*100)/100)
	}
	return figures
}

// sameFigure holds NaN, a figure that is absent, to be the same as itself.
func sameFigure(a, b float64) bool { return a == b || math.IsNaN(a) && math.IsNaN(b) }

// TestExceededAround holds that a check counts by how often it was 1 around a period, and by how much of a longer one,
// from the first such period to the last.
func TestExceededAround(t *testing.T) {
	nan := math.NaN()
	tests := []struct {
		name, stat string
		period     int
		values     []float64
		want       []float64
	}{
		{"three minutes of ten", "Maximum", 60, []float64{0, 1, 1, 0, 0, 1, 0, 0}, []float64{nan, .3, .3, .3, .3, .3, nan, nan}},
		{"a lone minute", "Maximum", 60, []float64{0, 1, 0}, []float64{nan, .1, nan}},
		{"two of three points of five minutes", "Maximum", 300, []float64{1, 0, 1}, []float64{.4, .4, .4}},
		{"an average tells how many minutes of the five", "Average", 300, []float64{.4, .6}, []float64{.2, .2}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := newSource("m.csv")
			s.add("vol-1", "VolumeIOPSExceededCheck", tt.stat, tt.period, tt.values...)
			s.add("i-1", "InstanceEBSThroughputExceededCheck", tt.stat, tt.period, tt.values...)
			all := loads(s.lens, entity.NewGraph())
			for _, name := range []string{"vol-1", "i-1"} {
				if got := column(all[name], "exceeded_share"); !slices.EqualFunc(got, tt.want, sameFigure) {
					t.Errorf("%s: %v, want %v", name, got, tt.want)
				}
			}
			first := figure(&all["vol-1"][0], "exceeded_iops")
			if other := figure(&all["vol-1"][0], "exceeded_throughput"); first != tt.values[0] || !math.IsNaN(other) {
				t.Errorf("exceeded_iops %v, exceeded_throughput %v", first, other)
			}
			if word(&all["i-1"][0], "ceiling") != "" && tt.values[0] == 0 {
				t.Error("a ceiling where the check is 0")
			}
		})
	}
}

// TestMergedOperations holds that small consecutive operations of a hard disk, which EBS puts together, are no excess.
func TestMergedOperations(t *testing.T) {
	s := newSource("m.csv")
	s.add("vol-1", "VolumeReadOps", "Sum", 60, 60*160, 60*40) // 160/s of 256 KiB, then 40/s of 16 KiB
	s.add("vol-1", "VolumeReadBytes", "Sum", 60, 60*40<<20, 60*40*16<<10)
	s.add("vol-1", "BurstBalance", "Average", 60, 0, 0)
	g := entity.NewGraph()
	know(g, "volume", "vol-1", map[string]string{"volume-type": "st1", "size": "1024"})
	rows := loads(s.lens, g)["vol-1"]
	wantFigures(t, &rows[0], map[string]float64{"share_of_limit": 1, "share_of_baseline": 1, "iops_share": math.NaN()})
	wantFigures(t, &rows[1], map[string]float64{"share_of_limit": 1, "share_of_baseline": 1, "iops_share": 1})
}

// TestAge holds since when volumes and instances are known to be in use.
func TestAge(t *testing.T) {
	s := newSource("m.csv")
	for _, volume := range []string{"vol-1", "vol-2"} {
		s.add(volume, "VolumeReadOps", "Sum", 60, 60)
	}
	s.add("i-2", "EBSReadOps", "Sum", 60, 60)
	s.add("i-3", "EBSReadOps", "Sum", 60, 60)
	g := entity.NewGraph()
	ago := func(hours int) string { return t0.Add(-time.Duration(hours) * time.Hour).Format(time.RFC3339) }
	know(g, "volume", "vol-1", map[string]string{"created": ago(30), "attached": ago(20)})
	know(g, "volume", "vol-2", map[string]string{"attached": ago(100)})
	know(g, "instance", "i-1", map[string]string{"launched": ago(2)})
	know(g, "instance", "i-2", map[string]string{"launched": ago(5)})
	attach(g, "vol-1", "i-1", time.Time{}, "aws ec2 describe-instances")
	attach(g, "vol-2", "i-1", time.Time{}, "aws ec2 describe-instances")
	all := loads(s.lens, g)
	for name, want := range map[string]float64{"vol-1": 30, "vol-2": 100, "i-1": 100, "i-2": 5, "i-3": math.NaN()} {
		wantFigures(t, &all[name][0], map[string]float64{"age": want})
	}
}

// TestInstanceWithoutTraffic holds that CloudWatch's own checks and the credits of an instance are a load, though what
// it moved is not known.
func TestInstanceWithoutTraffic(t *testing.T) {
	s := newSource("m.csv")
	s.add("i-1", "InstanceEBSIOPSExceededCheck", "Maximum", 60, 1, 1)
	s.add("i-1", "EBSIOBalance%", "Minimum", 300, 2)
	rows := loads(s.lens, entity.NewGraph())["i-1"]
	if len(rows) != 2 || word(&rows[0], "ceiling") != "exceeded-check" {
		t.Fatalf("rows %v", rows)
	}
	wantFigures(t, &rows[1], map[string]float64{"balance": 2, "exceeded_iops": 1, "iops": math.NaN()})
}
