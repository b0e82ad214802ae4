package conversation

import (
	"hamari/correlate/lens/flow"
	"hamari/parsers/flowlog"
)

// Levels of detail. At each, less is told apart; the level in force is the lowest at which the groups fit. What becomes
// of a record at a level depends on the record alone, so the outcome does not depend on the order of the records.
const (
	allDetail   = iota
	noProbes    // ports on which public addresses were rejected are put together
	noOutside   // all ports of conversations with public addresses are put together
	noHighPorts // and all high ports
	noUserPorts // and all ports but the well-known ones
	noPorts     // and all ports
	noAddresses // the parties in the VPC, and the protocols, are put together
	lastLevel   = noAddresses
)

const (
	highPort = 10_000 // the first of the ports that few services have
	userPort = 1024   // the first that is not well-known
)

// levelText says what a level means, for the report.
var levelText = [...]string{
	noProbes:    "more than %d services in the flow logs: the ports on which public addresses were rejected are not told apart",
	noOutside:   "more than %d services in the flow logs: the ports of conversations with public addresses are not told apart",
	noHighPorts: "more than %d services in the flow logs: ports of 10000 and above are not told apart",
	noUserPorts: "more than %d services in the flow logs: ports of 1024 and above are not told apart",
	noPorts:     "more than %d services in the flow logs: ports are not told apart, so that nothing can be said of single services",
	noAddresses: "more than %d addresses in the flow logs: addresses and ports are not told apart, so that nothing can be said of single services",
}

// at gives the key under which a group stands at a level.
func (k groupKey) at(level uint8) groupKey {
	if level >= noProbes && k.probe || level >= noOutside && k.outside || level >= noHighPorts && k.port >= highPort ||
		level >= noUserPorts && k.port >= userPort || level >= noPorts {
		k.port = 0
	}
	if level >= noAddresses {
		k.local, k.proto, k.server = flowlog.Addr{}, 0, 0
	}
	return k
}

// shrink raises the level until the groups fit.
func (l *Lens) shrink() {
	for l.groups.Len() > l.limit && l.level < lastLevel {
		l.coarsen(l.level + 1)
	}
}

// coarsen raises the level and puts groups together accordingly.
func (l *Lens) coarsen(level uint8) {
	l.level = level
	for key, g := range l.groups.Drain() {
		l.add(key.at(level), g)
	}
}

// Merge adds what the other lens gathered; the other must not be used afterwards.
func (l *Lens) Merge(other *Lens) {
	if other.level > l.level {
		l.coarsen(other.level)
	}
	l.dropped += other.dropped
	adopt := l.members.Adopt(other.members)
	for _, theirs := range other.enis {
		l.mergeENI(theirs, adopt)
	}
	for key, g := range other.groups.Drain() {
		n, ok := l.numbers[other.enis[key.eni].id]
		if !ok {
			l.dropped += g.accepted + g.rejected
			continue
		}
		key.eni = n
		adopt(&g.acceptCite)
		adopt(&g.rejectCite)
		adoptHalfOpen(g, adopt)
		l.add(key.at(l.level), g)
	}
	l.shrink()
	eni := func(theirs uint32) (mine uint32, ok bool) {
		mine, ok = l.numbers[other.enis[theirs].id]
		return mine, ok
	}
	l.answers.merge(&other.answers, eni)
	l.destinations.merge(&other.destinations, eni)
	l.inside.merge(&other.inside, eni, adopt)
	l.outside.merge(&other.outside, eni, adopt)
}

func (l *Lens) mergeENI(theirs *eniInfo, adopt func(*flow.Cite)) {
	n, ok := l.numbers[theirs.id]
	if !ok {
		if len(l.enis) >= maxInterfaces {
			return
		}
		n = l.addENI(theirs.id).number
	}
	adopt(&theirs.outboundCite)
	l.members.KeepCite(&l.enis[n].outboundCite, theirs.outboundCite)
	l.enis[n].merge(theirs)
}

// add puts a group under a key.
func (l *Lens) add(key groupKey, g *group) {
	mine, added := l.groups.Get(key)
	if added {
		*mine = *g
		return
	}
	mine.merge(g)
	l.mergeHalfOpen(mine, g)
	l.members.KeepCite(&mine.acceptCite, g.acceptCite)
	l.members.KeepCite(&mine.rejectCite, g.rejectCite)
}

func (g *group) merge(o *group) {
	g.lastAccept = max(g.lastAccept, o.lastAccept)
	g.lastReject = max(g.lastReject, o.lastReject)
	g.accepted += o.accepted
	g.rejected += o.rejected
	g.packets += o.packets
	g.bytes += o.bytes
	g.unanswered += o.unanswered
	g.networks.Merge(&o.networks)
	g.meet(o.peer, o.peers)
	g.far.merge(&o.far)
	g.heard.merge(o.heard)
	g.cut.merge(o.cut)
	if o.acceptedAt != nil {
		g.markAccepted().merge(o.acceptedAt)
	}
	g.greeted = g.greeted || o.greeted
}
