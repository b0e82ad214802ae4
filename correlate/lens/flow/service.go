package flow

import (
	"fmt"
	"net/netip"
	"strings"

	"hamari/parsers/flowlog"
)

// Sides of a conversation.
const (
	ToLocal   = iota // packets go to the party in the VPC
	FromLocal        // packets come from it
)

// Which side offers the service.
const (
	LocalServer = iota
	RemoteServer
)

// HeadingName and ServerName give the words for the sides in rows.
var (
	HeadingName = [...]string{ToLocal: "to-local", FromLocal: "from-local"}
	ServerName  = [...]string{LocalServer: "local", RemoteServer: "remote"}
)

// HasPorts reports whether records of the protocol carry ports.
func HasPorts(proto uint8) bool {
	return proto == flowlog.ProtocolTCP || proto == flowlog.ProtocolUDP || proto == 132 // SCTP
}

// Service tells the port of the service that a record belongs to and the side that offers it. A SYN-ACK or a SYN
// settles it; otherwise the lower port is taken for the service's, since clients use high ephemeral ones. Where nothing
// tells the sides apart, as for ICMP or where both ports are 500, the party in the VPC counts as the server.
func Service(proto uint8, srcPort, dstPort, flags int64, heading uint8) (port uint16, server uint8) {
	if !HasPorts(proto) {
		return 0, LocalServer
	}
	byDestination, known := destinationServes(proto, srcPort, dstPort, flags)
	if !known {
		return uint16(dstPort), LocalServer
	}
	port = uint16(srcPort)
	if byDestination {
		port = uint16(dstPort)
	}
	if byDestination == (heading == FromLocal) {
		return port, RemoteServer
	}
	return port, LocalServer
}

// TowardServer reports whether the record's packets go to the side that offers the service; where nothing tells, they
// do.
func TowardServer(proto uint8, srcPort, dstPort, flags int64) bool {
	byDestination, known := destinationServes(proto, srcPort, dstPort, flags)
	return byDestination || !known
}

func destinationServes(proto uint8, srcPort, dstPort, flags int64) (yes, known bool) {
	if proto == flowlog.ProtocolTCP && flags&flowlog.FlagSYN != 0 {
		return flags&flowlog.FlagACK == 0, true
	}
	return dstPort < srcPort, dstPort != srcPort
}

// ServiceName is what rows call a service: "10.0.0.5 port 443/tcp", "remote port 53/udp used by 10.0.0.5"
// where the other side offers it, "10.0.0.5 icmp".
// The port is left out where it is 0. An address that is not known is left out as well.
func ServiceName(proto uint8, port uint16, server uint8, local netip.Addr) string {
	name := ProtocolName(proto)
	if port != 0 {
		name = fmt.Sprintf("port %d/%s", port, name)
	}
	known := !local.IsUnspecified()
	switch {
	case server == RemoteServer && known:
		return "remote " + name + " used by " + local.String()
	case server == RemoteServer:
		return "remote " + name
	case known:
		return local.String() + " " + name
	}
	return name
}

// ProtocolName is the protocol's name in small letters, as the AWS CLI takes it; its number where it has no name.
func ProtocolName(proto uint8) string { return strings.ToLower(flowlog.ProtocolName(int(proto))) }
