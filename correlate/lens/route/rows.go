package route

import (
	"cmp"
	"fmt"
	"iter"
	"slices"
	"strings"
	"time"

	"hamari/correlate/entity"
	"hamari/correlate/lens"
	"hamari/correlate/lens/conversation"
	"hamari/correlate/lens/flow"
)

// Bounds of what is told. AWS's quotas are 1,000 routes of a table and 200 subnets of a VPC, unless raised.
// AWS: https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html
const (
	maxRoutes = 50_000 // of all tables
	maxServed = 500    // subnets, and instances, that a row names
)

// lost is a request, which may have been lost.
type lost conversation.Request

func (r *lost) compare(o *lost) int {
	return cmp.Or(r.Since.Compare(o.Since), cmp.Compare(r.ENI, o.ENI), r.Client.Compare(o.Client), r.Server.Compare(o.Server), cmp.Compare(r.Port, o.Port))
}

// book is what the bundle tells of route tables.
type book struct {
	graph   *entity.Graph
	tables  []*table
	of      map[string]*table // by subnet
	watched map[string]bool   // subnets of interfaces that let requests out

	unused   bool            // nothing could show that a route is used
	alive    map[string]bool // VPCs of which something is known that may use a route; "" where it is not known of which
	transits *transits
}

// Rows returns the routes of all described route tables, and those of Transit Gateways. What was asked is gone over only if a target is gone.
func Rows(graph *entity.Graph, requests func() iter.Seq[conversation.Request]) (rows []lens.Row, notes []string) {
	b := &book{graph: graph, of: map[string]*table{}, watched: map[string]bool{}, transits: parseTransits(graph)}
	gone := b.transits.hasBlackhole()
	for _, name := range graph.All("route-table") {
		if t := parseTable(name, graph); t != nil {
			b.tables = append(b.tables, t)
			gone = gone || t.hasBlackhole()
		}
	}
	if gone {
		b.associate()
		for r := range requests() {
			b.count((*lost)(&r))
		}
		b.seen()
	}
	rows = b.rows(b.tables, func(t *table, r *route) lens.Row {
		if gone && !t.settled {
			b.settle(t)
		}
		return b.row(t, r)
	})
	rows = append(rows, b.rows(b.transits.tables, b.transitRow)...)
	if len(rows) > maxRoutes {
		return rows[:maxRoutes], []string{fmt.Sprintf("more than %d routes are described: the others were not looked at", maxRoutes)}
	}
	return rows, nil
}

// seen notes in which VPCs instances run, or interfaces are known to let requests out.
func (b *book) seen() {
	b.alive = map[string]bool{}
	mark := func(id entity.ID) {
		vpcs := b.graph.Linked(id, "vpc")
		for _, vpc := range vpcs {
			b.alive[vpc] = true
		}
		b.alive[""] = b.alive[""] || len(vpcs) == 0
	}
	for subnet := range b.watched {
		mark(entity.ID{Kind: "subnet", Name: subnet})
	}
	for _, instance := range b.graph.All("instance") {
		if b.runs(instance) {
			mark(entity.ID{Kind: "instance", Name: instance})
		}
	}
	b.unused = len(b.alive) == 0
}

// apart reports whether all that could use a route is known to be in other VPCs. Only default routes are told of for that:
// others to targets that are gone are in many VPCs, left over from what nobody misses.
func (b *book) apart(t *table, r *route) bool {
	return t.vpc != "" && r.network.IsValid() && r.network.Bits() == 0 && !b.alive[""] && !b.alive[t.vpc]
}

// rows makes rows of the routes of some tables, and one more than there may be where there are too many.
func (b *book) rows(tables []*table, row func(*table, *route) lens.Row) (rows []lens.Row) {
	for _, t := range tables {
		for _, r := range t.routes {
			if len(rows) > maxRoutes {
				return rows
			}
			rows = append(rows, row(t, r))
		}
	}
	return rows
}

// associate finds the table of each subnet.
func (b *book) associate() {
	for _, t := range b.tables {
		for _, subnet := range t.own {
			b.of[subnet] = t
		}
	}
	for _, t := range b.tables {
		if !t.main || t.vpc == "" {
			continue
		}
		for _, subnet := range b.graph.Linked(entity.ID{Kind: "vpc", Name: t.vpc}, "subnet") {
			if b.of[subnet] == nil {
				b.of[subnet] = t
			}
		}
	}
	for subnet, t := range b.of {
		t.subnets = append(t.subnets, subnet)
	}
}

func (b *book) count(r *lost) {
	b.watched[r.Subnet] = true
	t := b.of[r.Subnet]
	if t == nil {
		return
	}
	switch route := t.to(r.Server); {
	case route == nil:
	case route.state == blackhole:
		route.losses.add(r)
	case route.option == "transit-gateway-id":
		b.take(route.target, t.vpc, r)
	}
}

// settle finds out what a table stands for, once for all of its routes.
func (b *book) settle(t *table) {
	t.settled = true
	subnets, running := slices.Sorted(slices.Values(t.subnets)), b.running(t.subnets)
	t.serves = served{
		subnets: lens.Text(strings.Join(subnets[:min(len(subnets), maxServed)], ",")), instances: lens.Text(strings.Join(running[:min(len(running), maxServed)], ",")),
		watched: lens.Truth(slices.ContainsFunc(subnets, func(s string) bool { return b.watched[s] })),
	}
}

func (b *book) row(t *table, r *route) lens.Row {
	v := make([]lens.Value, slots)
	v[slotTable], v[slotVPC] = lens.Text(t.id.Name), lens.Text(t.vpc)
	v[slotAccount] = lens.Text(b.graph.Attr(t.id, "account", time.Time{}))
	v[slotRegion] = lens.Text(b.graph.Attr(t.id, "region", time.Time{}))
	v[slotDestination], v[slotState] = lens.Text(r.destination), lens.Text(r.state)
	v[slotTarget], v[slotOption], v[slotOrigin] = lens.Text(r.target), lens.Text(r.option), lens.Text(r.origin)
	v[slotMain] = lens.Truth(t.main)
	row := lens.Row{Kind: Kind, Values: v, Records: 1, Cites: []lens.Cite{t.cite}}
	if r.state != blackhole {
		return row
	}
	v[slotSubnets], v[slotInstances], v[slotWatched] = t.serves.subnets, t.serves.instances, t.serves.watched
	v[slotUseUnknown] = lens.Truth(b.unused || b.apart(t, r))
	b.tell(&row, r, v[slotLost:], slotAccount, slotRegion)
	return row
}

// tell puts down what a blackhole route lost, from a slot on.
func (b *book) tell(row *lens.Row, r *route, lost []lens.Value, account, region int) {
	r.losses.describe(lost)
	if first := r.losses.first; first != nil {
		row.Values[account] = lens.Text(cmp.Or(row.Values[account].String(), first.Account))
		row.Values[region] = lens.Text(cmp.Or(row.Values[region].String(), first.Region))
		row.Start, row.End = first.Since, r.losses.last
		row.Records += int64(r.losses.lost)
		row.Cites = append(row.Cites, first.Cite)
	}
}

// running lists the instances in some subnets that are not known to be stopped or gone.
func (b *book) running(subnets []string) (all []string) {
	for _, subnet := range subnets {
		for _, name := range b.graph.Linked(entity.ID{Kind: "subnet", Name: subnet}, "instance") {
			if b.runs(name) {
				all = append(all, name)
			}
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

func (b *book) runs(instance string) bool {
	return b.graph.Attr(entity.ID{Kind: "instance", Name: instance}, "state", time.Time{}) == "running"
}

// still is how long after the first loss an answer says that not all is lost.
const still = 3 * time.Minute

// describe puts down what was lost; the first value is that of slotLost.
func (l *losses) describe(v []lens.Value) {
	set := func(slot int, value lens.Value) { v[slot-slotLost] = value }
	number := func(slot, n int) { set(slot, lens.Number(float64(n))) }
	number(slotLost, l.lost)
	number(slotAnswered, l.answered)
	number(slotWasAnswered, l.wasAnswered)
	number(slotClients, len(l.clients))
	if l.first == nil {
		return
	}
	set(slotStill, lens.Truth(l.lastAnswered.After(l.first.Since.Add(still))))
	set(slotServers, lens.Text(l.servers.List(flow.Accepted)))
	set(slotENI, lens.Text(l.first.ENI))
	set(slotClient, lens.Text(l.first.Client.String()))
	set(slotServer, lens.Text(l.first.Server.String()))
	number(slotPort, int(l.first.Port))
	set(slotSince, lens.Text(l.first.Since.Format(time.RFC3339)))
	set(slotLast, lens.Text(l.last.Format(time.RFC3339)))
}
