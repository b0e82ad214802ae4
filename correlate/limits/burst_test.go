package limits

import (
	"math"
	"testing"
)

// TestBurstTable holds the table against the formulas that AWS gives beside it.
func TestBurstTable(t *testing.T) {
	if n := len(burstTable()); n != 28 {
		t.Errorf("%d types, want 7 sizes of t2, t3, t3a and t4g", n)
	}
	for name, b := range burstTable() {
		if name != b.Type || b.VCPUs < 1 {
			t.Errorf("%s: %+v", name, b)
		}
		if want := b.CreditsPerHour / b.VCPUs / 60 * 100; math.Abs(b.Baseline-want) > 1e-9 {
			t.Errorf("%s: baseline %v %%, its credits make %v", name, b.Baseline, want)
		}
		if math.Abs(b.MaxCredits-24*b.CreditsPerHour) > 1e-9 {
			t.Errorf("%s: %v credits at most, a day makes %v", name, b.MaxCredits, 24*b.CreditsPerHour)
		}
	}
}

func TestBurstType(t *testing.T) {
	micro, ok := BurstType("t3.micro")
	if !ok || micro.Baseline != 10 || !micro.UnlimitedByDefault() {
		t.Errorf("t3.micro: %+v", micro)
	}
	if got := micro.FullSpeed(18); got != 10 {
		t.Errorf("18 credits last %v minutes", got)
	}
	if small, _ := BurstType("t2.small"); small.UnlimitedByDefault() {
		t.Error("T2 is launched in standard mode")
	}
	if _, ok := BurstType("m5.large"); ok {
		t.Error("m5.large has no CPU credits")
	}
}
