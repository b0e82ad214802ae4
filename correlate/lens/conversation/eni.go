package conversation

import (
	"net/netip"

	"hamari/correlate/lens/flow"
	"hamari/correlate/minutes"
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

	skipped int64 // intervals of which records were lost

	own      ownAddress
	reasons  bool // the log has the field reject-reason
	directed bool // the log says which way packets go, so the own address is certain

	outbound     minutes.Set // in which its instance sent packets that were let out
	outboundCite flow.Cite

	// Texts that were learnt from last: the next record mostly has the same. See flowlog.Flow.Stretch.
	whose, where string
}

// eni returns what is known of the interface with an ID, nil where there is no room for another.
func (l *Lens) eni(id parsers.Value) *eniInfo {
	recent := &l.recent[id[len(id)-1]]
	if len(id) >= 2 {
		recent = &l.recent[id[len(id)-1]*31+id[len(id)-2]]
	}
	if info := *recent; info != nil && info.id == string(id) {
		return info
	}
	n, ok := l.numbers[string(id)]
	if !ok {
		if len(l.enis) >= maxInterfaces {
			return nil
		}
		n = l.addENI(string(id)).number
	}
	*recent = l.enis[n]
	return *recent
}

func (l *Lens) addENI(id string) *eniInfo {
	info := &eniInfo{id: id, number: uint32(len(l.enis))}
	l.enis = append(l.enis, info)
	l.numbers[id] = info.number
	return info
}

// learn takes in what a record says of its interface.
func (info *eniInfo) learn(r *record) {
	info.learnPlace(r.Flow)
	info.own.see(r.src, r.dst)
	if !r.key.hasPkt || r.owned {
		return
	}
	public := flow.IsPublic(r.pktSrc) || flow.IsPublic(r.pktDst)
	switch {
	case r.pktSrc != r.src || r.pktDst != r.dst:
		info.translated++
		if !public || !r.pktSrc.Is4() { // IPv6 addresses within a VPC are public ones
			info.translatedPrivate++
		}
	default:
		info.plain++
		if public {
			info.plainPublic++
		}
	}
}

// learnPlace takes in whose the interface is and where it lies.
func (info *eniInfo) learnPlace(f *flowlog.Flow) {
	learn := func(into *string, slot int) {
		if v := f.Value(slot); v.Exists() && string(v) != *into {
			least(into, string(v))
		}
	}
	learn(&info.account, flowlog.SlotAccountID)
	learn(&info.kind, flowlog.SlotInterfaceType)
	info.reasons = info.reasons || f.Has(flowlog.SlotRejectReason)
	info.directed = info.directed || f.Value(flowlog.SlotFlowDirection).Exists()
	if text := f.Stretch(flowlog.SlotVPCID, flowlog.SlotInstanceID); text == nil || string(text) != info.whose {
		info.whose = string(text)
		learn(&info.vpc, flowlog.SlotVPCID)
		learn(&info.subnet, flowlog.SlotSubnetID)
		learn(&info.instance, flowlog.SlotInstanceID)
	}
	if text := f.Stretch(flowlog.SlotRegion, flowlog.SlotAZID); text == nil || string(text) != info.where {
		info.where = string(text)
		learn(&info.region, flowlog.SlotRegion)
		learn(&info.az, flowlog.SlotAZID)
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
	info.reasons = info.reasons || o.reasons
	info.skipped += o.skipped
	info.own.merge(&o.own)
	info.outbound.Merge(&o.outbound)
}

// ownAddress finds the address that an interface shows as its own: the one that is in all of its records.
type ownAddress struct {
	candidates [2]flowlog.Addr
	left       uint8
	begun      bool
}

func (o *ownAddress) see(a, b flowlog.Addr) {
	if !o.begun {
		*o = ownAddress{candidates: [2]flowlog.Addr{a, b}, left: 2, begun: true}
		return
	}
	if o.left > 0 {
		o.keep(func(c flowlog.Addr) bool { return c == a || c == b })
	}
}

func (o *ownAddress) keep(fits func(flowlog.Addr) bool) {
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
		o.keep(func(c flowlog.Addr) bool {
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
	return o.candidates[0].Netip(), o.left == 1
}
