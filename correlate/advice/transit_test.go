package advice

import (
	"fmt"
	"testing"
	"time"

	"hamari/correlate/entity"
	"hamari/correlate/lens"
)

// TestTransits holds what the described routes of Transit Gateways say of an attachment's table and of a network.
func TestTransits(t *testing.T) {
	described := func(routes ...[4]string) transits {
		g := entity.NewGraph()
		for _, r := range routes {
			id := entity.ID{Kind: "tgw-route", Name: r[0] + " " + r[1]}
			g.Know(id, "state", entity.Fact{Value: r[2]})
			if r[3] != "" {
				g.Know(id, "attachments", entity.Fact{Value: fmt.Sprintf("[%q]", r[3])})
			}
		}
		attached := entity.ID{Kind: "tgw-attachment", Name: "tgw-attach-1"}
		g.Know(attached, "route-table", entity.Fact{Value: "tgw-rtb-9"})
		g.Know(entity.ID{Kind: "tgw-attachment", Name: "tgw-attach-2"}, "resource-type", entity.Fact{Value: "vpc"})
		g.Connect(entity.ID{Kind: "tgw-route-table", Name: "tgw-rtb-2"}, entity.ID{Kind: "tgw", Name: "tgw-2"}, time.Time{}, lens.Cite{}, "test")
		g.Finish()
		return transitsOf(g)
	}
	routes := [][4]string{
		{"tgw-rtb-1", "10.0.0.0/8", "active", "tgw-attach-7"}, {"tgw-rtb-1", "10.9.0.0/16", "active", "tgw-attach-8"}, {"tgw-rtb-1", "10.9.3.0/24", "blackhole", ""},
		{"tgw-rtb-1", "172.16.0.0/12", "blackhole", ""},
	}
	x := described(routes...)
	two := described(append(routes, [4]string{"tgw-rtb-2", "10.0.0.0/8", "active", "tgw-attach-7"})...)
	file := described([4]string{"my routes.json", "10.0.0.0/8", "active", "tgw-attach-7"}, [4]string{"my routes.json", "10.9.0.0/16", "blackhole", ""})
	wider := func(t transits, table, network string) string {
		found, to := t.wider(table, network)
		return found + " " + to
	}
	for _, tt := range []struct{ what, got, want string }{
		{"associated", x.table("tgw-attach-1", ""), "tgw-rtb-9"},
		{"associated with none", x.table("tgw-attach-2", ""), ""},
		{"the only table", x.table("tgw-attach-3", "tgw-1"), "tgw-rtb-1"},
		{"two tables", two.table("tgw-attach-3", "tgw-2"), ""},
		{"the only one that may be the gateway's", two.table("tgw-attach-3", "tgw-1"), "tgw-rtb-1"},
		{"a file that names none", file.table("tgw-attach-3", ""), ""},
		{"longest prefix", x.route("tgw-rtb-1", "10.9.4.0/24"), "10.9.0.0/16"},
		{"of an address", x.route("tgw-rtb-1", "10.8.4.1"), "10.0.0.0/8"},
		{"no route", x.route("tgw-rtb-1", "192.168.0.0/24"), ""},
		{"no route for all of it", x.route("tgw-rtb-1", "8.0.0.0/6"), ""},
		{"wider", wider(x, "tgw-rtb-1", "10.9.3.0/24"), "10.9.0.0/16 tgw-attach-8"},
		{"wider, of a file", wider(file, "", "10.9.0.0/16"), "10.0.0.0/8 tgw-attach-7"},
		{"none wider", wider(x, "tgw-rtb-1", "172.16.0.0/12"), " "},
		{"no blackhole", wider(x, "tgw-rtb-1", "10.9.0.0/16"), " "},
	} {
		if tt.got != tt.want {
			t.Errorf("%s: %q, want %q", tt.what, tt.got, tt.want)
		}
	}
}
