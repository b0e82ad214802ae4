package advice

import (
	"testing"
	"time"

	"hamari/correlate/entity"
	"hamari/correlate/lens"
)

func TestSources(t *testing.T) {
	g := entity.NewGraph()
	connect := func(kind, name, other, to string) {
		g.Connect(entity.ID{Kind: kind, Name: name}, entity.ID{Kind: other, Name: to}, time.Time{}, lens.Cite{}, "")
	}
	for _, e := range []struct{ eni, address, vpc, group string }{
		{"eni-1", "10.0.9.5", "vpc-1", "sg-alb"}, {"eni-2", "10.0.10.6", "vpc-1", "sg-alb"}, {"eni-3", "10.0.11.7", "vpc-2", "sg-far"},
		{"eni-4", "10.0.12.8", "vpc-1", "sg-a"}, {"eni-5", "10.0.12.8", "vpc-1", "sg-b"},
	} {
		connect("eni", e.eni, "address", e.address)
		connect("eni", e.eni, "vpc", e.vpc)
		connect("eni", e.eni, "security-group", e.group)
	}
	g.Finish()
	for clients, want := range map[string]string{
		"10.0.9.5, 10.0.10.6":           "sg-alb",
		"10.0.9.5, 10.0.11.7, 10.9.0.1": "sg-alb,10.0.11.7/32,10.9.0.1/32", // of another VPC, and not described
		"10.0.12.8":                     "10.0.12.8/32",                    // of two interfaces
		"10.0.9.0/24":                   "10.0.9.0/24",
		"":                              "",
	} {
		if got := sources(g, "vpc-1", clients); got != want {
			t.Errorf("%q: %q, want %q", clients, got, want)
		}
	}
}

// TestAdmitted holds which of a security group's own sources stands for clients of many networks.
func TestAdmitted(t *testing.T) {
	g := entity.NewGraph()
	g.Know(entity.ID{Kind: "security-group", Name: "sg-1"}, "ingress", entity.Fact{Value: `[{"FromPort":443,"IpRanges":[{"CidrIp":"172.20.0.0/16"},{"CidrIp":"0.0.0.0/0"}]},
		{"FromPort":22,"IpRanges":[{"CidrIp":"172.16.0.0/12"}],"Ipv6Ranges":[{"CidrIpv6":"2001:db8::/40"}]}]`})
	g.Finish()
	for clients, want := range map[string]string{
		"172.20.1.5, 172.20.200.7": "172.20.0.0/16", "172.20.1.5, 172.21.0.7": "172.16.0.0/12", "172.20.1.5, 10.0.0.7": "", "2001:db8:0:1::/64": "2001:db8::/40", "": "",
	} {
		if got := admitted(g, "sg-1", clients); got != want {
			t.Errorf("%q: %q, want %q", clients, got, want)
		}
	}
}
