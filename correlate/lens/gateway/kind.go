package gateway

import "hamari/parsers"

// Slots of the fields of Kind.
const (
	slotTGW = iota
	slotAttachment
	slotENI
	slotAZ
	slotSubnet
	slotVPC
	slotAccount
	slotRegion
	slotLocal
	slotService
	slotPort
	slotProtocol
	slotHeading
	slotServer
	slotRemote
	slotLostRemote
	slotLostBehind
	slotFlows
	slotPackets
	slotBytes
	slotLost
	slotLostShare
	slotNoRoute
	slotBlackhole
	slotMTU
	slotTTL
	slotRouting
	slotServiceNoRoute
	slotServiceBlackhole
	slotServiceShare
	slotFirstLost
	slotLastLost
	slotHop
	slots
)

// Kind is the vocabulary of gateway rows.
var Kind = parsers.NewKind("gateway", "What a Transit Gateway did with the packets of one service, in one direction", fields)

var fields = []parsers.Field{
	slotTGW:              {Name: "tgw", Entity: "tgw", Doc: "The Transit Gateway."},
	slotAttachment:       {Name: "attachment", Entity: "tgw-attachment", Doc: "Its attachment to the VPC of the local party, or the one that the packets came in by where they got no further; absent where the log has no records of it."},
	slotENI:              {Name: "eni", Entity: "eni", Doc: "Its interface in the VPC; absent for packets that no interface was found for."},
	slotAZ:               {Name: "az", Entity: "az", Doc: "Availability Zone ID of that interface."},
	slotSubnet:           {Name: "subnet", Entity: "subnet", Doc: "Subnet of that interface."},
	slotVPC:              {Name: "vpc", Entity: "vpc", Doc: "VPC of that interface."},
	slotAccount:          {Name: "account", Entity: "account", Doc: "Account of the gateway."},
	slotRegion:           {Name: "region", Entity: "region", Doc: "Region of the gateway."},
	slotLocal:            {Name: "local", Type: parsers.Address, Doc: "The party's address in the VPC; for packets without an interface, their destination."},
	slotService:          {Name: "service", Doc: "The service talked to, named as in conversation rows."},
	slotPort:             {Name: "port", Type: parsers.Int, Doc: "Port of the service; 0 where several were put together, absent for protocols without ports."},
	slotProtocol:         {Name: "protocol", Doc: "tcp, udp, icmp, or the IANA number."},
	slotHeading:          {Name: "heading", Doc: "Where the packets go, seen from the VPC's party: to-local or from-local."},
	slotServer:           {Name: "server", Doc: "Which side offers the service: local or remote."},
	slotRemote:           {Name: "remote_network", Doc: "Networks of the other parties (IPv4 /24, IPv6 /48, wider if there are many), separated by commas."},
	slotLostRemote:       {Name: "lost_network", Doc: "Those of them that packets were lost to or from."},
	slotLostBehind:       {Name: "lost_behind", Doc: "Of packets that come from the VPC: the attachment by which packets of all of lost_network came in, where it is one, so that they are behind it."},
	slotFlows:            {Name: "flows", Type: parsers.Int, Unit: "records", Doc: "Flow log records."},
	slotPackets:          {Name: "packets", Type: parsers.Int, Unit: "packets", Doc: "Packets carried."},
	slotBytes:            {Name: "bytes", Type: parsers.Int, Unit: "bytes", Doc: "Bytes carried."},
	slotLost:             {Name: "lost", Type: parsers.Int, Unit: "packets", Doc: "Packets that the gateway lost, for whatever reason; absent where the log has none of the fields."},
	slotLostShare:        {Name: "lost_share", Type: parsers.Float, Unit: "0 to 1", Doc: "lost / (packets + lost)."},
	slotNoRoute:          {Name: "lost_no_route", Type: parsers.Int, Unit: "packets", Doc: "Packets lost because no route led to their destination."},
	slotBlackhole:        {Name: "lost_blackhole", Type: parsers.Int, Unit: "packets", Doc: "Packets lost in a blackhole route."},
	slotMTU:              {Name: "lost_mtu_exceeded", Type: parsers.Int, Unit: "packets", Doc: "Packets lost because they were larger than the MTU."},
	slotTTL:              {Name: "lost_ttl_expired", Type: parsers.Int, Unit: "packets", Doc: "Packets lost because their time to live ran out."},
	slotRouting:          {Name: "lost_by_routing", Type: parsers.Int, Unit: "packets", Doc: "Packets lost for want of a route or in a blackhole route."},
	slotServiceNoRoute:   {Name: "service_lost_no_route", Type: parsers.Int, Unit: "packets", Doc: "lost_no_route of all interfaces of the gateway in the VPC that carried the service in this direction, together."},
	slotServiceBlackhole: {Name: "service_lost_blackhole", Type: parsers.Int, Unit: "packets", Doc: "lost_blackhole of all of them."},
	slotServiceShare:     {Name: "service_lost_share", Type: parsers.Float, Unit: "0 to 1", Doc: "lost_share of all of them."},
	slotFirstLost:        {Name: "first_lost", Type: parsers.Timestamp, Doc: "Start of the first record with lost packets, for whatever reason."},
	slotLastLost:         {Name: "last_lost", Type: parsers.Timestamp, Doc: "End of the last of them."},
	slotHop:              {Name: "hop", Type: parsers.Int, Doc: "Place on the way of the packets, beside those of conversation rows: 0 in the gateway before it hands them to the VPC, 5 after it took them from the VPC."},
}
