package entity

import (
	"fmt"
	"testing"
	"time"
)

// BenchmarkKnow is a subnet of which each of its interfaces says, each at another time, where it lies.
func BenchmarkKnow(b *testing.B) {
	id, start := ID{"subnet", "subnet-1"}, time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	for b.Loop() {
		g := NewGraph()
		for n := range 60_000 {
			at := start.Add(time.Duration(n) * time.Second)
			g.Know(id, "az-id", Fact{Value: fmt.Sprint("use1-az", n%2), At: at, From: "flow log"})
		}
		g.Finish()
	}
}
