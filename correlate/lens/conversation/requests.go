package conversation

import (
	"iter"
	"net/netip"
	"slices"
	"time"

	"hamari/correlate/entity"
	"hamari/correlate/lens"
	"hamari/correlate/lens/flow"
	"hamari/parsers/flowlog"
)

// Request is what a party in a VPC asked of a server elsewhere over TCP, at its own interface, which let it out.
type Request struct {
	ENI, Subnet, Account, Region string
	Client, Server               netip.Addr
	Port                         uint16

	Lost  bool      // nothing came back: never, or no more
	Since time.Time // of what is lost: the first request, or where there were answers the last of them
	Last  time.Time // end of the last request

	WasAnswered bool
	Cite        lens.Cite // the first request
}

// Bounds of what counts as lost. These are judgements.
const (
	lostOpenings = 3   // in vain
	lostSeconds  = 180 // between the last answer and the last request that begins a connection
)

// Requests goes over what parties in VPCs asked of servers elsewhere over TCP, in no order. Requests that the interface
// rejected are none, and neither are those of which it rejected the replies. Where there are too many servers to tell them
// apart by address, none is told.
func (l *Lens) Requests(graph *entity.Graph) iter.Seq[Request] {
	x := &exchangeRows{lens: l, graph: graph, places: map[uint32]*place{}}
	l.settleExchanges(&l.inside, x.place)
	l.settleExchanges(&l.outside, x.place)
	return func(yield func(Request) bool) {
		for _, list := range []*exchanges{&l.inside, &l.outside} {
			if list.level >= clientNets {
				continue
			}
			for key, e := range list.table.All() {
				if key.side != flow.RemoteServer || key.proto != flowlog.ProtocolTCP || key.port == 0 || e.asked.n == 0 || e.stopped.n > 0 {
					continue
				}
				if p := x.place(key.eni); p.ends(key.client.Netip(), e.hosted) && !yield(l.request(key, e, p)) {
					return
				}
			}
		}
	}
}

func (l *Lens) request(key exchangeKey, e *exchange, p *place) Request {
	opened := e.openings(key.proto)
	r := Request{
		ENI: p.id.Name, Subnet: p.subnet, Account: p.account, Region: p.region, Client: key.client.Netip(), Server: key.server.Netip(), Port: key.port,
		WasAnswered: e.answered.n > 0, Since: time.Unix(e.asked.cite.Start, 0).UTC(), Last: time.Unix(e.asked.last, 0).UTC(),
		Cite: l.members.Lens(e.asked.cite, lens.FirstOf(e.asked.n, "request", "requests")),
	}
	r.Lost = !r.WasAnswered && opened.n >= lostOpenings
	if r.WasAnswered && opened.n > 0 && opened.last > e.answered.last+lostSeconds {
		r.Lost, r.Since = true, time.Unix(e.answered.last, 0).UTC()
	}
	return r
}

// ends reports whether an interface is known to be that of a party in the VPC, or of its host.
func (p *place) ends(local netip.Addr, hosted bool) bool {
	switch {
	case between[p.kind]:
		return false
	case len(p.own) > 0:
		return slices.Contains(p.own, local) || hosted
	}
	return p.kind != ""
}
