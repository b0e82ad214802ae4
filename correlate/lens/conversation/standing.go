package conversation

import (
	"hamari/correlate/lens"
	"hamari/correlate/lens/flow"
)

// refusals are where a party was refused.
type refusals struct {
	services int
	ports    map[uint16]int // and how many services were of that port
}

func (x *exchangeRows) refuse(key exchangeKey) {
	r := x.refused[key.client]
	if r == nil {
		r = &refusals{ports: map[uint16]int{}}
		x.refused[key.client] = r
	}
	r.services++
	r.ports[key.port]++
}

// knocks are how many parties in private networks asked for a service in vain, how often, and from which networks.
type knocks struct {
	parties, times int64
	networks       flow.Networks
}

// knock counts those who ask in vain, now that it is known who scans.
func (x *exchangeRows) knock() {
	x.knocks = map[exchangeKey]knocks{}
	for _, r := range x.list {
		if r.key.side == flow.LocalServer && r.exchange.hopeless(r.key.proto) && !r.key.isOutside() && !x.scans(r.key, r.exchange) {
			k := x.knocks[r.key.service()]
			k.parties++
			k.times += r.exchange.knocked(r.key.proto, x.whole(r.key.eni))
			k.networks.Add(r.key.client, flow.Rejected)
			x.knocks[r.key.service()] = k
		}
	}
}

// hopeless reports whether requests were rejected, and nothing speaks of a connection that came about.
func (e *exchange) hopeless(proto uint8) bool {
	if e.byFlags(proto) {
		return e.knocks > 0 && e.opened.n+e.greeted == 0
	}
	return e.refused.n > 0 && e.asked.n+e.answered.n == 0
}

// Bounds between a party that cannot reach a service and one that looks for what is open. These are judgements.
const (
	scanPorts    = 10
	scanServices = 20
	scanKnocks   = 10
)

func (x *exchangeRows) scans(key exchangeKey, e *exchange) bool {
	r := x.refused[key.client]
	return r != nil && key.side == flow.LocalServer &&
		(len(r.ports) > scanPorts || r.services > scanServices && e.knocked(key.proto, x.whole(key.eni)) < scanKnocks)
}

// Bounds of what counts as a failure. These are judgements.
const (
	tries   = 3  // one connection attempt may be sent three times within a minute
	insists = 10 // nobody does by chance
	crowd   = 5  // so many parties do not all merely try: their attempts count together
)

// standing tells why rejected requests are a failure; "" where nothing says so.
func standing(v []lens.Value, e *exchange, proto uint8, all knocks) string {
	number := func(slot int) float64 { n, _ := v[slot].Float(); return n }
	is := func(slot int, text string) bool { return v[slot].String() == text }
	knocks, hopeless := number(exKnocks), e.hopeless(proto)
	if hopeless && all.parties >= crowd {
		knocks = float64(all.times)
	}
	silent := is(exProtocol, "icmp") || is(exProtocol, "icmpv6") // what sends such packets needs no answer
	switch {
	case is(exScan, "true") || is(exPort, "0") || knocks < tries:
		return ""
	case is(exTurned, "to-reject") && number(exOpenings) >= tries:
		return "was-served"
	case is(exOutside, "true") && !v[exRemoteIs].Exists() && !v[exRemoteIn].Exists():
		return ""
	case is(exTurned, "to-reject") && e.byFlags(proto): // else a single one may be the one whose late packets are rejected
		return "was-served"
	case is(exTurned, "to-accept"):
		return "served-since"
	case hopeless && is(exBlockerFrom, "rules"):
		return "by-rule"
	case hopeless && !silent && number(exServedOthers) > 0:
		return "others-served"
	case hopeless && !silent && knocks >= insists && (e.byFlags(proto) || is(exAccepts, "true")):
		return "insists"
	case hopeless && !silent:
		return "tries"
	}
	return ""
}

// byPort is how many replies must be accepted and rejected before the ports that they went to mean anything.
const byPort = 5

// replyStanding tells why rejected replies are a failure; "" where nothing says so.
func replyStanding(v []lens.Value, e *exchange) string {
	number := func(slot int) float64 { n, _ := v[slot].Float(); return n }
	is := func(slot int, text string) bool { return v[slot].String() == text }
	unheard, heard := number(exUnheard), number(exGreeted)
	repeated := unheard >= tries || unheard >= 1 && number(exSilenced) >= tries
	switch {
	case is(exPort, "0") || !repeated || number(exOpenings) == 0 || !is(exGoOn, "true") || is(exSameSubnet, "true"):
		return ""
	case is(exReplyACLAction, "deny"):
		return "by-rule"
	case is(exRepliesTurned, "to-reject") && heard >= tries:
		return "was-answered"
	case is(exRepliesTurned, "to-accept"):
		return "answered-since"
	case e.answered.n == 0 && (is(exProtocol, "icmp") || is(exProtocol, "icmpv6")):
		return "pings"
	case e.answered.n == 0:
		return "silenced"
	case min(heard, unheard) >= byPort && (e.heard.to < e.clients.from || e.heard.from > e.clients.to):
		return "by-port"
	}
	return ""
}
