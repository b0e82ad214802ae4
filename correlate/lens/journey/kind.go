package journey

import "hamari/parsers"

// Slots of the fields of Kind.
const (
	slotENI = iota
	slotInstance
	slotSubnet
	slotVPC
	slotAccount
	slotRegion
	slotService
	slotServer
	slotPort
	slotClients
	slotNetworks
	slotConnections
	slotCame
	slotReached
	slotReplied
	slotReturned
	slotTaken
	slotTakenShare
	slotReturnLogged
	slotGates
	slotFinished
	slotFinishedShare
	slotAlike
	slotBesideFinished
	slotRouteTable
	slotRoute
	slotTarget
	slotSplit
	slotSplitFinished
	slotSplitZones
	slotSplitShare
	slotWhole
	slotWholeFinished
	slotRequestBy
	slotReplyBy
	slotRequestZone
	slotReplyZone
	slotAttachment
	slotMode
	slotTGW
	slotAZ
	slotUnattached
	slotInside
	slots
)

// Kind is the vocabulary of the rows of connections by service and network of clients.
var Kind = parsers.NewKind("journey", "How far requests of one network and their replies came, by single connections", []parsers.Field{
	slotENI:            {Name: "eni", Entity: "eni", Doc: "The server's own interface, where the logs have it."},
	slotInstance:       {Name: "instance", Entity: "instance", Doc: "The instance that it belongs to."},
	slotSubnet:         {Name: "subnet", Entity: "subnet", Doc: "Its subnet."},
	slotVPC:            {Name: "vpc", Entity: "vpc", Doc: "VPC of the interfaces that saw the connections."},
	slotAccount:        {Name: "account", Entity: "account", Doc: "Account of them."},
	slotRegion:         {Name: "region", Entity: "region", Doc: "Region of them."},
	slotService:        {Name: "service", Doc: "The service talked to, named as in conversation rows."},
	slotServer:         {Name: "server", Type: parsers.Address, Entity: "address", Doc: "Address of the server."},
	slotPort:           {Name: "port", Type: parsers.Int, Doc: "Its port."},
	slotClients:        {Name: "clients", Doc: "Network of the clients (IPv4 /24, IPv6 /64); of a row of several, all of them, wider if there are many, separated by commas."},
	slotNetworks:       {Name: "networks", Type: parsers.Int, Unit: "networks", Doc: "How many networks the row is of. Those of which fewer than 5 connections came, or were split, have a row together besides their own, each for a service and a route of the replies."},
	slotConnections:    {Name: "connections", Type: parsers.Int, Unit: "connections", Doc: "TCP connections of which an accepted request was seen. Of very many, some are followed."},
	slotCame:           {Name: "came", Type: parsers.Int, Unit: "connections", Doc: "Those of which a Transit Gateway's interface let the request into the VPC."},
	slotReached:        {Name: "reached", Type: parsers.Int, Unit: "connections", Doc: "Those of these of which the server's own interface let the request in."},
	slotReplied:        {Name: "replied", Type: parsers.Int, Unit: "connections", Doc: "Those of these of which it let the reply out."},
	slotReturned:       {Name: "returned", Type: parsers.Int, Unit: "connections", Doc: "Those of these whose reply a Transit Gateway's interface saw; one that it rejected counts as well."},
	slotTaken:          {Name: "taken", Type: parsers.Int, Unit: "connections", Doc: "Those of these of which it let the reply in."},
	slotTakenShare:     {Name: "taken_share", Type: parsers.Float, Unit: "0 to 1", Doc: "taken / came."},
	slotReturnLogged:   {Name: "return_logged", Type: parsers.Bool, Doc: "\"true\" where replies to some clients are seen at a Transit Gateway's interface of the VPC, so that its log would show others; else absent."},
	slotGates:          {Name: "gateway_enis", Doc: "The Transit Gateway's interfaces that let requests in, separated by commas."},
	slotFinished:       {Name: "finished", Type: parsers.Int, Unit: "connections", Doc: "Those of came of which more than SYN and SYN-ACK was seen while they began: an end, say."},
	slotFinishedShare:  {Name: "finished_share", Type: parsers.Float, Unit: "0 to 1", Doc: "finished / came."},
	slotAlike:          {Name: "retried_alike", Type: parsers.Bool, Doc: "In all connections of which no more than SYN and SYN-ACK was seen, packets of requests were of one size, and packets of replies too, as of a SYN and a SYN-ACK that are sent again."},
	slotBesideFinished: {Name: "beside_finished", Type: parsers.Int, Unit: "connections", Doc: "Connections of clients of other networks to the same service that came the same way and finished, of networks of which nearly all do."},
	slotRouteTable:     {Name: "route_table", Entity: "route-table", Doc: "The described route table of the server's subnet."},
	slotRoute:          {Name: "route", Doc: "Destination of the route in it that replies take; absent where there is none, or the table is not described or has routes for prefix lists."},
	slotTarget:         {Name: "route_target", Doc: "Its target."},
	slotSplit:          {Name: "split", Type: parsers.Int, Unit: "connections", Doc: "Connections whose request an interface of a host other than the client's and the server's forwarded, and whose reply came to another such interface, not to that one."},
	slotSplitFinished:  {Name: "split_finished", Type: parsers.Int, Unit: "connections", Doc: "Those of them of which more than SYN and SYN-ACK was seen."},
	slotSplitZones:     {Name: "split_over_zones", Type: parsers.Bool, Doc: "request_az and reply_az differ; absent where one of them is not known."},
	slotSplitShare:     {Name: "split_finished_share", Type: parsers.Float, Unit: "0 to 1", Doc: "split_finished / split."},
	slotWhole:          {Name: "whole", Type: parsers.Int, Unit: "connections", Doc: "Connections whose request and reply passed the same such interface."},
	slotWholeFinished:  {Name: "whole_finished", Type: parsers.Int, Unit: "connections", Doc: "Those of them of which more than SYN and SYN-ACK was seen."},
	slotRequestBy:      {Name: "request_by", Doc: "Interfaces that the requests of split connections passed, separated by commas."},
	slotReplyBy:        {Name: "reply_by", Doc: "Interfaces that their replies came to, separated by commas."},
	slotRequestZone:    {Name: "request_az", Doc: "Zones of request_by."},
	slotReplyZone:      {Name: "reply_az", Doc: "Zones of reply_by."},
	slotAttachment:     {Name: "attachment", Entity: "tgw-attachment", Doc: "The one Transit Gateway attachment of the VPC that is described."},
	slotMode:           {Name: "appliance_mode", Doc: "Its appliance mode: enable or disable."},
	slotTGW:            {Name: "tgw", Entity: "tgw", Doc: "Its Transit Gateway."},
	slotAZ:             {Name: "az", Entity: "az", Doc: "Zone of the server's subnet: its ID where known, else its name."},
	slotUnattached:     {Name: "unattached", Type: parsers.Bool, Doc: "\"true\" where the attachment is described with subnets of other zones only, so that what is in this one cannot send to the gateway; absent where replies are described to take a route to another target."},
	slotInside:         {Name: "inside", Doc: "The described subnet of the VPC itself that the clients' address lies in, or else the VPC's own network (CIDR block) by the route that the replies take."},
})

// Slots of the fields of CrossingKind.
const (
	crossENI = iota
	crossAZ
	crossSubnet
	crossVPC
	crossAccount
	crossRegion
	crossService
	crossServer
	crossPort
	crossClients
	crossConnections
	crossAnswered
	crossShare
	crossWatched
	crossACL
	crossAction
	crossRule
	crossText
	crossings
)

// CrossingKind is the vocabulary of the rows of connections that a Transit Gateway handed into a VPC, by interface.
var CrossingKind = parsers.NewKind("crossing", "Connections that a Transit Gateway handed to one service by one of its interfaces, and whether replies came", []parsers.Field{
	crossENI:         {Name: "eni", Entity: "eni", Doc: "The gateway's interface in the VPC, by which the requests were handed over."},
	crossAZ:          {Name: "az", Entity: "az", Doc: "Availability Zone of it: its ID where known, else its name."},
	crossSubnet:      {Name: "subnet", Entity: "subnet", Doc: "Subnet of it."},
	crossVPC:         {Name: "vpc", Entity: "vpc", Doc: "VPC of it."},
	crossAccount:     {Name: "account", Entity: "account", Doc: "Account of it."},
	crossRegion:      {Name: "region", Entity: "region", Doc: "Region of it."},
	crossService:     {Name: "service", Doc: "The service talked to, named as in conversation rows."},
	crossServer:      {Name: "server", Type: parsers.Address, Doc: "Address of the server."},
	crossPort:        {Name: "port", Type: parsers.Int, Doc: "Its port."},
	crossClients:     {Name: "clients", Doc: "Networks of the clients (IPv4 /24, IPv6 /48, wider if there are many), separated by commas."},
	crossConnections: {Name: "connections", Type: parsers.Int, Unit: "connections", Doc: "TCP connections of which the gateway handed the request over by this interface. Of very many, some are followed."},
	crossAnswered:    {Name: "answered", Type: parsers.Int, Unit: "connections", Doc: "Those of them of which the gateway saw a reply, by whatever interface it came."},
	crossShare:       {Name: "answered_share", Type: parsers.Float, Unit: "0 to 1", Doc: "answered / connections."},
	crossWatched:     {Name: "watched", Type: parsers.Bool, Doc: "A VPC flow log has something of these connections: then it tells more."},
	crossACL:         {Name: "network_acl", Entity: "network-acl", Doc: "Network ACL of the interface's subnet."},
	crossAction:      {Name: "acl_action", Doc: "What its rules, as described, do with the requests: allow or deny; absent where they do not settle it."},
	crossRule:        {Name: "acl_rule", Doc: "Number of the rule that decides."},
	crossText:        {Name: "acl_text", Doc: "That rule in words."},
})

// Slots of the fields of OpeningKind.
const (
	openENI = iota
	openInstance
	openSubnet
	openVPC
	openAccount
	openRegion
	openService
	openServer
	openPort
	openClients
	openCame
	openTaken
	openFinished
	openAgain
	openAgainShare
	openAgainClients
	openAmong
	openMeanwhile
	openings
)

// OpeningKind is the vocabulary of the rows of handshakes of a service, whatever networks the clients are of.
var OpeningKind = parsers.NewKind("opening", "Handshakes of one service with clients that come in by a Transit Gateway, of all networks", []parsers.Field{
	openENI:          {Name: "eni", Entity: "eni", Doc: "The server's own interface, where the logs have it."},
	openInstance:     {Name: "instance", Entity: "instance", Doc: "The instance that it belongs to."},
	openSubnet:       {Name: "subnet", Entity: "subnet", Doc: "Its subnet."},
	openVPC:          {Name: "vpc", Entity: "vpc", Doc: "VPC of the interfaces that saw the connections."},
	openAccount:      {Name: "account", Entity: "account", Doc: "Account of them."},
	openRegion:       {Name: "region", Entity: "region", Doc: "Region of them."},
	openService:      {Name: "service", Doc: "The service talked to, named as in conversation rows."},
	openServer:       {Name: "server", Type: parsers.Address, Entity: "address", Doc: "Address of the server."},
	openPort:         {Name: "port", Type: parsers.Int, Doc: "Its port."},
	openClients:      {Name: "clients", Doc: "Networks of the clients of stuck connections (IPv4 /24, IPv6 /48, wider if there are many), separated by commas."},
	openCame:         {Name: "came", Type: parsers.Int, Unit: "connections", Doc: "TCP connections of which a Transit Gateway's interface let the request into the VPC. Of very many, some are followed."},
	openTaken:        {Name: "taken", Type: parsers.Int, Unit: "connections", Doc: "Those of these of which every interface let request and reply pass, and a Transit Gateway's took the reply in."},
	openFinished:     {Name: "finished", Type: parsers.Int, Unit: "connections", Doc: "Those of came of which more than SYN and SYN-ACK was seen while they began."},
	openAgain:        {Name: "stuck", Type: parsers.Int, Unit: "connections", Doc: "Those of taken of which nothing but SYN and SYN-ACK was seen, each in packets of one size, and 3 or more SYN-ACKs: it was sent again as no ACK came."},
	openAgainShare:   {Name: "stuck_share", Type: parsers.Float, Unit: "0 to 1", Doc: "stuck / came."},
	openAgainClients: {Name: "stuck_clients", Type: parsers.Int, Unit: "clients", Doc: "Addresses whose connections were stuck."},
	openAmong:        {Name: "stuck_among", Type: parsers.Int, Unit: "connections", Doc: "Stuck connections of networks (IPv4 /24, IPv6 /64) that have connections that finished as well."},
	openMeanwhile:    {Name: "finished_meanwhile", Type: parsers.Int, Unit: "connections", Doc: "Those of finished that began between the first and the last that was stuck."},
})
