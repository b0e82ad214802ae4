package generate

import "strconv"

// Scenario is a kind of bundle.
type Scenario struct {
	Name  string
	Title string

	size  int64 // raw bytes, unless the options say otherwise
	hours int   // that the logs cover
	build func(*plan)
}

// Scenarios are all kinds of bundles.
var Scenarios = []Scenario{
	{"start-denied", "instances start, are refused a grant on their volume's key, and stop again", 4e6, 4, only(startDenied, 0.98, 0)},
	{"slow-after-migration", "a migrated volume is slow: first-touch loading, then the gp3 ceiling", 2e6, 5, only(slowAfterMigration, 0.95, 0)},
	{"intermittent", "one zone's Transit Gateway subnet refuses packets", 2e6, 2, only(intermittent, 0, 0.98)},
	{"quiet", "every kind of log, nothing wrong", 6e6, 6, quiet},
	{"mixed", "all of it at once among the noise of a large organisation", 50e6, 24, mixed},
	{"single-cloudtrail", "CloudTrail alone, as one large member unless --members asks for more", 100e6, 24, single(1, 0)},
	{"single-flowlog", "flow logs alone, as one large member unless --members asks for more", 100e6, 24, single(0, 1)},
	{"requests", "access logs of a load balancer and a bucket alone", 20e6, 4, func(p *plan) { p.requestShare = 1 }},
	{"tiny-members", "very many CloudTrail members of about 2 kB", 0, 24, tiny},
	{"metrics", "many series with many points", 0, 24, manyMetrics},
}

// only shares the size out to a story's logs.
func only(story func(*plan), trail, flow float64) func(*plan) {
	return func(p *plan) {
		p.failing = 0.005
		p.trailShare, p.flowShare = trail, flow
		story(p)
	}
}

func quiet(p *plan) {
	p.trailShare, p.flowShare = 0.6, 0.35
	p.connectOnPremises(false)
	for n := range 3 {
		p.newInstance("app-"+strconv.Itoa(n+1), "m5.large", p.newVolume(100, p.newKey()))
	}
	p.metrics = append(p.metrics, p.cpu("cloudwatch/cpu", p.instances, p.when.end, p.when.start))
}

func mixed(p *plan) {
	p.failing, p.others = 0.02, 3
	p.trailShare, p.flowShare = 0.6, 0.39
	startDenied(p)
	slowAfterMigration(p)
	intermittent(p)
}

func single(trail, flow float64) func(*plan) {
	return func(p *plan) {
		p.failing = 0.02
		p.trailShare, p.flowShare = trail, flow
		p.trailParts, p.flowParts = max(1, p.opts.Members), max(1, p.opts.Members)
		if flow > 0 {
			p.connectOnPremises(false)
		}
	}
}

// tinySize is the size of a member of very many.
const tinySize = 2000

func tiny(p *plan) {
	p.trailShare = 1
	switch {
	case p.opts.Members > 0:
		p.trailParts = p.opts.Members
	case p.opts.Size > 0:
		p.trailParts = int(max(1, p.opts.Size/tinySize))
	default:
		p.trailParts = 10_000
	}
	p.opts.Size = int64(p.trailParts) * tinySize
	p.failing = 0.02
}

// seriesPerFile is how many metrics one console graph holds here.
const seriesPerFile = 50

// bytesPerPoint is what one value takes in each form, its share of the time stamps included.
var bytesPerPoint = map[string]float64{"console": 6.4, "get-metric-data": 37, "plain-csv": 81}

func manyMetrics(p *plan) {
	count, points := p.opts.Series, p.opts.Points
	if count == 0 {
		count = 100
	}
	if points == 0 {
		points = 1440
		if p.opts.Size > 0 {
			points = int(max(1, float64(p.opts.Size)/bytesPerPoint[p.opts.Forms.Metrics]/float64(count)))
		}
	}
	for first := 0; first < count; first += seriesPerFile {
		m := metricFile{
			name: "metrics/volumes-" + strconv.Itoa(first/seriesPerFile+1), region: p.world.region.name, start: p.when.start,
			period: 60, points: points, zone: p.opts.Zone,
		}
		for range min(seriesPerFile, count-first) {
			seed := p.r.Uint64()
			m.series = append(m.series, series{
				namespace: "AWS/EBS", dimension: "VolumeId", resource: p.r.id("vol-"), metric: "VolumeReadOps", stat: "Sum",
				value: func(n int, _ int64) (float64, bool) { return float64(int64(wobble(seed, n, 40_000, 0.2))), true },
			})
		}
		p.metrics = append(p.metrics, m)
	}
}
