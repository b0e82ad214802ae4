package generate

import (
	"strconv"
	"strings"
)

// nic is a network interface.
type nic struct {
	id, subnet, instance string // instance is empty for an interface of a Transit Gateway
	address              uint32
	zone                 int // index into the region's zones
	public               bool
}

// flow is one flow log record about to be rendered.
type flow struct {
	nic            *nic
	src, dst       uint32
	pktSrc, pktDst uint32
	sport, dport   int
	packets, bytes int
	start, end     int64
	flags          int
	reject, egress bool
	dstService     string
	path           int // traffic-path; 0 for none
}

// flowColumns are the fields of versions 2 to 5 in the order in which AWS documents them.
//
// Source: https://docs.aws.amazon.com/vpc/latest/userguide/flow-log-records.html
var flowColumns = strings.Fields(`version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end
	action log-status vpc-id subnet-id instance-id tcp-flags type pkt-srcaddr pkt-dstaddr region az-id sublocation-type
	sublocation-id pkt-src-aws-service pkt-dst-aws-service flow-direction traffic-path`)

// flowNet is what the records of one VPC have in common.
type flowNet struct {
	account, vpc string
	region       region
	order        []int // columns in the order of the file
}

// columnOrder returns the documented order, or a mixed one as custom formats have it.
func columnOrder(form string, r *random) []int {
	order := make([]int, len(flowColumns))
	for i := range order {
		order[i] = i
	}
	if form == "custom" {
		r.Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
	}
	return order
}

// names returns the columns' names in the order of the file.
func (n *flowNet) names() []string {
	var names []string
	for _, column := range n.order {
		names = append(names, flowColumns[column])
	}
	return names
}

// appendTo appends the record as a line without its end.
func (n *flowNet) appendTo(dst []byte, f *flow) []byte {
	for i, column := range n.order {
		if i > 0 {
			dst = append(dst, ' ')
		}
		dst = n.appendColumn(dst, f, column)
	}
	return dst
}

// appendColumn appends the value of one of flowColumns, by its number there.
func (n *flowNet) appendColumn(dst []byte, f *flow, column int) []byte {
	switch column {
	case 0:
		return append(dst, '5')
	case 1:
		return append(dst, n.account...)
	case 2:
		return append(dst, f.nic.id...)
	case 3:
		return appendIP(dst, f.src)
	case 4:
		return appendIP(dst, f.dst)
	case 5:
		return strconv.AppendInt(dst, int64(f.sport), 10)
	case 6:
		return strconv.AppendInt(dst, int64(f.dport), 10)
	case 7:
		return append(dst, '6')
	case 8:
		return strconv.AppendInt(dst, int64(f.packets), 10)
	case 9:
		return strconv.AppendInt(dst, int64(f.bytes), 10)
	case 10:
		return strconv.AppendInt(dst, f.start, 10)
	case 11:
		return strconv.AppendInt(dst, f.end, 10)
	case 12:
		return append(dst, word(f.reject, "REJECT", "ACCEPT")...)
	case 13:
		return append(dst, "OK"...)
	case 14:
		return append(dst, n.vpc...)
	case 15:
		return append(dst, f.nic.subnet...)
	case 16:
		return append(dst, orDash(f.nic.instance)...)
	case 17:
		return strconv.AppendInt(dst, int64(f.flags), 10)
	case 18:
		return append(dst, "IPv4"...)
	case 19:
		return appendIP(dst, f.pktSrc)
	case 20:
		return appendIP(dst, f.pktDst)
	case 21:
		return append(dst, n.region.name...)
	case 22:
		return append(dst, n.region.ids[f.nic.zone]...)
	case 26:
		return append(dst, orDash(f.dstService)...)
	case 27:
		return append(dst, word(f.egress, "egress", "ingress")...)
	case 28:
		if f.egress && f.path > 0 {
			return strconv.AppendInt(dst, int64(f.path), 10)
		}
	}
	return append(dst, '-')
}

func word(yes bool, a, b string) string {
	if yes {
		return a
	}
	return b
}

func orDash(s string) string {
	if s == "" {
		return "-"
	}
	return s
}

// TCP flags as flow logs OR them together over an interval.
const (
	flagSYN       = 2
	flagSYNFIN    = 3
	flagSYNACK    = 18
	flagSYNACKFIN = 19
)
