package metric

import (
	"math"
	"strconv"
	"strings"
	"time"

	"hamari/correlate/entity"
	"hamari/correlate/lens"
	"hamari/correlate/limits"
	"hamari/parsers"
)

const mebibyte = 1 << 20

// nearLimit is the share of a limit from which on a volume counts as held by it: what is delivered stays a little
// below, and a minute at the limit is seldom a whole minute.
const nearLimit = 0.9

// volumeLoad is the load of a volume in each period.
type volumeLoad struct {
	*volume
	*grid
	table
	graph *entity.Graph
	facts []era[volumeFacts]
	types []era[string] // of the instance
	have  [fieldsCount]bool
	empty []float64 // see nothing

	atLimit [2]lens.Value // while it has burst credits or needs none, and while they are spent
}

// volumeFacts is what is known of a volume for some time.
type volumeFacts struct {
	kind, limitFrom string
	size            float64 // GiB; NaN where unknown
	limits          limits.VolumeLimits
}

func newVolumeLoad(v *volume, g *grid, graph *entity.Graph, r *room) *volumeLoad {
	l := &volumeLoad{volume: v, grid: g, table: newTable(volumeSlots, len(g.starts), r), graph: graph}
	l.facts = eras(g.starts, graph.Changes(v.id, "volume-type", "size", "iops", "throughput"), l.factsAt)
	instance := entity.ID{Kind: "instance", Name: v.instance}
	l.types = eras(g.starts, graph.Changes(instance, "instance-type"), func(at time.Time) string { return graph.Attr(instance, "instance-type", at) })
	return l
}

func (l *volumeLoad) factsAt(at time.Time) volumeFacts {
	f := volumeFacts{kind: l.graph.Attr(l.id, "volume-type", at), size: math.NaN()}
	if size, err := strconv.ParseFloat(l.graph.Attr(l.id, "size", at), 64); err == nil {
		f.size = size
	}
	if f.kind == "" {
		return f
	}
	size, _ := strconv.Atoi(l.graph.Attr(l.id, "size", at))
	iops, _ := strconv.ParseFloat(l.graph.Attr(l.id, "iops", at), 64)
	throughput, _ := strconv.ParseFloat(l.graph.Attr(l.id, "throughput", at), 64)
	f.limits = limits.Volume{Type: f.kind, SizeGiB: size, IOPS: iops, ThroughputMiBs: throughput}.Limits()
	f.limitFrom = limitSource(f.limits.Source, l.id, l.graph, at)
	return f
}

// Kind is volume-load.
func (l *volumeLoad) Kind() *parsers.Kind { return VolumeKind }

// Column is one field of all periods. What it takes is computed when it is asked for: of most volumes most fields never
// are.
func (l *volumeLoad) Column(slot int) lens.Column {
	switch slot {
	case volVolume:
		return lens.Column{Same: lens.Text(l.id.Name)}
	case volInstance:
		return lens.Column{Same: lens.Text(l.instance)}
	case volInstanceType:
		return fact(l.types, lens.Text)
	case volRegion:
		return lens.Column{Same: lens.Text(l.region)}
	case volType:
		return fact(l.facts, func(f volumeFacts) lens.Value { return lens.Text(f.kind) })
	case volSize:
		return fact(l.facts, func(f volumeFacts) lens.Value { return sameNumber(f.size) })
	case volLimitFrom:
		return fact(l.facts, func(f volumeFacts) lens.Value { return lens.Text(f.limitFrom) })
	case volSnapshot:
		return lens.Column{Same: lens.Text(l.snapshot)}
	case volFromSnapshot:
		if l.described {
			return lens.Column{Same: lens.Truth(l.snapshot != "")}
		}
		return lens.Column{}
	case volEmpty:
		if l.madeEmpty {
			return lens.Column{Same: lens.Truth(true)}
		}
		return lens.Column{}
	case volInitialising:
		if l.progress >= 0 {
			return lens.Column{Same: sameNumber(l.progress)}
		}
		return lens.Column{}
	case volTimeAtLimit:
		l.need(timeAtLimit)
		return lens.Column{Each: func(i int) lens.Value {
			if l.spent(i) {
				return l.atLimit[1]
			}
			return l.atLimit[0]
		}}
	case volInstanceShare, volInstanceIOPS, volInstanceMiBs:
		return l.column(slot)
	}
	l.need(fieldsOf(slot))
	return l.column(slot)
}

// fields is columns of a volume's load that are computed together.
type fields int

const (
	dated fields = iota
	measured
	limited
	summedReads
	settledReads
	estimatedNeed
	checkedAround
	timeAtLimit
	fieldsCount
)

// fieldsOf names the fields together with which a column of numbers is computed.
func fieldsOf(slot int) fields {
	switch slot {
	case volPeriod, volAge:
		return dated
	case volLimitIOPS, volLimitThroughput, volIOPSShare, volThroughputShare, volShare, volBaselineShare:
		return limited
	case volReadGiB, volReadOfSize:
		return summedReads
	case volSettled, volSlowdown:
		return settledReads
	case volNeededIOPS, volNeededThroughput:
		return estimatedNeed
	case volExceededShare:
		return checkedAround
	}
	return measured
}

// need computes fields that are not there yet, and those that they rest on.
func (l *volumeLoad) need(f fields) {
	if l.have[f] {
		return
	}
	l.have[f] = true
	switch f {
	case dated:
		l.date()
	case measured:
		l.measure()
	case limited:
		l.need(measured)
		l.limit()
	case summedReads:
		l.sumReads()
	case settledReads:
		l.need(limited)
		l.settle()
	case estimatedNeed:
		l.need(settledReads)
		l.estimateNeed()
	case checkedAround:
		l.need(measured)
		l.around(volExceeded, volExceededShare, l.grid)
	case timeAtLimit:
		l.need(limited)
		for of := range l.atLimit {
			l.atLimit[of] = shareOf(l.n, func(i int) bool {
				share, ok := l.get(volShare, i)
				return ok && share >= nearLimit && l.spent(i) == (of == 1)
			})
		}
	}
}

// shareOf is the share of n periods of which something holds.
func shareOf(n int, holds func(i int) bool) lens.Value {
	count := 0
	for i := range n {
		if holds(i) {
			count++
		}
	}
	return lens.Number(float64(count) / float64(n))
}

func (l *volumeLoad) date() {
	for i, start := range l.starts {
		l.set(volPeriod, i, float64(l.periods[i]))
		if !l.created.IsZero() {
			l.set(volAge, i, time.Unix(start, 0).Sub(l.created).Hours())
		}
	}
}

// sumReads adds up what was read since the first period.
func (l *volumeLoad) sumReads() {
	sum, era := 0.0, 0
	for i := range l.n {
		for l.facts[era].to <= i {
			era++
		}
		bytes, ok := frame{l.grid, i}.get(readBytes)
		if !ok {
			continue
		}
		sum += bytes / (1 << 30)
		l.set(volReadGiB, i, sum)
		if size := l.facts[era].facts.size; size > 0 && size < huge {
			l.set(volReadOfSize, i, sum/size)
		}
	}
}

// spentBurst is the BurstBalance, in percent, below which a volume runs at its baseline.
const spentBurst = 1

// merged is how far beyond the limit the operations of a hard disk show that EBS has put consecutive ones together: up to
// 1 MiB of them count as one against the limit, while CloudWatch counts each. Their number then says nothing.
const merged = 1.1

// unmerged is the limit that a number of operations may be held against; 0 for none.
func unmerged(measured, limit float64) float64 {
	if measured > merged*limit {
		return 0
	}
	return limit
}

// limit compares what was delivered with what the volume may deliver.
func (l *volumeLoad) limit() {
	from := 0
	for _, e := range l.facts {
		if e.facts.kind != "" {
			for i := from; i < e.to; i++ {
				l.limitAt(i, &e.facts.limits)
			}
		}
		from = e.to
	}
}

// spent reports whether the volume has no burst credits left, so that its limit is its baseline.
func (l *volumeLoad) spent(i int) bool {
	balance, ok := l.get(volBurst, i)
	return ok && balance < spentBurst
}

func (l *volumeLoad) limitAt(i int, lim *limits.VolumeLimits) {
	iops, mibs := lim.IOPS, lim.MiBs
	if lim.Burst && l.spent(i) {
		iops, mibs = lim.BaselineIOPS, lim.BaselineMiBs
	}
	baseline := lim.BaselineIOPS
	if measured, _ := l.get(volIOPS, i); lim.Merges {
		iops, baseline = unmerged(measured, iops), unmerged(measured, baseline)
	}
	if share, ok := l.larger(i, volIOPS, baseline, volThroughput, lim.BaselineMiBs); ok && lim.Burst {
		l.set(volBaselineShare, i, share)
	}
	l.compare(i, volIOPS, volLimitIOPS, volIOPSShare, iops)
	l.compare(i, volThroughput, volLimitThroughput, volThroughputShare, mibs)
	if share, ok := l.larger(i, volIOPS, iops, volThroughput, mibs); ok {
		l.set(volShare, i, share)
	}
}

func (l *volumeLoad) compare(i, measured, limitSlot, shareSlot int, most float64) {
	if most <= 0 {
		return
	}
	l.set(limitSlot, i, most)
	if m, ok := l.get(measured, i); ok {
		l.set(shareSlot, i, m/most)
	}
}

// limitSource says where a limit is known from: package limits speaks of describe-volumes wherever a figure was
// stated, but it may be a call in CloudTrail that states it.
func limitSource(source string, id entity.ID, graph *entity.Graph, at time.Time) string {
	for _, name := range []string{"iops", "throughput"} {
		if fact, ok := graph.Fact(id, name, at); ok {
			return strings.Replace(source, "describe-volumes", strings.TrimPrefix(fact.From, "aws ec2 "), 1)
		}
	}
	return source
}
