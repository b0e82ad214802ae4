package route

import (
	"net/netip"
	"slices"
	"strings"

	"hamari/correlate/entity"
)

// Way is the described route that packets take out of a subnet.
type Way struct{ Table, Destination, Target, State string }

// Ways returns what tells by which route packets leave a subnet; not where its route table is not described, or
// has a route for a prefix list, of which no description says what it holds. Those of gateway endpoints hold public addresses.
func Ways(graph *entity.Graph) func(subnet string, to netip.Addr) (Way, bool) {
	b := &book{graph: graph, of: map[string]*table{}}
	for _, name := range graph.All("route-table") {
		if t := parseTable(name, graph); t != nil {
			b.tables = append(b.tables, t)
		}
	}
	b.associate()
	return func(subnet string, to netip.Addr) (Way, bool) {
		t := b.of[subnet]
		if t == nil || slices.ContainsFunc(t.routes, (*route).isForList) {
			return Way{}, false
		}
		if r := t.to(to); r != nil {
			return Way{t.id.Name, r.destination, r.target, r.state}, true
		}
		return Way{Table: t.id.Name}, true
	}
}

func (r *route) isForList() bool {
	return strings.HasPrefix(r.destination, "pl-") && !strings.HasPrefix(r.target, "vpce-")
}
