package generate

import "math"

// slowAfterMigration tells of a server that Application Migration Service brought over. Its first run reads blocks that
// still have to come from the snapshot: few, slow reads, far below every limit. Its second run asks for more than the
// gp3 volume's 3,000 IOPS and queues at that ceiling. The instance type could do more.
func slowAfterMigration(p *plan) {
	r, w := p.r, p.world
	created := p.moment(0.05)
	v := p.newVolume(r.between(15, 40)*10, "")
	v.snapshot, v.created = r.id("snap-"), created
	i := p.newInstance("migrated-db", pick(r, []string{"m5.2xlarge", "r5.2xlarge", "m6i.2xlarge"}), v)
	i.launched = created + 60
	p.tellMigration(i, created)

	first, firstEnd := p.moment(0.15), p.moment(0.4)
	second, secondEnd := p.moment(0.65), p.moment(0.8)
	load := volumeLoad{seed: r.Uint64(), first: span{first, firstEnd}, second: span{second, secondEnd}}
	m := metricFile{
		name: "metrics/ebs-volume", region: w.region.name, start: p.moment(0.1) / 60 * 60, period: 60, zone: p.opts.Zone,
	}
	m.points = int((p.when.end - m.start) / 60)
	for k, metric := range ebsMetrics {
		stat := "Sum"
		if metric == "VolumeQueueLength" {
			stat = "Average"
		}
		m.series = append(m.series, series{
			namespace: "AWS/EBS", dimension: "VolumeId", resource: v.id, metric: metric, stat: stat,
			value: func(n int, at int64) (float64, bool) { return load.at(n, at)[k], true },
		})
	}
	p.metrics = append(p.metrics, m)

	entities := map[string][]string{"volume": {v.id}, "instance": {i.id}}
	p.expect(patternSlowVolume, first, firstEnd, map[string][]string{"volume": {v.id}, "instance": {i.id}, "snapshot": {v.snapshot}})
	p.expect(patternSlowVolume, second, secondEnd, entities)
}

func (p *plan) tellMigration(i *instance, at int64) {
	r, w, v := p.r, p.world, i.volumes[0]
	mgn := w.newRole(r, "AWSApplicationMigrationServiceRole", "mgn", p.opts.Start)
	size := string(appendValue(nil, float64(v.sizeGiB)))
	p.tell(event{
		at: at, source: "ec2.amazonaws.com", name: "CreateVolume", caller: mgn, via: "mgn.amazonaws.com",
		request: []byte(`{"size":"` + size + `","zone":"` + i.zone + `","volumeType":"gp3","snapshotId":"` + v.snapshot + `"}`),
		response: []byte(`{"volumeId":"` + v.id + `","size":"` + size + `","zone":"` + i.zone + `","volumeType":"gp3","iops":3000,` +
			`"throughput":125,"status":"creating","snapshotId":"` + v.snapshot + `"}`),
	})
	attach := `"volumeId":"` + v.id + `","instanceId":"` + i.id + `","device":"/dev/xvda"`
	p.tell(event{
		at: at + 30, source: "ec2.amazonaws.com", name: "AttachVolume", caller: mgn, via: "mgn.amazonaws.com",
		request:  []byte(`{` + attach + `,"deleteOnTermination":false}`),
		response: []byte(`{` + attach + `,"status":"attaching"}`),
	})
	started := len(p.story)
	p.tellPower(mgn, "StartInstances", []*instance{i}, at+60, 0, "pending", 80, "stopped")
	e := &p.story[started]
	e.via, e.from, e.agent = "mgn.amazonaws.com", "mgn.amazonaws.com", "mgn.amazonaws.com"
}

var ebsMetrics = []string{
	"VolumeReadOps", "VolumeWriteOps", "VolumeReadBytes", "VolumeWriteBytes",
	"VolumeTotalReadTime", "VolumeTotalWriteTime", "VolumeQueueLength", "VolumeIdleTime",
}

// volumeLoad is what a volume did: idle but for two runs.
type volumeLoad struct {
	seed          uint64
	first, second span
}

// at returns the values of ebsMetrics for the minute that begins at the given time.
func (l volumeLoad) at(n int, at int64) [8]float64 {
	var readOps, writeOps, latency, idle float64 // per minute, seconds
	switch {
	case l.first.contains(at):
		done := float64(at-l.first.start) / float64(l.first.end-l.first.start)
		readOps = math.Round(wobble(l.seed, n, 240*60, 0.02))
		writeOps = math.Round(wobble(l.seed+1, n, 30*60, 0.02))
		latency, idle = wobble(l.seed+2, n, 0.030-0.013*done, 0.02), 1.8
	case l.second.contains(at):
		readOps = math.Round(wobble(l.seed, n, 2000*60, 0.004))
		writeOps = math.Round(3000*60 - readOps - wobble(l.seed+1, n, 300, 1))
		latency, idle = wobble(l.seed+2, n, 0.0062, 0.03), 0
	default:
		readOps = math.Round(wobble(l.seed, n, 4*60, 0.02))
		writeOps = math.Round(wobble(l.seed+1, n, 9*60, 0.02))
		latency, idle = 0.0008, 59.4
	}
	const writeLatency = 0.0009
	readTime, writeTime := readOps*latency, writeOps*writeLatency
	if l.second.contains(at) {
		writeTime = writeOps * latency
	}
	return [8]float64{
		readOps, writeOps, readOps * 16384, writeOps * 16384, readTime, writeTime, (readTime + writeTime) / 60, idle,
	}
}
