package journey

import (
	"fmt"
	"math"
	"math/bits"

	"hamari/correlate/lens/flow"
	"hamari/parsers"
	"hamari/parsers/flowlog"
)

// Limits on what the lens holds.
const (
	maxConnections = 20_000
	maxInterfaces  = 20_000
	maxSights      = 8 // interfaces and ways of one connection
)

// Lens gathers flow log records of both kinds. One worker feeds one lens; lenses merge.
type Lens struct {
	limit       int
	share       uint // one of 2^share connections is followed
	connections flow.Table[key, connection]
	enis        []eni
	numbers     map[string]uint32
	members     *flow.Members
}

// eni is an interface, and whether it is known to forward packets: some came in and went out again.
type eni struct {
	id       string
	forwards bool

	account, region string // as the Transit Gateway's log has them; the smallest of several
}

// key is one connection.
type key struct {
	client, server         flowlog.Addr
	clientPort, serverPort uint16
}

// Words makes a key a [flow.Key].
func (k key) Words() (a, b, c uint64) {
	clientHigh, clientLow := k.client.Halves()
	serverHigh, serverLow := k.server.Halves()
	if k.client.Is4() && k.server.Is4() {
		a, b = clientLow, serverLow
	} else {
		a, b = flow.Fold(clientHigh, clientLow), flow.Fold(serverHigh, serverLow)
	}
	return a, b, uint64(k.clientPort)<<16 | uint64(k.serverPort)
}

// lot is a number that depends on the connection alone.
func (k key) lot() uint64 {
	clientHigh, clientLow := k.client.Halves()
	serverHigh, serverLow := k.server.Halves()
	lot := uint64(0x9e3779b97f4a7c15)
	for _, word := range [...]uint64{clientHigh, clientLow, serverHigh, serverLow, uint64(k.clientPort)<<16 | uint64(k.serverPort)} {
		high, low := bits.Mul64(lot^word, 0xd6e8feb86659fd93)
		lot = high ^ low ^ 0xa0761d6478bd642f
	}
	return lot
}

// connection is where the beginning of one was seen.
type connection struct {
	sights     [maxSights]sight
	n          uint8
	start, end int64     // Unix seconds
	request    flow.Cite // the first record of a request
	reply      flow.Cite // the first of a reply
}

// sight is what one interface saw of one way of a connection.
type sight struct {
	eni   uint32
	marks uint8
	size  uint16 // bytes of each packet; 0 where they are not all of one size
}

const (
	reply   = 1 << iota // else the request
	in                  // it came in at the interface
	out                 // it went out of it
	refused             // the interface rejected it, and let nothing of it through
	went                // there was more than a SYN or a SYN-ACK
	logged              // by the Transit Gateway's own flow log
	again               // a record of it shows a SYN or SYN-ACK sent again and again
)

// same are the marks by which sights of an interface are told apart.
const same = reply | logged

// New returns an empty lens.
func New() *Lens {
	return &Lens{limit: maxConnections, numbers: map[string]uint32{}, members: flow.NewMembers()}
}

// Event takes in a record of a VPC's flow log.
func (l *Lens) Event(ev *parsers.Event) {
	f := flowlog.FlowOf(ev)
	if f == nil || f.Protocol() != flowlog.ProtocolTCP || f.TCPFlags()&flowlog.FlagSYN == 0 {
		return
	}
	action, id := f.Value(flowlog.SlotAction), f.Value(flowlog.SlotInterfaceID)
	if !action.Exists() || !id.Exists() {
		return
	}
	from, to := f.SrcAddr(), f.DstAddr()
	if f.Value(flowlog.SlotPktSrcAddr).Exists() && f.Value(flowlog.SlotPktDstAddr).Exists() {
		from, to = f.PktSrcAddr(), f.PktDstAddr()
	}
	var marks uint8
	switch string(f.Value(flowlog.SlotFlowDirection)) {
	case "ingress":
		marks = in
	case "egress":
		marks = out
	}
	if action[0] == 'R' {
		marks |= refused
	}
	l.take(ev, f, from, to, id, marks)
}

// Gateway takes in a record of a Transit Gateway's flow log.
func (l *Lens) Gateway(ev *parsers.Event) {
	f := flowlog.FlowOf(ev)
	if f == nil || f.Protocol() != flowlog.ProtocolTCP || f.TCPFlags()&flowlog.FlagSYN == 0 {
		return
	}
	request, _ := begins(f)
	id := f.Value(flowlog.TGWSlotSrcENI)
	if request {
		id = f.Value(flowlog.TGWSlotDstENI)
	}
	if l.take(ev, f, f.SrcAddr(), f.DstAddr(), id, logged) {
		l.enis[l.numbers[string(id)]].learn(string(f.Value(flowlog.TGWSlotAccountID)), string(f.Value(flowlog.TGWSlotRegion)))
	}
}

func (e *eni) learn(account, region string) {
	least := func(into *string, name string) {
		if name != "" && (*into == "" || name < *into) {
			*into = name
		}
	}
	least(&e.account, account)
	least(&e.region, region)
}

// begins reports whether a record with the SYN flag is of the client's packets, and whether there is more in it than the first of
// them. Where the flags of both sides are alike, as in a Transit Gateway's log, the ports tell.
func begins(f *flowlog.Flow) (request, more bool) {
	flags := f.TCPFlags()
	if flags&flowlog.FlagACK == 0 {
		return true, flags != flowlog.FlagSYN
	}
	return f.DstPort() < f.SrcPort(), flags != flowlog.FlagSYN|flowlog.FlagACK
}

func (l *Lens) take(ev *parsers.Event, f *flowlog.Flow, from, to flowlog.Addr, id parsers.Value, marks uint8) (taken bool) {
	if from.IsUnspecified() || to.IsUnspecified() || flow.IsPublic(from) || flow.IsPublic(to) {
		return false
	}
	request, more := begins(f)
	k := key{client: from, server: to, clientPort: uint16(f.SrcPort()), serverPort: uint16(f.DstPort())}
	if !request {
		marks |= reply
		k = key{client: to, server: from, clientPort: uint16(f.DstPort()), serverPort: uint16(f.SrcPort())}
	}
	switch {
	case more:
		marks |= went
	case flow.SentAgain(f.Packets(), f.Bytes()):
		marks |= again
	}
	if !l.follows(k) {
		return false
	}
	number, ok := l.number(id)
	if !ok {
		return false
	}
	c := l.connection(k)
	if c == nil {
		return false
	}
	start, end := flow.Span(ev)
	c.within(start, end)
	cite := &c.request
	if !request {
		cite = &c.reply
	}
	l.members.Keep(cite, &ev.Pos, start, end)
	l.forward(c.see(sight{eni: number, marks: marks, size: sizeOf(f)}))
	return true
}

// sizeOf is the size of each packet of a record, 0 where they differ.
func sizeOf(f *flowlog.Flow) uint16 {
	packets, bytes := f.Packets(), f.Bytes()
	if packets <= 0 || bytes%packets != 0 || bytes/packets > math.MaxUint16 {
		return 0
	}
	return uint16(bytes / packets)
}

func (l *Lens) follows(k key) bool { return k.lot()&(1<<l.share-1) == 0 }

// number gives the number of an interface; it is false where there is no room for another.
func (l *Lens) number(id []byte) (uint32, bool) {
	if n, ok := l.numbers[string(id)]; ok { // which does not allocate
		return n, true
	}
	if len(l.enis) >= maxInterfaces {
		return 0, false
	}
	n := uint32(len(l.enis))
	l.enis = append(l.enis, eni{id: string(id)})
	l.numbers[string(id)] = n
	return n, true
}

// connection returns a connection; nil where it is not followed any more.
func (l *Lens) connection(k key) *connection {
	c, added := l.connections.Get(k)
	if !added || l.connections.Len() <= l.limit {
		return c
	}
	l.thin(l.share + 1)
	if !l.follows(k) {
		return nil
	}
	c, _ = l.connections.Get(k)
	return c
}

// thin follows fewer connections from now on, until they find room.
func (l *Lens) thin(share uint) {
	for l.share = share; ; l.share++ {
		for k, c := range l.connections.Drain() {
			if l.follows(k) {
				kept, _ := l.connections.Get(k)
				*kept = *c
			}
		}
		if l.connections.Len() <= l.limit || l.share >= 63 {
			return
		}
	}
}

func (c *connection) within(start, end int64) {
	if c.start == 0 || start < c.start {
		c.start = start
	}
	c.end = max(c.end, end)
}

// see puts down what an interface saw, and returns all that it saw of that way; nothing where there is no room for more.
func (c *connection) see(s sight) sight {
	for i := range c.sights[:c.n] {
		if mine := &c.sights[i]; mine.eni == s.eni && mine.marks&same == s.marks&same {
			passed := mine.marks&refused == 0 || s.marks&refused == 0
			mine.marks |= s.marks
			if passed {
				mine.marks &^= refused
			}
			if mine.size != s.size {
				mine.size = 0
			}
			return *mine
		}
	}
	if int(c.n) == len(c.sights) {
		return sight{}
	}
	c.sights[c.n] = s
	c.n++
	return s
}

// forward learns of an interface that forwards.
func (l *Lens) forward(s sight) {
	if s.marks&(in|out) == in|out {
		l.enis[s.eni].forwards = true
	}
}

// Merge adds what the other lens gathered; the other must not be used afterwards.
func (l *Lens) Merge(o *Lens) {
	if o.share > l.share {
		l.thin(o.share)
	}
	numbers := make([]uint32, len(o.enis))
	known := make([]bool, len(o.enis))
	for i, e := range o.enis {
		if numbers[i], known[i] = l.number([]byte(e.id)); known[i] {
			mine := &l.enis[numbers[i]]
			mine.forwards = mine.forwards || e.forwards
			mine.learn(e.account, e.region)
		}
	}
	adopt := l.members.Adopt(o.members)
	for k, theirs := range o.connections.Drain() {
		if !l.follows(k) {
			continue
		}
		mine := l.connection(k)
		if mine == nil {
			continue
		}
		adopt(&theirs.request)
		adopt(&theirs.reply)
		l.members.KeepCite(&mine.request, theirs.request)
		l.members.KeepCite(&mine.reply, theirs.reply)
		mine.within(theirs.start, theirs.end)
		for _, s := range theirs.sights[:theirs.n] {
			if known[s.eni] {
				s.eni = numbers[s.eni]
				l.forward(mine.see(s))
			}
		}
	}
}

// Remarks say of how many connections one was followed, where they are very many. Nothing is cut by it but the counts.
func (l *Lens) Remarks() []string {
	if l.share == 0 {
		return nil
	}
	return []string{fmt.Sprintf("more than %d TCP connections begin in the flow logs: of %d one was followed from interface to interface", l.limit, uint64(1)<<l.share)}
}
