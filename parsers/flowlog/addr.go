package flowlog

import "net/netip"

// ParseAddr parses the address in a column such as srcaddr or pkt-dstaddr. It accepts what [netip.ParseAddr] accepts,
// except zones, and unlike that function needs no string and allocates nothing.
func ParseAddr(text []byte) (netip.Addr, bool) {
	if ip, ok := parseIPv4(text); ok {
		return netip.AddrFrom4(ip), true
	}
	if ip, ok := parseIPv6(text); ok {
		return netip.AddrFrom16(ip), true
	}
	return netip.Addr{}, false
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
