package route

import "hamari/parsers"

// Slots of the fields of Kind.
const (
	slotTable = iota
	slotVPC
	slotAccount
	slotRegion
	slotDestination
	slotState
	slotTarget
	slotOption
	slotOrigin
	slotMain
	slotSubnets
	slotInstances
	slotWatched
	slotUseUnknown
	slotLost
	slotAnswered
	slotWasAnswered
	slotStill
	slotClients
	slotServers
	slotENI
	slotClient
	slotServer
	slotPort
	slotSince
	slotLast
	slots
)

// Kind is the vocabulary of route rows.
var Kind = parsers.NewKind("route", "Route of a described route table, and what was lost by it where its target is gone", fields)

var fields = []parsers.Field{
	slotTable:       {Name: "route_table", Entity: "route-table", Doc: "The route table."},
	slotVPC:         {Name: "vpc", Entity: "vpc", Doc: "Its VPC."},
	slotAccount:     {Name: "account", Entity: "account", Doc: "Its account."},
	slotRegion:      {Name: "region", Entity: "region", Doc: "Its region."},
	slotDestination: {Name: "destination", Doc: "Where the route leads: a network, or the ID of a prefix list."},
	slotState:       {Name: "state", Doc: "active, or blackhole where the target is not there."},
	slotTarget:      {Name: "target", Doc: "ID of what the packets are handed to; local within the VPC."},
	slotOption:      {Name: "target_option", Doc: "The option of create-route and replace-route that names such a target: nat-gateway-id, vpc-peering-connection-id ..."},
	slotOrigin:      {Name: "origin", Doc: "CreateRouteTable, CreateRoute, or EnableVgwRoutePropagation for one that a gateway made."},
	slotMain:        {Name: "main", Type: parsers.Bool, Doc: "It is the main route table of its VPC, which stands for all subnets without one of their own."},
	slotSubnets:     {Name: "subnets", Entity: "subnet", Doc: "Subnets that the table stands for, the first 500, of blackhole routes only, as all of the fields from here on."},
	slotInstances:   {Name: "instances", Doc: "Instances in these subnets that are described as running, the first 500, separated by commas."},
	slotWatched:     {Name: "watched", Type: parsers.Bool, Doc: "The flow logs have requests that interfaces in these subnets let out."},
	slotUseUnknown:  {Name: "use_unknown", Type: parsers.Bool, Doc: "Nothing could show that the route is used: no instance is described as running, and the flow logs have no requests of any interface; of a default route, none of its VPC."},
	slotLost:        {Name: "lost", Type: parsers.Int, Unit: "services", Doc: "Servers and ports to which requests over TCP took this route and stayed without an answer: 3 or more that begin a connection, or some more than 3 minutes after the last answer."},
	slotAnswered:    {Name: "answered", Type: parsers.Int, Unit: "services", Doc: "Those of which the last requests were answered."},
	slotWasAnswered: {Name: "was_answered", Type: parsers.Int, Unit: "services", Doc: "Those among the lost that were answered before."},
	slotStill:       {Name: "still_answered", Type: parsers.Bool, Doc: "Some of the answered were asked and answered once others were lost: then the route was not always as it is described."},
	slotClients:     {Name: "clients", Type: parsers.Int, Unit: "clients", Doc: "Addresses whose requests were lost."},
	slotServers:     {Name: "servers", Doc: "Networks of the servers that did not answer (IPv4 /24, IPv6 /48, wider if there are many), separated by commas."},
	slotENI:         {Name: "eni", Entity: "eni", Doc: "The interface that the first of the lost requests left by."},
	slotClient:      {Name: "client", Type: parsers.Address, Doc: "Whose request it was."},
	slotServer:      {Name: "server", Type: parsers.Address, Doc: "Whom it was for."},
	slotPort:        {Name: "port", Type: parsers.Int, Doc: "And for which port, over TCP."},
	slotSince:       {Name: "since", Type: parsers.Timestamp, Doc: "Since when nothing is answered: the first request, or the last answer where there were some."},
	slotLast:        {Name: "last_asked", Type: parsers.Timestamp, Doc: "End of the last request that was lost."},
}
