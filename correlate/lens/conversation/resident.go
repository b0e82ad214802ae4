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

// atlas remembers what was asked for of the graph, where a thing may have very many links.
type atlas struct {
	graph   *entity.Graph
	vpcs    map[entity.ID][]string
	subnets map[string][]netip.Prefix // of VPCs
}

func newAtlas(graph *entity.Graph) *atlas {
	return &atlas{graph: graph, vpcs: map[entity.ID][]string{}, subnets: map[string][]netip.Prefix{}}
}

// vpcsOf returns the VPCs of a thing: one, or none that is known.
func (m *atlas) vpcsOf(id entity.ID) []string {
	vpcs, known := m.vpcs[id]
	if !known {
		vpcs = m.graph.Linked(id, "vpc")
		m.vpcs[id] = vpcs
	}
	return vpcs
}

// subnetsOf returns the networks of the described subnets of a VPC.
func (m *atlas) subnetsOf(vpc string) []netip.Prefix {
	subnets, known := m.subnets[vpc]
	if known {
		return subnets
	}
	for _, name := range m.graph.Linked(entity.ID{Kind: "vpc", Name: vpc}, "subnet") {
		if cidr, err := netip.ParsePrefix(m.graph.Attr(entity.ID{Kind: "subnet", Name: name}, "cidr", time.Time{})); err == nil {
			subnets = append(subnets, cidr)
		}
	}
	m.subnets[vpc] = subnets
	return subnets
}

// site is the VPC of an interface, or where that is not known its account.
func (p *place) site() string { return cmp.Or(p.vpc, p.account) }

// residents returns the names of the things of a kind with an address that an interface can mean: those of its own VPC; where
// none is known there, those of others, unless the address is one of its VPC's.
func (p *place) residents(a netip.Addr, kind string, in *atlas) []string {
	var here, elsewhere []string
	for _, name := range in.graph.Linked(entity.ID{Kind: "address", Name: a.String()}, kind) {
		vpcs := in.vpcsOf(entity.ID{Kind: kind, Name: name})
		switch {
		case p.vpc != "" && slices.Contains(vpcs, p.vpc):
			here = append(here, name)
		case p.vpc == "" || len(vpcs) == 0 || !p.surrounds(a, in):
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
func (p *place) locals(a netip.Addr, kind string, in *atlas) []string {
	return slices.DeleteFunc(p.residents(a, kind, in), func(name string) bool {
		id := entity.ID{Kind: kind, Name: name}
		account := in.graph.Attr(id, "account", time.Time{})
		return p.account != "" && account != "" && account != p.account && len(in.subnetsOf(p.vpc)) == 0 && !slices.Contains(in.vpcsOf(id), p.vpc)
	})
}

// surrounds reports whether an address is of a described subnet of the interface's VPC.
func (p *place) surrounds(a netip.Addr, in *atlas) bool {
	return slices.ContainsFunc(in.subnetsOf(p.vpc), func(n netip.Prefix) bool { return n.Contains(a) })
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
