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
	"hamari/correlate/lens/flow"
	"hamari/parsers/flowlog"
)

// Bounds of what is told. These are judgements.
const (
	silentAsks  = 3       // stretches of the log in which the servers of a row were asked in vain, those of all together
	coarsest    = 9       // bits of the seconds of a stretch beyond which it says little of when it broke
	maxSilences = 10_000  // rows
	farAhead    = 1 << 40 // Unix seconds that no log has
)

// silence is when a client's requests were not answered: it broke and was mended between two moments each.
type silence struct {
	key          exchangeKey
	e            *exchange
	broke, mends [2]int64
	asks         int
}

// silent finds the longest time, by its stretches with requests, in which a client was not answered; before and since, it was.
func (e *exchange) silent() (s silence) {
	m := &e.repliedAt
	k := m.shift()
	if m.last == 0 || e.askedAt.last == 0 || k > coarsest || e.askedAt.shift() > coarsest {
		return s
	}
	before := m.first >> k
	for at := before + 1; at <= m.last>>k; at++ {
		if !m.has(at) {
			continue
		}
		first, last, asks := e.askedAt.within(int64(before+1)<<k, int64(at)<<k)
		if asks > s.asks {
			s = silence{broke: [2]int64{int64(before) << k, first[1]}, mends: [2]int64{last[0], int64(at+1) << k}, asks: asks}
		}
		before = at
	}
	return s
}

// within returns the first and the last marked stretch between two moments, and how many there are.
func (m *marks) within(from, to int64) (first, last [2]int64, n int) {
	k := m.shift()
	for s := max(from, int64(m.first)) >> k; s <= int64(m.last)>>k && (s+1)<<k <= to; s++ {
		if s<<k < from || !m.has(uint32(s)) {
			continue
		}
		last = [2]int64{s << k, (s + 1) << k}
		if n == 0 {
			first = last
		}
		n++
	}
	return first, last, n
}

// neighbours are the parties whose packets take the same routes: those of a subnet, where that is known, and of them what
// they ask of public addresses, or of others.
type neighbours struct {
	subnet, eni  string
	outside, six bool // six: over IPv6, which has routes of its own
}

// Silences returns the times in which requests were let out and not answered, though they were before and are since. The
// function names the route table of a subnet.
func (l *Lens) Silences(graph *entity.Graph, table func(subnet string) string) (rows []lens.Row, notes []string) {
	x := &exchangeRows{lens: l, graph: graph, places: map[uint32]*place{}}
	l.settleExchanges(&l.inside, x.place)
	l.settleExchanges(&l.outside, x.place)
	all, answers := map[neighbours][]silence{}, map[neighbours]*marks{}
	for _, list := range []*exchanges{&l.inside, &l.outside} {
		if list.level >= clientNets {
			continue
		}
		for key, e := range list.table.All() {
			if key.side != flow.RemoteServer || key.proto != flowlog.ProtocolTCP || key.port == 0 || e.refused.n+e.stopped.n > 0 {
				continue
			}
			p := x.place(key.eni)
			if !p.ends(key.client.Netip(), e.hosted) {
				continue
			}
			near := neighbours{subnet: p.subnet, outside: list.public, six: !key.server.Is4()}
			if p.subnet == "" {
				near.eni = p.id.Name
			}
			if answers[near] == nil {
				answers[near] = &marks{}
			}
			answers[near].merge(&e.repliedAt)
			if s := e.silent(); s.asks > 0 {
				s.key, s.e = key, e
				all[near] = append(all[near], s)
			}
		}
	}
	for _, near := range slices.SortedFunc(maps.Keys(all), neighbours.compare) {
		for _, g := range together(all[near]) {
			if g.asks < silentAsks {
				continue
			}
			if len(rows) >= maxSilences {
				return rows, []string{fmt.Sprintf("requests went without an answer for a while more than %d times in the flow logs: the others were not looked at", maxSilences)}
			}
			row := x.silenceRow(near, g, answers[near])
			row.Values[silTable] = lens.Text(table(near.subnet))
			rows = append(rows, row)
		}
	}
	return rows, nil
}

func (n neighbours) compare(o neighbours) int {
	return cmp.Or(strings.Compare(n.subnet, o.subnet), strings.Compare(n.eni, o.eni), cmp.Compare(one(n.outside), one(o.outside)), cmp.Compare(one(n.six), one(o.six)))
}

// quiet are silences that may have the same cause.
type quiet struct {
	list         []silence
	broke, mends [2]int64
	asks         int
}

// together puts silences into groups that may have begun, and may have ended, at the same moment.
func together(list []silence) (groups []*quiet) {
	slices.SortFunc(list, func(a, b silence) int {
		return cmp.Or(cmp.Compare(a.broke[1], b.broke[1]), cmp.Compare(a.mends[1], b.mends[1]), a.key.client.Netip().Compare(b.key.client.Netip()),
			a.key.server.Netip().Compare(b.key.server.Netip()), cmp.Compare(a.key.port, b.key.port), cmp.Compare(a.key.eni, b.key.eni))
	})
	for _, s := range list {
		if n := len(groups); n > 0 && groups[n-1].take(s) {
			continue
		}
		g := &quiet{broke: [2]int64{0, farAhead}, mends: [2]int64{0, farAhead}}
		g.take(s)
		groups = append(groups, g)
	}
	return groups
}

// take adds a silence, if the times of the group leave room for it.
func (g *quiet) take(s silence) bool {
	broke := [2]int64{max(g.broke[0], s.broke[0]), min(g.broke[1], s.broke[1])}
	mends := [2]int64{max(g.mends[0], s.mends[0]), min(g.mends[1], s.mends[1])}
	if broke[0] >= broke[1] || mends[0] >= mends[1] {
		return false
	}
	g.broke, g.mends, g.list, g.asks = broke, mends, append(g.list, s), g.asks+s.asks
	return true
}

func (x *exchangeRows) silenceRow(near neighbours, g *quiet, answers *marks) lens.Row {
	head := g.list[0]
	p := x.place(head.key.eni)
	v := make([]lens.Value, silSlots)
	v[silENI], v[silSubnet], v[silVPC] = lens.Text(p.id.Name), lens.Text(p.subnet), lens.Text(p.vpc)
	v[silAccount], v[silRegion] = lens.Text(p.account), lens.Text(p.region)
	v[silClient], v[silServer] = lens.Text(head.key.client.Netip().String()), lens.Text(head.key.server.Netip().String())
	v[silPort] = lens.Number(float64(head.key.port))
	servers, clients := map[netip.Addr]bool{}, map[netip.Addr]bool{}
	for _, s := range g.list {
		servers[s.key.server.Netip()], clients[s.key.client.Netip()] = true, true
	}
	v[silServers], v[silClients] = lens.Number(float64(len(servers))), lens.Number(float64(len(clients)))
	v[silOutside] = lens.Truth(near.outside)
	v[silWays] = lens.Text(strings.Join(waysTo(servers, near.outside), ","))
	beside, _ := answers.between(g.broke[1], g.mends[0])
	v[silBeside] = lens.Truth(beside)
	at := func(unix int64) time.Time { return time.Unix(unix, 0).UTC() }
	for slot, unix := range map[int]int64{silBrokenAfter: g.broke[0], silBrokenBefore: g.broke[1], silMendedAfter: g.mends[0], silMendedBefore: g.mends[1]} {
		v[slot] = lens.Text(at(unix).Format(time.RFC3339))
	}
	cite := x.lens.members.Lens(head.e.asked.cite, lens.FirstOf(head.e.asked.n, "request", "requests"))
	return lens.Row{Kind: SilenceKind, Start: at(g.broke[1]), End: at(g.mends[0]), Values: v, Cites: []lens.Cite{cite}, Records: int64(len(g.list))}
}

// waysTo lists the destinations that a route to all of some servers may have, the widest first, and the word for what
// they are.
func waysTo(servers map[netip.Addr]bool, outside bool) []string {
	ways := []string{"private"}
	if outside {
		ways[0] = "public"
	}
	var all netip.Prefix
	for a := range servers {
		if !all.IsValid() {
			all = netip.PrefixFrom(a, a.BitLen())
		}
		for !all.Masked().Contains(a) {
			all = netip.PrefixFrom(all.Addr(), all.Bits()-1)
		}
	}
	for n := range all.Bits() + 1 {
		ways = append(ways, netip.PrefixFrom(all.Addr(), n).Masked().String())
	}
	return ways
}
