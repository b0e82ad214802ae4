package conversation

import (
	"slices"

	"hamari/correlate/entity"
	"hamari/correlate/lens/flow"
	"hamari/parsers/flowlog"
)

// settle corrects, now that all is known, what was guessed while records were read: of version 2 records, which party
// is the one in the VPC. It also puts the rejected conversations with public addresses beside the accepted ones.
func (l *Lens) settle(graph *entity.Graph) (places []*place) {
	places = make([]*place, len(l.enis))
	for n, info := range l.enis {
		places[n] = newPlace(info, graph)
	}
	misread, idle := l.misread(), l.idleProbes()
	for key, g := range l.groups.Drain() {
		if other, is := misread[key]; is {
			g.turn(key)
			key = other
		}
		if _, isIdle := idle[key]; isIdle {
			key.port = 0
		}
		key.probe = false
		if key.guessed {
			key = places[key.eni].correct(key, g)
		}
		l.add(key, g)
	}
	return places
}

// idleProbes returns the keys of scans: public addresses were rejected on a port, of which nothing was accepted from
// anyone. Scanners try every port of every address, and each would be a row. It returns none where there is room for all.
func (l *Lens) idleProbes() map[groupKey]struct{} {
	serving := l.serving(false)
	idle := map[groupKey]struct{}{}
	for key := range l.groups.All() {
		if _, serves := serving[key.offered(false)]; key.probe && !serves && key.port != 0 {
			idle[key] = struct{}{}
		}
	}
	if len(idle) <= maxProbes {
		return nil
	}
	l.probed = len(idle)
	return idle
}

// offered is the key under which what an interface serves is known: an address and a port, and where sides are told apart
// also which side offers them.
//
// What internet addresses had accepted stands under a second key, with outside.
func (k groupKey) offered(sides bool) groupKey {
	o := groupKey{local: k.local, eni: k.eni, port: k.port, proto: k.proto}
	if sides {
		o.server = k.server
	}
	return o
}

// serving returns the keys under which something was accepted.
func (l *Lens) serving(sides bool) map[groupKey]struct{} {
	serving := map[groupKey]struct{}{}
	for key, g := range l.groups.All() {
		if g.accepted > 0 {
			offered := key.offered(sides)
			serving[offered] = struct{}{}
			if key.outside {
				offered.outside = true
				serving[offered] = struct{}{}
			}
		}
	}
	return serving
}

// correct turns the direction of a group round where the guess that the server is in the VPC proves wrong: on an
// ordinary interface when the server's address is not the interface's own; on a Transit Gateway's when it is, since
// that address stands for the party beyond the gateway.
func (p *place) correct(key groupKey, g *group) groupKey {
	served := key.local.Netip()
	if len(p.own) == 0 || p.kind == "" || served.IsUnspecified() {
		return key
	}
	isOwn := slices.Contains(p.own, served)
	switch {
	case p.kind == transitGateway && isOwn:
		key.local, g.networks = flowlog.Addr{}, flow.Networks{}
	case p.kind != transitGateway && !isOwn:
		g.networks = flow.Networks{}
		g.networks.Add(key.local, g.marks())
		key.local = flowlog.AddrOf(p.own[0])
	default:
		return key
	}
	g.peer, g.peers = flowlog.Addr{}, 2
	key.server, key.heading = flow.RemoteServer, flow.ToLocal+flow.FromLocal-key.heading
	return key
}

// marks says what happened to the packets of a group.
func (g *group) marks() (marks uint8) {
	if g.accepted > 0 {
		marks |= flow.Accepted
	}
	if g.rejected > 0 {
		marks |= flow.Rejected
	}
	return marks
}
