package flow

import (
	"encoding/binary"
	"math"
	"net/netip"
	"slices"
	"strings"
)

// MaxNetworks is how many networks a set tells apart; of more, wider ones are formed.
const MaxNetworks = 64

// Marks say what happened to a network's packets.
const (
	Accepted = 1 << iota
	Rejected
	Either = Accepted | Rejected
)

// Networks is a set of the networks that addresses lie in: at first IPv4 /24 and IPv6 /48, and where that is too many
// for room, a step wider each time, until they fit. What it holds does not depend on the order of additions.
type Networks struct {
	list []network
	wide uint8 // steps: 8 bits of IPv4, 16 of IPv6 each
	last uint8 // where in the list the last addition stands; the next is often of the same network
}

// network is the leading bits of its addresses: of IPv4 all 32 with the rest zero, of IPv6 the first 48, under ipv6.
type network struct {
	bits  uint64
	marks uint8
}

const (
	ipv6      = uint64(1) << 63
	lastWiden = 3 // all addresses of a family
)

func networkOf(a netip.Addr) uint64 {
	if a.Is4() {
		b := a.As4()
		return uint64(binary.BigEndian.Uint32(b[:]))
	}
	b := a.As16()
	return ipv6 | binary.BigEndian.Uint64(b[:8])>>16
}

// cut clears the bits that do not tell networks apart after so many steps of widening.
func cut(bits uint64, wide uint8) uint64 {
	if bits&ipv6 == 0 {
		return bits &^ (1<<(8+8*wide) - 1)
	}
	return ipv6 | bits&^ipv6&^(1<<(16*wide)-1)
}

// Add puts the network of an address into the set.
func (s *Networks) Add(a netip.Addr, marks uint8) { s.add(networkOf(a), marks) }

func (s *Networks) add(bits uint64, marks uint8) {
	bits = cut(bits, s.wide)
	if int(s.last) < len(s.list) && s.list[s.last].bits == bits {
		s.list[s.last].marks |= marks
		return
	}
	for i := range s.list {
		if s.list[i].bits == bits {
			s.list[i].marks |= marks
			s.last = uint8(i)
			return
		}
	}
	s.list = append(s.list, network{bits, marks})
	for len(s.list) > MaxNetworks && s.wide < lastWiden {
		s.widen(s.wide + 1)
	}
}

func (s *Networks) widen(wide uint8) {
	old := s.list
	s.list, s.wide, s.last = nil, wide, 0
	for _, n := range old {
		s.add(n.bits, n.marks)
	}
}

// Merge adds the networks of another set.
func (s *Networks) Merge(o *Networks) {
	if o.wide > s.wide {
		s.widen(o.wide)
	}
	for _, n := range o.list {
		s.add(n.bits, n.marks)
	}
}

// Prefixes returns the networks that have one of the marks, in order.
func (s *Networks) Prefixes(marks uint8) []netip.Prefix {
	var all []netip.Prefix
	for _, n := range s.list {
		if n.marks&marks != 0 {
			all = append(all, n.prefix(s.wide))
		}
	}
	slices.SortFunc(all, func(a, b netip.Prefix) int { return a.Addr().Compare(b.Addr()) })
	return all
}

func (n network) prefix(wide uint8) netip.Prefix {
	if n.bits&ipv6 == 0 {
		var b [4]byte
		binary.BigEndian.PutUint32(b[:], uint32(n.bits&math.MaxUint32))
		return netip.PrefixFrom(netip.AddrFrom4(b), 24-8*int(wide))
	}
	var b [16]byte
	binary.BigEndian.PutUint64(b[:8], n.bits<<16)
	return netip.PrefixFrom(netip.AddrFrom16(b), 48-16*int(wide))
}

// List writes the networks that have one of the marks, separated by commas.
func (s *Networks) List(marks uint8) string {
	var names []string
	for _, p := range s.Prefixes(marks) {
		names = append(names, p.String())
	}
	return strings.Join(names, ",")
}
