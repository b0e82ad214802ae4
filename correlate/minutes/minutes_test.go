package minutes

import (
	"maps"
	"math/rand/v2"
	"slices"
	"testing"
)

// TestSet holds sets, merged ones too, against a plain one.
func TestSet(t *testing.T) {
	rng := rand.New(rand.NewPCG(6, 1))
	want := map[int64]bool{}
	var sets [2]Set
	for range 5000 {
		m := rng.Int64N(6000) - 3000 // before 1970, too
		if rng.IntN(100) == 0 {
			m = rng.Int64() - rng.Int64()
		}
		sets[rng.IntN(2)].Add(m)
		want[m] = true
	}
	sets[0].Merge(&sets[1])
	if got := slices.Collect(sets[0].All()); !slices.Equal(got, slices.Sorted(maps.Keys(want))) {
		t.Errorf("%d minutes, want %d", len(got), len(want))
	}
	for m := range sets[0].All() {
		if !want[m] {
			t.Error(m)
		}
		break
	}
}
