package generate

// crowd is everyday traffic of very many conversations: an interface, a peer and a service each. A few thousand of them
// make up half of the records, the others are seen now and then.
type crowd struct {
	conversations int
	nics          []*nic
}

const (
	conversationsPerNIC = 5000
	servicesOfNIC       = 20
	crowdServices       = 2000 // ports from firstService on, of which each interface has some
	firstService        = 5000
	crowdErrors         = 0.02 // share of the records that are rejected
	crowdScans          = 0.03 // share of the records that are one-off scans from the internet
)

// gatherCrowd gives the flow logs as many conversations as the options ask for, on as many interfaces as that takes.
func (p *plan) gatherCrowd() {
	n := p.opts.Conversations
	if n == 0 || p.flows == nil {
		return
	}
	c := &crowd{conversations: n}
	home := p.flows.nics[0]
	for i := range max(8, n/conversationsPerNIC) {
		c.nics = append(c.nics, &nic{
			id: p.r.id("eni-"), subnet: home.subnet, instance: p.r.id("i-"), address: ip(10, 200+i>>16&31, i>>8&255, i&255),
			zone: home.zone, public: i%50 == 0,
		})
	}
	p.flows.crowd = c
}

// fill makes a record one of the crowd's.
func (c *crowd) fill(e *flow, f *flows, r *random) {
	if r.chance(crowdScans) {
		n := c.nics[r.IntN((len(c.nics)+49)/50)*50] // one that has a public address
		e.nic, e.src, e.dst, e.sport, e.dport = n, scanner(r), n.address, r.between(1024, 65535), r.between(1, 65535)
		e.packets, e.bytes, e.flags, e.reject = 1, 44, flagSYN, true
		e.pktSrc, e.pktDst = e.src, e.dst
		return
	}
	number := r.IntN(c.conversations)
	if r.IntN(2) == 0 {
		number = f.busy.pick(r) % c.conversations
	}
	n, peer, port := c.conversation(number, f.peers)
	client := r.between(32768, 60999)
	*e = flow{nic: n, start: e.start, end: e.end, packets: e.packets, bytes: e.bytes}
	if r.IntN(2) == 0 {
		e.src, e.dst, e.sport, e.dport, e.flags = peer, n.address, client, port, flagSYNFIN
	} else {
		e.src, e.dst, e.sport, e.dport, e.flags, e.egress, e.path = n.address, peer, port, client, flagSYNACKFIN, true, 1
	}
	if r.chance(crowdErrors) {
		e.reject, e.flags = true, flagSYN
		if e.egress {
			e.flags = flagSYNACK
		}
	}
	e.pktSrc, e.pktDst = e.src, e.dst
}

// conversation tells who talks in a conversation, and with which service: others in each.
func (c *crowd) conversation(number int, peers []uint32) (n *nic, peer uint32, port int) {
	at, nth := number%len(c.nics), number/len(c.nics)
	service := nth % servicesOfNIC
	port = firstService + (at*servicesOfNIC+service)%crowdServices
	if common := [...]int{443, 8080, 5432}; service < len(common) {
		port = common[service]
	}
	return c.nics[at], peers[(37*at+nth/servicesOfNIC)%len(peers)], port
}
