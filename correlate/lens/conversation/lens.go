package conversation

import (
	"net/netip"
	"time"

	"hamari/correlate/lens"
	"hamari/parsers"
	"hamari/parsers/flowlog"
)

// Limits on what the lens holds.
const (
	maxGroups   = 200_000 // services seen by interfaces
	maxNetworks = 64      // networks of other parties per group
)

// Lens gathers flow log records. One worker feeds one lens; lenses merge.
type Lens struct {
	enis    map[string]uint32
	names   []string
	infos   []*eniInfo
	groups  map[groupKey]*group
	level   uint8 // how much detail was given up, see groupKey.at
	members []string
	member  map[string]uint32

	// Records of one interface and one member mostly come one after the other.
	lastENI    uint32
	lastInfo   *eniInfo
	lastMember uint32
}

// eniInfo is what the records themselves say of their interface.
type eniInfo struct {
	subnet, vpc, az, instance, account, region, kind string
	translated                                       bool // its own address stands for another party's
	translatedPublic                                 bool
	directed                                         bool // the log says which way packets go, so the own address is certain
}

// groupKey is one service as one interface sees it in one direction.
type groupKey struct {
	eni     uint32
	local   [16]byte
	port    uint16
	proto   uint8
	heading uint8
	server  uint8
	outside bool // the other party has a public address
	probe   bool // and was rejected: kept apart, since scanners try every port
	hasPkt  bool
}

const (
	toLocal = iota
	fromLocal
)

const (
	localServer = iota
	remoteServer
)

// group counts what belongs to one key.
type group struct {
	accepted, rejected, packets, bytes, unanswered int64
	firstAccept, lastAccept                        int64
	firstReject, lastReject                        int64
	acceptCite, rejectCite                         cite
	networks                                       map[netip.Prefix]struct{}
	networkBits                                    int
	acceptMinutes, rejectMinutes                   minuteSet
}

// cite is the position of a record, in little space.
type cite struct {
	time, end int64
	member    uint32
	line      int32
	record    int32
	set       bool
}

// New returns an empty lens.
func New() *Lens {
	return &Lens{enis: map[string]uint32{}, groups: map[groupKey]*group{}, member: map[string]uint32{}}
}

// Event takes in one VPC flow log record. Records without an action (NODATA, SKIPDATA) tell of no conversation.
func (l *Lens) Event(ev *parsers.Event) {
	action := ev.Value(flowlog.SlotAction)
	if !action.Exists() || !ev.Value(flowlog.SlotInterfaceID).Exists() {
		return
	}
	r, ok := l.record(ev)
	if !ok {
		return
	}
	rejected := action[0] == 'R'
	r.key.probe = rejected && r.key.outside
	g := l.group(r.key)
	g.count(&r, rejected)
	if r.remote.IsValid() {
		g.addNetwork(r.remote)
	}
	g.cite(l, ev, r.start, r.end, rejected)
}

// record is a flow log record as the lens sees it.
type record struct {
	key            groupKey
	remote         netip.Addr
	start, end     int64
	packets, bytes int64
	loneSYN        bool
}

func (l *Lens) record(ev *parsers.Event) (r record, ok bool) {
	src, okSrc := flowlog.ParseAddr(ev.Value(flowlog.SlotSrcAddr))
	dst, okDst := flowlog.ParseAddr(ev.Value(flowlog.SlotDstAddr))
	if !okSrc || !okDst {
		return r, false
	}
	pktSrc, okPktSrc := flowlog.ParseAddr(ev.Value(flowlog.SlotPktSrcAddr))
	pktDst, okPktDst := flowlog.ParseAddr(ev.Value(flowlog.SlotPktDstAddr))
	eni, info := l.eni(ev)
	r.key.eni, r.key.hasPkt = eni, okPktSrc && okPktDst

	client, server := src, dst
	r.key.heading = l.direction(ev, info, src, dst, pktSrc, pktDst)
	if okPktSrc {
		client = pktSrc
	}
	if okPktDst {
		server = pktDst
	}
	local, remote := server, client
	if r.key.heading == fromLocal {
		local, remote = client, server
	}
	srcPort, _ := ev.Value(flowlog.SlotSrcPort).Int()
	dstPort, _ := ev.Value(flowlog.SlotDstPort).Int()
	proto, _ := ev.Value(flowlog.SlotProtocol).Int()
	flags, _ := ev.Value(flowlog.SlotTCPFlags).Int()
	r.key.proto = uint8(proto)
	servedByDst := serverIsDestination(uint8(proto), srcPort, dstPort, flags)
	r.key.port = uint16(dstPort)
	if !servedByDst {
		r.key.port = uint16(srcPort)
	}
	if servedByDst == (r.key.heading == fromLocal) {
		r.key.server = remoteServer
	}
	r.key.local = local.As16()
	r.key.outside = isPublic(remote)
	r.remote = remote
	r.start, r.end = ev.Time.Unix(), ev.End.Unix()
	r.packets, _ = ev.Value(flowlog.SlotPackets).Int()
	r.bytes, _ = ev.Value(flowlog.SlotBytes).Int()
	r.loneSYN = proto == flowlog.ProtocolTCP && flags == flowlog.FlagSYN
	return r, true
}

// direction tells whether the packets go to the party in the VPC or come from it.
//
// An interface that stands between the parties (a Transit Gateway's, a NAT gateway's) shows its own address in the
// place of the far party; on any other interface the field flow-direction tells, and without it the address that all
// records of the interface share would, which is not known yet: then private beats public, and at last the server's
// side is taken for the VPC's.
func (l *Lens) direction(ev *parsers.Event, info *eniInfo, src, dst, pktSrc, pktDst netip.Addr) uint8 {
	switch {
	case pktSrc.IsValid() && pktSrc != src:
		info.translated = true
		info.translatedPublic = info.translatedPublic || isPublic(pktSrc) || isPublic(pktDst)
		return toLocal
	case pktDst.IsValid() && pktDst != dst:
		info.translated = true
		info.translatedPublic = info.translatedPublic || isPublic(pktSrc) || isPublic(pktDst)
		return fromLocal
	}
	switch string(ev.Value(flowlog.SlotFlowDirection)) {
	case "ingress":
		info.directed = true
		return toLocal
	case "egress":
		info.directed = true
		return fromLocal
	}
	if isPublic(src) != isPublic(dst) {
		if isPublic(src) {
			return toLocal
		}
		return fromLocal
	}
	srcPort, _ := ev.Value(flowlog.SlotSrcPort).Int()
	dstPort, _ := ev.Value(flowlog.SlotDstPort).Int()
	proto, _ := ev.Value(flowlog.SlotProtocol).Int()
	flags, _ := ev.Value(flowlog.SlotTCPFlags).Int()
	if serverIsDestination(uint8(proto), srcPort, dstPort, flags) {
		return toLocal
	}
	return fromLocal
}

// serverIsDestination reports whether the record's destination offers the service. A SYN-ACK or a SYN settles it;
// otherwise the lower port is taken for the service's, since clients use high ephemeral ones.
func serverIsDestination(proto uint8, srcPort, dstPort, flags int64) bool {
	if proto == flowlog.ProtocolTCP {
		switch {
		case flags&flowlog.FlagSYN != 0 && flags&flowlog.FlagACK != 0:
			return false
		case flags&flowlog.FlagSYN != 0:
			return true
		}
	}
	return dstPort <= srcPort
}

var privateNetworks = []netip.Prefix{
	netip.MustParsePrefix("100.64.0.0/10"), // shared address space, RFC 6598
}

// isPublic reports whether an address belongs to the internet rather than to a VPC or an on-premises network.
func isPublic(a netip.Addr) bool {
	if !a.IsValid() {
		return false
	}
	a = a.Unmap()
	if a.IsPrivate() || a.IsLoopback() || a.IsLinkLocalUnicast() || a.IsMulticast() || a.IsUnspecified() {
		return false
	}
	for _, p := range privateNetworks {
		if p.Contains(a) {
			return false
		}
	}
	return true
}

// eni returns the number of the record's interface and what is known of it.
func (l *Lens) eni(ev *parsers.Event) (uint32, *eniInfo) {
	id := ev.Value(flowlog.SlotInterfaceID)
	if l.lastInfo != nil && string(id) == l.names[l.lastENI] {
		l.lastInfo.learn(ev)
		return l.lastENI, l.lastInfo
	}
	n, ok := l.enis[string(id)]
	if !ok {
		n = uint32(len(l.names))
		l.names = append(l.names, string(id))
		l.infos = append(l.infos, &eniInfo{})
		l.enis[l.names[n]] = n
	}
	l.lastENI, l.lastInfo = n, l.infos[n]
	l.lastInfo.learn(ev)
	return n, l.lastInfo
}

func (info *eniInfo) learn(ev *parsers.Event) {
	learn(&info.subnet, ev.Value(flowlog.SlotSubnetID))
	learn(&info.vpc, ev.Value(flowlog.SlotVPCID))
	learn(&info.az, ev.Value(flowlog.SlotAZID))
	learn(&info.account, ev.Value(flowlog.SlotAccountID))
	learn(&info.region, ev.Value(flowlog.SlotRegion))
	learn(&info.kind, ev.Value(flowlog.SlotInterfaceType))
	learn(&info.instance, ev.Value(flowlog.SlotInstanceID))
}

// learn keeps the first, and of several the smallest, value of an attribute, so that the order does not matter.
func learn(into *string, v parsers.Value) {
	if v.Exists() && *into != string(v) && (*into == "" || string(v) < *into) {
		*into = string(v)
	}
}

func (l *Lens) group(key groupKey) *group {
	key = key.at(l.level)
	g := l.groups[key]
	if g == nil {
		g = &group{networkBits: 24}
		l.groups[key] = g
		for len(l.groups) > maxGroups && l.level < lastLevel {
			l.coarsen(l.level + 1)
			g = l.groups[key.at(l.level)]
		}
	}
	return g
}

func (g *group) count(r *record, rejected bool) {
	if rejected {
		if g.rejected == 0 || r.start < g.firstReject {
			g.firstReject = r.start
		}
		g.lastReject = max(g.lastReject, r.end)
		g.rejected++
	} else {
		if g.accepted == 0 || r.start < g.firstAccept {
			g.firstAccept = r.start
		}
		g.lastAccept = max(g.lastAccept, r.end)
		g.accepted++
		if r.loneSYN {
			g.unanswered++
		}
	}
	g.packets += r.packets
	g.bytes += r.bytes
	if rejected {
		g.rejectMinutes.add(r.start / 60)
	} else {
		g.acceptMinutes.add(r.start / 60)
	}
}

// addNetwork notes the network of an other party; where there are many, wider ones.
func (g *group) addNetwork(a netip.Addr) {
	p := g.network(a)
	if g.networks == nil {
		g.networks = map[netip.Prefix]struct{}{}
	}
	g.networks[p] = struct{}{}
	for len(g.networks) > maxNetworks && g.networkBits > 0 {
		g.widen(g.networkBits - 8)
	}
}

func (g *group) network(a netip.Addr) netip.Prefix {
	a = a.Unmap()
	bits := g.networkBits
	if a.Is6() {
		bits *= 2
	}
	p, _ := a.Prefix(bits)
	return p
}

func (g *group) widen(bits int) {
	g.networkBits = bits
	old := g.networks
	g.networks = make(map[netip.Prefix]struct{}, len(old))
	for p := range old {
		g.networks[g.network(p.Addr())] = struct{}{}
	}
}

// cite remembers the earliest record of each action.
func (g *group) cite(l *Lens, ev *parsers.Event, start, end int64, rejected bool) {
	c := &g.acceptCite
	if rejected {
		c = &g.rejectCite
	}
	if c.set && start > c.time {
		return
	}
	n := cite{time: start, end: end, member: l.memberNumber(ev.Pos.Member), line: int32(ev.Pos.Line), record: int32(ev.Pos.Record), set: true}
	if !c.set || l.before(n, *c) {
		*c = n
	}
}

func (l *Lens) before(a, b cite) bool {
	switch {
	case a.time != b.time:
		return a.time < b.time
	case a.member != b.member:
		return l.members[a.member] < l.members[b.member]
	}
	return a.record < b.record
}

func (l *Lens) memberNumber(path string) uint32 {
	if int(l.lastMember) < len(l.members) && l.members[l.lastMember] == path {
		return l.lastMember
	}
	n, ok := l.member[path]
	if !ok {
		n = uint32(len(l.members))
		l.members = append(l.members, path)
		l.member[path] = n
	}
	l.lastMember = n
	return n
}

func (l *Lens) lensCite(c cite, text string) lens.Cite {
	return lens.Cite{
		Pos:  parsers.Pos{Member: l.members[c.member], Line: int(c.line), Record: int(c.record)},
		Time: time.Unix(c.time, 0).UTC(), End: time.Unix(c.end, 0).UTC(), Text: text,
	}
}
