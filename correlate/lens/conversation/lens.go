package conversation

import (
	"fmt"

	"hamari/correlate/lens/flow"
	"hamari/parsers"
	"hamari/parsers/flowlog"
)

// Limits on what the lens holds.
const (
	maxGroups     = 200_000 // services seen by interfaces
	maxInterfaces = 100_000
)

// Lens gathers flow log records. One worker feeds one lens; lenses merge.
type Lens struct {
	numbers map[string]uint32 // of interfaces, by ID
	enis    []*eniInfo
	groups  map[groupKey]*group
	level   uint8 // how much detail was given up, see groupKey.at
	members *flow.Members
	addrs   flow.Addresses
	dropped int64 // records of interfaces beyond the limit

	last uint32 // records of one interface mostly come one after the other
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
	guessed bool // heading is a guess, see direction
}

// group counts what belongs to one key.
type group struct {
	accepted, rejected, packets, bytes, unanswered int64
	firstAccept, lastAccept                        int64 // Unix seconds
	firstReject, lastReject                        int64
	acceptCite, rejectCite                         flow.Cite
	networks                                       flow.Networks // of the other parties
}

// New returns an empty lens.
func New() *Lens {
	return &Lens{numbers: map[string]uint32{}, groups: map[groupKey]*group{}, members: flow.NewMembers()}
}

// Event takes in one VPC flow log record. Records without an action (NODATA, SKIPDATA) tell of no conversation.
func (l *Lens) Event(ev *parsers.Event) {
	action := ev.Value(flowlog.SlotAction)
	if !action.Exists() || !ev.Value(flowlog.SlotInterfaceID).Exists() {
		return
	}
	var r record
	if !l.parties(ev, &r) {
		return
	}
	info := l.eni(ev)
	if info == nil {
		l.dropped++
		return
	}
	info.learn(ev, &r)
	l.orient(ev, info, &r)
	r.start, r.end = flow.Span(ev)
	rejected := action[0] == 'R'
	r.key.probe = rejected && r.key.outside
	g := l.group(r.key)
	g.count(ev, &r, rejected)
	cite := &g.acceptCite
	if rejected {
		cite = &g.rejectCite
	}
	l.members.Keep(cite, ev, r.start, r.end)
	if !rejected && r.key.heading == flow.FromLocal && !r.key.guessed && info.translated == 0 {
		info.outbound.add(r.start / 60)
		l.members.Keep(&info.outboundCite, ev, r.start, r.end)
	}
}

// record is a flow log record as the lens sees it.
type record struct {
	key            groupKey
	src, dst       flow.Addr // as the interface shows them
	pktSrc, pktDst flow.Addr // the real parties: the same where the log does not have them
	remote         flow.Addr
	owned          bool // the interface belongs to an instance: it speaks for itself
	flags          int64
	start, end     int64
}

// parties reads who talks with whom; false where the record does not say.
func (l *Lens) parties(ev *parsers.Event, r *record) bool {
	src, dst := ev.Value(flowlog.SlotSrcAddr), ev.Value(flowlog.SlotDstAddr)
	r.src, r.dst = l.addrs.Parse(src), l.addrs.Parse(dst)
	r.pktSrc, r.pktDst = r.src, r.dst
	pktSrc, pktDst := ev.Value(flowlog.SlotPktSrcAddr), ev.Value(flowlog.SlotPktDstAddr)
	if r.key.hasPkt = pktSrc.Exists() && pktDst.Exists(); r.key.hasPkt {
		if string(pktSrc) != string(src) {
			r.pktSrc = l.addrs.Parse(pktSrc)
		}
		if string(pktDst) != string(dst) {
			r.pktDst = l.addrs.Parse(pktDst)
		}
	}
	r.owned = ev.Value(flowlog.SlotInstanceID).Exists()
	return r.src.IsValid() && r.dst.IsValid() && r.pktSrc.IsValid() && r.pktDst.IsValid()
}

// orient tells the party in the VPC from the other, and the server from the client.
func (l *Lens) orient(ev *parsers.Event, info *eniInfo, r *record) {
	srcPort, _ := ev.Value(flowlog.SlotSrcPort).Int()
	dstPort, _ := ev.Value(flowlog.SlotDstPort).Int()
	proto, _ := ev.Value(flowlog.SlotProtocol).Int()
	r.flags, _ = ev.Value(flowlog.SlotTCPFlags).Int()
	r.key.eni, r.key.proto = info.number, uint8(proto)
	r.key.heading, r.key.guessed = direction(ev, r)
	if r.key.guessed && !flow.TowardServer(r.key.proto, srcPort, dstPort, r.flags) {
		r.key.heading = flow.FromLocal
	}
	local, remote := r.pktDst, r.pktSrc
	if r.key.heading == flow.FromLocal {
		local, remote = r.pktSrc, r.pktDst
	}
	r.key.local, r.remote, r.key.outside = local.As16(), remote, remote.Public
	r.key.port, r.key.server = flow.Service(r.key.proto, srcPort, dstPort, r.flags, r.key.heading)
}

// direction tells whether the packets go to the party in the VPC or come from it.
//
// An interface that stands between the parties (a Transit Gateway's, a NAT gateway's) shows its own address in the
// place of the far party. An instance's interface shows its primary address in the place of its other ones, or of its
// containers'. On other records the field flow-direction tells. Without it the address that all records of the interface
// share would, which is not known before the end: until then private beats public, and at last the direction is a guess,
// the server's side being taken for the VPC's.
func direction(ev *parsers.Event, r *record) (heading uint8, guessed bool) {
	between := r.key.hasPkt && !r.owned
	switch {
	case between && r.pktSrc.Addr != r.src.Addr:
		return flow.ToLocal, false
	case between && r.pktDst.Addr != r.dst.Addr:
		return flow.FromLocal, false
	}
	switch string(ev.Value(flowlog.SlotFlowDirection)) {
	case "ingress":
		return flow.ToLocal, false
	case "egress":
		return flow.FromLocal, false
	}
	switch {
	case r.src.Public != r.dst.Public && r.src.Public, r.pktDst.Addr != r.dst.Addr:
		return flow.ToLocal, false
	case r.src.Public != r.dst.Public, r.pktSrc.Addr != r.src.Addr:
		return flow.FromLocal, false
	}
	return flow.ToLocal, true
}

func (l *Lens) group(key groupKey) *group {
	key = key.at(l.level)
	g := l.groups[key]
	if g == nil {
		g = &group{}
		l.groups[key] = g
		l.shrink()
		g = l.groups[key.at(l.level)]
	}
	return g
}

func (g *group) count(ev *parsers.Event, r *record, rejected bool) {
	mark := uint8(flow.Accepted)
	if rejected {
		mark = flow.Rejected
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
		if r.key.proto == flowlog.ProtocolTCP && r.flags == flowlog.FlagSYN {
			g.unanswered++
		}
	}
	packets, _ := ev.Value(flowlog.SlotPackets).Int()
	bytes, _ := ev.Value(flowlog.SlotBytes).Int()
	g.packets += packets
	g.bytes += bytes
	g.networks.Add(r.remote.Addr, mark)
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
	return notes
}
