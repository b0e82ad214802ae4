package generate

import "time"

// plan is a bundle before it is written: what a scenario fills in.
type plan struct {
	opts  Options
	r     *random
	world *world
	when  span
	truth Truth

	instances []*instance
	story     []event
	flows     *flows
	subnets   []*subnet
	gateways  []*nic
	metrics   []metricFile
	others    int     // further accounts
	failing   float64 // share of everyday calls that fail

	trailShare, flowShare, requestShare float64 // of the size; what is left belongs to metrics and inventory

	trailParts, flowParts int // members; 0 for as many as AWS would have written
}

// partSize is about how many raw bytes AWS puts into one delivered file.
const partSize = 1 << 20

// parts returns how many members a kind of log gets.
func (p *plan) parts(wanted int, size int64) int {
	switch {
	case wanted > 0:
		return wanted
	case p.opts.Members > 0:
		return max(1, int(float64(p.opts.Members)*float64(size)/float64(max(p.opts.Size, 1))+0.5))
	}
	return int(min(max(size/partSize, 3), 100_000))
}

// files lays everything out.
func (p *plan) files() []file {
	var files []file
	if size := int64(float64(p.opts.Size) * p.trailShare); size > 0 {
		n := p.parts(p.trailParts, size)
		files = append(files, p.trail().files(n, size/int64(n))...)
	}
	if size := int64(float64(p.opts.Size) * p.flowShare); size > 0 && p.flows != nil {
		n := p.parts(p.flowParts, size)
		files = append(files, p.flows.files(n, size/int64(n))...)
	}
	if size := int64(float64(p.opts.Size) * p.requestShare); size > 0 {
		n := p.parts(0, size)
		files = append(files, newRequests(p.r, p.world, p.when).files(n, size/int64(n))...)
	}
	for _, m := range p.metrics {
		files = append(files, m.file(p.opts.Forms.Metrics))
	}
	if !p.opts.NoInventory {
		files = append(files, p.inventory()...)
	}
	if p.opts.Shuffle {
		newRandom(p.opts.Seed, 0x5f).Shuffle(len(files), func(i, j int) { files[i], files[j] = files[j], files[i] })
	}
	return files
}

func (p *plan) trail() *trail {
	t := &trail{
		world: p.world, story: p.story, failing: p.failing, duplicates: p.opts.Duplicates / 100,
		form: trailForms[p.opts.Forms.CloudTrail], zone: p.opts.Zone, when: p.when, seed: p.r.Uint64(),
	}
	for range p.others {
		t.others = append(t.others, newWorld(p.r, p.world.region, 30, p.opts.Start))
	}
	return t
}

func (p *plan) inventory() []file {
	var files []file
	if len(p.instances) > 0 {
		files = append(files, describeInstancesAnswer(p.world, p.r, p.instances), describeVolumesAnswer(p.instances))
	}
	if len(p.subnets) > 0 {
		vpc := p.flows.net.vpc
		files = append(files,
			describeSubnetsAnswer(p.world, vpc, p.subnets),
			describeNetworkAclsAnswer(p.world, p.r, vpc, p.subnets),
			describeInterfacesAnswer(p.world, p.r, vpc, p.gateways, p.flows.nics))
	}
	if p.flows != nil {
		files = append(files, describeFlowLogsAnswer(p.flows, p.when.start))
	}
	return files
}

// moment returns the time at the given share of the bundle's span.
func (p *plan) moment(share float64) int64 {
	return p.when.start + int64(share*float64(p.when.end-p.when.start))
}

// newInstance adds an instance with the given volumes.
func (p *plan) newInstance(name, typ string, volumes ...*volume) *instance {
	r := p.r
	n := len(p.instances)
	i := &instance{
		id: r.id("i-"), typ: typ, name: name, zone: p.world.zone(0), subnet: r.id("subnet-"), vpc: r.id("vpc-"), eni: r.id("eni-"),
		address: ip(10, 20, 1+n/200, 10+n%200), volumes: volumes, launched: p.when.start - int64(r.between(2, 90))*86400,
	}
	if n > 0 {
		i.subnet, i.vpc = p.instances[0].subnet, p.instances[0].vpc
	}
	p.instances = append(p.instances, i)
	return i
}

// newVolume returns a gp3 volume, encrypted where a key is given.
func (p *plan) newVolume(sizeGiB int, key string) *volume {
	return &volume{id: p.r.id("vol-"), sizeGiB: sizeGiB, key: key, created: p.when.start - int64(p.r.between(91, 300))*86400}
}

// tell adds an event to the story and fills in what all events have.
func (p *plan) tell(e event) {
	if e.from == "" {
		e.from, e.agent = e.caller.from, e.caller.agent
	}
	if e.via != "" {
		e.from, e.agent = e.via, e.via
	}
	if e.requestID == nil {
		e.requestID = p.r.appendUUID(nil)
	}
	e.eventID = p.r.appendUUID(nil)
	e.account, e.region = p.world.account, p.world.region.name
	p.story = append(p.story, e)
}

// expect notes what must be found. Entities under the described keys are told by describe-* answers alone.
func (p *plan) expect(pattern string, start, end int64, entities map[string][]string, described ...string) {
	if p.opts.NoInventory {
		for _, key := range described {
			delete(entities, key)
		}
	}
	p.truth.Expect = append(p.truth.Expect, Expected{pattern, entities, time.Unix(start, 0).UTC(), time.Unix(end, 0).UTC()})
}

func (p *plan) healthy(pattern string, entities map[string][]string) {
	p.truth.Healthy = append(p.truth.Healthy, Expected{Pattern: pattern, Entities: entities})
}
