package flowlog

import "strconv"

// Bits of the field tcp-flags, which holds the flags of all packets of the flow in the interval, OR-ed. An ACK alone is
// not reported (the value is 0), but an ACK that comes with a SYN is. VPC flow logs know FIN, SYN, RST and SYN-ACK;
// Transit Gateway flow logs all of them.
const (
	FlagFIN    = 1
	FlagSYN    = 2
	FlagRST    = 4
	FlagPSH    = 8
	FlagACK    = 16
	FlagURG    = 32
	FlagSYNACK = FlagSYN | FlagACK // the answer to a SYN: whoever sends it accepts the connection
)

// Values of the field protocol, as IANA assigns them.
const (
	ProtocolICMP   = 1
	ProtocolTCP    = 6
	ProtocolUDP    = 17
	ProtocolICMPv6 = 58
)

// ProtocolName returns the usual name of an IANA protocol number, or the number itself where the protocol is not one
// that is met in a VPC.
func ProtocolName(number int) string {
	switch number {
	case ProtocolICMP:
		return "ICMP"
	case 2:
		return "IGMP"
	case 4:
		return "IP-in-IP"
	case ProtocolTCP:
		return "TCP"
	case ProtocolUDP:
		return "UDP"
	case 41:
		return "IPv6"
	case 47:
		return "GRE"
	case 50:
		return "ESP"
	case 51:
		return "AH"
	case ProtocolICMPv6:
		return "ICMPv6"
	case 89:
		return "OSPF"
	case 112:
		return "VRRP"
	case 132:
		return "SCTP"
	}
	return strconv.Itoa(number)
}
