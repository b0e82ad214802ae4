package journey

import (
	"cmp"
	"maps"
	"slices"

	"hamari/correlate/lens/flow"
	"hamari/correlate/lens/route"
	"hamari/parsers/flowlog"
)

// enough is how many connections of one network say something by themselves. It is a judgement.
const enough = 5

// together are the networks of which too few connections are seen to be judged alone, of one service, whose replies take one route. It
// does not depend on what became of the connections which of them are counted together.
type together struct {
	journey
	key         journeyKey
	way         route.Way
	networks    flow.Networks
	count       int
	ownFinished int // connections of those of them of which nearly all finished
}

type togetherKey struct {
	service
	way route.Way
}

type fewNetworks map[togetherKey]*together

// add counts a network's connections that came by a Transit Gateway's interface, and those that were split, where they are few.
func (f fewNetworks) add(l *Lens, k journeyKey, j *journey, way route.Way) {
	came, parted := j.came > 0 && j.came < enough, j.split > 0 && j.split < enough
	if !came && !parted {
		return
	}
	name := togetherKey{serviceOf(k), way}
	t := f[name]
	if t == nil {
		t = &together{key: k, way: way, journey: journey{client: j.client}}
		f[name] = t
	}
	t.count++
	t.networks.Add(k.clients, flow.Accepted)
	t.unlike = t.unlike || j.odd
	t.join(l, &j.tally)
	t.own.join(j.own)
	if came {
		t.addCame(j)
	}
	if parted {
		t.addParted(j)
	}
}

func (t *together) addCame(j *journey) {
	t.came += j.came
	t.reached += j.reached
	t.replied += j.replied
	t.returned += j.returned
	t.taken += j.taken
	t.finished += j.finished
	if j.mostlyFinished() {
		t.ownFinished += j.finished
	}
	t.gates.join(j.gates)
}

func (t *together) addParted(j *journey) {
	t.split += j.split
	t.splitFinished += j.splitFinished
	t.whole += j.whole
	t.wholeFinished += j.wholeFinished
	t.requestBy.join(j.requestBy)
	t.replyBy.join(j.replyBy)
}

// list gives those that are of several networks, in order.
func (f fewNetworks) list() (all []*together) {
	for _, t := range f {
		if t.count > 1 {
			all = append(all, t)
		}
	}
	slices.SortFunc(all, func(a, b *together) int {
		return cmp.Or(cmp.Compare(a.key.vpc, b.key.vpc), a.key.server.Netip().Compare(b.key.server.Netip()), cmp.Compare(a.key.port, b.key.port),
			cmp.Compare(a.way.Table, b.way.Table), cmp.Compare(a.way.Destination, b.way.Destination), cmp.Compare(a.way.Target, b.way.Target))
	})
	return all
}

// join adds other connections.
func (t *tally) join(l *Lens, o *tally) {
	t.connections += o.connections
	if t.start == 0 || o.start < t.start {
		t.start = o.start
	}
	t.end = max(t.end, o.end)
	l.members.KeepCite(&t.request, o.request)
	l.members.KeepCite(&t.reply, o.reply)
}

// join adds other interfaces.
func (n *names) join(o names) { n.add(slices.Collect(maps.Keys(o))) }

// odd reports whether packets of a connection that did not go on are of a size that no SYN has.
func (p *path) odd(client flowlog.Addr) bool {
	largest := uint16(80) // with all options that there is room for
	if !client.Is4() {
		largest = 100
	}
	return p.unlike || p.requestSize > largest || p.replySize > largest
}
