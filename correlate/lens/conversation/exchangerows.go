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

// Exchanges returns the exchanges of which something was rejected, in an order that does not depend on how they were
// gathered. No event may follow. As those of groups, the rows are made anew each time they are gone over.
func (l *Lens) Exchanges(graph *entity.Graph) iter.Seq[lens.Row] {
	x := &exchangeRows{lens: l, graph: graph, atlas: newAtlas(graph), places: map[uint32]*place{}, guards: map[uint32]*guard{}, groups: newGroupBook(graph), traffic: l.traffic(graph)}
	l.settleExchanges(&l.inside, x.place)
	l.settleExchanges(&l.outside, x.place)
	x.stated = x.groups.statedNetworks()
	x.survey()
	return func(yield func(lens.Row) bool) {
		for _, r := range x.list {
			if !yield(x.row(r.key, r.exchange)) {
				return
			}
		}
	}
}

// exchangeRows makes rows of exchanges.
type exchangeRows struct {
	lens    *Lens
	graph   *entity.Graph
	atlas   *atlas
	places  map[uint32]*place
	guards  map[uint32]*guard
	groups  *groupBook
	traffic *traffic
	list    []rankedExchange
	stated  []netip.Prefix // public networks that rules of security groups name, the narrowest first

	served   map[exchangeKey]*servedParties // when parties had requests accepted, by service
	silenced map[exchangeKey]int            // those of them that had replies rejected only
	refused  map[asker]*refusals
	knocks   map[exchangeKey]knocks
	closed   map[exchangeKey]bool // services of the internet that are shut since a moment
	shutFor  map[exchangeKey]span // those that were shut for a while
	swept    map[exchangeKey]int  // servers that one client tried in vain, by its port
}

// rankedExchange is an exchange with the name of its service, which decides where its row comes.
type rankedExchange struct {
	eni, service string
	key          exchangeKey
	exchange     *exchange
}

func (x *exchangeRows) place(eni uint32) *place {
	p := x.places[eni]
	if p == nil {
		p = newPlace(x.lens.enis[eni], x.graph)
		x.places[eni] = p
	}
	return p
}

// whole reports whether the log of an interface is of accepted packets, too.
func (x *exchangeRows) whole(eni uint32) bool {
	accepts, _ := x.traffic.logged(x.place(eni))
	return accepts != ""
}

func (x *exchangeRows) guard(eni uint32, p *place) *guard {
	g := x.guards[eni]
	if g == nil {
		g = x.groups.guard(p.groups(x.graph))
		x.guards[eni] = g
	}
	return g
}

// groups returns the security groups of an interface. Those of an instance are its primary interface's.
func (p *place) groups(graph *entity.Graph) []string {
	if groups := graph.Linked(p.id, "security-group"); len(groups) > 0 {
		return groups
	}
	instance := entity.ID{Kind: "instance", Name: p.instance}
	if p.instance == "" || len(graph.Linked(instance, "eni")) > 1 {
		return nil
	}
	return graph.Linked(instance, "security-group")
}

// settleExchanges corrects, of records that do not say which way they go, which party is the one in the VPC.
func (l *Lens) settleExchanges(list *exchanges, place func(eni uint32) *place) {
	for key, e := range list.table.Drain() {
		if key.guessed {
			key.guessed = false
			own := place(key.eni).own
			if !slices.Contains(own, key.server.Netip()) && slices.Contains(own, key.client.Netip()) {
				key.side = flow.RemoteServer
			}
		}
		list.add(key, e)
	}
}

// service is the key by which the parties that use one service are counted.
func (k exchangeKey) service() exchangeKey {
	return exchangeKey{server: k.server, eni: k.eni, port: k.port, proto: k.proto}
}

func (k exchangeKey) local() flowlog.Addr {
	if k.side == flow.LocalServer {
		return k.server
	}
	return k.client
}

func (k exchangeKey) remote() flowlog.Addr {
	if k.side == flow.LocalServer {
		return k.client
	}
	return k.server
}

func (k exchangeKey) isOutside() bool {
	return flow.IsPublic(k.remote()) && !flow.SameVPC(k.client, k.server)
}

// survey lists the exchanges of which rows are made, and what must be known of all of them for that.
func (x *exchangeRows) survey() {
	x.served, x.silenced, x.refused = map[exchangeKey]*servedParties{}, map[exchangeKey]int{}, map[asker]*refusals{}
	for _, list := range []*exchanges{&x.lens.inside, &x.lens.outside} {
		for key, e := range list.table.All() {
			if key.side == flow.LocalServer && e.asked.n > 0 {
				x.serve(key.service(), e.served(key.proto))
			}
			if e.asked.n > 0 && e.stopped.n > 0 && e.answered.n == 0 {
				x.silenced[key.service()]++
			}
			if e.refused.n > 0 {
				x.refuse(key)
			}
			if e.refused.n+e.stopped.n > 0 {
				service := flow.ServiceName(key.proto, key.port, key.side, key.local().Netip())
				x.list = append(x.list, rankedExchange{x.lens.enis[key.eni].id, service, key, e})
			}
		}
	}
	if x.lens.outside.level == noClients {
		x.serveOutside()
	}
	for _, p := range x.served {
		p.index()
	}
	x.knock()
	x.closed, x.shutFor, x.swept = x.shut(), x.reopened(), x.sweeps()
	slices.SortFunc(x.list, func(a, b rankedExchange) int {
		if c := cmp.Or(cmp.Compare(a.eni, b.eni), cmp.Compare(a.service, b.service)); c != 0 {
			return c
		}
		return cmp.Or(a.key.client.Netip().Compare(b.key.client.Netip()), a.key.server.Netip().Compare(b.key.server.Netip()),
			cmp.Compare(a.key.side, b.key.side), cmp.Compare(a.key.port, b.key.port), cmp.Compare(a.key.proto, b.key.proto))
	})
}

func (x *exchangeRows) serve(service exchangeKey, s servedSpan) {
	p := x.served[service]
	if p == nil {
		p = &servedParties{}
		x.served[service] = p
	}
	p.list = append(p.list, s)
}

// serveOutside counts the public addresses that a service accepted as one party, where single ones are not told apart.
func (x *exchangeRows) serveOutside() {
	for key, g := range x.lens.groups.All() {
		if key.outside && g.accepted > 0 && key.heading == flow.ToLocal && key.server == flow.LocalServer {
			service := exchangeKey{server: key.local, eni: key.eni, port: key.port, proto: key.proto}
			x.serve(service, servedSpan{from: g.acceptCite.Start, to: g.lastAccept})
		}
	}
}

func (x *exchangeRows) row(key exchangeKey, e *exchange) lens.Row {
	p := x.place(key.eni)
	v := make([]lens.Value, exSlots)
	p.describe(v)
	local := key.local().Netip()
	v[slotLocalInstance], _ = localParty(local, p, x.atlas)
	remote := x.remote(key)
	x.parties(v, key, remote, p, e.hosted)
	if key.isOutside() && e.refused.n >= tries {
		v[exRemoteIn] = lens.Text(x.statedNetwork(remote.Addr()))
	}
	e.measures(v, key.proto, x.whole(key.eni))
	v[exAccepts], v[exSkipped] = lens.Truth(x.whole(key.eni)), lens.Number(float64(x.lens.enis[key.eni].skipped))
	v[exScan] = lens.Truth(x.scans(key, e))
	if key.side == flow.LocalServer {
		others := x.served[key.service()]
		v[exServedOthers] = lens.Number(float64(others.len() - int(min(1, e.asked.n))))
		v[exServedBeside] = lens.Number(float64(e.servedBeside(others, key.proto)))
	}
	v[exSilenced] = lens.Number(float64(x.silenced[key.service()]))
	if n := x.swept[key.sweepKey()]; n > 0 {
		v[exSwept] = lens.Number(float64(n))
	}
	x.judge(v, key, e, remote, p)
	knocks := x.knocks[key.crowd()]
	v[exInVain], v[exInVainFrom] = lens.Number(float64(knocks.parties)), lens.Text(knocks.networks.List(flow.Rejected))
	v[exStanding] = lens.Text(standing(v, e, key.proto, knocks))
	if x.closed[key.service()] && e.hopeless(key.proto) && v[exScan].String() != "true" && !v[exStanding].Exists() {
		v[exStanding] = lens.Text("was-open")
	}
	if shut := x.shutFor[key.service()]; shut.n > 0 && e.hopeless(key.proto) && v[exScan].String() != "true" && !v[exStanding].Exists() {
		v[exStanding] = lens.Text("was-reopened")
		v[exOutFrom], v[exOutTo] = lens.Text(rfc3339(shut.first)), lens.Text(rfc3339(shut.last))
	}
	v[exMended] = over(v[exStanding], "interrupted", "was-reopened", "served-since")
	v[exReplyStanding] = lens.Text(replyStanding(v, e))
	v[exReplyMended] = over(v[exReplyStanding], "interrupted", "answered-since")
	start, end := e.extent()
	return lens.Row{Kind: ExchangeKind, Start: start, End: end, Values: v, Records: e.asked.n + e.refused.n + e.answered.n + e.stopped.n, Cites: x.lens.exchangeCites(e)}
}

// remote returns the other party as a network: of one address, unless they were put together.
func (x *exchangeRows) remote(key exchangeKey) netip.Prefix {
	a := key.remote().Netip()
	if x.lens.inside.level < clientNets || a.IsUnspecified() {
		return netip.PrefixFrom(a, a.BitLen())
	}
	return flow.Network(a)
}

// statedNetwork returns the narrowest network with an address that somebody has named in a rule; "" for none.
func (x *exchangeRows) statedNetwork(a netip.Addr) string {
	for _, n := range x.stated {
		if n.Contains(a) {
			return n.String()
		}
	}
	return ""
}

func (x *exchangeRows) parties(v []lens.Value, key exchangeKey, remote netip.Prefix, p *place, hosted bool) {
	local := key.local().Netip()
	v[exLocal] = lens.Text(local.String())
	v[exRemote] = lens.Text(shown(remote))
	if remote.IsSingleIP() {
		v[exRemoteIs] = lens.Text(cmp.Or(only(p.residents(remote.Addr(), "instance", x.atlas)), only(p.residents(remote.Addr(), "eni", x.atlas))))
	}
	v[exService] = lens.Text(flow.ServiceName(key.proto, key.port, key.side, local))
	if flow.HasPorts(key.proto) {
		v[exPort] = lens.Number(float64(key.port))
	}
	v[exProtocol] = lens.Text(flow.ProtocolName(key.proto))
	v[exServer] = lens.Text(flow.ServerName[key.side])
	v[exFamily] = lens.Number(family(local))
	v[exOutside] = lens.Truth(key.isOutside())
	if len(p.own) > 0 || p.kind != "" {
		v[exEnd] = lens.Truth(p.ends(local, hosted))
	}
}

// measures puts down what was counted.
func (e *exchange) measures(v []lens.Value, proto uint8, whole bool) {
	number := func(slot int, n int64) { v[slot] = lens.Number(float64(n)) }
	number(exAsked, e.asked.n)
	number(exRefused, e.refused.n)
	number(exAnswered, e.answered.n)
	number(exStopped, e.stopped.n)
	opened := e.openings(proto)
	number(exOpenings, opened.n)
	number(exKnocks, e.knocked(proto, whole))
	v[exKnocksLeast] = lens.Truth(e.knocked(proto, whole) < e.refused.n && !e.byFlags(proto))
	if e.byFlags(proto) {
		number(exGreeted, e.greeted)
		number(exUnheard, e.unheard.n)
	} else {
		number(exGreeted, e.answered.n)
		number(exUnheard, e.stopped.n)
	}
	moment := func(slot int, n, unix int64) {
		if n > 0 && unix > 0 {
			v[slot] = lens.Text(rfc3339(unix))
		}
	}
	moment(exFirstRefused, e.refused.n, e.refused.cite.Start)
	moment(exLastRefused, e.refused.n, e.refused.last)
	moment(exLastStopped, e.stopped.n, e.stopped.last)
	moment(exFirstStopped, e.stopped.n, e.stopped.cite.Start)
	moment(exFirstAnswered, e.answered.n, e.answered.cite.Start)
	moment(exFirstOpening, opened.n, opened.first)
	if opened.n > 0 && e.refused.n > 0 {
		v[exTurned] = lens.Text(turn(opened.first, opened.last, e.refused.cite.Start, e.refused.last))
	}
	if e.answered.n > 0 && e.stopped.n > 0 {
		v[exRepliesTurned] = lens.Text(turn(e.answered.cite.Start, e.answered.last, e.stopped.cite.Start, e.stopped.last))
	}
	if out := e.outage(proto); out.n > 0 {
		v[exTurned] = lens.Text("and-back")
		moment(exOutFrom, out.n, out.first)
		moment(exOutTo, out.n, out.last)
	}
	if out := e.silence(proto); out.n > 0 {
		v[exRepliesTurned] = lens.Text("and-back")
		moment(exSilentFrom, out.n, out.first)
		moment(exSilentTo, out.n, out.last)
	}
	v[exGoOn] = lens.Truth(e.asked.n > 0 && e.stopped.n > 0 && e.asked.last+lag >= e.stopped.cite.Start)
	v[exClientPorts] = lens.Text(e.clients.String())
	if e.answered.n > 0 {
		v[exAnsweredPorts] = lens.Text(e.heard.String())
	}
}

// byFlags reports whether flags tell which records begin a connection.
func (e *exchange) byFlags(proto uint8) bool { return proto == flowlog.ProtocolTCP && e.flagged }

// openings are the accepted requests that begin a connection, all of them where flags do not tell.
func (e *exchange) openings(proto uint8) span {
	if e.byFlags(proto) {
		return e.opened
	}
	return span{e.asked.n, e.asked.cite.Start, e.asked.last}
}

// knocked counts the rejected requests that begin a connection. Of a connection that was closed, late packets are
// rejected as well: without flags, other ports of the client speak of other connections. The log is whole if it has
// accepted records, too.
func (e *exchange) knocked(proto uint8, whole bool) int64 {
	switch {
	case e.byFlags(proto):
		return e.knocks.n
	case proto == flowlog.ProtocolTCP && (!whole || e.asked.n+e.answered.n > 0):
		return min(e.refused.n, int64(e.variants()))
	}
	return e.refused.n
}

// judge puts down what security groups and network ACL, as described, do with the requests and the replies.
func (x *exchangeRows) judge(v []lens.Value, key exchangeKey, e *exchange, remote netip.Prefix, p *place) {
	same, known := x.sameSubnet(remote, p)
	if known {
		v[exSameSubnet] = lens.Truth(same)
	}
	requests := groupKey{local: key.local(), port: key.port, proto: key.proto, server: key.side, heading: flow.ToLocal}
	if key.side == flow.RemoteServer {
		requests.heading = flow.FromLocal
	}
	guard := x.guard(key.eni, p)
	v[exGroups] = lens.Text(strings.Join(guard.groups, ","))
	var group, list, replies decision
	if key.port != 0 || !flow.HasPorts(key.proto) {
		group = guard.decide(requests.heading == flow.FromLocal, key.proto, key.port, p.peer(remote, x.atlas))
		v[exGroupAction], v[exGroupText] = lens.Text(group.action), lens.Text(group.text)
	}
	if p.acl != nil {
		v[exACL] = lens.Text(p.acl.id)
	}
	if p.acl != nil && !same {
		list = p.acl.decide(requests, remote, onInterface, e.clients)
		requests.heading = flow.ToLocal + flow.FromLocal - requests.heading
		replies = p.acl.decide(requests, remote, onInterface, e.clients)
	}
	if same {
		list = decision{action: "allow", text: "both are in " + p.subnet + ", and within a subnet no network ACL is asked"}
	}
	v[exACLAction], v[exACLRule], v[exACLText] = lens.Text(list.action), lens.Text(list.rule), lens.Text(list.text)
	v[exReplyACLAction], v[exReplyACLRule], v[exReplyACLText] = lens.Text(replies.action), lens.Text(replies.rule), lens.Text(replies.text)
	blocker, from := blame(group, list)
	v[exBlocker], v[exBlockerFrom] = lens.Text(blocker), lens.Text(from)
	v[exCause] = lens.Text(x.cause(key, p, guard, blocker, list))
	v[exReplyCause] = lens.Text(cmp.Or(p.subnet, p.id.Name))
	if replies.action == "deny" {
		v[exReplyCause] = lens.Text(p.acl.id + " rule " + replies.rule + nearRules(v, p.acl.near(requests, remote, e.clients)))
	}
}

// nearRules puts down the rules that let replies to other ports through, and gives their numbers.
func nearRules(v []lens.Value, near []aclEntry) (numbers string) {
	var texts []string
	for _, e := range near {
		texts = append(texts, e.String())
		numbers += " beside " + e.name()
	}
	v[exReplyNear] = lens.Text(strings.Join(texts, "; "))
	if len(near) == 1 {
		v[exReplyNearNo], v[exReplyNearNet] = lens.Text(near[0].name()), lens.Text(near[0].cidr.String())
	}
	return numbers
}

// sameSubnet reports whether the other party is in the interface's subnet.
func (x *exchangeRows) sameSubnet(remote netip.Prefix, p *place) (same, known bool) {
	if p.subnet == "" || !remote.IsSingleIP() {
		return false, false
	}
	if subnets := p.residents(remote.Addr(), "subnet", x.atlas); len(subnets) == 1 {
		return subnets[0] == p.subnet, true
	}
	cidr, err := netip.ParsePrefix(x.graph.Attr(entity.ID{Kind: "subnet", Name: p.subnet}, "cidr", time.Time{}))
	if err != nil || cidr.Addr().Is4() != remote.Addr().Is4() {
		return false, false
	}
	return cidr.Contains(remote.Addr()), true
}

// blame tells what rejects, from what the rules of both do.
func blame(group, list decision) (blocker, from string) {
	switch {
	case group.action == "deny" && list.action == "deny":
		return "both", "rules"
	case group.action == "deny":
		return "security-group", "rules"
	case list.action == "deny":
		return "network-acl", "rules"
	case list.action == "allow" && group.action == "":
		return "security-group", "elimination"
	case group.action == "allow" && list.action == "":
		return "network-acl", "elimination"
	}
	return "", ""
}

func (x *exchangeRows) cause(key exchangeKey, p *place, g *guard, blocker string, list decision) string {
	const many = 3 // services of one port that refuse a client
	service := flow.ServiceName(key.proto, key.port, key.side, netip.IPv6Unspecified())
	switch {
	case x.swept[key.sweepKey()] > 0 && slices.Contains(remoteControl, int(key.port)):
		return key.client.Netip().String() + " " + service
	case blocker == "network-acl" && list.action == "deny":
		return p.acl.id + " rule " + list.rule
	case blocker == "security-group" && len(g.groups) > 0:
		return strings.Join(g.groups, ",") + " " + service
	}
	if r := x.refused[x.asker(key)]; key.side == flow.LocalServer && r != nil && r.ports[key.port] > many {
		return strings.TrimSpace(p.account + " " + key.client.Netip().String() + " " + service)
	}
	return p.id.Name + " " + flow.ServiceName(key.proto, key.port, key.side, key.local().Netip())
}

func (e *exchange) extent() (start, end time.Time) {
	var from, to int64
	begun := false
	for _, t := range [...]*tally{&e.asked, &e.refused, &e.answered, &e.stopped} {
		if t.n == 0 {
			continue
		}
		if !begun || t.cite.Start < from {
			from = t.cite.Start
		}
		begun, to = true, max(to, t.last)
	}
	if to == 0 {
		return time.Time{}, time.Time{} // a format without start and end
	}
	return time.Unix(from, 0).UTC(), time.Unix(to, 0).UTC()
}

// exchangeCites are the first record that was rejected and the first that was accepted: of the requests, or where it is
// replies that are rejected, a request and a reply.
func (l *Lens) exchangeCites(e *exchange) (cites []lens.Cite) {
	cite := func(t *tally, one, many string) {
		if t.n > 0 {
			cites = append(cites, l.members.Lens(t.cite, lens.FirstOf(t.n, one, many)))
		}
	}
	if e.stopped.n > 0 {
		cite(&e.stopped, "rejected reply", "rejected replies")
	} else {
		cite(&e.refused, "rejected request", "rejected requests")
	}
	cite(&e.asked, "accepted request", "accepted requests")
	return cites
}
