package route

import (
	"net/netip"
	"slices"
	"strings"
	"time"

	"github.com/tidwall/gjson"

	"hamari/correlate/entity"
	"hamari/correlate/lens"
	"hamari/correlate/lens/flow"
	"hamari/parsers/flowlog"
)

// table is a route table as describe-route-tables tells it.
type table struct {
	id      entity.ID
	vpc     string
	main    bool
	cite    lens.Cite
	routes  []*route
	own     []string // subnets that are associated with it
	subnets []string // that it stands for
	serves  served
	settled bool // what it serves is known

	tgw     string // of a route table of a Transit Gateway
	watched bool   // requests were handed to it

	byNetwork map[netip.Prefix]*route // made when it is first asked for
}

// served is what a table stands for, as the rows of its routes say it.
type served struct{ subnets, instances, watched lens.Value }

type route struct {
	destination, state, target, option, origin string
	network                                    netip.Prefix // invalid for a prefix list
	losses                                     losses

	source entity.ID // of a Transit Gateway's route
	cite   lens.Cite
}

// losses are the requests that took a route whose target is gone.
type losses struct {
	lost, answered, wasAnswered int
	clients                     map[netip.Addr]bool
	servers                     flow.Networks
	first                       *lost
	last, lastAnswered          time.Time
}

// targets are the keys by which a route names its target, with the option of the AWS CLI; of several the first counts.
var targets = []struct{ key, option string }{
	{"NatGatewayId", "nat-gateway-id"}, {"TransitGatewayId", "transit-gateway-id"}, {"VpcPeeringConnectionId", "vpc-peering-connection-id"},
	{"NetworkInterfaceId", "network-interface-id"}, {"InstanceId", "instance-id"}, {"EgressOnlyInternetGatewayId", "egress-only-internet-gateway-id"},
	{"LocalGatewayId", "local-gateway-id"}, {"CarrierGatewayId", "carrier-gateway-id"}, {"CoreNetworkArn", "core-network-arn"}, {"GatewayId", "gateway-id"},
}

const blackhole = "blackhole"

func parseTable(name string, graph *entity.Graph) *table {
	t := &table{id: entity.ID{Kind: "route-table", Name: name}}
	routes, described := graph.Fact(t.id, "routes", time.Time{})
	if !described {
		return nil
	}
	t.cite = routes.Cite
	if vpcs := graph.Linked(t.id, "vpc"); len(vpcs) > 0 {
		t.vpc = vpcs[0]
	}
	for _, a := range gjson.Parse(graph.Attr(t.id, "associations", time.Time{})).Array() {
		t.main = t.main || a.Get("Main").Bool()
		if subnet := a.Get("SubnetId").String(); subnet != "" {
			t.own = append(t.own, subnet)
		}
	}
	for _, r := range gjson.Parse(routes.Value).Array() {
		t.routes = append(t.routes, parseRoute(r))
	}
	return t
}

func parseRoute(r gjson.Result) *route {
	parsed := &route{state: r.Get("State").String(), origin: r.Get("Origin").String()}
	for _, key := range []string{"DestinationCidrBlock", "DestinationIpv6CidrBlock", "DestinationPrefixListId"} {
		if d := r.Get(key).String(); d != "" {
			parsed.destination = d
		}
	}
	parsed.network = parseNetwork(parsed.destination)
	i := slices.IndexFunc(targets, func(t struct{ key, option string }) bool { return r.Get(t.key).String() != "" })
	if i >= 0 {
		parsed.target, parsed.option = r.Get(targets[i].key).String(), targets[i].option
	}
	if strings.HasPrefix(parsed.target, "vpce-") {
		parsed.option = "vpc-endpoint-id"
	}
	return parsed
}

// parseNetwork is not valid for what is no network.
func parseNetwork(destination string) netip.Prefix {
	n, _ := netip.ParsePrefix(destination)
	return n.Masked()
}

// to returns the route that packets to an address take; nil where there is none.
func (t *table) to(a netip.Addr) *route {
	if t.byNetwork == nil {
		t.byNetwork = map[netip.Prefix]*route{}
		for _, r := range t.routes {
			if r.network.IsValid() && t.byNetwork[r.network] == nil {
				t.byNetwork[r.network] = r
			}
		}
	}
	for bits := a.BitLen(); bits >= 0; bits-- {
		if r := t.byNetwork[netip.PrefixFrom(a, bits).Masked()]; r != nil {
			return r
		}
	}
	return nil
}

func (t *table) hasBlackhole() bool {
	return slices.ContainsFunc(t.routes, func(r *route) bool { return r.state == blackhole })
}

// add counts a request that took the route.
func (l *losses) add(r *lost) {
	if !r.Lost {
		if r.WasAnswered {
			l.answered++
			l.lastAnswered = later(l.lastAnswered, r.Last)
		}
		return
	}
	l.lost++
	if r.WasAnswered {
		l.wasAnswered++
	}
	if l.clients == nil {
		l.clients = map[netip.Addr]bool{}
	}
	l.clients[r.Client] = true
	l.servers.Add(flowlog.AddrOf(r.Server), flow.Accepted)
	if l.first == nil || r.compare(l.first) < 0 {
		l.first = r
	}
	l.last = later(l.last, r.Last)
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}
