package conversation

import "hamari/parsers"

// Slots of the fields of Kind.
const (
	slotENI = iota
	slotENIType
	slotENITypeFrom
	slotInstance
	slotLocalInstance
	slotSubnet
	slotVPC
	slotAZ
	slotAZFrom
	slotAccount
	slotRegion
	slotLocal
	slotLocalSubnet
	slotAtOwn
	slotService
	slotPort
	slotProtocol
	slotHeading
	slotServer
	slotFamily
	slotRemote
	slotAcceptedRemote
	slotRejectedRemote
	slotCutOffRemote
	slotRejectedParty
	slotMainRemote
	slotMainFlows
	slotOutside
	slotFlows
	slotAccepted
	slotRejected
	slotRejectedShare
	slotReason
	slotReasonTold
	slotPackets
	slotBytes
	slotUnanswered
	slotHalfOpen
	slotFirstHalfOpen
	slotLastHalfOpen
	slotNoReply
	slotNoReplyTo
	slotNoReplyClients
	slotFirstNoReply
	slotLastNoReply
	slotCutPorts
	slotHeardPorts
	slotByPorts
	slotSpellShare
	slotTurned
	slotPortAccepts
	slotAcceptsPublic
	slotFirstRejected
	slotLastRejected
	slotOver
	slotACL
	slotACLAction
	slotACLRule
	slotACLText
	slotDeniedRule
	slotDeniedEgress
	slotAllowedNow
	slotVersion
	slotOwner
	slotHop
	slotGateStanding
	slotPassesZone
	slotUnserved
	slotAcceptsLogged
	slotRejectsLogged
	slotGateAccepts
	slotGateRejects
	slots

	placeSlots = slotRegion + 1 // the first ones say where the interface stands
)

// Kind is the vocabulary of conversation rows.
var Kind = parsers.NewKind("conversation", "What one network interface saw of one service, in one direction", fields)

var fields = []parsers.Field{
	slotENI:            {Name: "eni", Entity: "eni", Doc: "The network interface that saw the traffic."},
	slotENIType:        {Name: "eni_type", Doc: "Its type in EC2's words: interface, transit_gateway, nat_gateway ...; absent where unknown."},
	slotENITypeFrom:    {Name: "eni_type_from", Doc: "How the type is known: the describe call or log, interface-type field, instance-id field, or inferred from translated addresses."},
	slotInstance:       {Name: "eni_instance", Doc: "The instance that the interface belongs to; absent for a Transit Gateway's."},
	slotLocalInstance:  {Name: "instance", Entity: "instance", Doc: "The instance in the VPC that takes part in the conversation."},
	slotSubnet:         {Name: "subnet", Entity: "subnet", Doc: "Subnet of the interface."},
	slotVPC:            {Name: "vpc", Entity: "vpc", Doc: "VPC of the interface."},
	slotAZ:             {Name: "az", Entity: "az", Doc: "Availability Zone of the interface: its ID where known, else its name."},
	slotAZFrom:         {Name: "az_from", Doc: "How the zone is known: az-id field or describe answers."},
	slotAccount:        {Name: "account", Entity: "account", Doc: "Account of the interface."},
	slotRegion:         {Name: "region", Entity: "region", Doc: "Region of the interface."},
	slotLocal:          {Name: "local", Type: parsers.Address, Doc: "The party's address in the VPC."},
	slotLocalSubnet:    {Name: "local_subnet", Doc: "Subnet of the party in the VPC, where an ENI with that address is known."},
	slotAtOwn:          {Name: "at_own_interface", Type: parsers.Bool, Doc: "The interface is that of the party in the VPC, by its address; absent where the interface's own address is not known."},
	slotService:        {Name: "service", Doc: "The service talked to: \"10.0.0.5 port 443/tcp\", or \"remote port 443/tcp used by 10.0.0.5\" where the other side offers it."},
	slotPort:           {Name: "port", Type: parsers.Int, Doc: "Port of the service; 0 where several were put together, absent for protocols without ports."},
	slotProtocol:       {Name: "protocol", Doc: "tcp, udp, icmp, or the IANA number."},
	slotHeading:        {Name: "heading", Doc: "Where the packets go, seen from the VPC's party: to-local or from-local."},
	slotServer:         {Name: "server", Doc: "Which side offers the service: local or remote."},
	slotFamily:         {Name: "ip_version", Type: parsers.Int, Doc: "4 or 6."},
	slotRemote:         {Name: "remote_network", Doc: "Networks of the other parties (IPv4 /24, IPv6 /48, wider if there are many), separated by commas."},
	slotAcceptedRemote: {Name: "accepted_network", Doc: "Those of them that have accepted records."},
	slotRejectedRemote: {Name: "rejected_network", Doc: "Those of them that have rejected records."},
	slotCutOffRemote:   {Name: "cut_off_network", Doc: "Those that have rejected records, where there are accepted ones as well and all of them are of other networks."},
	slotRejectedParty:  {Name: "rejected_party", Type: parsers.Address, Doc: "The other party of the rejected records, where it is only one."},
	slotMainRemote:     {Name: "main_remote", Type: parsers.Address, Doc: "The other party that more than half of the records are of, where the local party uses a service of parties with public addresses, at an interface that the records do not call an instance's, and they are few enough to be told apart."},
	slotMainFlows:      {Name: "main_remote_flows", Type: parsers.Int, Unit: "records", Doc: "Flow log records of that party."},
	slotOutside:        {Name: "outside", Type: parsers.Bool, Doc: "The other parties have public addresses, which are not of the same VPC."},
	slotFlows:          {Name: "flows", Type: parsers.Int, Unit: "records", Doc: "Flow log records with an action."},
	slotAccepted:       {Name: "accepted", Type: parsers.Int, Unit: "records", Doc: "Records with action ACCEPT."},
	slotRejected:       {Name: "rejected", Type: parsers.Int, Unit: "records", Doc: "Records with action REJECT."},
	slotRejectedShare:  {Name: "rejected_share", Type: parsers.Float, Unit: "0 to 1", Doc: "rejected / flows."},
	slotReason:         {Name: "reject_reason", Doc: "Why they were rejected, where the log says so (reject-reason): BPA (VPC Block Public Access) or other; such records have rows of their own. Absent for those that a security group or a network ACL rejected."},
	slotReasonTold:     {Name: "reject_reason_told", Doc: "\"true\" where the log of the interface has the field reject-reason, or where nothing in all logs needs it: nothing was rejected on ports on which internet addresses were served, and nothing that goes to the internet; else absent."},
	slotPackets:        {Name: "packets", Type: parsers.Int, Unit: "packets", Doc: "Packets in all records."},
	slotBytes:          {Name: "bytes", Type: parsers.Int, Unit: "bytes", Doc: "Bytes in all records."},
	slotUnanswered:     {Name: "unanswered", Type: parsers.Int, Unit: "records", Doc: "Accepted records that carry a lone SYN: the connection was not answered within the interval."},
	slotHalfOpen:       {Name: "half_open", Type: parsers.Int, Unit: "records", Doc: "Accepted records of a server's SYN-ACKs alone, 3 or more of one size, at the own interface of a party: they were sent again, as when no ACK comes back. Absent where there are fewer than 3 such records, or fewer than half of those that have a SYN-ACK and no end."},
	slotFirstHalfOpen:  {Name: "first_half_open", Type: parsers.Timestamp, Doc: "Start of the first of them."},
	slotLastHalfOpen:   {Name: "last_half_open", Type: parsers.Timestamp, Doc: "End of the last of them."},
	slotNoReply:        {Name: "no_reply", Type: parsers.Int, Unit: "records", Doc: "Of requests to a service in the VPC over TCP, at its own interface: accepted records that begin a connection of private addresses of which none ever got a reply there, 10 or more of each, while others did and nothing of theirs was rejected. Absent where the log has no TCP flags."},
	slotNoReplyTo:      {Name: "no_reply_to", Doc: "Those addresses, the first 8, separated by commas."},
	slotNoReplyClients: {Name: "no_reply_clients", Type: parsers.Int, Unit: "clients", Doc: "How many they are."},
	slotFirstNoReply:   {Name: "first_no_reply", Type: parsers.Timestamp, Doc: "Start of the first of those records."},
	slotLastNoReply:    {Name: "last_no_reply", Type: parsers.Timestamp, Doc: "End of the last of them."},
	slotCutPorts:       {Name: "rejected_client_ports", Doc: "Of replies: the clients' ports that rejected ones went to: \"1101-32700\"."},
	slotHeardPorts:     {Name: "accepted_client_ports", Doc: "And accepted ones, where some were rejected."},
	slotByPorts:        {Name: "by_client_ports", Type: parsers.Bool, Doc: "\"true\" where the two ranges have nothing in common, and 5 or more replies were accepted and as many rejected."},
	slotSpellShare:     {Name: "rejected_spell_share", Type: parsers.Float, Unit: "0 to 1", Doc: "rejected / flows while records were rejected: 1 where they turned to or from being rejected once and for all, else rejected_share."},
	slotTurned:         {Name: "turned", Doc: "to-reject where every ACCEPT comes before every REJECT, to-accept where it is the other way round, and-back where such come before and after all of 8 or more REJECTs, some for 5 minutes since, and none in between, else mixed; absent where only one of them occurs."},
	slotPortAccepts:    {Name: "port_accepts", Type: parsers.Bool, Doc: "The interface accepted something on that port, of anybody; absent where ports are not told apart, or nothing says that the log has what was accepted."},
	slotAcceptsPublic:  {Name: "port_accepts_internet", Type: parsers.Bool, Doc: "The same of public addresses."},
	slotFirstRejected:  {Name: "first_rejected", Type: parsers.Timestamp, Doc: "Start of the first rejected record."},
	slotLastRejected:   {Name: "last_rejected", Type: parsers.Timestamp, Doc: "End of the last rejected record."},
	slotOver:           {Name: "over", Type: parsers.Bool, Doc: "Where records were rejected: whether none was rejected any more: turned is to-accept or and-back, and 10 or more were accepted."},
	slotACL:            {Name: "network_acl", Entity: "network-acl", Doc: "Network ACL of the interface's subnet."},
	slotACLAction:      {Name: "acl_action", Doc: "What that ACL's rules, as described, do with this traffic: allow or deny; for several kinds of traffic in one row: mixed."},
	slotACLRule:        {Name: "acl_rule", Doc: "Number of the rule that decides."},
	slotACLText:        {Name: "acl_text", Doc: "That rule in words."},
	slotDeniedRule:     {Name: "denied_rule", Doc: "acl_rule, where it denies and is not the last, *, which denies the rest."},
	slotDeniedEgress:   {Name: "denied_egress", Type: parsers.Bool, Doc: "Whether it is the outbound rules that deny; absent where acl_action is not deny."},
	slotAllowedNow:     {Name: "allowed_as_described", Type: parsers.Bool, Doc: "True where records were rejected, not over, and acl_action is allow: the description is of another time; else absent."},
	slotHop:            {Name: "hop", Type: parsers.Int, Doc: "Place on the way of the packets: 1 gateway inwards, 2 instance inwards, 3 instance outwards, 4 gateway outwards; absent where the type of the interface is not known."},
	slotGateStanding:   {Name: "standing", Doc: "At a Transit Gateway's interface, which only a network ACL keeps packets from passing, where 10 or more records (3 where the network ACL that rejects them is described) and a fifth of those of the time were rejected: what else speaks of it, the first that holds: by-rule (the network ACL that rejects them is described), was-let-through (all accepted ones come before the rejected), let-through-since (all after), others-pass (a Transit Gateway's interface in another zone of the VPC accepts nearly all packets of the same port in this direction), alone."},
	slotPassesZone:     {Name: "passes_in_other_zone", Type: parsers.Bool, Doc: "With standing: nearly all are rejected, while a Transit Gateway's interface in another zone of the VPC accepts nearly all packets of the very same service in this direction, of clients in the same networks and at the same time."},
	slotUnserved:       {Name: "unserved", Doc: "Why nobody misses the packets that a Transit Gateway's interface rejected, the first that holds: server-rejects (the server's own interface rejected requests to the same service, and accepted none), server-accepts-none (it accepted none, while it accepted others and such requests passed a Transit Gateway's interface in another zone), scan (they are of one party alone, of which packets to more than 20 ports below 32768 were rejected here, and the server was not seen to answer); absent where nothing says so."},
	slotAcceptsLogged:  {Name: "accepts_logged", Doc: "How it is known that the log has what the interface accepts: records (it has some, of this interface or, where no flow log of it is described, of another one of its VPC), stream (the name of its log stream in CloudWatch Logs) or describe-flow-logs (its TrafficType); absent where nothing says so: then that nothing was accepted says nothing."},
	slotRejectsLogged:  {Name: "rejects_logged", Doc: "The same of what the interface rejects."},
	slotGateAccepts:    {Name: "gateway_accepts_logged", Doc: "accepts_logged, at a Transit Gateway's interface, or one that may be: nothing says of what type it is, and private parties talk through it that it is not known to belong to."},
	slotGateRejects:    {Name: "gateway_rejects_logged", Doc: "rejects_logged, likewise."},
	slotOwner:          {Name: "owner", Doc: "Account of the interface; absent where interfaces of several accounts are in its VPC. Parties of the same address that differ in it, or in the VPC, are not the same."},
	slotVersion:        {Name: "has_pkt_addresses", Type: parsers.Bool, Doc: "The log has pkt-srcaddr and pkt-dstaddr (version 3 and later)."},
}
