package gateway

import (
	"cmp"
	"iter"
	"slices"
	"time"

	"hamari/correlate/entity"
	"hamari/correlate/lens"
	"hamari/correlate/lens/flow"
)

// Places on the way of packets, beside those of conversation rows.
const (
	hopIntoVPC  = 0
	hopOutOfVPC = 5
)

// Rows returns what was gathered, in an order that does not depend on how it was. They are made one by one, anew
// each time they are gone over, since they take far more room than what they are made of.
func (l *Lens) Rows() iter.Seq[lens.Row] {
	return func(yield func(lens.Row) bool) {
		services := l.services()
		for _, r := range l.ranked() {
			row := l.row(r.key, r.group)
			services[l.serviceOf(r.key)].tell(row.Values)
			if !yield(row) {
				return
			}
		}
	}
}

// ranked is a group with what decides where its row comes.
type ranked struct {
	service string
	key     key
	group   *group
}

// ranked returns the groups in the order of their rows.
func (l *Lens) ranked() []ranked {
	list := make([]ranked, 0, l.groups.Len())
	for k, g := range l.groups.All() {
		list = append(list, ranked{flow.ServiceName(k.proto, k.port, k.server, k.local.Netip()), k, g})
	}
	slices.SortFunc(list, func(a, b ranked) int {
		x, y := l.names.sides[a.key.side], l.names.sides[b.key.side]
		if c := cmp.Or(cmp.Compare(x.tgw, y.tgw), cmp.Compare(x.eni, y.eni), cmp.Compare(a.service, b.service)); c != 0 {
			return c
		}
		return cmp.Or(
			cmp.Compare(flow.HeadingName[a.key.heading], flow.HeadingName[b.key.heading]),
			cmp.Compare(a.group.start, b.group.start), cmp.Compare(a.group.records(), b.group.records()),
		)
	})
	return list
}

func (g *group) records() int64 { return g.in.flows + g.out.flows }

// Teach tells the graph what the records say of interfaces: that they are a Transit Gateway's, and where they lie.
func (l *Lens) Teach(graph *entity.Graph) {
	const from = "Transit Gateway flow log"
	firsts := map[uint32]flow.Cite{}
	for k, g := range l.groups.All() {
		flow.KeepFirst(l.members, firsts, k.side, g.first)
	}
	for side, first := range firsts {
		s := l.names.sides[side]
		if s.eni == "" {
			continue
		}
		cite := l.members.Lens(first, "")
		at := cite.Time
		eni, subnet := entity.ID{Kind: "eni", Name: s.eni}, entity.ID{Kind: "subnet", Name: s.subnet}
		graph.Know(eni, "eni-type", entity.Fact{Value: "transit_gateway", At: at, Cite: cite, From: from})
		graph.Know(subnet, "az-id", entity.Fact{Value: s.az, At: at, Cite: cite, From: from})
		graph.Connect(eni, subnet, at, cite, from)
		graph.Connect(subnet, entity.ID{Kind: "vpc", Name: s.vpc}, at, cite, from)
		graph.Connect(eni, entity.ID{Kind: "tgw-attachment", Name: s.attachment}, at, cite, from)
	}
	graph.Finish()
}

func (l *Lens) row(k key, g *group) lens.Row {
	s, local := l.names.sides[k.side], k.local.Netip()
	v := make([]lens.Value, slots)
	v[slotTGW], v[slotAttachment], v[slotENI] = lens.Text(s.tgw), lens.Text(s.attachment), lens.Text(s.eni)
	v[slotAZ], v[slotSubnet], v[slotVPC] = lens.Text(s.az), lens.Text(s.subnet), lens.Text(s.vpc)
	v[slotAccount], v[slotRegion] = lens.Text(s.account), lens.Text(s.region)
	if !local.IsUnspecified() {
		v[slotLocal] = lens.Text(local.String())
	}
	v[slotService] = lens.Text(flow.ServiceName(k.proto, k.port, k.server, local))
	if flow.HasPorts(k.proto) {
		v[slotPort] = lens.Number(float64(k.port))
	}
	v[slotProtocol] = lens.Text(flow.ProtocolName(k.proto))
	v[slotHeading], v[slotServer] = lens.Text(flow.HeadingName[k.heading]), lens.Text(flow.ServerName[k.server])
	v[slotRemote] = lens.Text(g.networks.List(flow.Either))
	v[slotLostRemote] = lens.Text(g.networks.List(flow.Rejected))
	if lost := g.networks.Prefixes(flow.Rejected); k.heading == flow.FromLocal && len(lost) > 0 {
		v[slotLostBehind] = lens.Text(l.origins.behind(s.tgw, lost))
	}
	v[slotHop] = lens.Number(hopIntoVPC)
	if k.heading == flow.FromLocal {
		v[slotHop] = lens.Number(hopOutOfVPC)
	}
	g.measures(v)
	if g.loss.IsSet() && g.lastLoss > 0 {
		v[slotFirstLost], v[slotLastLost] = instant(g.loss.Start), instant(g.lastLoss)
	}
	row := lens.Row{Kind: Kind, Values: v, Records: g.records(), Cites: l.cites(g)}
	if !g.in.losses && !g.out.losses {
		row.Lacks = lossFields
	}
	if g.end > 0 {
		row.Start, row.End = time.Unix(g.start, 0).UTC(), time.Unix(g.end, 0).UTC()
	}
	return row
}

// lossFields are the fields that no row has of a log without the counters of lost packets.
var lossFields = []string{"lost", "lost_share", "lost_no_route", "lost_blackhole", "lost_mtu_exceeded", "lost_ttl_expired", "lost_by_routing"}

func (g *group) measures(v []lens.Value) {
	packets := max(g.in.packets, g.out.packets)
	v[slotFlows] = lens.Number(float64(max(g.in.flows, g.out.flows)))
	v[slotPackets] = lens.Number(float64(packets))
	v[slotBytes] = lens.Number(float64(max(g.in.bytes, g.out.bytes)))
	if !g.in.losses && !g.out.losses {
		return
	}
	var all int64
	for i := range lostSlots {
		n := g.lost(i)
		v[slotNoRoute+i] = lens.Number(float64(n))
		all += n
	}
	v[slotLost] = lens.Number(float64(all))
	v[slotRouting] = lens.Number(float64(g.lost(0) + g.lost(1)))
	if packets+all > 0 {
		v[slotLostShare] = lens.Number(float64(all) / float64(packets+all))
	}
}

// cites are the first record with lost packets, or where none were lost the first: what is said of losses must not rest on
// a record without.
func (l *Lens) cites(g *group) []lens.Cite {
	if g.loss.IsSet() {
		return []lens.Cite{l.members.Lens(g.loss, lens.FirstOf(g.lossy, "record with lost packets", "records with lost packets"))}
	}
	return []lens.Cite{l.members.Lens(g.first, lens.FirstOf(g.records(), "record", "records"))}
}

func instant(unix int64) lens.Value { return lens.Text(time.Unix(unix, 0).UTC().Format(time.RFC3339)) }
