package conversation

import (
	"time"

	"hamari/correlate/lens/flow"
	"hamari/parsers/flowlog"
)

// Why nobody misses what a Transit Gateway's interface rejects.
const (
	serverRejects     = "server-rejects"
	serverAcceptsNone = "server-accepts-none"
	scanned           = "scan"
)

// Who asks for more than sweepPorts ports looks for what is open. Ports from sweepBelow on are not counted: passive FTP and
// RPC use many of those. These are judgements.
const (
	sweepPorts = 20
	sweepBelow = 32768
)

// asked is a service that the rejected packets at a Transit Gateway's interface belong to.
type asked struct {
	site   string
	local  flowlog.Addr
	port   uint16
	proto  uint8
	server uint8
}

// use is what is known of a service apart from the Transit Gateway's interfaces.
type use struct {
	accepted, rejected int64 // requests at the server's own interface
	answered           bool  // the server was seen to answer, anywhere
}

// party is an address in a VPC.
type party struct {
	site  string
	local flowlog.Addr
}

// sweep is one who asks, at one interface.
type sweep struct {
	peer            flowlog.Addr
	eni             uint32
	heading, server uint8
}

// demand tells whether anybody could use what a Transit Gateway's interface rejects.
type demand struct {
	services map[asked]*use
	logged   map[party]servedSpan // when the own interface of a party accepted anything
	ports    map[sweep]map[uint16]struct{}
}

func askedFor(key groupKey, p *place) asked {
	return asked{site: p.site(), local: key.local, port: key.port, proto: key.proto, server: key.server}
}

// demand gathers what is known of the services of which a Transit Gateway's interface rejected packets.
func (l *Lens) demand(places []*place) *demand {
	d := &demand{services: map[asked]*use{}, logged: map[party]servedSpan{}, ports: map[sweep]map[uint16]struct{}{}}
	for key, g := range l.groups.All() {
		if p := places[key.eni]; p.kind == transitGateway && g.rejected > 0 {
			d.services[askedFor(key, p)] = &use{}
			d.logged[party{p.site(), key.local}] = servedSpan{}
			d.count(key, g)
		}
	}
	if len(d.services) == 0 {
		return d
	}
	for key, g := range l.groups.All() {
		p := places[key.eni]
		u := d.services[askedFor(key, p)]
		if isReply := (key.heading == flow.FromLocal) == (key.server == flow.LocalServer); u != nil && isReply {
			u.answered = u.answered || g.speaks(key.proto)
		}
		if p.kind != "" && p.ends(key.local.Netip(), false) && l.enis[key.eni].skipped == 0 {
			d.see(key, g, p, u)
		}
	}
	return d
}

// count counts the port of rejected packets with the one who asks for it.
func (d *demand) count(key groupKey, g *group) {
	s, ok := sweepOf(key, g)
	if !ok || key.port == 0 || key.port >= sweepBelow {
		return
	}
	if d.ports[s] == nil {
		d.ports[s] = map[uint16]struct{}{}
	}
	d.ports[s][key.port] = struct{}{}
}

// sweepOf returns the one who asks for a service, where it is only one.
func sweepOf(key groupKey, g *group) (s sweep, ok bool) {
	s = sweep{peer: key.local, eni: key.eni, heading: key.heading, server: key.server}
	if key.server == flow.LocalServer {
		s.peer = g.peer
		return s, key.hasPkt && g.peers == 1
	}
	return s, true
}

// speaks reports whether packets of a server say that it serves: a SYN-ACK, or more than what refuses a connection.
func (g *group) speaks(proto uint8) bool {
	const refusal = 80 // bytes
	return g.greeted || g.bytes > refusal*g.packets || proto != flowlog.ProtocolTCP && g.accepted > 0
}

// see takes in what the own interface of a party did.
func (d *demand) see(key groupKey, g *group, p *place, u *use) {
	if u != nil && key.heading == flow.ToLocal && key.server == flow.LocalServer {
		u.accepted += g.accepted
		u.rejected += g.rejected
	}
	who := party{p.site(), key.local}
	span, watched := d.logged[who]
	if !watched || g.accepted == 0 {
		return
	}
	if span.to == 0 || g.acceptCite.Start < span.from {
		span.from = g.acceptCite.Start
	}
	span.to = max(span.to, g.lastAccept)
	d.logged[who] = span
}

// unserved tells why nobody misses rejected packets of a service; "" where nothing says so. Of the services that pass another
// zone those of the same party count.
func (d *demand) unserved(key groupKey, g *group, p *place, passing []passage) string {
	u := d.services[askedFor(key, p)]
	if u == nil || g.rejected == 0 || key.port == 0 && flow.HasPorts(key.proto) {
		return ""
	}
	request := key.heading == flow.ToLocal && key.server == flow.LocalServer
	if request && u.accepted == 0 && u.rejected > 0 {
		return serverRejects
	}
	for _, o := range passing {
		if request && o.key.local == key.local && u.accepted == 0 && d.covers(party{p.site(), key.local}, o.group) {
			return serverAcceptsNone
		}
	}
	if s, ok := sweepOf(key, g); ok && !u.answered && len(d.ports[s]) > sweepPorts {
		return scanned
	}
	return ""
}

// covers reports whether the own interface of a party is known to have logged what it accepted while packets passed to it.
func (d *demand) covers(who party, passing *group) bool {
	span := d.logged[who]
	at := func(unix int64) time.Time { return time.Unix(unix, 0) }
	from, to := passing.span()
	return span.to > 0 && !at(span.from).After(from.Add(lag*time.Second)) && !at(span.to).Before(to.Add(-lag*time.Second))
}
