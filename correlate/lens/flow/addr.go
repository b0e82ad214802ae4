package flow

import (
	"net/netip"

	"hamari/parsers/flowlog"
)

// IsPublic reports whether an address belongs to the internet rather than to a VPC or an on-premises network.
func IsPublic(a flowlog.Addr) bool {
	hi, lo := a.Halves()
	if a.Is4() {
		return !isPrivate4(uint32(lo))
	}
	switch {
	case hi>>57 == 0xfc>>1, hi>>54 == 0xfe80>>6, hi>>56 == 0xff: // unique local, link-local, multicast
		return false
	case hi == 0 && lo <= 1: // unspecified, loopback
		return false
	}
	return true
}

func isPrivate4(ip uint32) bool {
	switch ip >> 24 {
	case 10, 127:
		return true
	case 172:
		return ip>>20 == 172<<4|1
	case 192:
		return ip>>16 == 192<<8|168
	case 169:
		return ip>>16 == 169<<8|254
	case 100: // for carriers, and used within private networks: RFC 6598
		return ip>>22 == 100<<2|1
	}
	return ip == 0 || ip>>28 == 0xe // unspecified, multicast
}

// SameVPC reports whether two IPv6 addresses may be of one VPC, which has public ones: whether they share a /56, the
// block that AWS gives a VPC.
//
// AWS: https://docs.aws.amazon.com/vpc/latest/userguide/vpc-ip-addressing.html
func SameVPC(a, b flowlog.Addr) bool {
	aHi, _ := a.Halves()
	bHi, _ := b.Halves()
	return !a.Is4() && !b.Is4() && aHi>>8 == bHi>>8
}

// NetworkOf returns the first address of the network that an address lies in.
func NetworkOf(a flowlog.Addr) flowlog.Addr {
	return flowlog.AddrOf(Network(a.Netip()).Masked().Addr())
}

// Network is an address with the size of the networks that are told apart: IPv4 /24, IPv6 /64.
func Network(a netip.Addr) netip.Prefix {
	if a.Is4() {
		return netip.PrefixFrom(a, 24)
	}
	return netip.PrefixFrom(a, 64)
}
