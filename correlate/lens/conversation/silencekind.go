package conversation

import "hamari/parsers"

// Slots of the fields of SilenceKind.
const (
	silENI = iota
	silSubnet
	silVPC
	silTable
	silAccount
	silRegion
	silClient
	silServer
	silPort
	silServers
	silClients
	silOutside
	silWays
	silBeside
	silBrokenAfter
	silBrokenBefore
	silMendedAfter
	silMendedBefore
	silSlots
)

// SilenceKind is the vocabulary of rows about requests without an answer.
var SilenceKind = parsers.NewKind("silence", "Requests over TCP that parties in a subnet sent and nobody answered for a while; before and since, they were answered", []parsers.Field{
	silENI:          {Name: "eni", Entity: "eni", Doc: "The interface that the first of them left by, and let them out."},
	silSubnet:       {Name: "subnet", Entity: "subnet", Doc: "Its subnet. Where that is not known, a row is of one interface."},
	silVPC:          {Name: "vpc", Entity: "vpc", Doc: "Its VPC."},
	silTable:        {Name: "route_table", Doc: "The subnet's route table, where it is described."},
	silAccount:      {Name: "account", Entity: "account", Doc: "Its account."},
	silRegion:       {Name: "region", Entity: "region", Doc: "Its region."},
	silClient:       {Name: "client", Type: parsers.Address, Doc: "Who sent the first of them."},
	silServer:       {Name: "server", Type: parsers.Address, Doc: "Whom it was for."},
	silPort:         {Name: "port", Type: parsers.Int, Doc: "And for which port, over TCP."},
	silServers:      {Name: "servers", Type: parsers.Int, Unit: "servers", Doc: "How many servers were asked in vain and are answered since."},
	silClients:      {Name: "clients", Type: parsers.Int, Unit: "clients", Doc: "How many parties asked them."},
	silOutside:      {Name: "outside", Type: parsers.Bool, Doc: "The servers have public addresses, which are not of the same VPC."},
	silWays:         {Name: "ways", Doc: "What may lead to all of these servers, separated by commas: the destinations that a route to them may have (0.0.0.0/0, 10.0.0.0/8 ...), and public or private, as their addresses are."},
	silBeside:       {Name: "answered_beside", Type: parsers.Bool, Doc: "Others of that sort (see outside) that the subnet asked were answered in that time."},
	silBrokenAfter:  {Name: "broken_after", Type: parsers.Timestamp, Doc: "It broke after this: the last answer before, as far as the time of 256 equal stretches of the log tells."},
	silBrokenBefore: {Name: "broken_before", Type: parsers.Timestamp, Doc: "And before this: the first request that was not answered, likewise."},
	silMendedAfter:  {Name: "mended_after", Type: parsers.Timestamp, Doc: "It was mended after this: the last request that was not answered, likewise."},
	silMendedBefore: {Name: "mended_before", Type: parsers.Timestamp, Doc: "And before this: the first answer since, likewise."},
})
