package conversation

import (
	"fmt"
	"math"
	"math/bits"

	"hamari/correlate/lens/flow"
	"hamari/parsers"
	"hamari/parsers/flowlog"
)

// Limits on the exchanges that are held.
const (
	maxExchanges = 64_000
	maxOutside   = 30_000 // with public addresses, which may be anyone
)

// exchangeKey is one client's use of one service, as one interface sees it.
type exchangeKey struct {
	client, server flowlog.Addr
	eni            uint32
	port           uint16
	proto          uint8
	side           uint8 // whether the server or the client is the party in the VPC: flow.LocalServer or flow.RemoteServer
	guessed        bool  // which of them it is
}

// Words makes an exchangeKey a [flow.Key].
func (k exchangeKey) Words() (a, b, c uint64) {
	high, low := k.client.Halves()
	high2, low2 := k.server.Halves()
	if k.client.Is4() && k.server.Is4() {
		a = low<<32 | low2&math.MaxUint32
	} else {
		a, b = flow.Fold(high, low), flow.Fold(high2, low2)
	}
	c = uint64(k.eni)<<32 | uint64(k.port)<<16 | uint64(k.proto)<<8 | uint64(k.side)<<1
	if k.guessed {
		c |= 1
	}
	return a, b, c
}

// exchange counts a client's requests, the packets toward the server, and the replies to them.
type exchange struct {
	// What accepted requests and replies touch lies side by side: of most exchanges there is no more.
	flagged  bool  // the log has TCP flags
	hosted   bool  // the interface shows its own address in the place of the local party's, as it does for pods
	opened   span  // accepted requests that begin a connection, by their flags
	asked    tally // requests accepted
	answered tally // replies accepted
	greeted  int64 // accepted SYN-ACKs
	heard    ports // of the clients whose replies were accepted

	askedAt   marks // when requests were accepted that begin a connection; without flags, all
	repliedAt marks // likewise of replies

	refused, stopped tally  // requests and replies rejected
	knocks, unheard  span   // those that begin a connection: by a SYN alone, by a SYN-ACK
	clients          ports  // of the rejected records
	variety          uint64 // bits by hash of those ports, to tell one from several
}

// tally counts records of one kind; when the first began, its cite tells.
type tally struct {
	n, last int64
	cite    flow.Cite
}

// span counts records without remembering which.
type span struct{ n, first, last int64 }

func (s *span) add(n, first, last int64) {
	if n == 0 {
		return
	}
	if s.n == 0 || first < s.first {
		s.first = first
	}
	s.n += n
	s.last = max(s.last, last)
}

// exchanges holds the exchanges within private networks, or those with public addresses.
type exchanges struct {
	table   flow.Table[exchangeKey, exchange]
	members *flow.Members
	limit   int
	level   uint8 // how much detail was given up, see exchangeKey.at
	public  bool  // clients may be anyone on the internet: of more than there is room for, none is told
}

// Levels of detail of exchanges. As for groups, what becomes of a record depends on the record alone.
const (
	allClients = iota
	fewPorts   // high ports of services are put together
	clientNets // clients and servers beyond the interface are put together by network: IPv4 /24, IPv6 /64
	noClients  // nothing is told of single clients
)

// at gives the key under which an exchange stands at a level.
func (k exchangeKey) at(level uint8) exchangeKey {
	if level >= fewPorts && k.port >= highPort {
		k.port = 0
	}
	if level >= clientNets {
		if k.side == flow.LocalServer {
			k.client = flow.NetworkOf(k.client)
		} else {
			k.server = flow.NetworkOf(k.server)
		}
	}
	return k
}

// exchange counts a record among the requests of its client or the replies to them. Interfaces that pass on what others
// say are left out: what they reject, the groups tell. So are packets that are sent to all, and those that are rejected
// for a reason of its own (reject-reason), which no security group and no network ACL is.
func (l *Lens) exchange(r *record, pos *parsers.Pos) {
	if l.groupsOnly || r.rejected && r.Value(flowlog.SlotRejectReason).Exists() || r.key.hasPkt && !r.owned && (r.pktSrc != r.src || r.pktDst != r.dst) || toMany(r.key.proto, r.pktDst) {
		return
	}
	list := &l.inside
	if r.key.outside {
		list = &l.outside
	}
	if list.level == noClients {
		return
	}
	key := exchangeKey{client: r.remote, server: r.key.local, eni: r.key.eni, port: r.key.port, proto: r.key.proto, side: r.key.server, guessed: r.key.guessed}
	if r.key.server == flow.RemoteServer {
		key.client, key.server = r.key.local, r.remote
	}
	e := list.get(key)
	if e == nil {
		return
	}
	shown := r.dst
	if r.key.heading == flow.FromLocal {
		shown = r.src
	}
	e.hosted = e.hosted || shown != r.key.local
	request := (r.key.heading == flow.ToLocal) == (r.key.server == flow.LocalServer)
	t := e.count(r, request)
	t.n++
	t.last = max(t.last, r.end)
	l.members.Keep(&t.cite, pos, r.start, r.end)
}

// toMany reports whether a destination stands for many: a multicast address, or for UDP what is mostly a broadcast address.
func toMany(proto uint8, dst flowlog.Addr) bool {
	hi, lo := dst.Halves()
	if !dst.Is4() {
		return hi>>56 == 0xff
	}
	return lo>>28&0xf == 0xe || proto == flowlog.ProtocolUDP && lo&0xff == 0xff
}

// count counts a record by its flags and ports, and returns the tally that it belongs to.
func (e *exchange) count(r *record, request bool) *tally {
	flags := r.TCPFlags()
	e.flagged = e.flagged || r.Value(flowlog.SlotTCPFlags).Exists()
	begins := flags&flowlog.FlagSYN != 0 && flags&flowlog.FlagACK == 0
	greets := flags&flowlog.FlagSYN != 0 && flags&flowlog.FlagACK != 0
	blind := r.key.proto != flowlog.ProtocolTCP || !r.Value(flowlog.SlotTCPFlags).Exists()
	if r.rejected {
		e.rejectedPort(r, request)
	}
	switch {
	case request && r.rejected:
		e.knocks.add(one(begins), r.start, r.end)
		return &e.refused
	case request:
		e.opened.add(one(begins), r.start, r.end)
		if begins || blind {
			e.askedAt.add(r.start)
		}
		return &e.asked
	case r.rejected:
		e.unheard.add(one(greets), r.start, r.end)
		return &e.stopped
	}
	if greets || blind {
		e.repliedAt.add(r.start)
	}
	e.greeted += one(greets)
	e.heard.widen(ports{int(r.DstPort()), int(r.DstPort())}, e.answered.n == 0)
	return &e.answered
}

func one(is bool) int64 {
	if is {
		return 1
	}
	return 0
}

func (e *exchange) rejectedPort(r *record, request bool) {
	port := int(r.SrcPort())
	if !request {
		port = int(r.DstPort())
	}
	e.clients.widen(ports{port, port}, e.refused.n+e.stopped.n == 0)
	e.variety |= 1 << (uint64(port) * 0x9e3779b97f4a7c15 >> 58)
}

// String writes a range of ports: "40000", "40000-41000".
func (p ports) String() string {
	if p.from == p.to {
		return fmt.Sprint(p.from)
	}
	return fmt.Sprintf("%d-%d", p.from, p.to)
}

// widen makes a range hold another; the first gives it its ends.
func (p *ports) widen(other ports, first bool) {
	if first {
		*p = other
		return
	}
	p.from, p.to = min(p.from, other.from), max(p.to, other.to)
}

// get returns the exchange that stands under a key, nil where none is told any more.
func (x *exchanges) get(key exchangeKey) *exchange {
	e, added := x.table.Get(key.at(x.level))
	if !added || x.table.Len() <= x.limit {
		return e
	}
	x.shrink()
	if x.level == noClients {
		return nil
	}
	e, _ = x.table.Get(key.at(x.level))
	return e
}

// shrink raises the level until the exchanges fit.
func (x *exchanges) shrink() {
	for x.table.Len() > x.limit && x.level < noClients {
		if x.public {
			x.coarsen(noClients)
		} else {
			x.coarsen(x.level + 1)
		}
	}
}

func (x *exchanges) coarsen(level uint8) {
	x.level = level
	for key, e := range x.table.Drain() {
		x.add(key, e)
	}
}

// add puts an exchange under a key.
func (x *exchanges) add(key exchangeKey, e *exchange) {
	if x.level == noClients {
		return
	}
	mine, added := x.table.Get(key.at(x.level))
	if added {
		*mine = *e
		return
	}
	mine.merge(e)
	for _, t := range [...][2]*tally{{&mine.asked, &e.asked}, {&mine.refused, &e.refused}, {&mine.answered, &e.answered}, {&mine.stopped, &e.stopped}} {
		t[0].n += t[1].n
		t[0].last = max(t[0].last, t[1].last)
		x.members.KeepCite(&t[0].cite, t[1].cite)
	}
}

// merge adds all of an exchange but its tallies.
func (e *exchange) merge(o *exchange) {
	if o.refused.n+o.stopped.n > 0 {
		e.clients.widen(o.clients, e.refused.n+e.stopped.n == 0)
	}
	if o.answered.n > 0 {
		e.heard.widen(o.heard, e.answered.n == 0)
	}
	e.opened.add(o.opened.n, o.opened.first, o.opened.last)
	e.askedAt.merge(&o.askedAt)
	e.repliedAt.merge(&o.repliedAt)
	e.knocks.add(o.knocks.n, o.knocks.first, o.knocks.last)
	e.greeted += o.greeted
	e.unheard.add(o.unheard.n, o.unheard.first, o.unheard.last)
	e.variety |= o.variety
	e.flagged = e.flagged || o.flagged
	e.hosted = e.hosted || o.hosted
}

// merge adds those of another lens, whose interfaces and cites the functions translate.
func (x *exchanges) merge(o *exchanges, eni func(uint32) (uint32, bool), adopt func(*flow.Cite)) {
	if o.level > x.level {
		x.coarsen(o.level)
	}
	for key, e := range o.table.Drain() {
		n, ok := eni(key.eni)
		if !ok {
			continue
		}
		key.eni = n
		for _, t := range [...]*tally{&e.asked, &e.refused, &e.answered, &e.stopped} {
			adopt(&t.cite)
		}
		x.add(key, e)
	}
	x.shrink()
}

// notes say what is not told of exchanges for want of room.
func (x *exchanges) notes() []string {
	switch {
	case x.level == allClients || x.public:
		return nil
	case x.level == noClients:
		return []string{fmt.Sprintf("more than %d parties use services in the flow logs: what became of the requests of single ones is not told", x.limit)}
	case x.level == clientNets:
		return []string{fmt.Sprintf("more than %d parties use services in the flow logs: they are told apart by network (IPv4 /24, IPv6 /64) only", x.limit)}
	}
	return []string{fmt.Sprintf("more than %d parties use services in the flow logs: which of the ports of %d and above they use is not told apart", x.limit, highPort)}
}

// variants is at least how many different ports the clients of rejected records had, up to 64.
func (e *exchange) variants() int { return bits.OnesCount64(e.variety) }
