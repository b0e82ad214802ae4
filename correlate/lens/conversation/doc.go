// Package conversation makes of flow log records who talked with whom over which network interface, how often it was
// accepted and how often rejected: a handful of rows out of millions of records.
//
// One row stands for one service (an address in the VPC, a port, a protocol) as one ENI saw it in one direction. On the
// ENI of a Transit Gateway attachment srcaddr or dstaddr is the ENI's own address; the real parties stand in
// pkt-srcaddr and pkt-dstaddr, which are preferred wherever the log has them. Which party is the client follows from
// the TCP flags (a SYN comes from it, a SYN-ACK from the server), else from the ports. Records of version 2 have neither
// flags nor direction: what is guessed of them is set right at the end, when the interface's own address is known.
//
// Beside these rows there are those of exchanges: one client's requests to one service and the replies, at interfaces
// that are an end of them, where something was rejected. They tell whether it is a failure or somebody trying, and what
// the described security groups and network ACL do with the packets.
//
// From the same exchanges come rows of silences: times in which nobody answered what a subnet's parties asked, though it was
// answered before and since (silence.go). They are made where CloudTrail has changes of routes that may be why.
//
// What the rules of an interface endpoint's security groups do with the requests of an instance needs no record: such rows
// (endpoint.go) are made of the inventory alone.
//
// AWS: https://docs.aws.amazon.com/vpc/latest/userguide/flow-log-records.html and, for Transit Gateway rows,
// https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-records-examples.html#flow-log-example-tgw
//
// Memory depends on the number of services, not of records: beyond a cap the ports of outside parties that only probe,
// then all ports of outside parties, then high ports, then all but the well-known ones, then all ports and at last
// addresses are no longer told apart. A cap that bites is reported. What is given up depends on the records alone, not on
// their order or on who read them. Exchanges have a cap of their own, beyond which clients are told apart by network, then
// no more. So have the single public destinations of clients, of which a row tells that with most of its records: beyond the
// cap none is told. Rows of scans, ports that only outside parties tried in vain, have a smaller cap.
package conversation
