// Package journey follows single TCP connections between private addresses from one network interface to the next, by the
// flow log records of their beginnings (those with the SYN flag), and tells how far the requests of the clients of a network came,
// and how far the replies: a row of kind journey for a service and a network of clients whose packets pass the interfaces of a Transit
// Gateway or an appliance that forwards them. The counts of package conversation do not tell which reply belongs to which request.
//
// Of Transit Gateway flow logs it makes rows of kind crossing: through which of its interfaces the gateway handed the requests of
// connections into a VPC, and how many of these connections it saw replies of, wherever they passed.
//
// Where connections are too many, some of them are followed, chosen by their addresses and ports alone, so that the choice is
// the same whoever reads which record.
package journey
