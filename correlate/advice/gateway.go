package advice

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"time"

	"hamari/correlate/entity"
	"hamari/correlate/pattern"
	"hamari/parsers/flowlog"
)

// besideGateway tells what else the bundle knows in the subnet of a Transit Gateway's interface, which the subnet's network
// ACL guards as well: interfaces that are no gateway's, and instances whose interfaces are not known. It gives nothing where
// there is nothing.
func besideGateway(graph *entity.Graph, eni, subnet string) string {
	const most = 4
	in := entity.ID{Kind: "subnet", Name: subnet}
	var names []string
	told := map[string]bool{}
	for _, link := range graph.Links(in, "eni") {
		id := link.To
		fact := func(name string) string { return graph.Attr(id, name, time.Time{}) }
		ofGateway := fact("eni-type") == "transit_gateway" || strings.HasPrefix(fact("description"), "Network Interface for Transit Gateway")
		if id.Name == eni || ofGateway || told[id.Name] {
			continue
		}
		told[id.Name] = true
		name := id.Name
		if what := describedAs(fact("description"), fact("private-address")); what != "" {
			name += " (" + what + ")"
		}
		names = append(names, name)
		for _, instance := range graph.Linked(id, "instance") {
			told[instance] = true
		}
	}
	for _, link := range graph.Links(in, "instance") {
		if !told[link.To.Name] {
			told[link.To.Name] = true
			names = append(names, link.To.Name)
		}
	}
	slices.Sort(names)
	if len(names) > most {
		names = append(names[:most:most], fmt.Sprintf("%d more", len(names)-most))
	}
	return anded(names)
}

func describedAs(description, address string) string {
	return strings.Join(slices.DeleteFunc([]string{description, address}, func(s string) bool { return s == "" }), " ")
}

// anded writes a list as in a sentence: a, b and c.
func anded(names []string) string {
	if n := len(names); n > 1 {
		return strings.Join(names[:n-1], ", ") + " and " + names[n-1]
	}
	return strings.Join(names, "")
}

// gatewayRule gives the arguments of create-network-acl-entry that say what a rule is about which lets the packets of a row
// through the subnet of a Transit Gateway's interface, and no more; or those the other way, which answer them or are answered.
// It gives nothing where the row does not say whose packets they are. There outbound rules are asked for packets into the VPC,
// with their destination, and inbound ones for packets out of it, with their source. Answers go to ports from 1024 on.
//
// AWS: https://docs.aws.amazon.com/vpc/latest/tgw/tgw-nacls.html and
// https://docs.aws.amazon.com/cli/latest/reference/ec2/create-network-acl-entry.html
func gatewayRule(row sighting, back bool) pattern.Arguments {
	local, err := netip.ParseAddr(text(row["local"]))
	protocol, port := text(row["protocol"]), int(float(row["port"]))
	if err != nil || local.IsUnspecified() || protocol == "" {
		return nil
	}
	into := (text(row["heading"]) == "to-local") != back
	way := "--ingress"
	if into {
		way = "--egress"
	}
	args := pattern.Arguments{way, "--rule-action", "allow", "--protocol", protocolArgument(protocol)}
	switch toServer := into == (text(row["server"]) == "local"); {
	case protocol == "icmp" || protocol == "icmpv6":
		args = append(args, "--icmp-type-code", "Code=-1,Type=-1")
	case port != 0 && toServer:
		args = append(args, "--port-range", fmt.Sprintf("From=%d,To=%d", port, port))
	case port != 0:
		args = append(args, "--port-range", "From=1024,To=65535")
	}
	cidr := "--cidr-block"
	if local.Is6() {
		cidr = "--ipv6-cidr-block"
	}
	return append(args, cidr, netip.PrefixFrom(local, local.BitLen()).String())
}

// protocolArgument is what the AWS CLI takes for a protocol: the names of three, and the numbers of all.
func protocolArgument(name string) string {
	if name == "tcp" || name == "udp" || name == "icmp" {
		return name
	}
	for n := range 256 {
		if strings.EqualFold(flowlog.ProtocolName(n), name) {
			return fmt.Sprint(n)
		}
	}
	return name
}
