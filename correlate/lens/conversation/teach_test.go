package conversation

import (
	"net/netip"
	"testing"

	"hamari/correlate/entity"
	"hamari/parsers"
	"hamari/parsers/flowlog"
)

// BenchmarkTeach is one interface that a scanner tried every port of, each at another time: what it tells of its place
// is told once, not once per service.
func BenchmarkTeach(b *testing.B) {
	local := flowlog.AddrOf(netip.MustParseAddr("10.0.0.5"))
	for b.Loop() {
		l := New()
		l.enis = append(l.enis, &eniInfo{id: "eni-1", subnet: "subnet-1", vpc: "vpc-1", az: "az-1", instance: "i-1", directed: true})
		for port := range 60_000 {
			g, _ := l.groups.Get(groupKey{local: local, port: uint16(port)})
			g.rejected = 1
			l.members.Keep(&g.rejectCite, &parsers.Pos{Member: "f.log", Record: port}, int64(port), int64(port)+60)
		}
		l.Teach(entity.NewGraph())
	}
}
