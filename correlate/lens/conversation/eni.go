package conversation

import (
	"net/netip"

	"hamari/correlate/lens/flow"
	"hamari/parsers"
	"hamari/parsers/flowlog"
)

// eniInfo is what the records themselves say of their interface.
type eniInfo struct {
	id                                               string
	number                                           uint32
	subnet, vpc, az, instance, account, region, kind string

	// Records in which an address of its own stands for another party's, and such records with private parties only.
	translated, translatedPrivate int64
	plain, plainPublic            int64 // records without, and such records with a public party

	own      ownAddress
	directed bool // the log says which way packets go, so the own address is certain

	outbound     minuteSet // in which its instance sent packets that were let out
	outboundCite flow.Cite
}

// eni returns what is known of the record's interface, nil where there is no room for another.
func (l *Lens) eni(ev *parsers.Event) *eniInfo {
	id := ev.Value(flowlog.SlotInterfaceID)
	if int(l.last) < len(l.enis) && l.enis[l.last].id == string(id) {
		return l.enis[l.last]
	}
	n, ok := l.numbers[string(id)]
	if !ok {
		if len(l.enis) >= maxInterfaces {
			return nil
		}
		n = l.addENI(string(id)).number
	}
	l.last = n
	return l.enis[n]
}

func (l *Lens) addENI(id string) *eniInfo {
	info := &eniInfo{id: id, number: uint32(len(l.enis))}
	l.enis = append(l.enis, info)
	l.numbers[id] = info.number
	return info
}

// learn takes in what a record says of its interface.
func (info *eniInfo) learn(ev *parsers.Event, r *record) {
	for _, f := range [...]struct {
		into *string
		slot int
	}{
		{&info.subnet, flowlog.SlotSubnetID}, {&info.vpc, flowlog.SlotVPCID}, {&info.az, flowlog.SlotAZID},
		{&info.instance, flowlog.SlotInstanceID}, {&info.account, flowlog.SlotAccountID}, {&info.region, flowlog.SlotRegion},
		{&info.kind, flowlog.SlotInterfaceType},
	} {
		if v := ev.Value(f.slot); v.Exists() && string(v) != *f.into {
			least(f.into, string(v))
		}
	}
	info.directed = info.directed || ev.Value(flowlog.SlotFlowDirection).Exists()
	info.own.see(r.src.Addr, r.dst.Addr)
	public := r.pktSrc.Public || r.pktDst.Public
	switch {
	case !r.key.hasPkt || r.owned:
	case r.pktSrc.Addr != r.src.Addr || r.pktDst.Addr != r.dst.Addr:
		info.translated++
		if !public || r.pktSrc.Is6() { // IPv6 addresses within a VPC are public ones
			info.translatedPrivate++
		}
	default:
		info.plain++
		if public {
			info.plainPublic++
		}
	}
}

// least keeps of several values the smallest, so that the order of records does not matter.
func least(into *string, v string) {
	if v != "" && (*into == "" || v < *into) {
		*into = v
	}
}

// isGateway reports whether the records look like those of a Transit Gateway's interface: all of its traffic is that of
// others. A NAT gateway's also speaks to the internet itself, and its far parties are public.
func (info *eniInfo) isGateway() bool {
	return info.instance == "" && info.translatedPrivate > 0 && 10*(info.plain+info.plainPublic) <= info.translated
}

func (info *eniInfo) merge(o *eniInfo) {
	for _, f := range [...]struct {
		into *string
		v    string
	}{
		{&info.subnet, o.subnet}, {&info.vpc, o.vpc}, {&info.az, o.az}, {&info.instance, o.instance},
		{&info.account, o.account}, {&info.region, o.region}, {&info.kind, o.kind},
	} {
		least(f.into, f.v)
	}
	info.translated += o.translated
	info.translatedPrivate += o.translatedPrivate
	info.plain += o.plain
	info.plainPublic += o.plainPublic
	info.directed = info.directed || o.directed
	info.own.merge(&o.own)
	info.outbound.merge(&o.outbound)
}

// ownAddress finds the address that an interface shows as its own: the one that is in all of its records.
type ownAddress struct {
	candidates [2]netip.Addr
	left       uint8
	begun      bool
}

func (o *ownAddress) see(a, b netip.Addr) {
	if !o.begun {
		*o = ownAddress{candidates: [2]netip.Addr{a, b}, left: 2, begun: true}
		return
	}
	o.keep(func(c netip.Addr) bool { return c == a || c == b })
}

func (o *ownAddress) keep(fits func(netip.Addr) bool) {
	kept := uint8(0)
	for _, c := range o.candidates[:o.left] {
		if fits(c) {
			o.candidates[kept] = c
			kept++
		}
	}
	o.left = kept
}

func (o *ownAddress) merge(other *ownAddress) {
	switch {
	case !other.begun:
	case !o.begun:
		*o = *other
	default:
		theirs := other.candidates[:other.left]
		o.keep(func(c netip.Addr) bool {
			for _, t := range theirs {
				if c == t {
					return true
				}
			}
			return false
		})
	}
}

// address returns the address if there is only one left.
func (o *ownAddress) address() (netip.Addr, bool) {
	return o.candidates[0], o.left == 1
}
