package conversation

import (
	"cmp"
	"net/netip"
	"slices"
	"time"

	"hamari/correlate/entity"
)

// Private addresses exist in many VPCs: two customers, or development and production, may have the same. What has an
// address is asked for from an interface, as it sees the world.

// site is the VPC of an interface, or where that is not known its account.
func (p *place) site() string { return cmp.Or(p.vpc, p.account) }

// residents returns the names of the things of a kind with an address that an interface can mean: those of its own VPC; where
// none is known there, those of others, unless the address is one of its VPC's.
func (p *place) residents(a netip.Addr, kind string, graph *entity.Graph) []string {
	var here, elsewhere []string
	for _, name := range graph.Linked(entity.ID{Kind: "address", Name: a.String()}, kind) {
		vpcs := graph.Linked(entity.ID{Kind: kind, Name: name}, "vpc")
		switch {
		case p.vpc != "" && slices.Contains(vpcs, p.vpc):
			here = append(here, name)
		case p.vpc == "" || len(vpcs) == 0 || !p.surrounds(a, graph):
			elsewhere = append(elsewhere, name)
		}
	}
	if len(here) > 0 {
		return here
	}
	return elsewhere
}

// locals is residents for the party that is in the VPC as the interface sees it: in another account it would be another's,
// unless the VPC is described and has no such address, as that of an inspection VPC.
func (p *place) locals(a netip.Addr, kind string, graph *entity.Graph) []string {
	return slices.DeleteFunc(p.residents(a, kind, graph), func(name string) bool {
		id := entity.ID{Kind: kind, Name: name}
		account := graph.Attr(id, "account", time.Time{})
		return p.account != "" && account != "" && account != p.account && len(p.subnets) == 0 && !slices.Contains(graph.Linked(id, "vpc"), p.vpc)
	})
}

// surrounds reports whether an address is of a described subnet of the interface's VPC.
func (p *place) surrounds(a netip.Addr, graph *entity.Graph) bool {
	if p.subnets == nil {
		p.subnets = []netip.Prefix{}
		for _, name := range graph.Linked(entity.ID{Kind: "vpc", Name: p.vpc}, "subnet") {
			if cidr, err := netip.ParsePrefix(graph.Attr(entity.ID{Kind: "subnet", Name: name}, "cidr", time.Time{})); err == nil {
				p.subnets = append(p.subnets, cidr)
			}
		}
	}
	return slices.ContainsFunc(p.subnets, func(n netip.Prefix) bool { return n.Contains(a) })
}

// owners tells whose interfaces are: their accounts, but for VPCs that are shared by several.
func owners(places []*place) (of func(p *place) string) {
	accounts, shared := map[string]string{}, map[string]bool{}
	for _, p := range places {
		if p.vpc == "" || p.account == "" {
			continue
		}
		if known := accounts[p.vpc]; known != "" && known != p.account {
			shared[p.vpc] = true
		}
		accounts[p.vpc] = p.account
	}
	return func(p *place) string {
		if shared[p.vpc] {
			return ""
		}
		return p.account
	}
}
