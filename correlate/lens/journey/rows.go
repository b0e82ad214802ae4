package journey

import (
	"cmp"
	"net/netip"
	"slices"
	"strings"
	"time"

	"hamari/correlate/entity"
	"hamari/correlate/lens"
	"hamari/correlate/lens/conversation"
	"hamari/correlate/lens/flow"
	"hamari/correlate/lens/route"
	"hamari/parsers/flowlog"
)

// Rows returns what was gathered, rows of [Kind], [OpeningKind] and [CrossingKind], in an order that does not depend on how it was.
func (l *Lens) Rows(graph *entity.Graph, spots func(eni string) conversation.Spot) []lens.Row {
	if l.connections.Len() == 0 {
		return nil
	}
	r := &reader{lens: l, graph: graph, spots: make([]conversation.Spot, len(l.enis)), journeys: map[journeyKey]*journey{}, crossings: map[crossingKey]*crossing{}, returns: map[string]bool{}, sites: map[string]*site{}, openings: map[service]*opening{}}
	for n, e := range l.enis {
		if e.id != "" {
			r.spots[n] = spots(e.id)
		}
	}
	for k, c := range l.connections.All() {
		r.read(k, c)
	}
	for k, c := range l.connections.All() {
		r.meanwhile(k, c)
	}
	ways := route.Ways(graph)
	return slices.Concat(r.journeyRows(ways), r.openingRows(), r.crossingRows())
}

// reader makes rows of connections.
type reader struct {
	lens      *Lens
	graph     *entity.Graph
	spots     []conversation.Spot // by number of the interface
	journeys  map[journeyKey]*journey
	crossings map[crossingKey]*crossing
	returns   map[string]bool // VPCs in which a Transit Gateway's interface is seen to take replies
	sites     map[string]*site
	openings  map[service]*opening
}

type journeyKey struct {
	vpc     string
	server  flowlog.Addr
	clients flowlog.Addr // first address of the network
	port    uint16
}

type crossingKey struct {
	eni    uint32
	server flowlog.Addr
	port   uint16
}

// journey counts the connections of a row.
type journey struct {
	tally
	came, reached, replied, returned, taken, finished int
	split, splitFinished, whole, wholeFinished        int
	unlike                                            bool // packets of what did not finish differ in size
	odd                                               bool // some of a connection do, or are too large for a SYN
	stuck                                             int
	requestSize, replySize                            uint16
	own                                               names // interfaces of the server
	gates, requestBy, replyBy                         names
	client                                            netip.Addr // one of them
}

type crossing struct {
	tally
	answered int
	watched  bool
	clients  flow.Networks
}

// tally is how many connections there are, and when.
type tally struct {
	connections    int
	start, end     int64
	request, reply flow.Cite
}

func (t *tally) count(l *Lens, c *connection) {
	t.connections++
	if t.start == 0 || c.start < t.start {
		t.start = c.start
	}
	t.end = max(t.end, c.end)
	l.members.KeepCite(&t.request, c.request)
	l.members.KeepCite(&t.reply, c.reply)
}

// names are numbers of interfaces.
type names map[uint32]bool

func (n *names) add(all []uint32) {
	if *n == nil {
		*n = names{}
	}
	for _, eni := range all {
		(*n)[eni] = true
	}
}

// path is where one connection was seen.
type path struct {
	gateIn, gateOut     []uint32 // a Transit Gateway's, by the VPC's log
	own                 []uint32
	arrived, left       bool // at the server's own interface
	taken               bool // the reply, by a Transit Gateway's
	requestBy, replyBy  []uint32
	began, went, unlike bool
	again               bool // the reply was sent again and again
	requestSize         uint16
	replySize           uint16
	handed              []uint32 // by the gateway's log
	answered, watched   bool
	vpc                 string
}

func (r *reader) read(k key, c *connection) {
	p := r.path(k, c)
	for _, eni := range p.handed {
		r.cross(k, c, eni, p)
	}
	if len(p.gateOut) > 0 {
		r.returns[p.vpc] = true
	}
	if !p.began || len(p.gateIn) == 0 && len(p.requestBy) == 0 {
		return
	}
	name := journeyKey{vpc: p.vpc, server: k.server, clients: flow.NetworkOf(k.client), port: k.serverPort}
	j := r.journeys[name]
	if j == nil {
		j = &journey{client: k.client.Netip()}
		r.journeys[name] = j
	}
	if client := k.client.Netip(); client.Less(j.client) {
		j.client = client
	}
	j.count(r.lens, c)
	j.add(p)
	j.odd = j.odd || !p.went && p.odd(k.client)
	r.open(k, c, &p)
}

// path finds out what the interfaces are to a connection that saw it.
func (r *reader) path(k key, c *connection) (p path) {
	client, server := k.client.Netip(), k.server.Netip()
	for _, s := range c.sights[:c.n] {
		isReply, spot := s.marks&reply != 0, &r.spots[s.eni]
		if s.marks&logged != 0 {
			p.answered = p.answered || isReply
			if !isReply && r.lens.enis[s.eni].id != "" {
				p.handed = append(p.handed, s.eni)
			}
			continue
		}
		p.watched = true
		forwards := r.lens.enis[s.eni].forwards
		p.vpc = cmp.Or(p.vpc, spot.VPC)
		passed := s.marks&refused == 0
		p.began = p.began || passed && !isReply
		p.again = p.again || isReply && s.marks&again != 0
		p.measure(s, isReply)
		switch {
		case spot.Gateway && isReply:
			p.gateOut = append(p.gateOut, s.eni)
			p.taken = p.taken || passed
		case spot.Gateway && passed && s.marks&in == 0:
			p.gateIn = append(p.gateIn, s.eni)
		case spot.Gateway || spot.Owns(client, forwards):
		case spot.Owns(server, forwards):
			p.own = append(p.own, s.eni)
			p.arrived, p.left = p.arrived || passed && !isReply, p.left || passed && isReply
		case !forwards || spot.Between && !strings.HasPrefix(spot.Kind, "gateway_load_balancer"):
		case isReply:
			p.replyBy = append(p.replyBy, s.eni)
		case passed:
			p.requestBy = append(p.requestBy, s.eni)
		}
	}
	slices.Sort(p.requestBy)
	slices.Sort(p.replyBy)
	return p
}

// measure takes in the sizes of packets: whatever interface sees them, those of a SYN sent again are of one size.
func (p *path) measure(s sight, isReply bool) {
	p.went = p.went || s.marks&went != 0
	size := &p.requestSize
	if isReply {
		size = &p.replySize
	}
	if s.size == 0 || *size != 0 && *size != s.size {
		p.unlike = true
	}
	*size = s.size
}

func (j *journey) add(p path) {
	j.own.add(p.own)
	if !p.went {
		j.compare(&p)
	}
	if len(p.gateIn) > 0 {
		j.gates.add(p.gateIn)
		j.came++
		j.advance(&p)
	}
	if len(p.requestBy) == 0 || len(p.replyBy) == 0 {
		return
	}
	both := slices.ContainsFunc(p.requestBy, func(eni uint32) bool { return slices.Contains(p.replyBy, eni) })
	count, finished := &j.split, &j.splitFinished
	if both {
		count, finished = &j.whole, &j.wholeFinished
	} else {
		j.requestBy.add(p.requestBy)
		j.replyBy.add(p.replyBy)
	}
	*count++
	if p.went {
		*finished++
	}
}

// compare holds the sizes of the packets of a connection that did not go on against those of the others.
func (j *journey) compare(p *path) {
	j.unlike = j.unlike || p.unlike || j.requestSize != 0 && j.requestSize != p.requestSize || j.replySize != 0 && p.replySize != 0 && j.replySize != p.replySize
	j.requestSize, j.replySize = p.requestSize, cmp.Or(p.replySize, j.replySize)
}

// advance counts how far a connection came that a Transit Gateway's interface let in.
func (j *journey) advance(p *path) {
	if p.went {
		j.finished++
	}
	if !p.arrived {
		return
	}
	j.reached++
	if !p.left {
		return
	}
	j.replied++
	if len(p.gateOut) > 0 {
		j.returned++
	}
	if p.taken {
		j.taken++
	}
}

func (r *reader) cross(k key, c *connection, eni uint32, p path) {
	name := crossingKey{eni: eni, server: k.server, port: k.serverPort}
	x := r.crossings[name]
	if x == nil {
		x = &crossing{}
		r.crossings[name] = x
	}
	x.count(r.lens, c)
	x.clients.Add(k.client, flow.Accepted)
	x.watched = x.watched || p.watched
	if p.answered {
		x.answered++
	}
}

func (t *tally) span() (start, end time.Time) {
	if t.end == 0 {
		return time.Time{}, time.Time{}
	}
	return time.Unix(t.start, 0).UTC(), time.Unix(t.end, 0).UTC()
}

func (t *tally) cites(l *Lens) (cites []lens.Cite) {
	if t.request.IsSet() {
		cites = append(cites, l.members.Lens(t.request, "first request"))
	}
	if t.reply.IsSet() {
		cites = append(cites, l.members.Lens(t.reply, "first reply"))
	}
	return cites
}

// list gives the names of interfaces, in order.
func (r *reader) list(of names) string {
	return r.join(of, func(n uint32) string { return r.lens.enis[n].id })
}

// zones gives the zones that they are in.
func (r *reader) zones(of names) string {
	return r.join(of, func(n uint32) string { return r.spots[n].AZ })
}

func (r *reader) join(of names, name func(uint32) string) string {
	var all []string
	for n := range of {
		if s := name(n); s != "" {
			all = append(all, s)
		}
	}
	slices.Sort(all)
	return strings.Join(slices.Compact(all), ",")
}
