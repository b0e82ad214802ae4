package advice

import (
	"testing"
	"time"

	"hamari/correlate/entity"
	"hamari/correlate/lens"
)

func TestRouted(t *testing.T) {
	g := entity.NewGraph()
	for name, routes := range map[string]string{
		"rtb-1": `[{"DestinationCidrBlock":"10.20.0.0/16","GatewayId":"local"},{"DestinationCidrBlock":"172.16.0.0/12","TransitGatewayId":"tgw-1"},` +
			`{"DestinationCidrBlock":"0.0.0.0/0","TransitGatewayId":"tgw-1"}]`,
		"rtb-2": `[{"DestinationCidrBlock":"172.20.0.0/16","TransitGatewayId":"tgw-1"},{"DestinationIpv6CidrBlock":"fd00:1::/32","TransitGatewayId":"tgw-1"}]`,
	} {
		g.Know(entity.ID{Kind: "route-table", Name: name}, "routes", entity.Fact{Value: routes})
		g.Connect(entity.ID{Kind: "route-table", Name: name}, entity.ID{Kind: "vpc", Name: "vpc-1"}, time.Time{}, lens.Cite{}, "")
	}
	for _, tt := range []struct{ vpc, networks, want string }{
		{"vpc-1", "172.20.1.0/24,172.20.2.0/24", "172.20.0.0/16"},
		{"vpc-1", "172.18.1.0/24,172.20.2.0/24", "172.16.0.0/12, 172.20.0.0/16"},
		{"vpc-1", "172.20.1.0/24,192.168.1.0/24", ""}, // the default route tells nothing
		{"vpc-1", "10.20.1.0/24", ""},
		{"vpc-1", "fd00:1:2::/48", "fd00:1::/32"},
		{"vpc-1", "", ""}, {"vpc-2", "172.20.1.0/24", ""}, {"", "172.20.1.0/24", ""},
	} {
		if got := routed(g, tt.vpc, tt.networks); got != tt.want {
			t.Errorf("%s in %s: %q, want %q", tt.networks, tt.vpc, got, tt.want)
		}
	}
}

func TestWithoutEndpoint(t *testing.T) {
	g := entity.NewGraph()
	for _, e := range []struct{ id, vpc, service, state string }{
		{"vpce-1", "vpc-a", "com.amazonaws.eu-west-1.ssm", "available"},
		{"vpce-2", "vpc-a", "com.amazonaws.eu-west-1.ssmmessages", "deleting"},
		{"vpce-3", "vpc-b", "com.amazonaws.eu-west-1.ec2messages", "available"},
	} {
		for fact, value := range map[string]string{"vpc": e.vpc, "service": e.service, "state": e.state} {
			g.Know(entity.ID{Kind: "vpc-endpoint", Name: e.id}, fact, entity.Fact{Value: value, From: "aws"})
		}
	}
	g.Finish()
	for vpc, want := range map[string]string{"vpc-a": "ssmmessages, ec2messages", "vpc-b": "ssm, ssmmessages", "vpc-c": "ssm, ssmmessages, ec2messages", "": "ssmmessages"} {
		if got := withoutEndpoint(g, vpc, "ssm,ssmmessages,ec2messages"); got != want {
			t.Errorf("%q: %q, want %q", vpc, got, want)
		}
	}
}

func TestLiesIn(t *testing.T) {
	for _, tt := range []struct {
		networks, wider string
		want            bool
	}{
		{"10.60.4.0/24", "10.60.0.0/16", true}, {"10.60.0.0/16, 10.60.4.0/24", "10.60.0.0/16", true}, {"fd00:1:2::/48", "fd00:1::/32", true},
		{"10.60.0.0/16", "10.60.4.0/24", false}, {"10.60.4.0/24,10.61.0.0/24", "10.60.0.0/16", false},
		{"", "10.60.0.0/16", false}, {"10.60.4.0/24", "pl-1", false}, {"10.60.4.0/24", "", false},
	} {
		if got := liesIn(tt.networks, tt.wider); got != tt.want {
			t.Errorf("%s in %s: %v", tt.networks, tt.wider, got)
		}
	}
}

// TestEndpointAt holds whose interface it is, by its description or that of the endpoint.
func TestEndpointAt(t *testing.T) {
	g := entity.NewGraph()
	know := func(kind, name, fact, value string) {
		g.Know(entity.ID{Kind: kind, Name: name}, fact, entity.Fact{Value: value})
	}
	know("eni", "eni-1", "description", "VPC Endpoint Interface vpce-0a1")
	know("vpc-endpoint", "vpce-0a1", "service", "com.amazonaws.eu-central-1.ecr.api")
	know("vpc-endpoint", "vpce-0b2", "service", "com.amazonaws.vpce.eu-central-1.vpce-svc-0f1")
	know("vpc-endpoint", "vpce-0b2", "enis", `["eni-22","eni-3"]`)
	know("eni", "eni-9", "description", "VPC Endpoint Interface vpce-0c3")
	know("eni", "eni-2", "description", "ELB app/x/1")
	g.Finish()
	for eni, want := range map[string]string{"eni-1": "vpce-0a1 (ecr.api)", "eni-22": "vpce-0b2 (eu-central-1.vpce-svc-0f1)", "eni-2": "", "eni-9": "vpce-0c3", "": ""} {
		if got := endpointAt(g, eni); got != want {
			t.Errorf("%s: %q, want %q", eni, got, want)
		}
	}
}
