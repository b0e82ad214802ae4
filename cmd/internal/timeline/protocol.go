package timeline

import (
	"strconv"
	"strings"

	"hamari/parsers"
	"hamari/parsers/flowlog"
)

// protocolName returns the usual name of the IP protocol that a number stands for; "" where it has none.
func protocolName(v parsers.Value) string {
	n, ok := v.Int()
	if !ok || n < 0 || n > 255 {
		return ""
	}
	if name := flowlog.ProtocolName(int(n)); name != strconv.Itoa(int(n)) {
		return name
	}
	return ""
}

// keywords are IANA's for protocols that it calls otherwise than they are usually called.
var keywords = map[string]string{"ICMPv6": "ipv6-icmp", "IP-in-IP": "ipv4", "OSPF": "ospfigp"}

// protocolKeyword returns IANA's keyword of a protocol, in small letters; "" where none is known.
func protocolKeyword(v parsers.Value) string {
	name := protocolName(v)
	if keyword, ok := keywords[name]; ok {
		return keyword
	}
	return strings.ToLower(name)
}
