package journey

import (
	"cmp"
	"net/netip"
	"slices"
	"time"

	"hamari/correlate/entity"
	"hamari/correlate/lens"
)

// site is what is described of a VPC that has to do with its Transit Gateway.
type site struct {
	attachment, mode, tgw string
	zones                 []zone // of the attachment's subnets, where all of them are known
	subnets               map[netip.Prefix]string
	lengths               []int // of their prefixes
}

// zone is an Availability Zone by its ID and its name, of which one may not be known.
type zone struct{ id, name string }

func (r *reader) site(vpc string) *site {
	if s := r.sites[vpc]; s != nil {
		return s
	}
	s := &site{subnets: map[netip.Prefix]string{}}
	r.sites[vpc] = s
	for _, name := range r.graph.Linked(entity.ID{Kind: "vpc", Name: vpc}, "subnet") {
		if cidr, err := netip.ParsePrefix(r.graph.Attr(entity.ID{Kind: "subnet", Name: name}, "cidr", time.Time{})); err == nil {
			s.subnets[cidr.Masked()] = name
			s.lengths = append(s.lengths, cidr.Bits())
		}
	}
	slices.Sort(s.lengths)
	s.lengths = slices.Compact(s.lengths)
	attachments := r.graph.Linked(entity.ID{Kind: "vpc", Name: vpc}, "tgw-attachment")
	if len(attachments) != 1 {
		return s
	}
	attachment := entity.ID{Kind: "tgw-attachment", Name: attachments[0]}
	s.attachment, s.mode = attachment.Name, r.graph.Attr(attachment, "appliance-mode", time.Time{})
	if gateways := r.graph.Linked(attachment, "tgw"); len(gateways) == 1 {
		s.tgw = gateways[0]
	}
	for _, subnet := range r.graph.Linked(attachment, "subnet") {
		s.zones = append(s.zones, r.zoneOf(subnet))
	}
	return s
}

func (r *reader) zoneOf(subnet string) zone {
	id := entity.ID{Kind: "subnet", Name: subnet}
	return zone{r.graph.Attr(id, "az-id", time.Time{}), r.graph.Attr(id, "az", time.Time{})}
}

// without reports whether none of an attachment's subnets is in a zone. It does not where the zone of one is not known.
func (s *site) without(z zone) bool {
	return len(s.zones) > 0 && !slices.ContainsFunc(s.zones, func(o zone) bool {
		switch {
		case z.id != "" && o.id != "":
			return z.id == o.id
		case z.name != "" && o.name != "":
			return z.name == o.name
		}
		return true
	})
}

// subnetOf is the described subnet of the VPC that an address lies in.
func (s *site) subnetOf(a netip.Addr) string {
	for _, bits := range slices.Backward(s.lengths) {
		if p, err := a.Prefix(bits); err == nil && s.subnets[p] != "" {
			return s.subnets[p]
		}
	}
	return ""
}

// tellAttachment puts down what is described of the attachment, and whether the clients' addresses are the VPC's own.
func (r *reader) tellAttachment(v []lens.Value, k journeyKey, j *journey) {
	s := r.site(k.vpc)
	v[slotAttachment], v[slotMode], v[slotTGW] = lens.Text(s.attachment), lens.Text(s.mode), lens.Text(s.tgw)
	v[slotInside] = lens.Text(s.subnetOf(j.client))
	subnet := v[slotSubnet].String()
	if subnet == "" {
		return
	}
	z := r.zoneOf(subnet)
	v[slotAZ] = lens.Text(cmp.Or(z.id, z.name))
	if s.without(z) {
		v[slotUnattached] = lens.Truth(true)
	}
}
