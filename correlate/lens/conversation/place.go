package conversation

import (
	"cmp"
	"net/netip"
	"strings"
	"time"

	"hamari/correlate/entity"
)

// transitGateway is EC2's word for the type of a Transit Gateway's interface.
const transitGateway = "transit_gateway"

const natGateway = "nat_gateway"

// place is where an interface stands in the VPC.
type place struct {
	id                          entity.ID
	kind, kindFrom              string
	instance, subnet, vpc       string
	az, azFrom, account, region string
	own                         []netip.Addr // its own addresses, the primary one first where they are described
	acl                         *acl
}

func newPlace(info *eniInfo, graph *entity.Graph) *place {
	p := &place{id: entity.ID{Kind: "eni", Name: info.id}, region: info.region}
	p.account = accountOf(info)
	p.kind, p.kindFrom = kindOf(p.id, info, graph)
	p.instance = cmp.Or(info.instance, first(graph.Linked(p.id, "instance")))
	p.subnet = cmp.Or(info.subnet, first(graph.Linked(p.id, "subnet")))
	subnet := entity.ID{Kind: "subnet", Name: p.subnet}
	p.vpc = vpcOf(info, graph)
	p.region = cmp.Or(p.region, graph.Attr(p.id, "region", time.Time{}), graph.Attr(subnet, "region", time.Time{}))
	described := cmp.Or(graph.Attr(subnet, "az-id", time.Time{}), graph.Attr(p.id, "az", time.Time{}), graph.Attr(subnet, "az", time.Time{}))
	switch {
	case info.az != "":
		p.az, p.azFrom = info.az, "az-id field"
	case described != "":
		p.az, p.azFrom = described, "describe answers"
	}
	p.own = ownAddresses(p.id, info, graph)
	if name := first(graph.Linked(subnet, "network-acl")); name != "" {
		p.acl = parseACL(name, graph.Attr(entity.ID{Kind: "network-acl", Name: name}, "entries", time.Time{}))
	}
	return p
}

func vpcOf(info *eniInfo, graph *entity.Graph) string {
	id := entity.ID{Kind: "eni", Name: info.id}
	subnet := entity.ID{Kind: "subnet", Name: cmp.Or(info.subnet, first(graph.Linked(id, "subnet")))}
	return cmp.Or(info.vpc, first(graph.Linked(id, "vpc")), first(graph.Linked(subnet, "vpc")))
}

func accountOf(info *eniInfo) string {
	if info.account == "unknown" { // as of some interfaces that AWS services make
		return ""
	}
	return info.account
}

func ownAddresses(id entity.ID, info *eniInfo, graph *entity.Graph) []netip.Addr {
	var own []netip.Addr
	for _, name := range append([]string{graph.Attr(id, "private-address", time.Time{})}, graph.Linked(id, "address")...) {
		if a, err := netip.ParseAddr(name); err == nil {
			own = append(own, a)
		}
	}
	if a, ok := info.own.address(); ok && len(own) == 0 {
		own = append(own, a)
	}
	return own
}

// kindOf tells the type of an interface, in EC2's words, and how it is known; "" where it is not.
func kindOf(id entity.ID, info *eniInfo, graph *entity.Graph) (kind, from string) {
	if f, ok := graph.Fact(id, "eni-type", time.Time{}); ok {
		return f.Value, f.From
	}
	if f, ok := graph.Fact(id, "description", time.Time{}); ok && strings.HasPrefix(f.Value, "Network Interface for Transit Gateway") {
		return transitGateway, f.From
	}
	if links := graph.Links(id, "nat-gateway"); len(links) > 0 {
		return natGateway, links[0].From
	}
	switch {
	case info.kind != "":
		return info.kind, "interface-type field"
	case info.instance != "":
		return "interface", "instance-id field"
	case info.isGateway():
		return transitGateway, "inferred from translated addresses"
	}
	if links := graph.Links(id, "instance"); len(links) > 0 {
		return "interface", links[0].From
	}
	return "", ""
}

// between are the types of interfaces that pass on what others say.
var between = map[string]bool{
	transitGateway: true, natGateway: true, "natGateway": true, "regional_nat_gateway": true,
	"gateway_load_balancer": true, "gateway_load_balancer_endpoint": true,
}

// Places on the way of packets.
const (
	hopGatewayIn = iota + 1
	hopInstanceIn
	hopInstanceOut
	hopGatewayOut
)

func first(list []string) string {
	if len(list) == 0 {
		return ""
	}
	return list[0]
}

// only returns what a list names, where that is one thing.
func only(list []string) string {
	if len(list) != 1 {
		return ""
	}
	return list[0]
}
