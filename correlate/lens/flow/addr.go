package flow

import (
	"encoding/binary"
	"net/netip"

	"hamari/parsers"
	"hamari/parsers/flowlog"
)

// Addr is an address of a record.
type Addr struct {
	netip.Addr
	Public bool // it belongs to the internet rather than to a VPC or an on-premises network
}

// sharedSpace is for carriers, and used within private networks. RFC 6598.
var sharedSpace = netip.MustParsePrefix("100.64.0.0/10")

// IsPublic reports whether an address belongs to the internet rather than to a VPC or an on-premises network.
func IsPublic(a netip.Addr) bool {
	a = a.Unmap()
	return a.IsValid() && !a.IsPrivate() && !a.IsLoopback() && !a.IsLinkLocalUnicast() && !a.IsMulticast() &&
		!a.IsUnspecified() && !sharedSpace.Contains(a)
}

// Addresses parses addresses and remembers those met last: most records of a log speak of few of them.
type Addresses struct{ recent [1024]knownAddr }

type knownAddr struct {
	text [16]byte // the text of an IPv4 address, padded with zeros
	addr Addr
}

// Parse returns the address in a field; it is not valid where the field is absent or holds none.
func (c *Addresses) Parse(v parsers.Value) Addr {
	var text [16]byte
	if len(v) == 0 || len(v) >= len(text) {
		return parse(v)
	}
	copy(text[:], v)
	known := &c.recent[slot(&text)]
	if known.text != text {
		known.text, known.addr = text, parse(v)
	}
	return known.addr
}

func parse(v parsers.Value) Addr {
	a, ok := flowlog.ParseAddr(v)
	if !ok {
		return Addr{}
	}
	a = a.Unmap()
	return Addr{Addr: a, Public: IsPublic(a)}
}

// slot spreads texts over the places of Addresses.recent.
func slot(text *[16]byte) uint64 {
	a, b := binary.LittleEndian.Uint64(text[:8]), binary.LittleEndian.Uint64(text[8:])
	const odd = 0x9e3779b97f4a7c15 // of the golden ratio, so that neighbouring texts part
	return ((a ^ b*odd) * odd) >> 54
}
