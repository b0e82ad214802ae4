package conversation

import (
	"slices"
	"strings"

	"hamari/correlate/lens"
	"hamari/correlate/lens/flow"
)

// gate is one port in one direction through a Transit Gateway into a VPC.
type gate struct {
	site    string
	port    uint16
	proto   uint8
	heading uint8
	server  uint8
}

// passage is what one of its interfaces lets through.
type passage struct {
	az    string
	key   groupKey
	group *group
}

// gates are what passes, and whether anybody could use what does not.
type gates struct {
	open   map[gate][]passage
	demand *demand
}

// Bounds of what passes and what does not. These are judgements.
const (
	gateRecords = 10  // fewer records are no rule, unless a rule that is described says so
	gatePasses  = 0.1 // at most this share of the records of what passes is rejected
	gateStops   = 0.2 // at least this share of what does not, while records are rejected: some client ports may pass
	gateShut    = 0.8 // and this of what does not at all
	gateRejects = 8   // of as many records as are a rule
)

func gateOf(key groupKey, p *place) gate {
	return gate{site: p.site(), port: key.port, proto: key.proto, heading: key.heading, server: key.server}
}

// gates lists what passes the interfaces of Transit Gateways.
func (l *Lens) gates(places []*place) gates {
	open := map[gate][]passage{}
	for key, g := range l.groups.All() {
		p := places[key.eni]
		if p.kind == transitGateway && p.az != "" && g.accepted >= gateRecords && float64(g.rejected) <= gatePasses*float64(g.accepted+g.rejected) {
			open[gateOf(key, p)] = append(open[gateOf(key, p)], passage{p.az, key, g})
		}
	}
	return gates{open, l.demand(places)}
}

// judge puts down what else speaks of a service whose packets a Transit Gateway's interface rejects.
func (t gates) judge(key groupKey, g *group, p *place, v []lens.Value) {
	if p.kind != transitGateway || g.rejected == 0 {
		return
	}
	others := slices.DeleteFunc(slices.Clone(t.open[gateOf(key, p)]), func(o passage) bool { return p.az == "" || o.az == p.az })
	v[slotUnserved] = lens.Text(t.demand.unserved(key, g, p, others))
	share, _ := v[slotSpellShare].Float()
	denied := v[slotACLAction].String() == "deny"
	if g.rejected < tries || g.rejected < gateRecords && !denied || share < gateStops {
		return
	}
	v[slotGateStanding] = lens.Text(gateStanding(v, len(others) > 0))
	v[slotPassesZone] = lens.Truth(share >= gateShut && g.rejected >= gateRejects && g.accepted+g.rejected >= gateRecords && slices.ContainsFunc(others, func(o passage) bool {
		return o.key.local == key.local && g.at(o.group) && (!key.hasPkt || !o.key.hasPkt || g.sharesClients(o.group))
	}))
}

func gateStanding(v []lens.Value, othersPass bool) string {
	switch {
	case v[slotACLAction].String() == "deny":
		return "by-rule"
	case v[slotTurned].String() == "to-reject":
		return "was-let-through"
	case v[slotTurned].String() == "to-accept" || v[slotTurned].String() == "and-back":
		return "let-through-since"
	case othersPass:
		return "others-pass"
	}
	return "alone"
}

// at reports whether records of both are of one time.
func (g *group) at(passing *group) bool {
	start, end := g.span()
	from, to := passing.span()
	return !start.After(to) && !from.After(end)
}

// sharesClients reports whether clients of a network that is rejected here are accepted there. Without pkt-srcaddr and
// pkt-dstaddr the records show the gateway in the clients' place.
func (g *group) sharesClients(passing *group) bool {
	accepted := strings.Split(passing.networks.List(flow.Accepted), ",")
	return slices.ContainsFunc(strings.Split(g.networks.List(flow.Rejected), ","), func(n string) bool { return slices.Contains(accepted, n) })
}
