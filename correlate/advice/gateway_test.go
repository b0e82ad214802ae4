package advice

import (
	"strings"
	"testing"
	"time"

	"hamari/correlate/entity"
	"hamari/correlate/lens"
)

func TestBesideGateway(t *testing.T) {
	g := entity.NewGraph()
	link := func(a, b entity.ID) { g.Connect(a, b, time.Time{}, lens.Cite{}, "test") }
	eni := func(name, kind, description, address, subnet string) entity.ID {
		id := entity.ID{Kind: "eni", Name: name}
		g.Know(id, "eni-type", entity.Fact{Value: kind})
		g.Know(id, "description", entity.Fact{Value: description})
		g.Know(id, "private-address", entity.Fact{Value: address})
		link(id, entity.ID{Kind: "subnet", Name: subnet})
		return id
	}
	eni("eni-gw", "transit_gateway", "", "10.0.0.4", "subnet-a")
	eni("eni-gw2", "", "Network Interface for Transit Gateway Attachment tgw-attach-2", "10.0.0.5", "subnet-a")
	eni("eni-far", "interface", "", "10.0.1.4", "subnet-b")
	if got := besideGateway(g, "eni-gw", "subnet-a"); got != "" {
		t.Errorf("of the gateway alone: %q", got)
	}
	eni("eni-db", "interface", "RDSNetworkInterface", "10.0.0.7", "subnet-a")
	web := eni("eni-web", "interface", "", "10.0.0.9", "subnet-a")
	for _, name := range []string{"i-web", "i-bare"} {
		link(entity.ID{Kind: "instance", Name: name}, entity.ID{Kind: "subnet", Name: "subnet-a"})
	}
	link(web, entity.ID{Kind: "instance", Name: "i-web"})
	if got, want := besideGateway(g, "eni-gw", "subnet-a"), "eni-db (RDSNetworkInterface 10.0.0.7), eni-web (10.0.0.9) and i-bare"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestGatewayRule(t *testing.T) {
	row := func(heading, server, protocol, local string, port float64) sighting {
		return sighting{"heading": heading, "server": server, "protocol": protocol, "local": local, "port": port}
	}
	for _, tt := range []struct {
		row  sighting
		back bool
		want string
	}{
		{row("to-local", "local", "tcp", "10.0.0.5", 443), false, "--egress --rule-action allow --protocol tcp --port-range From=443,To=443 --cidr-block 10.0.0.5/32"},
		{row("to-local", "local", "tcp", "10.0.0.5", 443), true, "--ingress --rule-action allow --protocol tcp --port-range From=1024,To=65535 --cidr-block 10.0.0.5/32"},
		{row("from-local", "local", "tcp", "10.0.0.5", 443), false, "--ingress --rule-action allow --protocol tcp --port-range From=1024,To=65535 --cidr-block 10.0.0.5/32"},
		{row("from-local", "remote", "udp", "10.0.0.5", 53), false, "--ingress --rule-action allow --protocol udp --port-range From=53,To=53 --cidr-block 10.0.0.5/32"},
		{row("to-local", "remote", "udp", "10.0.0.5", 53), false, "--egress --rule-action allow --protocol udp --port-range From=1024,To=65535 --cidr-block 10.0.0.5/32"},
		{row("to-local", "local", "icmpv6", "2001:db8::5", 0), false, "--egress --rule-action allow --protocol 58 --icmp-type-code Code=-1,Type=-1 --ipv6-cidr-block 2001:db8::5/128"},
		{row("to-local", "local", "esp", "10.0.0.5", 0), false, "--egress --rule-action allow --protocol 50 --cidr-block 10.0.0.5/32"},
		{row("to-local", "remote", "tcp", "", 443), false, ""},
	} {
		if got := strings.Join(gatewayRule(tt.row, tt.back), " "); got != tt.want {
			t.Errorf("%v, back %t: %s, want %s", tt.row, tt.back, got, tt.want)
		}
	}
}
