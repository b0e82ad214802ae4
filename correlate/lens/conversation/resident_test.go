package conversation

import (
	"net/netip"
	"slices"
	"testing"
	"time"

	"hamari/correlate/entity"
	"hamari/correlate/lens"
)

// TestResidents holds that an address, which several VPCs may have, is asked for as an interface sees it.
func TestResidents(t *testing.T) {
	graph := entity.NewGraph()
	link := func(a, b entity.ID) { graph.Connect(a, b, time.Time{}, lens.Cite{}, "test") }
	instance := func(name, address, vpc, account string) {
		id := entity.ID{Kind: "instance", Name: name}
		link(id, entity.ID{Kind: "address", Name: address})
		link(id, entity.ID{Kind: "vpc", Name: vpc})
		graph.Know(id, "account", entity.Fact{Value: account})
	}
	instance("i-prod", "10.0.1.5", "vpc-prod", "1")
	instance("i-dev", "10.0.1.5", "vpc-dev", "1")
	instance("i-other", "10.0.1.6", "vpc-dev", "1")
	instance("i-far", "10.9.0.5", "vpc-far", "2")
	for name, cidr := range map[string]string{"vpc-prod": "10.0.1.0/24", "vpc-dev": "10.0.1.0/24"} {
		subnet := entity.ID{Kind: "subnet", Name: "subnet-of-" + name}
		link(subnet, entity.ID{Kind: "vpc", Name: name})
		graph.Know(subnet, "cidr", entity.Fact{Value: cidr})
	}
	for _, test := range []struct {
		name, address, vpc string
		want, locals       []string
	}{
		{"of the VPC alone", "10.0.1.5", "vpc-prod", []string{"i-prod"}, []string{"i-prod"}},
		{"of another VPC, but the address is one of this", "10.0.1.6", "vpc-prod", nil, nil},
		{"of another VPC, as its address is", "10.9.0.5", "vpc-prod", []string{"i-far"}, []string{"i-far"}},
		{"of another account, and the VPC is not described", "10.9.0.5", "vpc-bare", []string{"i-far"}, nil},
		{"the VPC is not known", "10.0.1.5", "", []string{"i-dev", "i-prod"}, []string{"i-dev", "i-prod"}},
	} {
		p, a := &place{vpc: test.vpc, account: "1"}, netip.MustParseAddr(test.address)
		if got := p.residents(a, "instance", newAtlas(graph)); !slices.Equal(got, test.want) {
			t.Errorf("%s: %v, want %v", test.name, got, test.want)
		}
		if got := p.locals(a, "instance", newAtlas(graph)); !slices.Equal(got, test.locals) {
			t.Errorf("%s: in the VPC %v, want %v", test.name, got, test.locals)
		}
	}
}

// TestOwners holds that accounts tell VPCs apart, but for those that several share.
func TestOwners(t *testing.T) {
	a, b := &place{vpc: "vpc-a", account: "1"}, &place{account: "2"}
	shared, guest := &place{vpc: "vpc-c", account: "1"}, &place{vpc: "vpc-c", account: "2"}
	owner := owners([]*place{a, b, shared, guest})
	for p, want := range map[*place]string{a: "1", b: "2", shared: "", guest: ""} {
		if got := owner(p); got != want {
			t.Errorf("%+v: %q, want %q", p, got, want)
		}
	}
}
