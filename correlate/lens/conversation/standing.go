package conversation

import (
	"slices"

	"hamari/correlate/lens"
	"hamari/correlate/lens/flow"
	"hamari/parsers/flowlog"
)

// refusals are where a party was refused.
type refusals struct {
	services int            // of the internet those that are in the VPC only
	ports    map[uint16]int // and how many services were of that port
}

// asker is a client, and whether it asks within the VPC or from there, as the interfaces of one account see it.
type asker struct {
	client  flowlog.Addr
	side    uint8
	account string
}

func (x *exchangeRows) asker(key exchangeKey) asker {
	return asker{key.client, key.side, x.place(key.eni).account}
}

func (x *exchangeRows) refuse(key exchangeKey) {
	asker := x.asker(key)
	r := x.refused[asker]
	if r == nil {
		r = &refusals{ports: map[uint16]int{}}
		x.refused[asker] = r
	}
	if key.side == flow.LocalServer || !key.isOutside() {
		r.services++
	}
	r.ports[key.port]++
}

// knocks are how many parties in private networks asked for a service in vain, how often, and from which networks; for a
// client in the VPC, how many servers of one port it asked in vain, wherever they are.
type knocks struct {
	parties, times int64
	networks       flow.Networks
}

// knock counts those who ask in vain, now that it is known who scans.
func (x *exchangeRows) knock() {
	x.knocks = map[exchangeKey]knocks{}
	for _, r := range x.list {
		anybody := r.key.side == flow.LocalServer && r.key.isOutside()
		if r.exchange.hopeless(r.key.proto) && !anybody && !x.scans(r.key, r.exchange) {
			k := x.knocks[r.key.crowd()]
			k.parties++
			k.times += r.exchange.knocked(r.key.proto, x.whole(r.key.eni))
			k.networks.Add(r.key.remote(), flow.Rejected)
			x.knocks[r.key.crowd()] = k
		}
	}
}

// crowd is the key by which those are counted who ask for one service, or whom one client asks for services of one port.
func (k exchangeKey) crowd() exchangeKey {
	if k.side == flow.LocalServer {
		return k.service()
	}
	return exchangeKey{client: k.client, eni: k.eni, port: k.port, proto: k.proto, side: k.side}
}

// hopeless reports whether requests were rejected, and nothing speaks of a connection that came about.
func (e *exchange) hopeless(proto uint8) bool {
	if e.byFlags(proto) {
		return e.knocks.n > 0 && e.opened.n+e.greeted == 0
	}
	return e.refused.n > 0 && e.asked.n+e.answered.n == 0
}

// Bounds between a party that cannot reach a service and one that looks for what is open. These are judgements.
const (
	scanPorts    = 10
	scanServices = 20
	scanKnocks   = 10
	ownPorts     = 30 // a host that may send nothing is refused on all ports that its programs ask for
)

func (x *exchangeRows) scans(key exchangeKey, e *exchange) bool {
	r, most := x.refused[x.asker(key)], scanPorts
	if key.side == flow.RemoteServer {
		most = ownPorts
	}
	return r != nil && (len(r.ports) > most || r.services > scanServices && e.knocked(key.proto, x.whole(key.eni)) < scanKnocks)
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
	case is(exTurned, "to-reject") && is(exServer, "remote") && !e.byFlags(proto) && e.answered.last > e.refused.cite.Start+lag:
		return "" // the other side still sends and gets through: these may be replies of a service with a high port
	case is(exTurned, "to-reject") && number(exOpenings) >= tries:
		return "was-served"
	case is(exTurned, "and-back") && is(exServer, "remote") && e.repliedIn(proto):
		return ""
	case is(exTurned, "and-back") && number(exOpenings) >= tries:
		return "interrupted"
	case is(exServer, "local") && is(exOutside, "true") && !v[exRemoteIs].Exists() && !v[exRemoteIn].Exists():
		return ""
	case is(exTurned, "to-reject") && e.byFlags(proto): // else a single one may be the one whose late packets are rejected
		return "was-served"
	case is(exTurned, "to-accept"):
		return "served-since"
	case hopeless && v[exSwept].Exists() && slices.Contains(remoteControl, int(number(exPort))):
		return "sweeps"
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
	case is(exRepliesTurned, "and-back") && heard >= tries:
		return "interrupted"
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
