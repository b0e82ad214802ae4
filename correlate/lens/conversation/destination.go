package conversation

import (
	"hamari/correlate/lens"
	"hamari/correlate/lens/flow"
	"hamari/parsers/flowlog"
)

// maxDestinations is how many destinations of clients are told apart.
const maxDestinations = 100_000

// destination is a public party whose service a client uses, as an interface sees it that does not say it is an
// instance's. A NAT gateway's ports are used up by single destinations, while rows tell networks.
type destination struct {
	user
	remote flowlog.Addr
}

// user is who uses a service of others: what a row is made of.
type user struct {
	client flowlog.Addr
	eni    uint32
	port   uint16
	proto  uint8
	hasPkt bool
}

// Words makes a destination a [flow.Key].
func (d destination) Words() (a, b, c uint64) {
	return exchangeKey{client: d.client, server: d.remote, eni: d.eni, port: d.port, proto: d.proto, guessed: d.hasPkt}.Words()
}

func userOf(k groupKey) user {
	return user{client: k.local, eni: k.eni, port: k.port, proto: k.proto, hasPkt: k.hasPkt}
}

// destinations counts the records of each. Of more than there is room for, none is told: which of them came first must not
// show in the outcome.
type destinations struct {
	table flow.Table[destination, int64]
	limit int
	over  bool
}

func (d *destinations) count(r *record) {
	k := &r.key
	if d.over || r.owned || !k.outside || k.guessed || k.heading != flow.FromLocal || k.server != flow.RemoteServer {
		return
	}
	d.add(destination{userOf(*k), r.remote}, 1)
}

func (d *destinations) add(key destination, records int64) {
	n, _ := d.table.Get(key)
	*n += records
	if d.table.Len() > d.limit {
		d.table, d.over = flow.Table[destination, int64]{}, true
	}
}

// merge adds what another lens counted. eni tells which of this lens an interface of the other is.
func (d *destinations) merge(o *destinations, eni func(uint32) (uint32, bool)) {
	if o.over {
		d.table, d.over = flow.Table[destination, int64]{}, true
	}
	for key, records := range o.table.Drain() {
		mine, known := eni(key.eni)
		if key.eni = mine; known && !d.over {
			d.add(key, *records)
		}
	}
}

// most is the destination that has most of a user's records.
type most struct {
	remote  flowlog.Addr
	records int64
}

// most returns the destination with the most records of each user. Of several with as many it may be any.
func (d *destinations) most() map[user]most {
	all := map[user]most{}
	for key, records := range d.table.All() {
		if *records > all[key.user].records {
			all[key.user] = most{key.remote, *records}
		}
	}
	return all
}

// describe puts down the destination that has more than half of a row's records.
func (m most) describe(g *group, v []lens.Value) {
	if 2*m.records > g.accepted+g.rejected {
		v[slotMainRemote], v[slotMainFlows] = lens.Text(m.remote.Netip().String()), lens.Number(float64(m.records))
	}
}
