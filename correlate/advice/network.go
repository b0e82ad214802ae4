package advice

import (
	"net/netip"
	"slices"
	"strings"
	"time"

	"github.com/tidwall/gjson"

	"hamari/correlate/entity"
)

// routed gives the networks behind a Transit Gateway that some smaller networks lie in, by the route tables of the VPC:
// flow logs show addresses, not how large the networks are that they are of. It gives nothing unless all of them have a
// route, other than the default route.
func routed(graph *entity.Graph, vpc, networks string) string {
	behind := behindGateway(graph, vpc)
	var names []string
	for _, s := range split(networks) {
		n, err := netip.ParsePrefix(s)
		if err != nil {
			return ""
		}
		i := slices.IndexFunc(behind, func(p netip.Prefix) bool { return p.Bits() <= n.Bits() && p.Contains(n.Addr()) })
		if i < 0 {
			return ""
		}
		names = append(names, behind[i].String())
	}
	slices.Sort(names)
	return strings.Join(slices.Compact(names), ", ")
}

// liesIn reports whether each of some networks, separated by commas, is a part of another, or that network itself.
func liesIn(networks, wider string) bool {
	whole, err := netip.ParsePrefix(wider)
	if err != nil || networks == "" {
		return false
	}
	return !slices.ContainsFunc(split(networks), func(s string) bool {
		n, err := netip.ParsePrefix(s)
		return err != nil || n.Bits() < whole.Bits() || !whole.Contains(n.Addr())
	})
}

// behindGateway lists the destinations of a VPC's routes to Transit Gateways, the narrowest first.
func behindGateway(graph *entity.Graph, vpc string) []netip.Prefix {
	var all []netip.Prefix
	for _, table := range graph.Linked(entity.ID{Kind: "vpc", Name: vpc}, "route-table") {
		routes := graph.Attr(entity.ID{Kind: "route-table", Name: table}, "routes", time.Time{})
		for _, r := range gjson.Parse(routes).Array() {
			if !r.Get("TransitGatewayId").Exists() {
				continue
			}
			for _, key := range []string{"DestinationCidrBlock", "DestinationIpv6CidrBlock"} {
				if p, err := netip.ParsePrefix(r.Get(key).String()); err == nil && p.Bits() > 0 {
					all = append(all, p)
				}
			}
		}
	}
	slices.SortFunc(all, func(a, b netip.Prefix) int {
		if a.Bits() != b.Bits() {
			return b.Bits() - a.Bits()
		}
		return a.Addr().Compare(b.Addr())
	})
	return all
}

// withoutEndpoint lists those services for which a VPC has no interface endpoint that is described, in the order given. Where
// the VPC is not known, an endpoint of any counts.
func withoutEndpoint(graph *entity.Graph, vpc, services string) string {
	var missing []string
	for _, service := range split(services) {
		has := slices.ContainsFunc(graph.All("vpc-endpoint"), func(name string) bool {
			fact := func(what string) string {
				return graph.Attr(entity.ID{Kind: "vpc-endpoint", Name: name}, what, time.Time{})
			}
			state := strings.ToLower(fact("state"))
			gone := state == "deleted" || state == "deleting" || state == "failed" || state == "rejected" || state == "expired"
			return strings.HasSuffix(fact("service"), "."+service) && !gone && (vpc == "" || fact("vpc") == vpc)
		})
		if !has {
			missing = append(missing, service)
		}
	}
	return strings.Join(missing, ", ")
}

// aclElsewhere lists the subnets that a network ACL stands before, besides one of a Transit Gateway's attachment: without those of
// attachments as well in which the bundle knows nothing but the gateway.
func aclElsewhere(graph *entity.Graph, acl, subnet string) string {
	var others []string
	for _, name := range graph.Linked(entity.ID{Kind: "network-acl", Name: acl}, "subnet") {
		in := entity.ID{Kind: "subnet", Name: name}
		attached := len(graph.Linked(in, "tgw-attachment")) > 0 || slices.ContainsFunc(graph.Linked(in, "eni"), func(eni string) bool {
			return ofGateway(graph, entity.ID{Kind: "eni", Name: eni})
		})
		if name == subnet || attached && besideGateway(graph, "", name) == "" {
			continue
		}
		others = append(others, name)
	}
	return strings.Join(others, ", ")
}

// natInstead is the public NAT gateway of a VPC to use instead of one that is gone: the only one that is described as available.
func natInstead(graph *entity.Graph, vpc, gone string) string {
	if vpc == "" || !strings.HasPrefix(gone, "nat-") {
		return ""
	}
	found := ""
	for _, name := range graph.Linked(entity.ID{Kind: "vpc", Name: vpc}, "nat-gateway") {
		id := entity.ID{Kind: "nat-gateway", Name: name}
		if name == gone || graph.Attr(id, "state", time.Time{}) != "available" || graph.Attr(id, "connectivity", time.Time{}) == "private" {
			continue
		}
		if found != "" {
			return ""
		}
		found = name
	}
	return found
}

// endpointAt names the interface endpoint that an interface is of, with what its service is called within the Region: "vpce-0abc (ecr.api)".
func endpointAt(graph *entity.Graph, eni string) string {
	fact := func(kind, name, what string) string {
		return graph.Attr(entity.ID{Kind: kind, Name: name}, what, time.Time{})
	}
	of, described := strings.CutPrefix(fact("eni", eni, "description"), "VPC Endpoint Interface ")
	if !described {
		i := slices.IndexFunc(graph.All("vpc-endpoint"), func(name string) bool {
			return eni != "" && strings.Contains(fact("vpc-endpoint", name, "enis"), `"`+eni+`"`)
		})
		if i < 0 {
			return ""
		}
		of = graph.All("vpc-endpoint")[i]
	}
	if parts := strings.SplitN(fact("vpc-endpoint", of, "service"), ".", 4); len(parts) == 4 {
		of += " (" + parts[3] + ")"
	}
	return of
}
