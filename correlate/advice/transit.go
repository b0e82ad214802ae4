package advice

import (
	"net/netip"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/tidwall/gjson"

	"hamari/correlate/entity"
)

// transits are the described routes of Transit Gateways' route tables, by table, or else by the file that does not name it.
type transits struct {
	graph  *entity.Graph
	tables func() map[string][]transit
}

type transit struct {
	network           netip.Prefix
	state, attachment string
}

// only is the one word of a list in JSON; nothing where there are several.
func only(list string) string {
	if all := gjson.Parse(list).Array(); len(all) == 1 {
		return all[0].String()
	}
	return ""
}

// transitsOf goes over the routes when they are first asked for. The network of a route is behind the last space of its name.
func transitsOf(graph *entity.Graph) transits {
	return transits{graph, sync.OnceValue(func() map[string][]transit {
		all := map[string][]transit{}
		for _, name := range graph.All("tgw-route") {
			id, i := entity.ID{Kind: "tgw-route", Name: name}, strings.LastIndexByte(name, ' ')
			if p, err := netip.ParsePrefix(name[i+1:]); err == nil && i >= 0 {
				all[name[:i]] = append(all[name[:i]], transit{p, graph.Attr(id, "state", time.Time{}), only(graph.Attr(id, "attachments", time.Time{}))})
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
	if len(may) != 1 || !strings.HasPrefix(may[0], "tgw-rtb-") {
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
	r := longest(t.tables()[table], func(p netip.Prefix) bool { return p.Bits() <= to.Bits() && p.Contains(to.Addr()) })
	if r == nil {
		return ""
	}
	return r.network.String()
}

// wider is the active route that packets to a network take if the blackhole route to it is taken away, and the attachment that it leads
// to: in its table, or where that is not known in each that has such a route. It gives nothing where none is described, or several are.
func (t transits) wider(table, network string) (found, attachment string) {
	of, err := netip.ParsePrefix(network)
	if err != nil {
		return "", ""
	}
	for name, routes := range t.tables() {
		black := slices.ContainsFunc(routes, func(r transit) bool { return r.network == of && r.state == "blackhole" })
		if !black || table != "" && name != table {
			continue
		}
		r := longest(routes, func(p netip.Prefix) bool { return p.Bits() < of.Bits() && p.Contains(of.Addr()) })
		if r == nil || r.state != "active" || found != "" && (found != r.network.String() || attachment != r.attachment) {
			return "", ""
		}
		found, attachment = r.network.String(), r.attachment
	}
	return found, attachment
}

// longest is the route with the longest prefix of those that fit.
func longest(routes []transit, fits func(netip.Prefix) bool) (best *transit) {
	for i := range routes {
		if r := &routes[i]; fits(r.network) && (best == nil || r.network.Bits() > best.network.Bits()) {
			best = r
		}
	}
	return best
}
