package flow

import (
	"math/rand/v2"
	"testing"
)

// crowd is a key of which many share a hash.
type crowd uint64

func (k crowd) Words() (a, b, c uint64) { return uint64(k) % 7, 0, 0 }

// TestCrowdedTable holds a table against a map for keys that share their hashes.
func TestCrowdedTable(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	var table Table[crowd, int]
	want := map[crowd]int{}
	for range 20_000 {
		k := crowd(r.Uint64N(1000))
		n, added := table.Get(k)
		if _, known := want[k]; known == added {
			t.Fatalf("%v: added %v", k, added)
		}
		*n++
		want[k]++
	}
	for k, n := range table.Drain() {
		if *n != want[k] {
			t.Errorf("%v: %d, want %d", k, *n, want[k])
		}
	}
}
