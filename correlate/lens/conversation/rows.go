package conversation

import (
	"cmp"
	"iter"
	"net/netip"
	"slices"
	"strings"
	"time"

	"hamari/correlate/entity"
	"hamari/correlate/lens"
	"hamari/correlate/lens/flow"
	"hamari/parsers/flowlog"
)

// Rows returns what was gathered, in an order that does not depend on how it was. The graph adds what describe answers
// know of the interfaces: their type, zone, subnet and network ACL. No event may follow. Rows take far more room than
// what they are made of, so they are made one by one, anew each time they are gone over.
func (l *Lens) Rows(graph *entity.Graph) iter.Seq[lens.Row] {
	places := l.settle(graph)
	gates, traffic, destinations, serving := l.gates(places), l.traffic(graph), l.destinations.most(), l.serving(true)
	owner := owners(places)
	untold, silent := l.untold(serving), l.silent(places)
	return func(yield func(lens.Row) bool) {
		in := newAtlas(graph)
		for _, r := range l.ranked(places) {
			row := l.row(r.key, r.group, places[r.key.eni], in)
			row.Values[slotOwner] = lens.Text(owner(places[r.key.eni]))
			gates.judge(r.key, r.group, places[r.key.eni], row.Values)
			traffic.describe(r.key, places[r.key.eni], row.Values)
			if r.key.outside && r.key.heading == flow.FromLocal && r.key.server == flow.RemoteServer {
				destinations[userOf(r.key)].describe(r.group, row.Values)
			}
			l.accepts(r.key, serving, row.Values)
			l.tellHalfOpen(r.group, &row)
			l.tellSilent(silent, r.key, &row)
			if !untold || l.enis[r.key.eni].reasons {
				row.Values[slotReasonTold] = lens.Text("true")
			}
			if !yield(row) {
				return
			}
		}
	}
}

// accepts puts down whether anything was accepted on a port, by the keys of what was.
func (l *Lens) accepts(key groupKey, serving map[groupKey]struct{}, v []lens.Value) {
	toldApart := l.level == allDetail || key.port != 0 || !flow.HasPorts(key.proto)
	if !toldApart || !v[slotAcceptsLogged].Exists() {
		return
	}
	offered := key.offered(true)
	_, anybody := serving[offered]
	offered.outside = true
	_, internet := serving[offered]
	v[slotPortAccepts], v[slotAcceptsPublic] = lens.Truth(anybody), lens.Truth(internet)
}

// untold reports whether VPC Block Public Access may have rejected what was served before, or what goes to the internet, and
// the log does not tell, for want of the field reject-reason.
func (l *Lens) untold(serving map[groupKey]struct{}) bool {
	for key, g := range l.groups.All() {
		if g.rejected == 0 || !key.outside || l.enis[key.eni].reasons {
			continue
		}
		offered := key.offered(true)
		offered.outside = true
		_, served := serving[offered]
		if served && key.heading == flow.ToLocal || key.heading == flow.FromLocal && key.server == flow.RemoteServer {
			return true
		}
	}
	return false
}

// ranked is a group with what decides first where its row comes.
type ranked struct {
	eni, service string
	key          groupKey
	group        *group
}

// ranked returns the groups in the order of their rows.
func (l *Lens) ranked(places []*place) []ranked {
	list := make([]ranked, 0, l.groups.Len())
	for key, g := range l.groups.All() {
		service := flow.ServiceName(key.proto, key.port, key.server, key.local.Netip())
		list = append(list, ranked{eni: places[key.eni].id.Name, service: service, key: key, group: g})
	}
	slices.SortFunc(list, func(a, b ranked) int {
		if c := cmp.Or(cmp.Compare(a.eni, b.eni), cmp.Compare(a.service, b.service)); c != 0 {
			return c
		}
		startA, _ := a.group.span()
		startB, _ := b.group.span()
		return cmp.Or(
			cmp.Compare(flow.HeadingName[a.key.heading], flow.HeadingName[b.key.heading]),
			cmp.Compare(a.key.localName(), b.key.localName()),
			cmp.Compare(a.key.server, b.key.server),
			compareBool(a.key.outside, b.key.outside), compareBool(a.key.hasPkt, b.key.hasPkt),
			startA.Compare(startB), cmp.Compare(a.group.accepted+a.group.rejected, b.group.accepted+b.group.rejected),
			compareBool(a.key.guessed, b.key.guessed), cmp.Compare(a.key.reason, b.key.reason),
		)
	})
	return list
}

// localName is what rows call the party in the VPC.
func (k groupKey) localName() string {
	if k.local.IsUnspecified() {
		return ""
	}
	return k.local.Netip().String()
}

func compareBool(a, b bool) int {
	switch {
	case a == b:
		return 0
	case b:
		return -1
	}
	return 1
}

// taught is an address that the graph is told to be an interface's.
type taught struct {
	eni     uint32
	address flowlog.Addr
}

// Teach tells the graph what the records say of interfaces: whose they are, where they lie, and which address is theirs.
// Each interface and each address is told once, by its first record, however many services they have.
func (l *Lens) Teach(graph *entity.Graph) {
	enis, addresses := map[uint32]flow.Cite{}, map[taught]flow.Cite{}
	for key, g := range l.groups.All() {
		first := g.acceptCite
		l.members.KeepCite(&first, g.rejectCite)
		flow.KeepFirst(l.members, enis, key.eni, first)
		if info := l.enis[key.eni]; info.translated == 0 && info.directed {
			flow.KeepFirst(l.members, addresses, taught{key.eni, key.local}, first)
		}
	}
	for n, first := range enis {
		l.enis[n].teach(graph, l.members.Lens(first, ""))
	}
	for own, first := range addresses {
		if a := own.address.Netip(); !a.IsUnspecified() {
			cite := l.members.Lens(first, "")
			graph.Connect(entity.ID{Kind: "eni", Name: l.enis[own.eni].id}, entity.ID{Kind: "address", Name: a.String()}, cite.Time, cite, fromFlowLog)
		}
	}
	graph.Finish()
}

const fromFlowLog = "flow log"

func (info *eniInfo) teach(graph *entity.Graph, cite lens.Cite) {
	eni, subnet := entity.ID{Kind: "eni", Name: info.id}, entity.ID{Kind: "subnet", Name: info.subnet}
	graph.Connect(eni, subnet, cite.Time, cite, fromFlowLog)
	graph.Connect(subnet, entity.ID{Kind: "vpc", Name: info.vpc}, cite.Time, cite, fromFlowLog)
	graph.Know(subnet, "az-id", entity.Fact{Value: info.az, At: cite.Time, Cite: cite, From: fromFlowLog})
	if info.translated == 0 { // else the addresses are those of others
		graph.Connect(eni, entity.ID{Kind: "instance", Name: info.instance}, cite.Time, cite, fromFlowLog)
	}
}

func (l *Lens) row(key groupKey, g *group, p *place, in *atlas) lens.Row {
	local := key.local.Netip()
	v := make([]lens.Value, slots)
	p.describe(v)
	v[slotLocalInstance], v[slotLocalSubnet] = localParty(local, p, in)
	if !local.IsUnspecified() {
		v[slotLocal] = lens.Text(local.String())
		v[slotFamily] = lens.Number(family(local))
		if len(p.own) > 0 {
			v[slotAtOwn] = lens.Truth(slices.Contains(p.own, local))
		}
	}
	v[slotService] = lens.Text(flow.ServiceName(key.proto, key.port, key.server, local))
	if flow.HasPorts(key.proto) {
		v[slotPort] = lens.Number(float64(key.port))
	}
	v[slotProtocol] = lens.Text(flow.ProtocolName(key.proto))
	v[slotHeading] = lens.Text(flow.HeadingName[key.heading])
	v[slotServer] = lens.Text(flow.ServerName[key.server])
	if key.hasPkt || p.kind != transitGateway { // else the other party shown is the gateway itself
		v[slotRemote] = lens.Text(g.networks.List(flow.Either))
		v[slotAcceptedRemote] = lens.Text(g.networks.List(flow.Accepted))
		v[slotRejectedRemote] = lens.Text(g.networks.List(flow.Rejected))
		if g.peers == 1 {
			v[slotRejectedParty] = lens.Text(g.peer.Netip().String())
		}
		if g.accepted > 0 && len(g.networks.Prefixes(flow.Either)) == len(g.networks.Prefixes(flow.Accepted))+len(g.networks.Prefixes(flow.Rejected)) {
			v[slotCutOffRemote] = v[slotRejectedRemote]
		}
	}
	if p.kind != "" {
		v[slotHop] = lens.Number(float64(hop(key.heading, between[p.kind])))
	}
	v[slotOutside] = lens.Truth(key.outside)
	v[slotReason] = lens.Text(reasonName[key.reason])
	v[slotVersion] = lens.Truth(key.hasPkt)
	g.measures(v)
	g.tellPorts(v)
	if key.reason == noReason {
		judge(key, g, p, v)
	}
	start, end := g.span()
	return lens.Row{Kind: Kind, Start: start, End: end, Values: v, Records: g.accepted + g.rejected, Cites: l.cites(g)}
}

func (p *place) describe(v []lens.Value) {
	v[slotENI] = lens.Text(p.id.Name)
	v[slotENIType], v[slotENITypeFrom] = lens.Text(p.kind), lens.Text(p.kindFrom)
	v[slotInstance] = lens.Text(p.instance)
	v[slotSubnet], v[slotVPC] = lens.Text(p.subnet), lens.Text(p.vpc)
	v[slotAZ], v[slotAZFrom] = lens.Text(p.az), lens.Text(p.azFrom)
	v[slotAccount], v[slotRegion] = lens.Text(p.account), lens.Text(p.region)
}

func family(a netip.Addr) float64 {
	if a.Is4() {
		return 4
	}
	return 6
}

// localParty finds whose address the one in the VPC is.
func localParty(local netip.Addr, p *place, in *atlas) (instance, subnet lens.Value) {
	if p.instance != "" {
		return lens.Text(p.instance), lens.Text(p.subnet)
	}
	instances := p.locals(local, "instance", in)
	if len(instances) == 1 { // an address may exist in several VPCs: then it names nobody
		instance = lens.Text(instances[0])
		subnet = lens.Text(first(in.graph.Linked(entity.ID{Kind: "instance", Name: instances[0]}, "subnet")))
	}
	return instance, subnet
}

func hop(heading uint8, between bool) int {
	switch {
	case heading == flow.ToLocal && between:
		return hopGatewayIn
	case heading == flow.ToLocal:
		return hopInstanceIn
	case !between:
		return hopInstanceOut
	}
	return hopGatewayOut
}

func (g *group) measures(v []lens.Value) {
	flows := g.accepted + g.rejected
	share := float64(g.rejected) / float64(flows)
	v[slotFlows] = lens.Number(float64(flows))
	v[slotAccepted] = lens.Number(float64(g.accepted))
	v[slotRejected] = lens.Number(float64(g.rejected))
	v[slotRejectedShare] = lens.Number(share)
	v[slotPackets] = lens.Number(float64(g.packets))
	v[slotBytes] = lens.Number(float64(g.bytes))
	v[slotUnanswered] = lens.Number(float64(g.unanswered))
	if g.rejected > 0 {
		v[slotFirstRejected] = lens.Text(rfc3339(g.rejectCite.Start))
		v[slotLastRejected] = lens.Text(rfc3339(g.lastReject))
		v[slotOver] = lens.Truth(g.accepted >= gateRecords && (g.turned() == "to-accept" || g.turned() == "and-back"))
	}
	if g.rejected > 0 && g.accepted > 0 {
		turned := g.turned()
		if turned != "mixed" {
			share = 1
		}
		v[slotTurned] = lens.Text(turned)
	}
	v[slotSpellShare] = lens.Number(share)
}

func rfc3339(unix int64) string { return time.Unix(unix, 0).UTC().Format(time.RFC3339) }

func (g *group) turned() string {
	turned := turn(g.acceptCite.Start, g.lastAccept, g.rejectCite.Start, g.lastReject)
	if turned == "mixed" && g.interrupted() {
		return "and-back"
	}
	return turned
}

// interrupted reports whether records were accepted before and after those that were rejected, and none in between: for some minutes
// by now, and of so many rejected that it is no chance.
func (g *group) interrupted() bool {
	const since = 5 * lag
	return g.acceptedAt != nil && g.rejected >= gateRejects && g.lastAccept >= g.lastReject+since && g.acceptedAt.interrupted(span{g.rejected, g.rejectCite.Start, g.lastReject})
}

// lag is by how many seconds records may be late.
const lag = 60

// turn tells whether the accepted all come before the rejected, or the other way round.
func turn(firstAccept, lastAccept, firstReject, lastReject int64) string {
	switch {
	case lastAccept <= firstReject+lag:
		return "to-reject"
	case lastReject <= firstAccept+lag:
		return "to-accept"
	}
	return "mixed"
}

func (g *group) span() (start, end time.Time) {
	from, to := g.acceptCite.Start, g.lastAccept
	if g.accepted == 0 || g.rejected > 0 && g.rejectCite.Start < from {
		from = g.rejectCite.Start
	}
	if g.accepted == 0 || g.rejected > 0 && g.lastReject > to {
		to = g.lastReject
	}
	if to == 0 {
		return time.Time{}, time.Time{} // a format without start and end
	}
	return time.Unix(from, 0).UTC(), time.Unix(to, 0).UTC()
}

func (l *Lens) cites(g *group) (cites []lens.Cite) {
	if g.rejectCite.IsSet() {
		cites = append(cites, l.members.Lens(g.rejectCite, lens.FirstOf(g.rejected, "REJECT record", "REJECT records")))
	}
	if g.acceptCite.IsSet() {
		cites = append(cites, l.members.Lens(g.acceptCite, lens.FirstOf(g.accepted, "ACCEPT record", "ACCEPT records")))
	}
	return cites
}

// judge puts down what the described network ACL of the interface's subnet does with the traffic. Where packets of the
// group were rejected, what it does with those.
func judge(key groupKey, g *group, p *place, v []lens.Value) {
	if p.acl == nil {
		return
	}
	v[slotACL] = lens.Text(p.acl.id)
	marks, clients := uint8(flow.Either), ephemeral
	if g.rejected > 0 {
		marks, clients = flow.Rejected, g.cut.orElse(ephemeral)
	}
	where := onInterface
	if p.kind == transitGateway {
		where = onGateway
		if v[slotLocalSubnet].String() == p.subnet && p.subnet != "" {
			where = onSharedSubnet
		}
	}
	networks := g.networks.Prefixes(marks)
	if len(networks) == 0 {
		networks = append(networks, netip.Prefix{})
	}
	decisions := map[decision]bool{}
	for _, network := range networks {
		decisions[p.acl.decide(key, network, where, clients)] = true
	}
	if len(decisions) != 1 {
		v[slotACLAction] = lens.Text("mixed")
		return
	}
	for d := range decisions {
		v[slotACLAction], v[slotACLRule], v[slotACLText] = lens.Text(d.action), lens.Text(d.rule), lens.Text(d.text)
		if d.action == "deny" {
			v[slotDeniedEgress] = lens.Truth(strings.HasPrefix(d.text, way(true)))
		}
		if d.action == "allow" && v[slotOver].String() == "false" {
			v[slotAllowedNow] = lens.Truth(true)
		}
		if d.action == "deny" && d.rule != "*" {
			v[slotDeniedRule] = lens.Text(d.rule)
		}
	}
}

// Outbound tells in which minutes instances sent packets that were let out of their interface.
func (l *Lens) Outbound(graph *entity.Graph, yield func(instance string, start, end time.Time, c lens.Cite)) {
	for _, info := range l.enis {
		instance := cmp.Or(info.instance, first(graph.Linked(entity.ID{Kind: "eni", Name: info.id}, "instance")))
		if instance == "" || !info.outboundCite.IsSet() {
			continue
		}
		cite := l.members.Lens(info.outboundCite, "")
		for minute := range info.outbound.All() {
			start := time.Unix(minute*60, 0).UTC()
			yield(instance, start, start.Add(time.Minute), cite)
		}
	}
}
