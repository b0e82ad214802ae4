package advice

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"hamari/correlate/entity"
)

// allAttached is what unattached gives where no zone is missing.
const allAttached = "none"

// unattached lists the zones in which a VPC has instances and the Transit Gateway has no interface, as far as interfaces and
// subnets are described. It gives "none" where the gateway is in all of them, and nothing where that is not known.
func unattached(graph *entity.Graph, vpc string) string {
	gateway, instances := map[string]bool{}, map[string]bool{}
	for _, name := range graph.All("eni") {
		eni := entity.ID{Kind: "eni", Name: name}
		into := instances
		if ofGateway(graph, eni) {
			into = gateway
		} else if len(graph.Linked(eni, "instance")) == 0 {
			continue
		}
		zone, of := standsIn(graph, eni)
		switch {
		case vpc == "" || of == "" || of == vpc && zone == "":
			return ""
		case of == vpc:
			into[zone] = true
		}
	}
	if len(gateway) == 0 || len(instances) == 0 {
		return ""
	}
	var missing []string
	for zone := range instances {
		if !gateway[zone] {
			missing = append(missing, zone)
		}
	}
	if len(missing) == 0 {
		return allAttached
	}
	slices.Sort(missing)
	return strings.Join(missing, ", ")
}

func ofGateway(graph *entity.Graph, eni entity.ID) bool {
	return graph.Attr(eni, "eni-type", time.Time{}) == "transit_gateway" ||
		strings.HasPrefix(graph.Attr(eni, "description", time.Time{}), "Network Interface for Transit Gateway")
}

// standsIn returns the zone ID and the VPC of an interface; "" for what is not known. The zone's name is no help: flow logs
// have its ID.
func standsIn(graph *entity.Graph, eni entity.ID) (zone, vpc string) {
	for _, name := range graph.Linked(eni, "subnet") {
		subnet := entity.ID{Kind: "subnet", Name: name}
		zone = graph.Attr(subnet, "az-id", time.Time{})
		vpc = strings.Join(graph.Linked(subnet, "vpc"), ",")
	}
	if vpc == "" {
		vpc = strings.Join(graph.Linked(eni, "vpc"), ",")
	}
	return zone, vpc
}

// zoneSubnets names the described subnets of a VPC in a zone, with what they are called.
func zoneSubnets(graph *entity.Graph, vpc, zone string) string {
	const most = 6
	var names []string
	for _, name := range graph.Linked(entity.ID{Kind: "vpc", Name: vpc}, "subnet") {
		fact := func(what string) string { return graph.Attr(entity.ID{Kind: "subnet", Name: name}, what, time.Time{}) }
		if zone == "" || fact("az-id") != zone && fact("az") != zone {
			continue
		}
		if described := describedAs(fact("name"), fact("cidr")); described != "" {
			name += " (" + described + ")"
		}
		names = append(names, name)
	}
	slices.Sort(names)
	if len(names) > most {
		names = append(names[:most:most], fmt.Sprintf("%d more", len(names)-most))
	}
	return anded(names)
}
