package flowlog

import (
	"encoding/binary"
	"math/bits"
	"net/netip"
)

// Addr is an IP address as the two halves of its 16 bytes, IPv4 addresses in the form ::ffff:a.b.c.d: comparable like
// netip.Addr, but without a pointer. The zero Addr is "::", and stands for no address where none is to be had.
type Addr struct{ hi, lo uint64 }

// before4 is what stands before the four bytes of an IPv4 address.
const before4 = 0xffff << 32

// AddrOf returns a, without its zone.
func AddrOf(a netip.Addr) Addr {
	b := a.As16()
	return Addr{binary.BigEndian.Uint64(b[:8]), binary.BigEndian.Uint64(b[8:])}
}

func addrFrom4(ip [4]byte) Addr { return Addr{0, before4 | uint64(binary.BigEndian.Uint32(ip[:]))} }

// Is4 reports whether the address is one of IPv4.
func (a Addr) Is4() bool { return a.hi == 0 && a.lo>>32 == before4>>32 }

// IsUnspecified reports whether the address is the zero Addr, or 0.0.0.0.
func (a Addr) IsUnspecified() bool { return a.hi == 0 && (a.lo == 0 || a.lo == before4) }

// Halves returns the two halves of the address's 16 bytes, the leading one first.
func (a Addr) Halves() (hi, lo uint64) { return a.hi, a.lo }

// Netip returns the address in the form of the standard library.
func (a Addr) Netip() netip.Addr {
	var b [16]byte
	binary.BigEndian.PutUint64(b[:8], a.hi)
	binary.BigEndian.PutUint64(b[8:], a.lo)
	return netip.AddrFrom16(b).Unmap()
}

// parseAddr parses the address in a column. It accepts what [netip.ParseAddr] accepts, except zones.
func parseAddr(text []byte) (Addr, bool) {
	if ip, ok := parseIPv4(text); ok {
		return addrFrom4(ip), true
	}
	if ip, ok := parseIPv6(text); ok {
		return Addr{binary.BigEndian.Uint64(ip[:8]), binary.BigEndian.Uint64(ip[8:])}, true
	}
	return Addr{}, false
}

// leastOctet is the smallest number that is written with so many digits: a leading zero means octal to some programs.
var leastOctet = [4]uint32{1: 0, 2: 10, 3: 100}

// scanIPv4 does what parseIPv4 does for an address that is the first size bytes of text. The numbers of an address have
// one to three digits, so that every loop over them would be a mispredicted branch: here is none.
func scanIPv4(text *[32]byte, size int) (ip uint32, ok bool) {
	if uint(size-7) > 15-7 {
		return 0, false
	}
	low := binary.LittleEndian.Uint64(text[0:]) ^ '0'*everyByte
	high := binary.LittleEndian.Uint64(text[8:]) ^ '0'*everyByte
	dots := uint(topBitsOf(notDigits(low))|topBitsOf(notDigits(high))<<8) | 1<<size // the end is a mark, too
	first := bits.TrailingZeros(dots) & 15
	dots &= dots - 1
	second := bits.TrailingZeros(dots) & 15
	dots &= dots - 1
	third := bits.TrailingZeros(dots) & 15
	dots &= dots - 1
	if bits.TrailingZeros(dots) != size || text[first] != '.' || text[second] != '.' || text[third] != '.' {
		return 0, false
	}
	a, badA := octet(text, 0, first)
	b, badB := octet(text, first+1, second)
	c, badC := octet(text, second+1, third)
	d, badD := octet(text, third+1, size)
	return a<<24 | b<<16 | c<<8 | d, !(badA || badB || badC || badD) && a|b|c|d <= 255
}

// octet reads the digits between begin and end; it is bad if they are none, too many, or begin with a zero.
func octet(text *[32]byte, begin, end int) (value uint32, bad bool) {
	digits := uint(end - begin)
	word := binary.LittleEndian.Uint32(text[begin&31:]) ^ '0'*everyByte&0xffffffff
	word <<= 8 * (4 - digits) & 31 // the last digit is the top byte
	value = word>>8&0xff*100 + word>>16&0xff*10 + word>>24
	return value, digits-1 > 2 || value < leastOctet[digits&3]
}

func parseIPv4(text []byte) (ip [4]byte, ok bool) {
	if len(text) < len("0.0.0.0") || len(text) > len("255.255.255.255") {
		return ip, false
	}
	part, value, digits := 0, 0, 0
	for _, c := range text {
		switch {
		case c-'0' <= 9:
			if digits > 0 && value == 0 { // a leading zero means octal to some programs
				return ip, false
			}
			value = value*10 + int(c-'0')
			digits++
			if value > 255 {
				return ip, false
			}
		case c == '.' && digits > 0 && part < 3:
			ip[part] = byte(value)
			part++
			value, digits = 0, 0
		default:
			return ip, false
		}
	}
	ip[part] = byte(value)
	return ip, part == 3 && digits > 0
}

func parseIPv6(text []byte) (ip [16]byte, ok bool) {
	if len(text) < len("::") || len(text) > len("ffff:ffff:ffff:ffff:ffff:ffff:255.255.255.255") {
		return ip, false
	}
	filled := 0 // bytes of ip
	gap := -1   // where in ip "::" stands
	if text[0] == ':' {
		if text[1] != ':' {
			return ip, false
		}
		gap, text = 0, text[2:]
	}
	for len(text) > 0 {
		if filled == 16 {
			return ip, false
		}
		group, digits := parseHexGroup(text)
		if digits == 0 {
			return ip, false
		}
		if digits < len(text) && text[digits] == '.' {
			tail, isIPv4 := parseIPv4(text)
			if !isIPv4 || filled > 12 {
				return ip, false
			}
			filled += copy(ip[filled:], tail[:])
			break
		}
		ip[filled], ip[filled+1] = byte(group>>8), byte(group)
		filled += 2
		text = text[digits:]
		if len(text) == 0 {
			break
		}
		if text[0] != ':' || len(text) == 1 {
			return ip, false
		}
		text = text[1:]
		if text[0] == ':' {
			if gap >= 0 {
				return ip, false
			}
			gap, text = filled, text[1:]
		}
	}
	if gap < 0 {
		return ip, filled == 16
	}
	if filled == 16 {
		return ip, false
	}
	moved := copy(ip[16-(filled-gap):], ip[gap:filled])
	clear(ip[gap : 16-moved])
	return ip, true
}

// parseHexGroup reads up to four hexadecimal digits; five or more are none.
func parseHexGroup(text []byte) (value, digits int) {
	for _, c := range text {
		var digit byte
		switch {
		case c-'0' <= 9:
			digit = c - '0'
		case c|0x20 >= 'a' && c|0x20 <= 'f':
			digit = c | 0x20 - 'a' + 10
		default:
			return value, digits
		}
		if digits == 4 {
			return 0, 0
		}
		value = value<<4 | int(digit)
		digits++
	}
	return value, digits
}
