package conversation

import (
	"net/netip"
	"slices"
	"time"

	"hamari/correlate/entity"
	"hamari/correlate/lens/flow"
	"hamari/parsers/flowlog"
)

// Spot is where an interface stands, for lenses that follow packets past it.
type Spot struct {
	Kind                                       string // in EC2's words; empty where unknown
	Instance, Subnet, VPC, AZ, Account, Region string

	Gateway bool         // it is a Transit Gateway's
	Between bool         // it is of a type that passes on what others say
	Own     []netip.Addr // its own addresses, where they are known, which may be from the records
	Primary netip.Addr   // its primary address, where it is described

	acl *acl
}

// Spots returns what tells of interfaces where they stand, from what the records and the inventory say of them.
func (l *Lens) Spots(graph *entity.Graph) func(eni string) Spot {
	return func(eni string) Spot {
		info := &eniInfo{id: eni}
		if n, ok := l.numbers[eni]; ok {
			info = l.enis[n]
		}
		p := newPlace(info, graph)
		primary, _ := netip.ParseAddr(graph.Attr(p.id, "private-address", time.Time{}))
		return Spot{
			Kind: p.kind, Instance: p.instance, Subnet: p.subnet, VPC: p.vpc, AZ: p.az, Account: p.account, Region: p.region,
			Gateway: p.kind == transitGateway, Between: between[p.kind], Own: p.own, Primary: primary, acl: p.acl,
		}
	}
}

// Owns reports whether an address is the interface's own. Of one that forwards packets, the records show addresses of others
// in all of them.
func (s *Spot) Owns(a netip.Addr, forwards bool) bool {
	if forwards {
		return s.Primary == a
	}
	return slices.Contains(s.Own, a)
}

// Toward tells what the network ACL of a Transit Gateway's interface, as described, does with TCP packets to a port of a
// server in the VPC: allow or deny, or nothing where it does not settle that.
func (s *Spot) Toward(server netip.Addr, port uint16, subnet string) (list, action, rule, text string) {
	if s.acl == nil {
		return "", "", "", ""
	}
	where := onGateway
	if subnet == s.Subnet {
		where = onSharedSubnet
	}
	d := s.acl.decide(groupKey{local: flowlog.AddrOf(server), port: port, proto: flowlog.ProtocolTCP, heading: flow.ToLocal, server: flow.LocalServer}, netip.Prefix{}, where, ephemeral)
	return s.acl.id, d.action, d.rule, d.text
}
