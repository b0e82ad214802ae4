package conversation

import (
	"fmt"

	"hamari/correlate/lens/flow"
	"hamari/parsers"
	"hamari/parsers/flowlog"
)

// Limits on what the lens holds.
const (
	maxGroups     = 120_000 // services seen by interfaces
	maxProbes     = 20_000  // rows of ports that only public addresses tried, in vain: scanners try all
	maxInterfaces = 100_000
)

// Lens gathers flow log records. One worker feeds one lens; lenses merge.
type Lens struct {
	numbers map[string]uint32 // of interfaces, by ID
	enis    []*eniInfo
	groups  flow.Table[groupKey, group]
	limit   int   // how many groups are held
	probed  int   // ports that were put together for being more than maxProbes
	level   uint8 // how much detail was given up, see groupKey.at
	members *flow.Members
	dropped int64 // records of interfaces beyond the limit

	destinations    destinations
	answers         answers
	inside, outside exchanges
	groupsOnly      bool // no exchanges

	recent [256]*eniInfo // interfaces met last, by the end of their IDs
}

// groupKey is one service as one interface sees it in one direction.
type groupKey struct {
	local   flowlog.Addr
	eni     uint32
	port    uint16
	proto   uint8
	heading uint8
	server  uint8
	outside bool // the other party has a public address
	probe   bool // and was rejected: kept apart, since scanners try every port
	hasPkt  bool
	guessed bool  // heading is a guess, see direction
	reason  uint8 // that the log gives for the reject, see reasonOf; what a security group or network ACL rejects has none
}

// Words makes a groupKey a [flow.Key].
func (k groupKey) Words() (a, b, c uint64) {
	a, b = k.local.Halves()
	c = uint64(k.eni)<<32 | uint64(k.port)<<16 | uint64(k.proto)<<8 | uint64(k.reason)<<6 | uint64(k.heading)<<5 | uint64(k.server)<<4
	for i, mark := range [...]bool{k.outside, k.probe, k.hasPkt, k.guessed} {
		if mark {
			c |= 1 << i
		}
	}
	return a, b, c
}

// group counts what belongs to one key. When the first record of either kind began, its cite tells.
type group struct {
	accepted, rejected, packets, bytes, unanswered int64
	lastAccept, lastReject                         int64 // Unix seconds
	acceptCite, rejectCite                         flow.Cite
	networks                                       flow.Networks // of the other parties
	peer                                           flowlog.Addr  // the other party of rejected records, where peers is 1
	peers                                          uint8         // how many there are; 2 stands for several
	greeted                                        bool          // a SYN-ACK is among the records
	far                                            far
	half                                           *half  // of a server's SYN-ACKs, if there are any
	heard, cut                                     span16 // ports of clients that accepted and rejected replies went to
	acceptedAt                                     *marks // of parties in private networks
}

// New returns an empty lens.
func New() *Lens {
	members := flow.NewMembers()
	return &Lens{
		limit: maxGroups, numbers: map[string]uint32{}, members: members,
		destinations: destinations{limit: maxDestinations},
		inside:       exchanges{members: members, limit: maxExchanges},
		outside:      exchanges{members: members, limit: maxOutside, public: true},
	}
}

// LeaveOutExchanges has the lens make no rows of [ExchangeKind], which take nearly half of its time.
func (l *Lens) LeaveOutExchanges() { l.groupsOnly = true }

// Event takes in one VPC flow log record. Records without an action (NODATA, SKIPDATA) tell of no conversation.
func (l *Lens) Event(ev *parsers.Event) {
	f := flowlog.FlowOf(ev)
	if f == nil {
		return
	}
	action, id := f.Value(flowlog.SlotAction), f.Value(flowlog.SlotInterfaceID)
	if !action.Exists() || !id.Exists() {
		l.skip(f, id)
		return
	}
	r := record{Flow: f, rejected: action[0] == 'R'}
	if !r.parties() {
		return
	}
	info := l.eni(id)
	if info == nil {
		l.dropped++
		return
	}
	info.learn(&r)
	if ev.Stream != "" {
		l.answers.learn(info, ev.Stream, ev.Pos.Member, r.rejected)
	}
	r.orient(info.number)
	r.start, r.end = flow.Span(ev)
	g := l.group(r.key)
	l.members.Keep(g.count(&r), &ev.Pos, r.start, r.end)
	if r.greets() {
		l.keepHalfOpen(g, &r, &ev.Pos)
	}
	l.destinations.count(&r)
	l.exchange(&r, &ev.Pos)
	if !r.rejected && r.key.heading == flow.FromLocal && !r.key.guessed && info.translated == 0 {
		info.outbound.Add(r.start / 60)
		l.members.Keep(&info.outboundCite, &ev.Pos, r.start, r.end)
	}
}

// skip counts an interval of which records were lost.
func (l *Lens) skip(f *flowlog.Flow, id parsers.Value) {
	if !id.Exists() || string(f.Value(flowlog.SlotLogStatus)) != "SKIPDATA" {
		return
	}
	if info := l.eni(id); info != nil {
		info.skipped++
	}
}

// record is a flow log record as the lens sees it.
type record struct {
	*flowlog.Flow
	key            groupKey
	src, dst       flowlog.Addr // as the interface shows them
	pktSrc, pktDst flowlog.Addr // the real parties: the same where the log does not have them
	remote         flowlog.Addr
	owned          bool // the interface belongs to an instance: it speaks for itself
	rejected       bool
	start, end     int64
}

// parties reads who talks with whom; false where the record does not say.
func (r *record) parties() bool {
	if !r.Value(flowlog.SlotSrcAddr).Exists() || !r.Value(flowlog.SlotDstAddr).Exists() {
		return false
	}
	r.src, r.dst = r.SrcAddr(), r.DstAddr()
	r.pktSrc, r.pktDst = r.src, r.dst
	if r.key.hasPkt = r.Value(flowlog.SlotPktSrcAddr).Exists() && r.Value(flowlog.SlotPktDstAddr).Exists(); r.key.hasPkt {
		r.pktSrc, r.pktDst = r.PktSrcAddr(), r.PktDstAddr()
	}
	r.owned = r.Value(flowlog.SlotInstanceID).Exists()
	return true
}

// orient tells the party in the VPC from the other, and the server from the client.
func (r *record) orient(eni uint32) {
	r.key.eni, r.key.proto = eni, r.Protocol()
	r.key.heading, r.key.guessed = r.direction()
	if r.key.guessed && !flow.TowardServer(r.key.proto, r.SrcPort(), r.DstPort(), r.TCPFlags()) {
		r.key.heading = flow.FromLocal
	}
	r.key.local, r.remote = r.pktDst, r.pktSrc
	if r.key.heading == flow.FromLocal {
		r.key.local, r.remote = r.pktSrc, r.pktDst
	}
	r.key.outside = flow.IsPublic(r.remote) && !flow.SameVPC(r.key.local, r.remote)
	r.key.probe = r.rejected && r.key.outside
	if r.rejected {
		r.key.reason = reasonOf(r.Value(flowlog.SlotRejectReason))
	}
	r.key.port, r.key.server = flow.Service(r.key.proto, r.SrcPort(), r.DstPort(), r.TCPFlags(), r.key.heading)
	if r.asksTime() {
		r.key.server = flow.RemoteServer
	}
}

// asksTime reports whether a record is of a host in the VPC that asks a public server for the time: NTP is asked from
// port 123, too. A packet that is rejected on its way in is no answer to one that was let out.
func (r *record) asksTime() bool {
	const ntp = 123
	return r.key.proto == flowlog.ProtocolUDP && r.SrcPort() == ntp && r.DstPort() == ntp && r.key.outside &&
		(r.key.heading == flow.FromLocal || !r.rejected)
}

// Reasons of rejects that the field reject-reason gives. What it says beside BPA (VPC Block Public Access) is not told apart.
const (
	noReason = iota
	byBPA
	byOther
)

var reasonName = [...]string{noReason: "", byBPA: "BPA", byOther: "other"}

func reasonOf(v parsers.Value) uint8 {
	switch {
	case !v.Exists():
		return noReason
	case string(v) == "BPA":
		return byBPA
	}
	return byOther
}

// direction tells whether the packets go to the party in the VPC or come from it.
//
// An interface that stands between the parties (a Transit Gateway's, a NAT gateway's) shows its own address in the
// place of the far party. An instance's interface shows its primary address in the place of its other ones, or of its
// containers'. On other records the field flow-direction tells. Without it the address that all records of the interface
// share would, which is not known before the end: until then private beats public, and at last the direction is a guess,
// the server's side being taken for the VPC's.
func (r *record) direction() (heading uint8, guessed bool) {
	between := r.key.hasPkt && !r.owned
	switch {
	case between && r.pktSrc != r.src:
		return flow.ToLocal, false
	case between && r.pktDst != r.dst:
		return flow.FromLocal, false
	}
	switch string(r.Value(flowlog.SlotFlowDirection)) {
	case "ingress":
		return flow.ToLocal, false
	case "egress":
		return flow.FromLocal, false
	}
	srcPublic, dstPublic := flow.IsPublic(r.src), flow.IsPublic(r.dst)
	switch {
	case srcPublic && !dstPublic, r.pktDst != r.dst:
		return flow.ToLocal, false
	case dstPublic && !srcPublic, r.pktSrc != r.src:
		return flow.FromLocal, false
	}
	return flow.ToLocal, true
}

func (l *Lens) group(key groupKey) *group {
	g, added := l.groups.Get(key.at(l.level))
	if !added {
		return g
	}
	if l.groups.Len() > l.limit && l.level < lastLevel {
		l.shrink()
		g, _ = l.groups.Get(key.at(l.level))
	}
	return g
}

// count counts a record, and returns the cite of those of its kind.
func (g *group) count(r *record) *flow.Cite {
	g.packets += r.Packets()
	g.bytes += r.Bytes()
	g.greeted = g.greeted || r.key.proto == flowlog.ProtocolTCP && r.TCPFlags()&flowlog.FlagSYN != 0 && r.TCPFlags()&flowlog.FlagACK != 0
	g.far.see(r)
	if answer := (r.key.heading == flow.ToLocal) != (r.key.server == flow.LocalServer); answer && flow.HasPorts(r.key.proto) {
		into := &g.heard
		if r.rejected {
			into = &g.cut
		}
		into.add(uint16(r.DstPort()))
	}
	if r.rejected {
		g.rejected++
		g.meet(r.remote, 1)
		g.lastReject = max(g.lastReject, r.end)
		g.networks.Add(r.remote, flow.Rejected)
		return &g.rejectCite
	}
	g.accepted++
	if !r.key.outside {
		g.markAccepted().add(r.start)
	}
	g.lastAccept = max(g.lastAccept, r.end)
	if r.key.proto == flowlog.ProtocolTCP && r.TCPFlags() == flowlog.FlagSYN {
		g.unanswered++
	}
	g.networks.Add(r.remote, flow.Accepted)
	return &g.acceptCite
}

func (g *group) markAccepted() *marks {
	if g.acceptedAt == nil {
		g.acceptedAt = &marks{}
	}
	return g.acceptedAt
}

// meet counts the other parties of rejected records, as far as one.
func (g *group) meet(peer flowlog.Addr, peers uint8) {
	switch {
	case peers == 0 || g.peers == 1 && peers == 1 && g.peer == peer:
	case g.peers == 0:
		g.peer, g.peers = peer, peers
	default:
		g.peer, g.peers = flowlog.Addr{}, 2
	}
}

// Notes say what was not looked at, or not told apart, for want of room.
func (l *Lens) Notes() (notes []string) {
	if l.level != allDetail {
		notes = append(notes, fmt.Sprintf(levelText[l.level], maxGroups))
	}
	if l.dropped > 0 {
		notes = append(notes, fmt.Sprintf("more than %d interfaces in the flow logs: %d records of the others were not looked at",
			maxInterfaces, l.dropped))
	}
	return append(notes, l.inside.notes()...)
}

// Remarks say of the rows what a reader may want to know, once they are made. Nothing was cut.
func (l *Lens) Remarks() (remarks []string) {
	if l.probed > 0 {
		remarks = append(remarks, fmt.Sprintf("ports on which interfaces accepted nothing and public addresses were rejected (%d) are not told apart: scans of the internet",
			l.probed))
	}
	if l.outside.level == noClients {
		remarks = append(remarks, fmt.Sprintf("public addresses used or tried services in more than %d ways: what became of the requests of single ones is not told", maxOutside))
	}
	return remarks
}
