package conversation

import (
	"net/netip"
	"testing"

	"hamari/correlate/entity"
	"hamari/parsers"
)

// BenchmarkTeach is one interface that a scanner tried every port of, each at another time: what it tells of its place
// is told once, not once per service.
func BenchmarkTeach(b *testing.B) {
	for b.Loop() {
		l := New()
		l.enis = append(l.enis, &eniInfo{id: "eni-1", subnet: "subnet-1", vpc: "vpc-1", az: "az-1", instance: "i-1", directed: true})
		for port := range 60_000 {
			g := &group{rejected: 1}
			ev := &parsers.Event{Pos: parsers.Pos{Member: "f.log", Record: port}}
			l.members.Keep(&g.rejectCite, ev, int64(port), int64(port)+60)
			l.groups[groupKey{local: netip.MustParseAddr("10.0.0.5").As16(), port: uint16(port)}] = g
		}
		l.Teach(entity.NewGraph())
	}
}
