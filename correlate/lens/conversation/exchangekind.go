package conversation

import "hamari/parsers"

// Slots of the fields of ExchangeKind, behind those that say where the interface stands.
const (
	exLocal = placeSlots + iota
	exRemote
	exRemoteIs
	exRemoteIn
	exService
	exPort
	exProtocol
	exServer
	exFamily
	exOutside
	exEnd
	exAsked
	exRefused
	exAnswered
	exStopped
	exOpenings
	exKnocks
	exKnocksLeast
	exGreeted
	exUnheard
	exTurned
	exRepliesTurned
	exGoOn
	exFirstRefused
	exLastRefused
	exFirstStopped
	exLastStopped
	exOutFrom
	exOutTo
	exSilentFrom
	exSilentTo
	exFirstAnswered
	exFirstOpening
	exServedOthers
	exServedBeside
	exSwept
	exInVain
	exInVainFrom
	exStanding
	exSilenced
	exReplyStanding
	exAnsweredPorts
	exAccepts
	exSkipped
	exScan
	exClientPorts
	exSameSubnet
	exGroups
	exGroupAction
	exGroupText
	exACL
	exACLAction
	exACLRule
	exACLText
	exReplyACLAction
	exReplyACLRule
	exReplyACLText
	exReplyNear
	exReplyNearNo
	exReplyNearNet
	exBlocker
	exBlockerFrom
	exMended
	exReplyMended
	exCause
	exReplyCause
	exSlots
)

// ExchangeKind is the vocabulary of exchange rows.
var ExchangeKind = parsers.NewKind("exchange", "One client's requests to one service and the replies, of which an interface rejected some", append(fields[:placeSlots:placeSlots], exchangeFields...))

var exchangeFields = []parsers.Field{
	exLocal - placeSlots:          {Name: "local", Type: parsers.Address, Doc: "The party's address in the VPC."},
	exRemote - placeSlots:         {Name: "remote", Doc: "The other party's address; its network (IPv4 /24, IPv6 /64) where there are too many to tell them apart."},
	exRemoteIs - placeSlots:       {Name: "remote_is", Doc: "What the bundle knows to have that address, as the interface sees it: an instance, else an interface; absent where several have it."},
	exRemoteIn - placeSlots:       {Name: "remote_in", Doc: "The narrowest network with that address that a described security group names in a rule, for a public address only; absent for wide ones, of less than 8 bits (IPv6: 16), which name nobody."},
	exService - placeSlots:        {Name: "service", Doc: "The service talked to, named as in conversation rows."},
	exPort - placeSlots:           {Name: "port", Type: parsers.Int, Doc: "Port of the service; 0 where several were put together, absent for protocols without ports."},
	exProtocol - placeSlots:       {Name: "protocol", Doc: "tcp, udp, icmp, or the IANA number."},
	exServer - placeSlots:         {Name: "server", Doc: "Which side offers the service: local or remote. Requests go to it, replies come from it. For protocols without ports the local side counts as the server."},
	exFamily - placeSlots:         {Name: "ip_version", Type: parsers.Int, Doc: "4 or 6."},
	exOutside - placeSlots:        {Name: "outside", Type: parsers.Bool, Doc: "The other party has a public address, which is not of the same VPC."},
	exEnd - placeSlots:            {Name: "end", Type: parsers.Bool, Doc: "The interface is the local party's own, by its address, or that of its host, as for pods; where its own address is not known, by its ordinary type. An appliance's interface is no end. Absent where neither is known."},
	exAsked - placeSlots:          {Name: "requests_accepted", Type: parsers.Int, Unit: "records", Doc: "Records of packets toward the server with action ACCEPT."},
	exRefused - placeSlots:        {Name: "requests_rejected", Type: parsers.Int, Unit: "records", Doc: "Those with action REJECT."},
	exAnswered - placeSlots:       {Name: "replies_accepted", Type: parsers.Int, Unit: "records", Doc: "Records of packets from the server with action ACCEPT."},
	exStopped - placeSlots:        {Name: "replies_rejected", Type: parsers.Int, Unit: "records", Doc: "Those with action REJECT."},
	exOpenings - placeSlots:       {Name: "openings_accepted", Type: parsers.Int, Unit: "records", Doc: "Accepted requests that begin a connection. By the SYN flag; where the log has no TCP flags, and for other protocols, all of them."},
	exKnocks - placeSlots:         {Name: "openings_rejected", Type: parsers.Int, Unit: "records", Doc: "Rejected requests that begin a connection. By the SYN flag; where the log has no TCP flags, all of them if the log has records of accepted packets and none was ever accepted, else as many as they have client ports (up to 64), since the rest of a connection that was closed is rejected as well."},
	exKnocksLeast - placeSlots:    {Name: "openings_rejected_at_least", Type: parsers.Bool, Doc: "openings_rejected counts client ports, of which there may have been more."},
	exGreeted - placeSlots:        {Name: "greetings_accepted", Type: parsers.Int, Unit: "records", Doc: "Accepted replies that begin a connection, by the flags SYN and ACK; all of them where the log has no TCP flags, and for other protocols."},
	exUnheard - placeSlots:        {Name: "greetings_rejected", Type: parsers.Int, Unit: "records", Doc: "Rejected replies that begin a connection, likewise."},
	exTurned - placeSlots:         {Name: "openings_turned", Doc: "to-reject where every accepted opening comes before every rejected request, to-accept where it is the other way round, and-back where such come before and after all rejected ones that begin a connection, and none in between as far as the time of 256 equal stretches of the log tells, else mixed; absent where only one of them occurs."},
	exRepliesTurned - placeSlots:  {Name: "replies_turned", Doc: "The same of accepted and rejected replies."},
	exGoOn - placeSlots:           {Name: "requests_go_on", Type: parsers.Bool, Doc: "Requests were still accepted once replies were rejected."},
	exFirstRefused - placeSlots:   {Name: "first_refused", Type: parsers.Timestamp, Doc: "Start of the first rejected request."},
	exLastRefused - placeSlots:    {Name: "last_refused", Type: parsers.Timestamp, Doc: "End of the last rejected request."},
	exFirstStopped - placeSlots:   {Name: "first_stopped", Type: parsers.Timestamp, Doc: "Start of the first rejected reply."},
	exLastStopped - placeSlots:    {Name: "last_stopped", Type: parsers.Timestamp, Doc: "End of the last rejected reply."},
	exOutFrom - placeSlots:        {Name: "interrupted_from", Type: parsers.Timestamp, Doc: "Where standing is interrupted: start of the first rejected opening; where it is was-reopened, that of any client's."},
	exOutTo - placeSlots:          {Name: "interrupted_to", Type: parsers.Timestamp, Doc: "And end of the last."},
	exSilentFrom - placeSlots:     {Name: "silent_from", Type: parsers.Timestamp, Doc: "Where reply_standing is interrupted: start of the first rejected reply that begins a connection."},
	exSilentTo - placeSlots:       {Name: "silent_to", Type: parsers.Timestamp, Doc: "And end of the last."},
	exFirstAnswered - placeSlots:  {Name: "first_answered", Type: parsers.Timestamp, Doc: "Start of the first accepted reply."},
	exFirstOpening - placeSlots:   {Name: "first_opening", Type: parsers.Timestamp, Doc: "Start of the first accepted opening."},
	exServedOthers - placeSlots:   {Name: "served_others", Type: parsers.Int, Unit: "parties", Doc: "How many other parties had requests to the same service accepted by the interface, at whatever time."},
	exServedBeside - placeSlots:   {Name: "served_beside", Type: parsers.Int, Unit: "parties", Doc: "How many of them while this one's were rejected. One whose requests were all accepted first and all rejected then, or all rejected at that time, does not count."},
	exSwept - placeSlots:          {Name: "swept_servers", Type: parsers.Int, Unit: "servers", Doc: "How many servers the client asked in vain on this port, where it is in a private network, they are 10 or more, and none ever served it there."},
	exInVain - placeSlots:         {Name: "asked_in_vain", Type: parsers.Int, Unit: "parties", Doc: "How many parties in private networks, scans left out, had requests to the same service rejected and none accepted; where the other side is the server, of how many servers with that port, wherever they are, the party in the VPC had all requests rejected."},
	exInVainFrom - placeSlots:     {Name: "asked_in_vain_from", Doc: "Networks of those parties (IPv4 /24, IPv6 /48, wider if there are many), separated by commas; absent where there are none."},
	exStanding - placeSlots:       {Name: "standing", Doc: "Why the rejected requests are a failure rather than somebody trying, where at least 3 of them begin a connection (those of all parties together where 5 or more ask in vain, or are asked in vain), the first that holds: was-served (3 or more were accepted, all before; of private addresses, where flags tell which begin a connection, one or more), interrupted (3 or more were accepted before and after, none meanwhile), served-since (some were accepted, all after), sweeps (none was ever accepted, and the same of 10 or more servers that the client asks on this port, see swept_servers, if that is one by which hosts are controlled, such as SSH, SMB or RDP), by-rule (what rejects is described), others-served, insists (10 or more; not where the log has neither TCP flags nor records of accepted packets), tries. Of clients with public addresses that the bundle knows nothing of (remote_is, remote_in) only was-served and interrupted are told, or, however often one of them asks, was-reopened: 10 or more of them had requests accepted before and after, and 10 or more that come about as often none meanwhile, or was-open: 10 or more of them had requests accepted, and since a moment all are rejected, of 10 or more that come about as often. Of ICMP neither of the last three is told."},
	exSilenced - placeSlots:       {Name: "silenced_clients", Type: parsers.Int, Unit: "parties", Doc: "How many parties had requests to the same service accepted, and replies rejected but none accepted."},
	exReplyStanding - placeSlots:  {Name: "reply_standing", Doc: "Why the rejected replies are a failure rather than the rest of a connection that was forgotten, where requests go on being accepted and at least 3 of the replies begin a connection (or those of 3 clients, one each), the first that holds: by-rule (the network ACL that rejects them is described), was-answered (3 or more were accepted, all before), interrupted (3 or more were accepted before and after, none meanwhile), answered-since (some were accepted, all after), silenced (none was accepted), by-port (5 or more were accepted, all to lower or all to higher client ports), pings (none was accepted, but for ICMP that may be other messages)."},
	exAnsweredPorts - placeSlots:  {Name: "answered_ports", Doc: "The client's ports in accepted replies: \"40000\", \"40000-41000\"."},
	exAccepts - placeSlots:        {Name: "log_has_accepts", Type: parsers.Bool, Doc: "It is known that the log has what this interface accepts: by records, or by describe-flow-logs, as accepts_logged of conversation rows says; else it may be one of rejected traffic only, and that nothing was accepted says nothing."},
	exSkipped - placeSlots:        {Name: "skipped_intervals", Type: parsers.Int, Unit: "intervals", Doc: "Intervals of which the interface's records were lost (SKIPDATA)."},
	exScan - placeSlots:           {Name: "scan", Type: parsers.Bool, Doc: "The other party was refused in so many ways that it looks for what is open: on more than 10 ports, or with less than 10 openings at each of more than 20 services. Of a client in the VPC: on more than 30 ports, or so at more than 20 services of private addresses."},
	exClientPorts - placeSlots:    {Name: "client_ports", Doc: "The client's ports in rejected records: \"40000\", \"40000-41000\"."},
	exSameSubnet - placeSlots:     {Name: "same_subnet", Type: parsers.Bool, Doc: "Both parties are in the interface's subnet, so that no network ACL stands between them; absent where the subnet's addresses are not known."},
	exGroups - placeSlots:         {Name: "security_groups", Entity: "security-group", Doc: "Security groups of the interface."},
	exGroupAction - placeSlots:    {Name: "group_action", Doc: "What their rules, as described, do with the requests: allow or deny; absent where they do not settle it."},
	exGroupText - placeSlots:      {Name: "group_text", Doc: "The rule that allows them, that there is none, or what is not known."},
	exACL - placeSlots:            {Name: "network_acl", Entity: "network-acl", Doc: "Network ACL of the interface's subnet."},
	exACLAction - placeSlots:      {Name: "acl_action", Doc: "What its rules, as described, do with the requests: allow or deny; absent where they do not settle it."},
	exACLRule - placeSlots:        {Name: "acl_rule", Doc: "Number of the rule that decides."},
	exACLText - placeSlots:        {Name: "acl_text", Doc: "That rule in words."},
	exReplyACLAction - placeSlots: {Name: "reply_acl_action", Doc: "What its rules do with the replies to the client ports seen."},
	exReplyACLRule - placeSlots:   {Name: "reply_acl_rule", Doc: "Number of the rule that decides."},
	exReplyACLText - placeSlots:   {Name: "reply_acl_text", Doc: "That rule in words."},
	exReplyNear - placeSlots:      {Name: "reply_acl_near", Doc: "Where its rules deny the replies: the rules before the one that decides, in words, which let replies to other client ports through, by a range of ports above 1023; absent where there are none."},
	exReplyNearNo - placeSlots:    {Name: "reply_acl_near_rule", Doc: "Number of that rule, where there is only one."},
	exReplyNearNet - placeSlots:   {Name: "reply_acl_near_network", Doc: "The network that it is for."},
	exBlocker - placeSlots:        {Name: "blocker", Doc: "What rejects the requests, as far as the rules tell: security-group, network-acl or both; absent where they do not."},
	exBlockerFrom - placeSlots:    {Name: "blocker_from", Doc: "How that is known: rules, or elimination of the other where only that is described."},
	exMended - placeSlots:         {Name: "mended", Type: parsers.Bool, Doc: "true where such requests are accepted since: standing is interrupted, was-reopened or served-since; else absent."},
	exReplyMended - placeSlots:    {Name: "reply_mended", Type: parsers.Bool, Doc: "The same of the replies: reply_standing is interrupted or answered-since."},
	exCause - placeSlots:          {Name: "cause", Doc: "What rows of one cause share: what rejects and the port, where known; else the interface and service; else, for a client that many refuse, that client and the port."},
	exReplyCause - placeSlots:     {Name: "reply_cause", Doc: "What rows of one cause share whose replies are rejected: the network ACL's rule that decides, and those that let other client ports through, where known; else the subnet; else the interface."},
}
