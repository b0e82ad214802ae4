package metric

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"hamari/correlate/lens"
	"hamari/parsers"
)

// Names reports the metrics in the store with how many series each has. Those that should name a volume or an instance
// and do not tell nothing of any, nor do those of which it is not known what service they are of.
func (l *Lens) Names() map[string]int {
	names := map[string]int{}
	for key, s := range l.series {
		if s.lacking() == nil && !s.untold() {
			names[key.metric]++
		}
	}
	return names
}

// Points gives one series after the other, those of the metrics that are asked for, like Loads on several goroutines;
// each is a part of its own.
func (l *Lens) Points(wanted func(namespace, metric string) bool, jobs int, yield func(part int, points lens.Series)) {
	var list []*series
	for _, key := range slices.SortedFunc(maps.Keys(l.series), compareKeys) {
		if s := l.series[key]; wanted(key.namespace, key.metric) && s.len() > 0 {
			list = append(list, s)
		}
	}
	surer := repeated(list)
	share(len(list), jobs, func(next func() (int, bool)) {
		var r room
		for part, ok := next(); ok; part, ok = next() {
			points := newPoints(list[part], &r)
			points.surer = surer[part]
			yield(part, points)
			r.free()
		}
	})
}

// tellingStats are statistics in the order in which they are believed where a metric comes in several.
var tellingStats = []string{"Maximum", "Sum", "Average", "", "Minimum"}

// maxRepeats bounds the series of one metric that are compared to each other; nobody exports as many.
const maxRepeats = 100

// repeated tells of each of the series, which are in order of their keys, the statistics of those beside which it says
// nothing new: others of the same metric.
func repeated(list []*series) [][]string {
	surer := make([][]string, len(list))
	for from := 0; from < len(list); {
		to := from + 1
		for to < len(list) && sameMetric(&list[from].key, &list[to].key) {
			to++
		}
		if group := list[from:to]; len(group) > 1 && len(group) <= maxRepeats {
			for i, s := range group {
				for _, other := range group {
					if other.surerThan(s) && other.covers(s) {
						surer[from+i] = append(surer[from+i], other.key.stat)
					}
				}
			}
		}
		from = to
	}
	return surer
}

func sameMetric(a, b *seriesKey) bool {
	return a.namespace == b.namespace && a.metric == b.metric && a.dimensions == b.dimensions
}

// surerThan reports whether the series is to be believed before another of the same metric.
func (s *series) surerThan(other *series) bool {
	rank := func(s *series) int {
		if i := slices.Index(tellingStats, s.key.stat); i >= 0 {
			return i
		}
		return len(tellingStats)
	}
	return cmp.Or(cmp.Compare(rank(s), rank(other)), cmp.Compare(s.step(), other.step()), compareKeys(s.key, other.key)) < 0
}

// covers reports whether the series is there for all the time of another one of the same place.
func (s *series) covers(other *series) bool {
	for _, pair := range [...][2]string{{s.key.region, other.key.region}, {s.key.account, other.key.account}} {
		if pair[0] != pair[1] && pair[0] != "" && pair[1] != "" {
			return false
		}
	}
	s.order()
	other.order()
	least, _ := s.span()
	otherLeast, _ := other.span()
	return int64(least) <= int64(otherLeast)+other.step() && s.end() >= other.end()-other.step()
}

// share has parts worked off on several goroutines, of which each takes one after the other.
func share(parts, jobs int, work func(next func() (part int, ok bool))) {
	var taken atomic.Int64
	next := func() (int, bool) {
		part := int(taken.Add(1)) - 1
		return part, part < parts
	}
	var workers sync.WaitGroup
	for range max(1, min(jobs, parts)) {
		workers.Go(func() { work(next) })
	}
	workers.Wait()
}

// points is the points of one series as rows.
type points struct {
	s      *series
	times  []int64
	values []float64

	vpn, nat, balancer, group string

	surer []string // the statistics of others of the metric that say the same better
}

func newPoints(s *series, r *room) *points {
	p := &points{s: s, times: s.appendTimes(r.integers(s.len())), values: s.appendValues(r.numbers(s.len()))}
	for _, d := range strings.Split(s.key.dimensions, ",") {
		switch name, value, _ := strings.Cut(d, "="); name {
		case "VpnId":
			p.vpn = value
		case "NatGatewayId":
			p.nat = value
		case "LoadBalancer":
			p.balancer = value
		case "TargetGroup":
			p.group = value
		}
	}
	return p
}

// Among gives the points as they are beside those statistics of the metric alone that are taken.
func (p *points) Among(taken func(slot int, v lens.Value) bool) lens.Series {
	left := func(stat string) bool { return !taken(pointStat, lens.Text(stat)) }
	if !slices.ContainsFunc(p.surer, left) {
		return p
	}
	q := *p
	q.surer = slices.DeleteFunc(slices.Clone(p.surer), left)
	return &q
}

// Kind is metric.
func (p *points) Kind() *parsers.Kind { return PointKind }

// Len is the number of points.
func (p *points) Len() int { return len(p.times) }

// Span is the period of a point.
func (p *points) Span(i int) (start, end time.Time) {
	return time.Unix(p.times[i], 0).UTC(), time.Unix(p.times[i]+p.s.step(), 0).UTC()
}

// Column is one field of all points.
func (p *points) Column(slot int) lens.Column {
	text := func(s string) lens.Column { return lens.Column{Same: lens.Text(s)} }
	switch slot {
	case pointNamespace:
		return text(p.s.key.namespace)
	case pointName:
		return text(p.s.key.metric)
	case pointStat:
		return text(p.s.key.stat)
	case pointDimensions:
		return text(p.s.key.dimensions)
	case pointInstance:
		return text(p.s.instance)
	case pointVolume:
		return text(p.s.volume)
	case pointVPN:
		return text(p.vpn)
	case pointNATGateway:
		return text(p.nat)
	case pointBalancer:
		return text(p.balancer)
	case pointGroup:
		return text(p.group)
	case pointRegion:
		return text(p.s.key.region)
	case pointAccount:
		return text(p.s.key.account)
	case pointPeriod:
		return lens.Column{Same: lens.Number(float64(p.s.step()))}
	case pointRepeats:
		return lens.Column{Same: lens.Truth(len(p.surer) > 0)}
	case pointValue:
		return lens.Column{Numbers: p.values}
	case pointRise:
		return lens.Column{Each: p.rise}
	}
	return lens.Column{}
}

func (p *points) rise(i int) lens.Value {
	if i == 0 || !(p.values[i] > p.values[i-1]) {
		return lens.Value{}
	}
	return lens.Number(p.values[i] - p.values[i-1])
}

// Records is 1: a row is a point.
func (p *points) Records(int) int64 { return 1 }

// Cites gives the record that the point was read from.
func (p *points) Cites(i int) []lens.Cite { return []lens.Cite{p.s.cite(i)} }

// Running tells for every reading of an AWS/EC2 metric of the wanted instances that they ran then.
func (l *Lens) Running(wanted func(instance string) bool, yield func(instance string, start, end time.Time, metric string, cite lens.Cite)) {
	for _, key := range slices.SortedFunc(maps.Keys(l.series), compareKeys) {
		s := l.series[key]
		if key.namespace != "AWS/EC2" || s.instance == "" || s.adopted || !wanted(s.instance) {
			continue // an assumption is no sign of life
		}
		s.order() // which leaves out points that are there twice
		for i := range s.len() {
			c := s.cite(i)
			yield(s.instance, c.Time, c.End, key.metric, c)
		}
	}
}

// Clip drops the points outside a stretch of time; a zero end leaves that side open.
func (l *Lens) Clip(since, until time.Time) {
	if since.IsZero() && until.IsZero() {
		return
	}
	for _, s := range l.series {
		s.clip(since, until)
	}
	maps.DeleteFunc(l.series, func(_ seriesKey, s *series) bool { return len(s.chunks) == 0 })
}

func (s *series) clip(since, until time.Time) {
	s.order()
	from, to := 0, s.len()
	if !since.IsZero() {
		from = s.upTo(since.Unix() - 1)
	}
	if !until.IsZero() {
		to = max(from, s.upTo(until.Unix()))
	}
	kept := s.chunks[:0]
	for i := range s.chunks {
		c := s.chunks[i]
		first, last := max(0, from), min(c.n, to)
		if from, to = from-c.n, to-c.n; first < last {
			c.cut(first, last)
			kept = append(kept, c)
		}
	}
	s.chunks = kept
}

// finePeriod is the longest period, in seconds, that is good enough for what a pattern asks for.
const finePeriod = 300

// Measured reports whether the metric of a volume, instance or the like is there from one time to another, where these are
// given, in periods of five minutes at most.
func (l *Lens) Measured(metric, of string, from, to time.Time) bool {
	for key, s := range l.series {
		if key.metric != metric || s.volume != of && s.instance != of && !slices.Contains(dimensionValues(key.dimensions), of) {
			continue
		}
		if s.order(); len(s.chunks) == 0 || s.step() > finePeriod {
			continue
		}
		least, _ := s.span()
		if from.IsZero() || int64(least) <= from.Unix()+finePeriod && s.end() >= to.Unix()-finePeriod {
			return true
		}
	}
	return false
}

// dimensionValues are the values of dimensions as a key has them.
func dimensionValues(dimensions string) (values []string) {
	for _, d := range strings.Split(dimensions, ",") {
		_, value, _ := strings.Cut(d, "=")
		values = append(values, value)
	}
	return values
}

// Covers reports whether any series has points on both sides of a stretch of time.
func (l *Lens) Covers(from, to time.Time) bool {
	for _, s := range l.series {
		if s.order(); len(s.chunks) > 0 && int64(s.chunks[0].times.at(0)) <= from.Unix() && s.end() >= to.Unix() {
			return true
		}
	}
	return false
}
