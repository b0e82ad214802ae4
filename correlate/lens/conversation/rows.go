package conversation

import (
	"cmp"
	"fmt"
	"maps"
	"net/netip"
	"slices"
	"strings"
	"time"

	"hamari/correlate/entity"
	"hamari/correlate/lens"
	"hamari/parsers/flowlog"
)

// Rows returns what was gathered, in an order that does not depend on how it was. The graph adds what describe answers
// know of the interfaces: their type, zone, subnet and network ACL.
func (l *Lens) Rows(graph *entity.Graph) []lens.Row {
	l.foldProbes()
	rows := make([]lens.Row, 0, len(l.groups))
	places := map[uint32]*place{}
	for key, g := range l.groups {
		p := places[key.eni]
		if p == nil {
			p = l.place(key.eni, graph)
			places[key.eni] = p
		}
		rows = append(rows, l.row(key, g, p, graph))
	}
	slices.SortFunc(rows, func(a, b lens.Row) int {
		for _, slot := range []int{slotENI, slotService, slotHeading, slotLocal, slotServer, slotOutside, slotVersion} {
			if c := cmp.Compare(a.Value(slot).String(), b.Value(slot).String()); c != 0 {
				return c
			}
		}
		return a.Start.Compare(b.Start)
	})
	return rows
}

// Teach tells the graph what the records say of interfaces: whose they are, where they lie, and which address is theirs.
func (l *Lens) Teach(graph *entity.Graph) {
	const from = "flow log"
	for key, g := range l.groups {
		info := l.infos[key.eni]
		c := g.acceptCite
		if !c.set {
			c = g.rejectCite
		}
		at, cite := time.Unix(c.time, 0).UTC(), l.lensCite(c, "")
		eni := entity.ID{Kind: "eni", Name: l.names[key.eni]}
		graph.Connect(eni, entity.ID{Kind: "subnet", Name: info.subnet}, at, cite, from)
		graph.Connect(entity.ID{Kind: "subnet", Name: info.subnet}, entity.ID{Kind: "vpc", Name: info.vpc}, at, cite, from)
		graph.Know(entity.ID{Kind: "subnet", Name: info.subnet}, "az-id", entity.Fact{Value: info.az, At: at, Cite: cite, From: from})
		if info.translated {
			continue // the addresses are those of others
		}
		graph.Connect(eni, entity.ID{Kind: "instance", Name: info.instance}, at, cite, from)
		if info.directed {
			local := netip.AddrFrom16(key.local).Unmap().String()
			graph.Connect(eni, entity.ID{Kind: "address", Name: local}, at, cite, from)
		}
	}
	graph.Finish()
}

// foldProbes puts rejected conversations with public addresses beside the accepted ones of the same service.
func (l *Lens) foldProbes() {
	for key, g := range l.groups {
		if !key.probe {
			continue
		}
		twin := key
		twin.probe = false
		delete(l.groups, key)
		l.add(twin, g, nil)
	}
}

// place is where an interface stands in the VPC.
type place struct {
	id                          entity.ID
	kind, kindFrom              string
	instance, subnet, vpc       string
	az, azFrom, account, region string
	acl                         *acl
}

func (l *Lens) place(n uint32, graph *entity.Graph) *place {
	info := l.infos[n]
	p := &place{id: entity.ID{Kind: "eni", Name: l.names[n]}, instance: info.instance, subnet: info.subnet, vpc: info.vpc,
		account: info.account, region: info.region}
	p.kind, p.kindFrom = l.kindOf(p.id, info, graph)
	if p.instance == "" {
		p.instance = first(graph.Linked(p.id, "instance"))
	}
	if p.subnet == "" {
		p.subnet = first(graph.Linked(p.id, "subnet"))
	}
	subnet := entity.ID{Kind: "subnet", Name: p.subnet}
	if p.vpc == "" {
		p.vpc = cmp.Or(first(graph.Linked(p.id, "vpc")), first(graph.Linked(subnet, "vpc")))
	}
	described := cmp.Or(graph.Attr(subnet, "az-id", time.Time{}), graph.Attr(p.id, "az", time.Time{}), graph.Attr(subnet, "az", time.Time{}))
	switch {
	case info.az != "":
		p.az, p.azFrom = info.az, "az-id field"
	case described != "":
		p.az, p.azFrom = described, "describe answers"
	}
	if name := first(graph.Linked(subnet, "network-acl")); name != "" {
		p.acl = parseACL(name, graph.Attr(entity.ID{Kind: "network-acl", Name: name}, "entries", time.Time{}))
	}
	return p
}

func (l *Lens) kindOf(id entity.ID, info *eniInfo, graph *entity.Graph) (kind, from string) {
	if f, ok := graph.Fact(id, "eni-type", time.Time{}); ok {
		return f.Value, "describe-network-interfaces"
	}
	if strings.HasPrefix(graph.Attr(id, "description", time.Time{}), "Network Interface for Transit Gateway") {
		return "transit_gateway", "describe-network-interfaces"
	}
	switch {
	case info.kind != "":
		return info.kind, "interface-type field"
	case info.instance != "" && !info.translated:
		return "interface", "instance-id field"
	case info.translated && info.instance == "" && !info.translatedPublic:
		return "transit_gateway", "inferred from translated private addresses"
	}
	return "", ""
}

func first(list []string) string {
	if len(list) == 0 {
		return ""
	}
	return list[0]
}

func (l *Lens) row(key groupKey, g *group, p *place, graph *entity.Graph) lens.Row {
	local := netip.AddrFrom16(key.local).Unmap()
	v := make([]lens.Value, slots)
	v[slotENI] = lens.Text(p.id.Name)
	v[slotENIType], v[slotENITypeFrom] = lens.Text(p.kind), lens.Text(p.kindFrom)
	v[slotInstance] = lens.Text(p.instance)
	v[slotLocalInstance], v[slotLocalSubnet] = localParty(local, p, graph)
	v[slotSubnet], v[slotVPC] = lens.Text(p.subnet), lens.Text(p.vpc)
	v[slotAZ], v[slotAZFrom] = lens.Text(p.az), lens.Text(p.azFrom)
	v[slotAccount], v[slotRegion] = lens.Text(p.account), lens.Text(p.region)
	v[slotLocal] = lens.Text(local.String())
	v[slotService] = lens.Text(serviceName(key, local))
	v[slotPort] = lens.Number(float64(key.port))
	v[slotProtocol] = lens.Text(strings.ToLower(flowlog.ProtocolName(int(key.proto))))
	v[slotHeading] = lens.Text([]string{toLocal: "to-local", fromLocal: "from-local"}[key.heading])
	v[slotServer] = lens.Text([]string{localServer: "local", remoteServer: "remote"}[key.server])
	if key.hasPkt || p.kind != "transit_gateway" { // else the other party shown is the gateway itself
		v[slotRemote] = lens.Text(g.networkList())
	}
	v[slotHop] = lens.Number(hop(key, p))
	v[slotOutside] = lens.Truth(key.outside)
	v[slotVersion] = lens.Truth(key.hasPkt)
	g.measures(v)
	l.judge(key, g, p, v)
	start, end := g.span()
	return lens.Row{Kind: Kind, Start: start, End: end, Values: v, Records: g.accepted + g.rejected, Cites: l.cites(g)}
}

// localParty finds whose address the one in the VPC is.
func localParty(local netip.Addr, p *place, graph *entity.Graph) (instance, subnet lens.Value) {
	address := entity.ID{Kind: "address", Name: local.String()}
	if p.instance != "" {
		return lens.Text(p.instance), lens.Text(p.subnet)
	}
	instances := graph.Linked(address, "instance")
	if len(instances) == 1 { // an address may exist in several VPCs: then it names nobody
		instance = lens.Text(instances[0])
		subnet = lens.Text(first(graph.Linked(entity.ID{Kind: "instance", Name: instances[0]}, "subnet")))
	}
	return instance, subnet
}

func hop(key groupKey, p *place) float64 {
	through := p.kind != "" && p.kind != "interface"
	switch {
	case key.heading == toLocal && through:
		return 1
	case key.heading == toLocal:
		return 2
	case !through:
		return 3
	}
	return 4
}

func serviceName(key groupKey, local netip.Addr) string {
	name := strings.ToLower(flowlog.ProtocolName(int(key.proto)))
	host := local.String()
	if key.server == remoteServer {
		host = "remote for " + host
	}
	if key.port == 0 {
		return host + " " + name
	}
	return fmt.Sprintf("%s port %d/%s", host, key.port, name)
}

func (g *group) networkList() string {
	list := slices.SortedFunc(maps.Keys(g.networks), func(a, b netip.Prefix) int { return a.Addr().Compare(b.Addr()) })
	names := make([]string, len(list))
	for i, p := range list {
		names[i] = p.String()
	}
	return strings.Join(names, ",")
}

func (g *group) measures(v []lens.Value) {
	flows := g.accepted + g.rejected
	v[slotFlows] = lens.Number(float64(flows))
	v[slotAccepted] = lens.Number(float64(g.accepted))
	v[slotRejected] = lens.Number(float64(g.rejected))
	v[slotRejectedShare] = lens.Number(float64(g.rejected) / float64(flows))
	v[slotPackets] = lens.Number(float64(g.packets))
	v[slotBytes] = lens.Number(float64(g.bytes))
	v[slotUnanswered] = lens.Number(float64(g.unanswered))
	v[slotMinutes] = lens.Number(float64(g.acceptMinutes.count(&g.rejectMinutes)))
	v[slotRejectedMinutes] = lens.Number(float64(g.rejectMinutes.count(&minuteSet{})))
	if g.rejected > 0 {
		v[slotTurnedAt] = lens.Text(time.Unix(g.firstReject, 0).UTC().Format(time.RFC3339))
		if g.accepted > 0 {
			v[slotTurned] = lens.Text(g.turned())
		}
	}
}

func (g *group) turned() string {
	switch {
	case g.lastAccept <= g.firstReject+60: // records may lag by a minute
		return "to-reject"
	case g.lastReject <= g.firstAccept+60:
		return "to-accept"
	}
	return "mixed"
}

func (g *group) span() (start, end time.Time) {
	from, to := g.firstAccept, g.lastAccept
	if g.accepted == 0 || g.rejected > 0 && g.firstReject < from {
		from = g.firstReject
	}
	if g.accepted == 0 || g.rejected > 0 && g.lastReject > to {
		to = g.lastReject
	}
	return time.Unix(from, 0).UTC(), time.Unix(to, 0).UTC()
}

func (l *Lens) cites(g *group) (cites []lens.Cite) {
	if g.rejectCite.set {
		cites = append(cites, l.lensCite(g.rejectCite, fmt.Sprintf("first of %d REJECT records", g.rejected)))
	}
	if g.acceptCite.set {
		cites = append(cites, l.lensCite(g.acceptCite, fmt.Sprintf("first of %d ACCEPT records", g.accepted)))
	}
	return cites
}

// judge puts down what the described network ACL of the interface's subnet does with the traffic.
func (l *Lens) judge(key groupKey, g *group, p *place, v []lens.Value) {
	if p.acl == nil {
		return
	}
	v[slotACL] = lens.Text(p.acl.id)
	through := p.kind == "transit_gateway"
	decisions := map[decision]bool{}
	for network := range g.networks {
		decisions[p.acl.decide(key, network, through)] = true
	}
	if len(g.networks) == 0 {
		decisions[p.acl.decide(key, netip.Prefix{}, through)] = true
	}
	if len(decisions) != 1 {
		v[slotACLAction] = lens.Text("mixed")
		return
	}
	for d := range decisions {
		v[slotACLAction], v[slotACLRule], v[slotACLText] = lens.Text(d.action), lens.Text(d.rule), lens.Text(d.text)
	}
}

// Outbound tells in which minutes instances sent packets that were let out of their interface.
func (l *Lens) Outbound(graph *entity.Graph, yield func(instance string, start, end time.Time, c lens.Cite)) {
	for key, g := range l.groups {
		info := l.infos[key.eni]
		instance := cmp.Or(info.instance, first(graph.Linked(entity.ID{Kind: "eni", Name: l.names[key.eni]}, "instance")))
		if key.heading != fromLocal || instance == "" || g.accepted == 0 || info.translated {
			continue
		}
		g.acceptMinutes.each(func(minute int64) {
			start := time.Unix(minute*60, 0).UTC()
			yield(instance, start, start.Add(time.Minute), l.lensCite(g.acceptCite, ""))
		})
	}
}
