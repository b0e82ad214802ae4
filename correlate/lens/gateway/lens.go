package gateway

import (
	"fmt"

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
	groups  flow.Table[key, group]
	level   uint8
	members *flow.Members
	names   names
	origins origins
	dropped int64 // records that found no room even so
}

// key is one service as one interface of a gateway carries it in one direction.
type key struct {
	local   flowlog.Addr
	side    uint32 // number of the names of gateway and interface
	port    uint16
	proto   uint8
	heading uint8
	server  uint8
}

// Words makes a key a [flow.Key].
func (k key) Words() (a, b, c uint64) {
	a, b = k.local.Halves()
	return a, b, uint64(k.side)<<32 | uint64(k.port)<<16 | uint64(k.proto)<<8 | uint64(k.heading)<<1 | uint64(k.server)
}

// group counts what belongs to one key: apart for records of traffic that goes out of an attachment and of other
// traffic, since a flow may be logged at both of its attachments.
type group struct {
	out, in     counts
	start, end  int64 // Unix seconds
	lastLoss    int64 // end of the last record with lost packets
	lossy       int64 // records with lost packets
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
	return &Lens{members: flow.NewMembers(), names: newNames(), origins: origins{}}
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
	f := flowlog.FlowOf(ev)
	if f == nil || !f.Value(flowlog.TGWSlotSrcAddr).Exists() || !f.Value(flowlog.TGWSlotDstAddr).Exists() {
		return
	}
	from, to := f.Value(source.slotENI).Exists(), f.Value(target.slotENI).Exists()
	if from {
		l.count(ev, f, source, f.SrcAddr(), f.DstAddr())
	}
	if to && !from {
		l.origins.learn(f)
	}
	if to || !from {
		l.count(ev, f, target, f.DstAddr(), f.SrcAddr())
	}
}

func (l *Lens) count(ev *parsers.Event, f *flowlog.Flow, at end, local, remote flowlog.Addr) {
	side, ok := l.names.number(f, at)
	if !ok {
		l.dropped++
		return
	}
	k := key{side: side, local: local, proto: f.Protocol(), heading: at.heading}
	k.port, k.server = flow.Service(k.proto, f.SrcPort(), f.DstPort(), f.TCPFlags(), at.heading)

	g := l.group(k)
	lost := g.add(f)
	mark := uint8(flow.Accepted)
	if lost {
		mark = flow.Rejected
	}
	g.networks.Add(remote, mark)
	start, until := flow.Span(ev)
	if g.start == 0 || start < g.start {
		g.start = start
	}
	g.end = max(g.end, until)
	l.members.Keep(&g.first, &ev.Pos, start, until)
	if lost {
		l.members.Keep(&g.loss, &ev.Pos, start, until)
		g.lastLoss = max(g.lastLoss, until)
		g.lossy++
	}
}

func (g *group) add(f *flowlog.Flow) (lost bool) {
	c := &g.in
	if string(f.Value(flowlog.TGWSlotFlowDirection)) == "egress" {
		c = &g.out
	}
	c.flows++
	c.packets += f.Packets()
	c.bytes += f.Bytes()
	for i, slot := range lostSlots {
		if n, ok := f.Value(slot).Int(); ok {
			c.losses = true
			c.lost[i] += n
			lost = lost || n > 0
		}
	}
	return lost
}

func (l *Lens) group(k key) *group {
	g, added := l.groups.Get(k.at(l.level))
	if added && l.groups.Len() > maxGroups && l.level < lastLevel {
		l.shrink()
		g, _ = l.groups.Get(k.at(l.level))
	}
	return g
}

func (k key) at(level uint8) key {
	if level >= noPorts {
		k.port = 0
	}
	if level >= noAddresses {
		k.local, k.proto, k.server = flowlog.Addr{}, 0, 0
	}
	return k
}

func (l *Lens) shrink() {
	for l.groups.Len() > maxGroups && l.level < lastLevel {
		l.coarsen(l.level + 1)
	}
}

func (l *Lens) coarsen(level uint8) {
	l.level = level
	for k, g := range l.groups.Drain() {
		l.put(k.at(level), g)
	}
}

func (l *Lens) put(k key, g *group) {
	mine, added := l.groups.Get(k)
	if added {
		*mine = *g
		return
	}
	mine.in.merge(&g.in)
	mine.out.merge(&g.out)
	mine.start, mine.end = min(mine.start, g.start), max(mine.end, g.end)
	mine.lastLoss = max(mine.lastLoss, g.lastLoss)
	mine.lossy += g.lossy
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
	for of, attachment := range other.origins {
		l.origins.put(of, attachment)
	}
	adopt := l.members.Adopt(other.members)
	numbers := l.names.adopt(&other.names)
	for k, g := range other.groups.Drain() {
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
