package conversation

import (
	"cmp"
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"github.com/tidwall/gjson"

	"hamari/correlate/lens/flow"
	"hamari/parsers/flowlog"
)

// acl is a network ACL as describe-network-acls tells it: rules in order of number, the first that fits decides, and
// what fits none is denied. It is stateless: each direction is judged on its own.
//
// AWS: https://docs.aws.amazon.com/vpc/latest/userguide/nacl-basics.html
type acl struct {
	id      string
	entries []aclEntry
}

type aclEntry struct {
	number   int
	protocol int // -1 for all
	allow    bool
	egress   bool
	cidr     netip.Prefix
	from, to int // ports; 0 to 65535 where the rule has none
	icmpType int // -1 for all
}

func parseACL(id, entries string) *acl {
	a := &acl{id: id}
	gjson.Parse(entries).ForEach(func(_, e gjson.Result) bool {
		entry := aclEntry{
			number: int(e.Get("RuleNumber").Int()), protocol: int(e.Get("Protocol").Int()),
			allow: e.Get("RuleAction").String() == "allow", egress: e.Get("Egress").Bool(), to: 65535, icmpType: -1,
		}
		cidr := cmp.Or(e.Get("CidrBlock").String(), e.Get("Ipv6CidrBlock").String())
		prefix, err := netip.ParsePrefix(cidr)
		if err != nil {
			return true
		}
		entry.cidr = prefix.Masked()
		if r := e.Get("PortRange"); r.Exists() {
			entry.from, entry.to = int(r.Get("From").Int()), int(r.Get("To").Int())
		}
		if t := e.Get("IcmpTypeCode.Type"); t.Exists() {
			entry.icmpType = int(t.Int())
		}
		a.entries = append(a.entries, entry)
		return true
	})
	slices.SortStableFunc(a.entries, func(x, y aclEntry) int { return cmp.Compare(x.number, y.number) })
	return a
}

// decision is what an ACL does with one kind of traffic; action is "" where the rules alone do not tell.
type decision struct{ action, rule, text string }

// seat is where the interface that a network ACL stands before has its subnet.
type seat int

const (
	onInterface    seat = iota // an ordinary interface
	onGateway                  // a Transit Gateway's, in a subnet without the instance
	onSharedSubnet             // a Transit Gateway's, in the instance's own subnet
)

// decide judges the packets of a group.
//
// On the subnet of an ordinary interface, packets to it meet the inbound rules with the far party as source, packets
// from it the outbound rules with the far party as destination. On a Transit Gateway's own subnet, packets into the
// VPC meet the outbound rules with the instance as destination, packets out of it the inbound rules with the instance
// as source; the other two directions are not evaluated. Where both share a subnet, packets into the VPC meet no rule
// of it, and packets out of it both kinds: the instance's interface then shows what the rules do.
// AWS: https://docs.aws.amazon.com/vpc/latest/tgw/tgw-nacls.html
//
// Answers go to ports of the clients, which those given are.
func (a *acl) decide(key groupKey, remote netip.Prefix, where seat, clients ports) decision {
	local := key.local.Netip()
	egress, party := key.heading == flow.FromLocal, remote
	switch {
	case where == onSharedSubnet:
		return decision{}
	case where == onGateway && local.IsUnspecified():
		return decision{}
	case where == onGateway:
		egress, party = key.heading == flow.ToLocal, netip.PrefixFrom(local, local.BitLen())
	}
	if !party.IsValid() {
		return decision{}
	}
	// The service's port is the destination port of packets that go to the server; answers go to an ephemeral one.
	toServer := (key.heading == flow.ToLocal) == (key.server == flow.LocalServer)
	for _, e := range a.entries {
		if e.egress != egress || e.protocol != -1 && e.protocol != int(key.proto) || !e.cidr.Overlaps(party) {
			continue
		}
		if e.cidr.Bits() > party.Bits() {
			return decision{} // the rule fits a part of the network only
		}
		switch e.fitsPort(key, toServer, clients) {
		case no:
			continue
		case partly:
			return decision{}
		}
		return decision{action: e.action(), rule: e.name(), text: e.String()}
	}
	return decision{text: "the description leaves out some of its rules"} // the last of them, which denies what no other fits, is in each
}

type fit int

const (
	no fit = iota
	partly
	yes
)

// near lists the rules before the one that decides which let replies to some ports of clients through, only not to these.
func (a *acl) near(key groupKey, remote netip.Prefix, clients ports) (list []aclEntry) {
	for _, e := range a.entries {
		inWay := e.egress == (key.heading == flow.FromLocal) && (e.protocol == -1 || e.protocol == int(key.proto)) && e.cidr.Overlaps(remote)
		switch {
		case !inWay:
			continue
		case e.fitsPort(key, false, clients) != no:
			return list // it decides
		case e.allow && e.cidr.Bits() <= remote.Bits() && e.forClients():
			list = append(list, e)
		}
	}
	return list
}

// forClients reports whether a rule is for a range from which clients choose their ports, rather than for services. How wide
// that must be is a judgement.
func (e aclEntry) forClients() bool {
	const wide = 1000
	return e.from >= ephemeral.from && e.to-e.from >= wide
}

// ports is a range of ports, both ends in it.
type ports struct{ from, to int }

// ephemeral ports: those from which clients of all operating systems together may choose.
var ephemeral = ports{1024, 65535}

func (e aclEntry) fitsPort(key groupKey, toServer bool, clients ports) fit {
	switch {
	case e.protocol == -1:
		return yes
	case !flow.HasPorts(key.proto) && e.icmpType != -1:
		return partly // the log does not tell types of ICMP messages apart
	case !flow.HasPorts(key.proto) || e.from == 0 && e.to == 65535:
		return yes
	case toServer && key.port == 0:
		return partly
	case toServer && int(key.port) >= e.from && int(key.port) <= e.to:
		return yes
	case toServer:
		return no
	case e.from <= clients.from && e.to >= clients.to:
		return yes
	case e.to < clients.from || e.from > clients.to:
		return no
	}
	return partly
}

func (e aclEntry) action() string {
	if e.allow {
		return "allow"
	}
	return "deny"
}

// lastRule is the number under which describe-network-acls lists the rule that the console shows as *; for IPv6 it is the
// next one.
const lastRule = 32767

func (e aclEntry) name() string {
	if e.number >= lastRule {
		return "*"
	}
	return fmt.Sprint(e.number)
}

// String gives the rule in words: "outbound rule 90: deny all traffic to 10.40.1.0/24".
func (e aclEntry) String() string {
	toward := "from"
	if e.egress {
		toward = "to"
	}
	if e.number >= lastRule {
		return way(e.egress) + " rule *: no rule allows it, and what no rule allows is denied"
	}
	what := "all traffic"
	if e.protocol != -1 {
		what = strings.ToLower(flowlog.ProtocolName(e.protocol)) + e.ports()
	}
	return fmt.Sprintf("%s rule %s: %s %s %s %s", way(e.egress), e.name(), e.action(), what, toward, e.cidr)
}

func (e aclEntry) ports() string {
	switch {
	case e.icmpType != -1:
		return fmt.Sprintf(" type %d", e.icmpType)
	case e.from == 0 && e.to == 65535:
		return ""
	case e.from == e.to:
		return fmt.Sprintf(" port %d", e.from)
	}
	return fmt.Sprintf(" ports %d-%d", e.from, e.to)
}

func way(egress bool) string {
	if egress {
		return "outbound"
	}
	return "inbound"
}
