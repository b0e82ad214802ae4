package metric

import (
	"math"
	"slices"
	"testing"

	"hamari/correlate/entity"
	"hamari/correlate/lens"
)

func TestCPULoad(t *testing.T) {
	nan := math.NaN()
	s := newSource("cpu.csv")
	s.add("i-1", "CPUUtilization", "Average", 60, 50, 10, 9.5, 10, 10, 10)
	s.add("i-1", "CPUUtilization", "Maximum", 60, 99, 99, 99, 99, 99, 99)
	s.add("i-1", "CPUCreditBalance", "Average", 300, 1.8, nan)
	s.add("i-1", "CPUSurplusCreditBalance", "Average", 300, 0, nan)
	g := entity.NewGraph()
	know(g, "instance", "i-1", map[string]string{"instance-type": "t3.micro", "cpu-credits": "standard"})
	rows := loads(s.lens, g)["i-1"]
	if len(rows) != 6 {
		t.Fatalf("%d rows, want one for each minute", len(rows))
	}
	wantFigures(t, &rows[0], map[string]float64{
		"utilization": 50, "baseline": 10, "share_of_baseline": 5, "credit_balance": 1.8, "full_speed_left": 1, "surplus_balance": 0, "period": 60,
	})
	wantFigures(t, &rows[4], map[string]float64{"share_of_baseline": 1, "credit_balance": 1.8})
	wantFigures(t, &rows[5], map[string]float64{"share_of_baseline": 1, "credit_balance": nan, "full_speed_left": nan})
	if word(&rows[0], "instance_type") != "t3.micro" || word(&rows[0], "credit_mode") != "standard" {
		t.Errorf("facts: %+v", rows[0])
	}
}

// TestCPULoadOfOthers holds that nothing is compared to a baseline that the type does not have, or that is not known.
func TestCPULoadOfOthers(t *testing.T) {
	s := newSource("cpu.csv")
	s.add("i-1", "CPUUtilization", "Average", 300, 20)
	s.add("i-2", "CPUUtilization", "Maximum", 300, 20)
	s.add("i-2", "CPUCreditBalance", "Maximum", 300, 0)
	g := entity.NewGraph()
	know(g, "instance", "i-1", map[string]string{"instance-type": "m5.large"})
	for name, rows := range loads(s.lens, g) {
		wantFigures(t, &rows[0], map[string]float64{"utilization": 20, "baseline": math.NaN(), "share_of_baseline": math.NaN(), "full_speed_left": math.NaN()})
		if balance := figure(&rows[0], "credit_balance"); math.IsNaN(balance) != (name == "i-1") {
			t.Errorf("%s: balance %v", name, balance)
		}
	}
}

// TestCPUStatistic holds that a Maximum, which one busy minute of five makes, is told from an average.
func TestCPUStatistic(t *testing.T) {
	nan := math.NaN()
	s := newSource("cpu.csv")
	s.add("i-1", "CPUUtilization", "Average", 300, 40, nan, 42, nan)
	s.add("i-1", "CPUUtilization", "Maximum", 300, 99, 98, 97, nan)
	s.add("i-1", "CPUCreditBalance", "Average", 300, 7, 7, 7, 7)
	s.add("i-2", "CPUUtilization", "Maximum", 300, 99)
	s.add("i-3", "CPUUtilization", "Average", 300, 99)
	s.add("i-4", "CPUUtilization", "", 300, 99)
	s.add("i-5", "CPUCreditBalance", "Average", 300, 7)
	all := loads(s.lens, entity.NewGraph())
	for name, want := range map[string][]string{
		"i-1": {"Average", "Maximum", "Average", ""}, "i-2": {"Maximum"}, "i-3": {"Average"}, "i-4": {"Average"}, "i-5": {""},
	} {
		var got []string
		for i := range all[name] {
			got = append(got, word(&all[name][i], "statistic"))
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
}

// TestCPULeavesDisksAlone holds that CPU metrics, which come at other distances, make no lines of EBS traffic.
func TestCPULeavesDisksAlone(t *testing.T) {
	s := newSource("both.csv")
	s.add("i-1", "CPUUtilization", "Average", 60, 1, 2, 3, 4, 5)
	s.add("i-1", "EBSReadOps", "Sum", 300, 3000)
	g := entity.NewGraph()
	kinds := map[string]int{}
	s.lens.Loads(g, 1, func(_ int, load lens.Series) { kinds[load.Kind().Name] += load.Len() })
	if kinds["cpu-load"] != 5 || kinds["instance-load"] != 1 {
		t.Errorf("rows: %v", kinds)
	}
}
