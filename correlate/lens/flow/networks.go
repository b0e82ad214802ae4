package flow

import (
	"encoding/binary"
	"math"
	"net/netip"
	"slices"
	"strings"

	"hamari/parsers/flowlog"
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

// network is the leading bits of its addresses (of IPv4 all 32 with the rest zero; of IPv6 the first 48, with ipv6), and
// from bit marked on what happened to its packets.
type network uint64

const (
	ipv6      network = 1 << 63
	marked            = 60
	allMarks  network = Either << marked
	lastWiden         = 3 // all addresses of a family
)

func networkOf(a flowlog.Addr) network {
	hi, lo := a.Halves()
	if a.Is4() {
		return network(lo & math.MaxUint32)
	}
	return ipv6 | network(hi>>16)
}

// cut clears the bits that do not tell networks apart after so many steps of widening.
func cut(n network, wide uint8) network {
	if n&ipv6 == 0 {
		return n &^ (1<<(8+8*wide) - 1)
	}
	return n &^ (1<<(16*wide) - 1)
}

// Add puts the network of an address into the set.
func (s *Networks) Add(a flowlog.Addr, marks uint8) { s.add(networkOf(a) | network(marks)<<marked) }

func (s *Networks) add(n network) {
	n = cut(n, s.wide)
	if int(s.last) < len(s.list) && (s.list[s.last]^n)&^allMarks == 0 {
		s.list[s.last] |= n
		return
	}
	for i, known := range s.list {
		if (known^n)&^allMarks == 0 {
			s.list[i] |= n
			s.last = uint8(i)
			return
		}
	}
	if len(s.list) == MaxNetworks {
		s.widen(s.wide + 1)
		s.add(n)
		return
	}
	s.list = append(s.list, n)
	s.last = uint8(len(s.list) - 1)
}

func (s *Networks) widen(wide uint8) {
	old := s.list
	s.list, s.wide, s.last = nil, wide, 0
	for _, n := range old {
		s.add(n)
	}
}

// Merge adds the networks of another set.
func (s *Networks) Merge(o *Networks) {
	if o.wide > s.wide {
		s.widen(o.wide)
	}
	for _, n := range o.list {
		s.add(n)
	}
}

// Prefixes returns the networks that have one of the marks, in order.
func (s *Networks) Prefixes(marks uint8) []netip.Prefix {
	var all []netip.Prefix
	for _, n := range s.list {
		if n&(network(marks)<<marked) != 0 {
			all = append(all, n.prefix(s.wide))
		}
	}
	slices.SortFunc(all, func(a, b netip.Prefix) int { return a.Addr().Compare(b.Addr()) })
	return all
}

func (n network) prefix(wide uint8) netip.Prefix {
	if n&ipv6 == 0 {
		var b [4]byte
		binary.BigEndian.PutUint32(b[:], uint32(n&math.MaxUint32))
		return netip.PrefixFrom(netip.AddrFrom4(b), 24-8*int(wide))
	}
	var b [16]byte
	binary.BigEndian.PutUint64(b[:8], uint64(n<<16))
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
