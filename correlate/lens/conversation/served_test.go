package conversation

import (
	"math/rand/v2"
	"testing"
)

// TestServedParties holds the count of parties that were served during a time against a look at each of them.
func TestServedParties(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for range 50 {
		p := servedParties{}
		for range random.IntN(3 * outageBlock) {
			s := servedSpan{from: random.Int64N(4000), cutOff: random.IntN(4) == 0}
			s.to = s.from + random.Int64N(2000)
			if random.IntN(2) == 0 { // an outage has requests accepted before and since
				s.outage = span{n: 1, first: s.from + lag + random.Int64N(500)}
				s.outage.last = s.outage.first + random.Int64N(500)
				s.to = max(s.to, s.outage.last+lag)
			}
			p.list = append(p.list, s)
		}
		p.index()
		for range 100 {
			from := random.Int64N(6000)
			to := from + lag*2 + random.Int64N(600)
			want := 0
			for _, s := range p.list {
				if s.during(from, to) {
					want++
				}
			}
			if got := p.during(from, to); got != want {
				t.Fatalf("%d of %d parties from %d to %d, want %d", got, len(p.list), from, to, want)
			}
		}
	}
}
