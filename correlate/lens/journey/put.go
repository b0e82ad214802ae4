package journey

import (
	"cmp"
	"maps"
	"net/netip"
	"slices"
	"time"

	"hamari/correlate/entity"
	"hamari/correlate/lens"
	"hamari/correlate/lens/conversation"
	"hamari/correlate/lens/flow"
	"hamari/correlate/lens/route"
	"hamari/parsers/flowlog"
)

// mostly is the share of connections that stands for nearly all. It is a judgement.
const mostly = 0.8

func (r *reader) journeyRows(ways func(subnet string, to netip.Addr) (route.Way, bool)) (rows []lens.Row) {
	beside := r.finished()
	order := func(a, b journeyKey) int {
		return cmp.Or(cmp.Compare(a.vpc, b.vpc), a.server.Netip().Compare(b.server.Netip()), cmp.Compare(a.port, b.port), a.clients.Netip().Compare(b.clients.Netip()))
	}
	for _, k := range slices.SortedFunc(maps.Keys(r.journeys), order) {
		j := r.journeys[k]
		v := make([]lens.Value, slots)
		r.place(v, k, j)
		number := func(slot, n int) { v[slot] = lens.Number(float64(n)) }
		number(slotConnections, j.connections)
		number(slotCame, j.came)
		number(slotReached, j.reached)
		number(slotReplied, j.replied)
		number(slotReturned, j.returned)
		number(slotTaken, j.taken)
		number(slotFinished, j.finished)
		if j.came > 0 {
			v[slotTakenShare], v[slotFinishedShare] = share(j.taken, j.came), share(j.finished, j.came)
		}
		v[slotAlike] = lens.Truth(!j.unlike)
		if r.returns[k.vpc] {
			v[slotReturnLogged] = lens.Truth(true)
		}
		v[slotGates] = lens.Text(r.list(j.gates))
		others := beside[serviceOf(k)]
		if j.mostlyFinished() {
			others -= j.finished
		}
		number(slotBesideFinished, others)
		r.tellSplit(v, k, j)
		if way, known := ways(v[slotSubnet].String(), j.client); known {
			v[slotRouteTable], v[slotRoute], v[slotTarget] = lens.Text(way.Table), lens.Text(way.Destination), lens.Text(way.Target)
		}
		row := lens.Row{Kind: Kind, Values: v, Records: int64(j.connections), Cites: j.cites(r.lens)}
		row.Start, row.End = j.span()
		rows = append(rows, row)
	}
	return rows
}

func share(n, of int) lens.Value { return lens.Number(float64(n) / float64(of)) }

// service is a service in a VPC.
type service struct {
	vpc    string
	server flowlog.Addr
	port   uint16
}

func serviceOf(k journeyKey) service { return service{k.vpc, k.server, k.port} }

func (j *journey) mostlyFinished() bool { return float64(j.finished) >= mostly*float64(j.came) }

// finished counts the connections that finished, of networks of which nearly all do.
func (r *reader) finished() map[service]int {
	of := map[service]int{}
	for k, j := range r.journeys {
		if j.mostlyFinished() {
			of[serviceOf(k)] += j.finished
		}
	}
	return of
}

// place puts down who talks with whom, and where.
func (r *reader) place(v []lens.Value, k journeyKey, j *journey) {
	spot := conversation.Spot{}
	for _, n := range slices.Sorted(maps.Keys(j.own)) {
		spot = r.spots[n]
		v[slotENI] = lens.Text(r.lens.enis[n].id)
		if len(j.own) > 1 {
			v[slotENI] = lens.Value{}
		}
	}
	for _, of := range []names{j.gates, j.requestBy} {
		for _, n := range slices.Sorted(maps.Keys(of)) {
			spot.Account, spot.Region = cmp.Or(spot.Account, r.spots[n].Account), cmp.Or(spot.Region, r.spots[n].Region)
		}
	}
	v[slotInstance], v[slotSubnet], v[slotVPC] = lens.Text(spot.Instance), lens.Text(spot.Subnet), lens.Text(k.vpc)
	v[slotAccount], v[slotRegion] = lens.Text(spot.Account), lens.Text(spot.Region)
	server := k.server.Netip()
	v[slotService] = lens.Text(flow.ServiceName(flowlog.ProtocolTCP, k.port, flow.LocalServer, server))
	v[slotServer], v[slotPort] = lens.Text(server.String()), lens.Number(float64(k.port))
	v[slotClients] = lens.Text(flow.Network(k.clients.Netip()).String())
}

// tellSplit puts down what became of connections whose two ways passed different appliances.
func (r *reader) tellSplit(v []lens.Value, k journeyKey, j *journey) {
	if j.split+j.whole == 0 {
		return
	}
	number := func(slot, n int) { v[slot] = lens.Number(float64(n)) }
	number(slotSplit, j.split)
	number(slotSplitFinished, j.splitFinished)
	if j.split > 0 {
		v[slotSplitShare] = share(j.splitFinished, j.split)
	}
	number(slotWhole, j.whole)
	number(slotWholeFinished, j.wholeFinished)
	v[slotRequestBy], v[slotReplyBy] = lens.Text(r.list(j.requestBy)), lens.Text(r.list(j.replyBy))
	v[slotRequestZone], v[slotReplyZone] = lens.Text(r.zones(j.requestBy)), lens.Text(r.zones(j.replyBy))
	if v[slotRequestZone].Exists() && v[slotReplyZone].Exists() {
		v[slotSplitZones] = lens.Truth(v[slotRequestZone] != v[slotReplyZone])
	}
	if attachments := r.graph.Linked(entity.ID{Kind: "vpc", Name: k.vpc}, "tgw-attachment"); len(attachments) == 1 {
		v[slotAttachment] = lens.Text(attachments[0])
		v[slotMode] = lens.Text(r.graph.Attr(entity.ID{Kind: "tgw-attachment", Name: attachments[0]}, "appliance-mode", time.Time{}))
	}
}

func (r *reader) crossingRows() (rows []lens.Row) {
	order := func(a, b crossingKey) int {
		return cmp.Or(cmp.Compare(r.lens.enis[a.eni].id, r.lens.enis[b.eni].id), a.server.Netip().Compare(b.server.Netip()), cmp.Compare(a.port, b.port))
	}
	for _, k := range slices.SortedFunc(maps.Keys(r.crossings), order) {
		x, spot, server := r.crossings[k], &r.spots[k.eni], k.server.Netip()
		v := make([]lens.Value, crossings)
		v[crossENI], v[crossAZ], v[crossSubnet], v[crossVPC] = lens.Text(r.lens.enis[k.eni].id), lens.Text(spot.AZ), lens.Text(spot.Subnet), lens.Text(spot.VPC)
		v[crossAccount], v[crossRegion] = lens.Text(cmp.Or(spot.Account, r.lens.enis[k.eni].account)), lens.Text(cmp.Or(spot.Region, r.lens.enis[k.eni].region))
		v[crossService] = lens.Text(flow.ServiceName(flowlog.ProtocolTCP, k.port, flow.LocalServer, server))
		v[crossServer], v[crossPort] = lens.Text(server.String()), lens.Number(float64(k.port))
		v[crossClients] = lens.Text(x.clients.List(flow.Either))
		v[crossConnections], v[crossAnswered] = lens.Number(float64(x.connections)), lens.Number(float64(x.answered))
		v[crossShare] = share(x.answered, x.connections)
		v[crossWatched] = lens.Truth(x.watched)
		list, action, rule, text := spot.Toward(server, k.port, r.subnetOf(server))
		v[crossACL], v[crossAction], v[crossRule], v[crossText] = lens.Text(list), lens.Text(action), lens.Text(rule), lens.Text(text)
		row := lens.Row{Kind: CrossingKind, Values: v, Records: int64(x.connections), Cites: x.cites(r.lens)}
		row.Start, row.End = x.span()
		rows = append(rows, row)
	}
	return rows
}

// subnetOf is the subnet of an address, where it is known.
func (r *reader) subnetOf(a netip.Addr) string {
	if subnets := r.graph.Linked(entity.ID{Kind: "address", Name: a.String()}, "subnet"); len(subnets) == 1 {
		return subnets[0]
	}
	return ""
}
