package journey

import (
	"cmp"
	"maps"
	"slices"

	"hamari/correlate/lens"
	"hamari/correlate/lens/flow"
	"hamari/parsers/flowlog"
)

// opening counts the handshakes of a service.
type opening struct {
	tally   // of those that are stuck
	journey journey
	stuck   map[flowlog.Addr]struct{} // clients
	clients flow.Networks             // of these

	last      int64 // when the last of them began, in Unix seconds
	meanwhile int   // finished
}

// stuck reports whether a connection did not open although every interface let its request and its reply pass.
func (p *path) stuck(client flowlog.Addr) bool {
	return len(p.gateIn) > 0 && p.arrived && p.left && p.taken && !p.went && p.again && !p.odd(client)
}

// open counts a connection that a Transit Gateway's interface let in.
func (r *reader) open(k key, c *connection, p *path) {
	if len(p.gateIn) == 0 {
		return
	}
	of := service{p.vpc, k.server, k.serverPort}
	o := r.openings[of]
	if o == nil {
		o = &opening{stuck: map[flowlog.Addr]struct{}{}}
		r.openings[of] = o
	}
	o.journey.own.add(p.own)
	o.journey.gates.add(p.gateIn)
	o.journey.came++
	o.journey.advance(p)
	if !p.stuck(k.client) {
		return
	}
	r.journeys[journeyKey{vpc: p.vpc, server: k.server, clients: flow.NetworkOf(k.client), port: k.serverPort}].stuck++
	o.count(r.lens, c)
	o.last = max(o.last, c.start)
	o.stuck[k.client] = struct{}{}
	o.clients.Add(k.client, flow.Accepted)
}

// meanwhile counts a connection that finished and began while others were stuck.
func (r *reader) meanwhile(k key, c *connection) {
	p := r.path(k, c)
	if len(p.gateIn) == 0 || !p.began || !p.went {
		return
	}
	if o := r.openings[service{p.vpc, k.server, k.serverPort}]; o != nil && o.connections > 0 && c.start >= o.start && c.start <= o.last {
		o.meanwhile++
	}
}

// among counts the stuck connections of networks that have others that finished.
func (r *reader) among() map[service]int {
	of := map[service]int{}
	for k, j := range r.journeys {
		if j.finished > 0 {
			of[serviceOf(k)] += j.stuck
		}
	}
	return of
}

func (r *reader) openingRows() (rows []lens.Row) {
	order := func(a, b service) int {
		return cmp.Or(cmp.Compare(a.vpc, b.vpc), a.server.Netip().Compare(b.server.Netip()), cmp.Compare(a.port, b.port))
	}
	among := r.among()
	for _, of := range slices.SortedFunc(maps.Keys(r.openings), order) {
		o := r.openings[of]
		if o.connections == 0 {
			continue
		}
		place := make([]lens.Value, slots)
		r.place(place, journeyKey{vpc: of.vpc, server: of.server, port: of.port}, &o.journey)
		v := make([]lens.Value, openings)
		for slot, from := range map[int]int{
			openENI: slotENI, openInstance: slotInstance, openSubnet: slotSubnet, openVPC: slotVPC, openAccount: slotAccount, openRegion: slotRegion,
			openService: slotService, openServer: slotServer, openPort: slotPort,
		} {
			v[slot] = place[from]
		}
		number := func(slot, n int) { v[slot] = lens.Number(float64(n)) }
		v[openClients] = lens.Text(o.clients.List(flow.Either))
		number(openCame, o.journey.came)
		number(openTaken, o.journey.taken)
		number(openFinished, o.journey.finished)
		number(openAgain, o.connections)
		v[openAgainShare] = share(o.connections, o.journey.came)
		number(openAgainClients, len(o.stuck))
		number(openAmong, among[of])
		number(openMeanwhile, o.meanwhile)
		row := lens.Row{Kind: OpeningKind, Values: v, Records: int64(o.connections), Cites: o.cites(r.lens)}
		row.Start, row.End = o.span()
		rows = append(rows, row)
	}
	return rows
}
