package redact

import (
	"net/netip"
	"sync"
)

// Ranges that an address stays in, because readers, and patterns, know what they mean. Outside of them and within those
// whose addresses are replaced, addresses keep their common prefixes; in the others they stay as they are.
var (
	sameRange = ranges("10.0.0.0/8", "100.64.0.0/10", "172.16.0.0/12", "192.168.0.0/16", "198.18.0.0/15", "240.0.0.0/4", "fc00::/7", "2000::/3")
	asItIs    = ranges("0.0.0.0/8", "127.0.0.0/8", "169.254.0.0/16", "224.0.0.0/4", "255.0.0.0/8", "::/8", "fe80::/10", "ff00::/8")
)

func ranges(texts ...string) func() []netip.Prefix {
	return sync.OnceValue(func() (list []netip.Prefix) {
		for _, t := range texts {
			list = append(list, netip.MustParsePrefix(t))
		}
		return list
	})
}

// address returns the pseudonym of an address. Two addresses that share so many leading bits have pseudonyms that share
// as many: each bit is flipped or not as the bits before it, and the key, say. (Xu, Fan, Ammar, Moon: Prefix-preserving IP
// address anonymization, 2002.)
func (k *Key) address(a netip.Addr) netip.Addr {
	a = a.WithZone("")
	for _, p := range asItIs() {
		if p.Contains(a) {
			return k.linkLocal(a)
		}
	}
	in, out := a.AsSlice(), a.AsSlice()
	for n := range in {
		// One sum has a bit for each of the 255 places where the ways through the next eight bits part.
		flips := k.sum(family(a), string(in[:n]))
		for depth := range 8 {
			p, err := a.Prefix(n*8 + depth)
			if err != nil || leadsTo(p) || a.Is4() && n == len(in)-1 && isEdge(in[n]>>(8-depth), depth) {
				continue
			}
			place := 1<<depth | int(in[n]>>(8-depth))
			if flips[place/8]>>(place%8)&1 == 1 {
				out[n] ^= 1 << (7 - depth)
			}
		}
	}
	b, _ := netip.AddrFromSlice(out)
	return b
}

// isEdge reports whether the first bits of the last byte of an address lead to the first or the last of 256 addresses. Networks
// are mostly cut there, and the addresses at their edges mean something: the network, its router, its broadcast.
func isEdge(bits byte, n int) bool { return bits == 0 || bits == 1<<n-1 }

func family(a netip.Addr) string {
	if a.Is4() {
		return "IPv4"
	}
	return "IPv6"
}

// leadsTo reports whether flipping the bit behind a prefix would lead into or out of a range that is told apart.
func leadsTo(p netip.Prefix) bool {
	for _, list := range [][]netip.Prefix{sameRange(), asItIs()} {
		for _, r := range list {
			if r.Bits() > p.Bits() && p.Contains(r.Addr()) {
				return true
			}
		}
	}
	return false
}

// block returns the pseudonym of a CIDR block: what is beyond its bits stays, so that a block that was whole
// is one again.
func (k *Key) block(p netip.Prefix) netip.Prefix {
	if p != p.Masked() {
		return netip.PrefixFrom(k.address(p.Addr()), p.Bits())
	}
	return netip.PrefixFrom(k.address(p.Addr()), p.Bits()).Masked()
}
