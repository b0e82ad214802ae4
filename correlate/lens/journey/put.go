package journey

import (
	"cmp"
	"maps"
	"net/netip"
	"slices"
	"strings"

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
	few := fewNetworks{}
	for _, k := range slices.SortedFunc(maps.Keys(r.journeys), order) {
		j, others := r.journeys[k], beside[serviceOf(k)]
		if j.mostlyFinished() {
			others -= j.finished
		}
		row := r.journeyRow(k, j, others)
		way, known := ways(row.Values[slotSubnet].String(), j.client)
		tellWay(row.Values, way, known)
		few.add(r.lens, k, j, way)
		rows = append(rows, row)
	}
	for _, t := range few.list() {
		row := r.journeyRow(t.key, &t.journey, beside[serviceOf(t.key)]-t.ownFinished)
		tellWay(row.Values, t.way, t.way != route.Way{})
		row.Values[slotClients], row.Values[slotNetworks] = lens.Text(t.networks.List(flow.Either)), lens.Number(float64(t.count))
		rows = append(rows, row)
	}
	return rows
}

// journeyRow makes a row of which the way of the replies is not told yet. The others are connections of other networks of which nearly
// all finished.
func (r *reader) journeyRow(k journeyKey, j *journey, others int) lens.Row {
	v := make([]lens.Value, slots)
	r.place(v, k, j)
	number := func(slot, n int) { v[slot] = lens.Number(float64(n)) }
	number(slotNetworks, 1)
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
	number(slotBesideFinished, others)
	r.tellSplit(v, j)
	r.tellAttachment(v, k, j)
	row := lens.Row{Kind: Kind, Values: v, Records: int64(j.connections), Cites: j.cites(r.lens)}
	row.Start, row.End = j.span()
	return row
}

func tellWay(v []lens.Value, way route.Way, known bool) {
	if !known {
		return
	}
	v[slotRouteTable], v[slotRoute], v[slotTarget] = lens.Text(way.Table), lens.Text(way.Destination), lens.Text(way.Target)
	if way.Target == "local" && !v[slotInside].Exists() {
		v[slotInside] = lens.Text(way.Destination)
	}
	if !strings.HasPrefix(way.Target, "tgw-") {
		v[slotUnattached] = lens.Value{}
	}
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
func (r *reader) tellSplit(v []lens.Value, j *journey) {
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
