package gateway

import (
	"fmt"
	"net/netip"

	"hamari/correlate/lens/flow"
	"hamari/parsers"
	"hamari/parsers/flowlog"
)

// maxGroups is how many services on interfaces are held. Beyond it ports are no longer told apart, and then addresses.
const maxGroups = 100_000

// Levels of detail, from full.
const (
	allDetail = iota
	noPorts
	noAddresses
	lastLevel = noAddresses
)

// Lens gathers Transit Gateway flow log records. One worker feeds one lens; lenses merge.
type Lens struct {
	groups  map[key]*group
	level   uint8
	members *flow.Members
	addrs   flow.Addresses
	names   names
	dropped int64 // records that found no room even so
}

// key is one service as one interface of a gateway carries it in one direction.
type key struct {
	side    uint32 // number of the names of gateway and interface
	local   [16]byte
	port    uint16
	proto   uint8
	heading uint8
	server  uint8
}

// group counts what belongs to one key: apart for records of traffic that goes out of an attachment and of other
// traffic, since a flow may be logged at both of its attachments.
type group struct {
	out, in     counts
	start, end  int64 // Unix seconds
	first, loss flow.Cite
	networks    flow.Networks
}

type counts struct {
	flows, packets, bytes int64
	lost                  [len(lostSlots)]int64
	losses                bool // the log tells of losses
}

// lostSlots are the counters of lost packets, in the order of the slots of Kind from slotNoRoute.
var lostSlots = [...]int{
	flowlog.TGWSlotPacketsLostNoRoute, flowlog.TGWSlotPacketsLostBlackhole,
	flowlog.TGWSlotPacketsLostMTUExceeded, flowlog.TGWSlotPacketsLostTTLExpired,
}

// New returns an empty lens.
func New() *Lens {
	return &Lens{groups: map[key]*group{}, members: flow.NewMembers(), names: newNames()}
}

// end is one end of the way through a gateway.
type end struct {
	slotENI, slotAZ, slotSubnet, slotVPC int
	heading                              uint8
}

var (
	source = end{flowlog.TGWSlotSrcENI, flowlog.TGWSlotSrcAZID, flowlog.TGWSlotSrcSubnetID, flowlog.TGWSlotSrcVPCID, flow.FromLocal}
	target = end{flowlog.TGWSlotDstENI, flowlog.TGWSlotDstAZID, flowlog.TGWSlotDstSubnetID, flowlog.TGWSlotDstVPCID, flow.ToLocal}
)

// Event takes in one Transit Gateway flow log record. Each end of it that lies in a VPC counts; a record with none, as
// of packets for which there is no route, counts for its destination.
func (l *Lens) Event(ev *parsers.Event) {
	src, dst := l.addrs.Parse(ev.Value(flowlog.TGWSlotSrcAddr)), l.addrs.Parse(ev.Value(flowlog.TGWSlotDstAddr))
	if !src.IsValid() || !dst.IsValid() {
		return
	}
	from, to := ev.Value(source.slotENI).Exists(), ev.Value(target.slotENI).Exists()
	if from {
		l.count(ev, source, src.Addr, dst.Addr)
	}
	if to || !from {
		l.count(ev, target, dst.Addr, src.Addr)
	}
}

func (l *Lens) count(ev *parsers.Event, at end, local, remote netip.Addr) {
	side, ok := l.names.number(ev, at)
	if !ok {
		l.dropped++
		return
	}
	srcPort, _ := ev.Value(flowlog.TGWSlotSrcPort).Int()
	dstPort, _ := ev.Value(flowlog.TGWSlotDstPort).Int()
	proto, _ := ev.Value(flowlog.TGWSlotProtocol).Int()
	flags, _ := ev.Value(flowlog.TGWSlotTCPFlags).Int()
	k := key{side: side, local: local.As16(), proto: uint8(proto), heading: at.heading}
	k.port, k.server = flow.Service(k.proto, srcPort, dstPort, flags, at.heading)

	g := l.group(k)
	lost := g.add(ev)
	g.networks.Add(remote, flow.Accepted)
	start, until := flow.Span(ev)
	if g.start == 0 || start < g.start {
		g.start = start
	}
	g.end = max(g.end, until)
	l.members.Keep(&g.first, ev, start, until)
	if lost {
		l.members.Keep(&g.loss, ev, start, until)
	}
}

func (g *group) add(ev *parsers.Event) (lost bool) {
	c := &g.in
	if string(ev.Value(flowlog.TGWSlotFlowDirection)) == "egress" {
		c = &g.out
	}
	c.flows++
	packets, _ := ev.Value(flowlog.TGWSlotPackets).Int()
	bytes, _ := ev.Value(flowlog.TGWSlotBytes).Int()
	c.packets += packets
	c.bytes += bytes
	for i, slot := range lostSlots {
		if n, ok := ev.Value(slot).Int(); ok {
			c.losses = true
			c.lost[i] += n
			lost = lost || n > 0
		}
	}
	return lost
}

func (l *Lens) group(k key) *group {
	k = k.at(l.level)
	g := l.groups[k]
	if g == nil {
		g = &group{}
		l.groups[k] = g
		l.shrink()
		g = l.groups[k.at(l.level)]
	}
	return g
}

func (k key) at(level uint8) key {
	if level >= noPorts {
		k.port = 0
	}
	if level >= noAddresses {
		k.local, k.proto, k.server = [16]byte{}, 0, 0
	}
	return k
}

func (l *Lens) shrink() {
	for len(l.groups) > maxGroups && l.level < lastLevel {
		l.coarsen(l.level + 1)
	}
}

func (l *Lens) coarsen(level uint8) {
	l.level = level
	old := l.groups
	l.groups = make(map[key]*group, len(old)/2)
	for k, g := range old {
		l.put(k.at(level), g)
	}
}

func (l *Lens) put(k key, g *group) {
	mine := l.groups[k]
	if mine == nil {
		l.groups[k] = g
		return
	}
	mine.in.merge(&g.in)
	mine.out.merge(&g.out)
	mine.start, mine.end = min(mine.start, g.start), max(mine.end, g.end)
	mine.networks.Merge(&g.networks)
	l.members.KeepCite(&mine.first, g.first)
	l.members.KeepCite(&mine.loss, g.loss)
}

func (c *counts) merge(o *counts) {
	c.flows += o.flows
	c.packets += o.packets
	c.bytes += o.bytes
	c.losses = c.losses || o.losses
	for i, n := range o.lost {
		c.lost[i] += n
	}
}

// Merge adds what the other lens gathered; the other must not be used afterwards.
func (l *Lens) Merge(other *Lens) {
	if other.level > l.level {
		l.coarsen(other.level)
	}
	l.dropped += other.dropped
	adopt := l.members.Adopt(other.members)
	numbers := l.names.adopt(&other.names)
	for k, g := range other.groups {
		n := numbers[k.side]
		if n < 0 {
			l.dropped += g.in.flows + g.out.flows
			continue
		}
		k.side = uint32(n)
		adopt(&g.first)
		adopt(&g.loss)
		l.put(k.at(l.level), g)
	}
	l.shrink()
}

// Notes say what was not looked at, or not told apart, for want of room.
func (l *Lens) Notes() (notes []string) {
	if l.level != allDetail {
		notes = append(notes, fmt.Sprintf("more than %d services in the Transit Gateway flow logs: %s are not told apart", maxGroups,
			[...]string{noPorts: "ports", noAddresses: "addresses and ports"}[l.level]))
	}
	if l.dropped > 0 {
		notes = append(notes, fmt.Sprintf("more than %d interfaces in the Transit Gateway flow logs: %d records of the others were not looked at",
			maxSides, l.dropped))
	}
	return notes
}
