package generate

import "strconv"

// intermittent tells of servers that clients on premises reach through a Transit Gateway, sometimes: the network ACL
// of the gateway's subnet in one zone refuses the servers' subnet. Answers leave through the servers' own zone, so
// nothing is wrong with those that get through.
func intermittent(p *plan) { p.connectOnPremises(true) }

// connectOnPremises sets up a VPC behind a Transit Gateway and the sessions through it, with or without the fault.
func (p *plan) connectOnPremises(faulty bool) {
	r, w := p.r, p.world
	second := r.between(21, 49) // 10.x.0.0/16, apart from the everyday peers
	vpc := r.id("vpc-")
	home := &subnet{id: r.id("subnet-"), cidr: "10." + strconv.Itoa(second) + ".1.0/24", acl: r.id("acl-")}
	p.subnets = append(p.subnets, home)

	var servers []*nic
	for n := range 1 + r.IntN(2) {
		i := p.newInstance("server-"+strconv.Itoa(n+1), "m6i.large")
		i.vpc, i.subnet, i.address = vpc, home.id, ip(10, second, 1, 20+n)
		servers = append(servers, &nic{id: i.eni, subnet: home.id, instance: i.id, address: i.address, public: n == 0})
	}
	zones := 2 + r.IntN(2)
	bad := 1 + r.IntN(zones-1) // never the servers' own, through which the answers leave
	for z := range zones {
		s := &subnet{id: r.id("subnet-"), cidr: "10." + strconv.Itoa(second) + "." + strconv.Itoa(10+z) + ".0/28", zone: z, acl: r.id("acl-")}
		if faulty && z == bad {
			s.denied = home.cidr
		}
		p.subnets = append(p.subnets, s)
		p.gateways = append(p.gateways, &nic{id: r.id("eni-"), subnet: s.id, address: ip(10, second, 10+z, 4+z), zone: z})
	}

	net := flowNet{account: w.account, vpc: vpc, region: w.region, order: columnOrder(p.opts.Forms.FlowLog, r)}
	p.flows = newFlows(r, net, servers, p.when, p.opts.Forms.FlowLog)
	p.flows.speak = p.gateways
	site := r.IntN(200) // 192.168.x.0/23 on premises
	p.flows.session = func(r *random, when span, emit func(*flow)) {
		session(r, when, emit, servers, p.gateways, ip(192, 168, site+r.IntN(2), r.between(2, 254)), faulty, bad)
	}
	if !faulty {
		return
	}
	var ids []string
	for _, s := range servers {
		ids = append(ids, s.instance)
	}
	gate := p.gateways[bad]
	p.expect(patternZoneACL, p.when.start, p.when.end, map[string][]string{
		"instance": ids, "eni": {gate.id}, "subnet": {gate.subnet}, "network-acl": {p.subnets[bad+1].acl}, "az": {w.region.ids[bad]},
	}, "network-acl")
	p.healthy(patternZoneACL, map[string][]string{"subnet": {home.id, p.gateways[0].subnet}})
}

// session emits the records of one connection from on premises: one that is refused at the gateway, or four of one that
// gets through.
func session(r *random, when span, emit func(*flow), servers, gateways []*nic, client uint32, faulty bool, bad int) {
	server := pick(r, servers)
	via := r.IntN(len(gateways))
	in, out := gateways[via], gateways[0]
	start := when.at(r)
	port := r.between(32768, 60999)
	ask := flow{
		nic: in, src: in.address, dst: server.address, pktSrc: client, pktDst: server.address, sport: port, dport: 443,
		packets: 12, bytes: 12 * r.between(60, 900), start: start, end: start + 50, flags: flagSYNFIN, egress: true,
	}
	if faulty && via == bad {
		ask.packets, ask.bytes, ask.flags, ask.reject = 3, 180, flagSYN, true
		emit(&ask)
		return
	}
	emit(&ask)
	ask.nic, ask.src, ask.egress = server, client, false
	emit(&ask)
	reply := flow{
		nic: server, src: server.address, dst: client, pktSrc: server.address, pktDst: client, sport: 443, dport: port,
		packets: 10, bytes: 10 * r.between(200, 1400), start: start, end: start + 50, flags: flagSYNACKFIN, egress: true, path: 1,
	}
	emit(&reply)
	reply.nic, reply.dst, reply.egress = out, out.address, false
	emit(&reply)
}
