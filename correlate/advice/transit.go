package advice

import (
	"net/netip"
	"slices"
	"strings"
	"sync"
	"time"

	"hamari/correlate/entity"
)

// transits are the described routes of Transit Gateways' route tables, by table; "" where the bundle does not name it.
type transits struct {
	graph  *entity.Graph
	tables func() map[string][]netip.Prefix
}

// transitsOf goes over the routes when they are first asked for. The network of a route is behind the last space of its name.
func transitsOf(graph *entity.Graph) transits {
	return transits{graph, sync.OnceValue(func() map[string][]netip.Prefix {
		all := map[string][]netip.Prefix{}
		for _, name := range graph.All("tgw-route") {
			table, destination, _ := strings.Cut(name, " ")
			if !strings.HasPrefix(table, "tgw-rtb-") {
				table = ""
			}
			if p, err := netip.ParsePrefix(destination); err == nil {
				all[table] = append(all[table], p)
			}
		}
		return all
	})}
}

// table is the route table that an attachment is associated with, as described; where no association is, the only table of the
// gateway that is described.
func (t transits) table(attachment, tgw string) string {
	of := entity.ID{Kind: "tgw-attachment", Name: attachment}
	// What tells the type of an attachment, tells the association as well.
	if in := t.graph.Attr(of, "route-table", time.Time{}); in != "" || t.graph.Attr(of, "resource-type", time.Time{}) != "" {
		return in
	}
	var may []string
	for table := range t.tables() {
		gateways := t.graph.Linked(entity.ID{Kind: "tgw-route-table", Name: table}, "tgw")
		if len(gateways) == 0 || tgw == "" || slices.Contains(gateways, tgw) {
			may = append(may, table)
		}
	}
	if len(may) != 1 {
		return ""
	}
	return may[0]
}

// routes counts the described routes of a table.
func (t transits) routes(table string) int {
	if table == "" {
		return 0
	}
	return len(t.tables()[table])
}

// route is the destination of the described route that packets to a network take; nothing where none leads there.
func (t transits) route(table, network string) string {
	to, err := netip.ParsePrefix(network)
	if a, isAddress := netip.ParseAddr(network); isAddress == nil {
		to, err = netip.PrefixFrom(a, a.BitLen()), nil
	}
	if err != nil || table == "" {
		return ""
	}
	best := netip.Prefix{}
	for _, p := range t.tables()[table] {
		if p.Bits() <= to.Bits() && p.Contains(to.Addr()) && (!best.IsValid() || p.Bits() > best.Bits()) {
			best = p
		}
	}
	if !best.IsValid() {
		return ""
	}
	return best.String()
}
