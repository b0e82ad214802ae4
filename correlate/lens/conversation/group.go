package conversation

import (
	"cmp"
	"fmt"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/tidwall/gjson"

	"hamari/correlate/entity"
	"hamari/correlate/lens/flow"
	"hamari/parsers/flowlog"
)

// groupRules are the rules of a security group in one direction, as describe-security-groups tells them. They only
// allow: what no rule of any group of an interface allows, is rejected. They are stateful: replies to what was allowed
// meet no rule.
//
// AWS: https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html
type groupRules struct {
	id, name string
	rules    []groupRule
}

type groupRule struct {
	protocol    int  // -1 for all
	open        bool // to all ports, or types of ICMP
	from, to    int  // ports, or the type of ICMP and its code
	networks    []netip.Prefix
	groups      []string // whose interfaces may be the peers
	prefixLists []string
}

// parseGroup reads a group's IpPermissions or IpPermissionsEgress.
func parseGroup(id, name, permissions string) groupRules {
	g := groupRules{id: id, name: name}
	gjson.Parse(permissions).ForEach(func(_, p gjson.Result) bool {
		r := parsePorts(p)
		for _, n := range slices.Concat(p.Get("IpRanges.#.CidrIp").Array(), p.Get("Ipv6Ranges.#.CidrIpv6").Array()) {
			if prefix, err := netip.ParsePrefix(n.String()); err == nil {
				r.networks = append(r.networks, prefix.Masked())
			}
		}
		for _, other := range p.Get("UserIdGroupPairs.#.GroupId").Array() {
			r.groups = append(r.groups, other.String())
		}
		for _, list := range p.Get("PrefixListIds.#.PrefixListId").Array() {
			r.prefixLists = append(r.prefixLists, list.String())
		}
		g.rules = append(g.rules, r)
		return true
	})
	return g
}

// parsePorts reads what a rule is about: a protocol and its ports.
func parsePorts(p gjson.Result) groupRule {
	r := groupRule{protocol: protocolNumber(p.Get("IpProtocol").String()), from: int(p.Get("FromPort").Int()), to: int(p.Get("ToPort").Int())}
	r.open = r.protocol == -1 || !p.Get("FromPort").Exists() || r.from == -1 || r.from == 0 && r.to == 65535
	return r
}

// protocolNumber reads a protocol as rules name it: "-1", "tcp", "6".
func protocolNumber(s string) int {
	switch s {
	case "tcp":
		return flowlog.ProtocolTCP
	case "udp":
		return flowlog.ProtocolUDP
	case "icmp":
		return 1
	case "icmpv6":
		return 58
	}
	n, err := strconv.Atoi(s)
	if err != nil {
		return -2 // none that a record has
	}
	return n
}

// peer is the far party of an exchange, as rules look at it.
type peer struct {
	network netip.Prefix // one address, or what was put together
	groups  []string     // its interface's security groups
	known   bool         // whether that interface is described
}

func (at *place) peer(network netip.Prefix, in *atlas) peer {
	p := peer{network: network}
	if !network.IsSingleIP() {
		return p
	}
	enis := at.residents(network.Addr(), "eni", in)
	if len(enis) == 1 {
		p.groups = in.graph.Linked(entity.ID{Kind: "eni", Name: enis[0]}, "security-group")
	}
	if instances := at.residents(network.Addr(), "instance", in); len(p.groups) == 0 && len(enis) <= 1 && len(instances) == 1 {
		p.groups = in.graph.Linked(entity.ID{Kind: "instance", Name: instances[0]}, "security-group")
	}
	p.known = len(p.groups) > 0
	return p
}

// groupBook holds the security groups that are described. Many interfaces share one.
type groupBook struct {
	graph *entity.Graph
	known map[string]*describedGroup
}

// describedGroup is a group's rules for packets in and out; nil for one that is not described.
type describedGroup struct {
	in, out groupRules
	some    bool // there may be further rules

	untold map[bool]bool // by whether they are for egress: --query has left the rules out
}

func newGroupBook(graph *entity.Graph) *groupBook {
	return &groupBook{graph: graph, known: map[string]*describedGroup{}}
}

func (b *groupBook) group(name string) *describedGroup {
	if g, ok := b.known[name]; ok {
		return g
	}
	id := entity.ID{Kind: "security-group", Name: name}
	in, hasIn := b.graph.Fact(id, "ingress", time.Time{})
	out, hasOut := b.graph.Fact(id, "egress", time.Time{})
	if hasIn || hasOut {
		title := b.graph.Attr(id, "name", time.Time{})
		b.known[name] = &describedGroup{
			in: parseGroup(name, title, in.Value), out: parseGroup(name, title, out.Value), untold: map[bool]bool{false: !hasIn, true: !hasOut},
		}
	} else {
		b.known[name] = b.ruleByRule(id)
	}
	return b.known[name]
}

// ruleByRule returns a group of which describe-security-group-rules tells the rules one by one. It can be asked for some of
// them alone, and the answer does not say so.
func (b *groupBook) ruleByRule(id entity.ID) *describedGroup {
	var g *describedGroup
	for _, name := range b.graph.Linked(id, "security-group-rule") {
		text := b.graph.Attr(entity.ID{Kind: "security-group-rule", Name: name}, "rule", time.Time{})
		if text == "" {
			continue
		}
		if g == nil {
			g = &describedGroup{in: groupRules{id: id.Name}, out: groupRules{id: id.Name}, some: true}
		}
		into := &g.in
		if gjson.Get(text, "IsEgress").Bool() {
			into = &g.out
		}
		into.rules = append(into.rules, parseSingleRule(text))
	}
	return g
}

func parseSingleRule(text string) groupRule {
	p := gjson.Parse(text)
	r := parsePorts(p)
	for _, key := range []string{"CidrIpv4", "CidrIpv6"} {
		if prefix, err := netip.ParsePrefix(p.Get(key).String()); err == nil {
			r.networks = append(r.networks, prefix.Masked())
		}
	}
	if other := p.Get("ReferencedGroupInfo.GroupId").String(); other != "" {
		r.groups = append(r.groups, other)
	}
	if list := p.Get("PrefixListId").String(); list != "" {
		r.prefixLists = append(r.prefixLists, list)
	}
	return r
}

// guard is the security groups of an interface. It judges only what all of them being described allows to judge.
type guard struct {
	groups  []string
	rules   map[bool][]groupRules // by whether they are for egress
	unknown []string              // groups that are not described
	untold  map[bool][]string     // those of which the rules are not
	some    []string              // groups that may have further rules
	graph   *entity.Graph
}

func (b *groupBook) guard(groups []string) *guard {
	g := &guard{groups: groups, rules: map[bool][]groupRules{}, untold: map[bool][]string{}, graph: b.graph}
	for _, name := range groups {
		described := b.group(name)
		if described == nil {
			g.unknown = append(g.unknown, name)
			continue
		}
		if described.some {
			g.some = append(g.some, name)
		}
		for _, egress := range []bool{false, true} {
			if described.untold[egress] {
				g.untold[egress] = append(g.untold[egress], name)
			}
		}
		g.rules[false] = append(g.rules[false], described.in)
		g.rules[true] = append(g.rules[true], described.out)
	}
	return g
}

// decide judges requests to or from a port. Where the rules do not settle it, the decision has a text only.
func (g *guard) decide(egress bool, proto uint8, port uint16, p peer) decision {
	if len(g.groups) == 0 {
		return decision{}
	}
	var doubts, near []string
	for _, group := range g.rules[egress] {
		for _, r := range group.rules {
			fits := r.fits(proto, port)
			if fits == no {
				continue
			}
			allows, doubt := g.allows(&r, p)
			switch {
			case allows && fits == yes:
				return decision{action: "allow", rule: group.id, text: fmt.Sprintf("%s allows %s %s %s", group, r.what(proto), toward(egress), r.sources())}
			case allows:
				doubts = append(doubts, fmt.Sprintf("%s allows some %s", group, flow.ProtocolName(proto)))
			case doubt != "":
				doubts = append(doubts, fmt.Sprintf("%s allows %s %s %s: %s", group, r.what(proto), toward(egress), r.sources(), doubt))
			default:
				near = append(near, r.sources())
			}
		}
	}
	for _, name := range g.unknown {
		doubts = append(doubts, name+" is not described")
	}
	for _, name := range g.untold[egress] {
		doubts = append(doubts, "the "+way(egress)+" rules of "+name+" are not described")
	}
	for _, name := range g.some {
		doubts = append(doubts, "none of the rules of "+name+" that describe-security-group-rules lists allows it, which may not be all")
	}
	if len(doubts) > 0 {
		return decision{text: strings.Join(fewOf(doubts), "; ")}
	}
	return decision{action: "deny", rule: strings.Join(g.groups, ","), text: g.denial(egress, proto, port, p, near)}
}

// denial says that no rule allows something, and from where the same is allowed.
func (g *guard) denial(egress bool, proto uint8, port uint16, p peer, near []string) string {
	var names []string
	for _, group := range g.rules[egress] {
		names = append(names, group.String())
	}
	what := flow.ProtocolName(proto)
	if flow.HasPorts(proto) {
		what += fmt.Sprintf(" port %d", port)
	}
	text := fmt.Sprintf("no %s rule of %s allows %s %s %s", way(egress), strings.Join(names, " and "), what, toward(egress), shown(p.network))
	if len(near) > 0 {
		slices.Sort(near)
		text += fmt.Sprintf(" (it is allowed %s %s)", toward(egress), strings.Join(fewOf(slices.Compact(near)), ", "))
	}
	return text
}

// fewOf shortens a list that may be long.
func fewOf(list []string) []string {
	const most = 4
	if len(list) > most {
		return append(list[:most:most], fmt.Sprintf("and %d others", len(list)-most))
	}
	return list
}

// shown writes a network that is one address as that address.
func shown(p netip.Prefix) string {
	if p.IsSingleIP() {
		return p.Addr().String()
	}
	return p.String()
}

// allows reports whether a rule holds for a peer, or why that is not known.
func (g *guard) allows(r *groupRule, p peer) (yes bool, doubt string) {
	for _, n := range r.networks {
		switch {
		case n.Bits() <= p.network.Bits() && n.Contains(p.network.Addr()):
			return true, ""
		case n.Overlaps(p.network):
			doubt = "that is a part of " + p.network.String()
		}
	}
	for _, other := range r.groups {
		switch {
		case p.known && slices.Contains(p.groups, other):
			return true, ""
		case !p.known:
			doubt = "whether " + shown(p.network) + " belongs to " + other + ", the bundle does not tell"
		}
	}
	for _, list := range r.prefixLists {
		cidrs, described := g.graph.Fact(entity.ID{Kind: "prefix-list", Name: list}, "cidrs", time.Time{})
		if !described {
			doubt = "whether " + list + " holds " + shown(p.network) + ", the bundle does not tell"
			continue
		}
		for _, c := range gjson.Parse(cidrs.Value).Array() {
			if n, err := netip.ParsePrefix(c.String()); err == nil && n.Bits() <= p.network.Bits() && n.Contains(p.network.Addr()) {
				return true, ""
			}
		}
	}
	return false, doubt
}

// fits reports whether a rule is about the protocol and port.
func (r *groupRule) fits(proto uint8, port uint16) fit {
	switch {
	case r.protocol != -1 && r.protocol != int(proto):
		return no
	case r.open:
		return yes
	case !flow.HasPorts(proto):
		return partly // the log does not tell types of ICMP messages apart
	case int(port) >= r.from && int(port) <= r.to:
		return yes
	}
	return no
}

// what says what a rule is about.
func (r *groupRule) what(proto uint8) string {
	switch {
	case r.protocol == -1:
		return "all traffic"
	case r.open || !flow.HasPorts(proto):
		return flow.ProtocolName(proto)
	case r.from == r.to:
		return fmt.Sprintf("%s port %d", flow.ProtocolName(proto), r.from)
	}
	return fmt.Sprintf("%s ports %d-%d", flow.ProtocolName(proto), r.from, r.to)
}

// sources lists the peers that a rule allows.
func (r *groupRule) sources() string {
	var all []string
	for _, n := range r.networks {
		all = append(all, n.String())
	}
	for _, other := range r.groups {
		all = append(all, "members of "+other)
	}
	all = append(all, r.prefixLists...)
	return strings.Join(fewOf(all), ", ")
}

// statedNetworks lists the public networks that rules of described security groups name, the narrowest first: who
// writes a network down knows its people.
func (b *groupBook) statedNetworks() (stated []netip.Prefix) {
	const most = 10_000
	for _, name := range b.graph.All("security-group") {
		group := b.group(name)
		if group == nil {
			continue
		}
		for _, r := range group.in.rules {
			for _, n := range r.networks {
				narrow := n.Addr().Is4() && n.Bits() >= 8 || n.Addr().Is6() && n.Bits() >= 16
				if narrow && flow.IsPublic(flowlog.AddrOf(n.Addr())) {
					stated = append(stated, n)
				}
			}
		}
	}
	slices.SortFunc(stated, func(a, b netip.Prefix) int {
		return cmp.Or(cmp.Compare(b.Bits(), a.Bits()), a.Addr().Compare(b.Addr()))
	})
	stated = slices.Compact(stated)
	return stated[:min(len(stated), most)]
}

func toward(egress bool) string {
	if egress {
		return "to"
	}
	return "from"
}

// String names a group: "sg-0a (web)".
func (g groupRules) String() string {
	if g.name == "" {
		return g.id
	}
	return g.id + " (" + g.name + ")"
}
