package gateway

import (
	"net/netip"

	"hamari/correlate/lens/flow"
	"hamari/parsers/flowlog"
)

// maxOrigins is how many networks are held of which it is known by which attachment their packets come in.
const maxOrigins = 20_000

// origin is a network (IPv4 /24, IPv6 /64) whose packets a gateway carried.
type origin struct {
	tgw     string
	network flowlog.Addr // its first address
}

// origins are the attachments that packets of networks came in by; several of one network are told apart by none.
type origins map[origin]string

// several stands for attachments of which there is more than one.
const several = "-"

// learn takes in a record of packets that were handed to a VPC.
func (o origins) learn(f *flowlog.Flow) {
	slot := flowlog.TGWSlotAttachmentID
	if string(f.Value(flowlog.TGWSlotFlowDirection)) == "egress" {
		slot = flowlog.TGWSlotPairAttachmentID
	}
	attachment := f.Value(slot)
	if !attachment.Exists() || f.SrcAddr().IsUnspecified() {
		return
	}
	tgw, network := f.Value(flowlog.TGWSlotID), flow.NetworkOf(f.SrcAddr())
	// The conversions do not allocate where the key is only looked up.
	if known, ok := o[origin{string(tgw), network}]; ok && known == string(attachment) {
		return
	}
	o.put(origin{string(tgw), network}, string(attachment))
}

func (o origins) put(of origin, attachment string) {
	known, ok := o[of]
	switch {
	case !ok && len(o) < maxOrigins:
		o[of] = attachment
	case ok && known != attachment:
		o[of] = several
	}
}

// behind is the attachment by which packets of all of some networks came in, where it is one.
func (o origins) behind(tgw string, networks []netip.Prefix) (attachment string) {
	for _, n := range networks {
		by, ok := o[origin{tgw, flow.NetworkOf(flowlog.AddrOf(n.Addr()))}]
		if !ok || by == several || attachment != "" && by != attachment || n.Addr().Is4() && n.Bits() < 24 {
			return ""
		}
		attachment = by
	}
	return attachment
}
