package advice

import (
	"net/netip"
	"slices"
	"strings"
	"time"

	"github.com/tidwall/gjson"

	"hamari/correlate/entity"
)

// sources gives what to name as the source of a rule for some clients, separated by commas: the security group of a client
// in the same VPC, whose address may change (a load balancer's do), else the networks that their addresses make up.
func sources(graph *entity.Graph, vpc, clients string) string {
	var groups, rest []string
	for _, c := range split(clients) {
		if group := groupOf(graph, vpc, c); group != "" {
			groups = append(groups, group)
		} else {
			rest = append(rest, c)
		}
	}
	slices.Sort(groups)
	groups = slices.Compact(groups)
	if len(rest) > 0 {
		groups = append(groups, networks(strings.Join(rest, ", ")))
	}
	return strings.Join(groups, ",")
}

// groupOf gives the first security group of the only interface with an address, if that is of the VPC.
func groupOf(graph *entity.Graph, vpc, client string) string {
	a, err := netip.ParseAddr(client)
	if err != nil || vpc == "" {
		return ""
	}
	enis := graph.Linked(entity.ID{Kind: "address", Name: a.String()}, "eni")
	if len(enis) != 1 {
		return ""
	}
	eni := entity.ID{Kind: "eni", Name: enis[0]}
	if vpcs := graph.Linked(eni, "vpc"); len(vpcs) != 1 || vpcs[0] != vpc {
		return ""
	}
	groups := graph.Linked(eni, "security-group")
	if len(groups) == 0 {
		return ""
	}
	return groups[0]
}

// admitted is the narrowest network that an inbound rule of a security group names, for whatever port, and that all of some clients lie
// in: whoever made the rule took it for one. Networks so wide that they name nobody do not count.
func admitted(graph *entity.Graph, group, clients string) string {
	var parts []netip.Prefix
	for _, c := range split(networks(clients)) {
		p, err := netip.ParsePrefix(c)
		if err != nil {
			return ""
		}
		parts = append(parts, p)
	}
	best := netip.Prefix{}
	rules := gjson.Parse(graph.Attr(entity.ID{Kind: "security-group", Name: group}, "ingress", time.Time{}))
	for _, source := range append(rules.Get("#.IpRanges.#.CidrIp|@flatten").Array(), rules.Get("#.Ipv6Ranges.#.CidrIpv6|@flatten").Array()...) {
		p, err := netip.ParsePrefix(source.String())
		narrow := err == nil && (p.Addr().Is4() && p.Bits() >= 8 || p.Addr().Is6() && p.Bits() >= 32)
		holds := narrow && !slices.ContainsFunc(parts, func(c netip.Prefix) bool { return c.Bits() < p.Bits() || !p.Contains(c.Addr()) })
		if holds && len(parts) > 0 && (!best.IsValid() || p.Bits() > best.Bits()) {
			best = p.Masked()
		}
	}
	if !best.IsValid() {
		return ""
	}
	return best.String()
}
