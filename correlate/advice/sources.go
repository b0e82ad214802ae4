package advice

import (
	"net/netip"
	"slices"
	"strings"

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
