package metric

import (
	"regexp"
	"strconv"
	"strings"
	"time"

	"hamari/correlate/entity"
	"hamari/correlate/lens"
	"hamari/correlate/limits"
)

const mebibyte = 1 << 20

// nearLimit is the share of a limit from which on a volume counts as held by it: what is delivered stays a little
// below, and a minute at the limit is seldom a whole minute.
const nearLimit = 0.9

// volume is what the bundle says of a volume and what does not change within its metrics.
type volume struct {
	id               entity.ID
	instance, region string
	snapshot         string
	described        bool // the type or the snapshot is known, so that a missing snapshot means that there is none
	created          time.Time
	progress         float64 // of the initialization, percent; negative where unknown
}

func describe(name string, list []*series, graph *entity.Graph) volume {
	id := entity.ID{Kind: "volume", Name: name}
	v := volume{
		id: id, region: regionOf(id, graph), snapshot: graph.Attr(id, "snapshot", time.Time{}), progress: -1,
		instance: attachedTo(id, graph, lastPoint(list)),
	}
	for _, s := range list {
		if v.instance == "" {
			v.instance = s.instance
		}
		if v.region == "" {
			v.region = s.key.region
		}
	}
	if v.region == "" {
		v.region = regionOf(entity.ID{Kind: "instance", Name: v.instance}, graph)
	}
	v.described = v.snapshot != "" || graph.Attr(id, "volume-type", time.Time{}) != ""
	if created, err := time.Parse(time.RFC3339, graph.Attr(id, "created", time.Time{})); err == nil {
		v.created = created
	}
	if p, err := strconv.ParseFloat(graph.Attr(id, "initialization-progress", time.Time{}), 64); err == nil && p >= 0 && p <= 100 {
		v.progress = p
	}
	return v
}

func lastPoint(list []*series) time.Time {
	last := int64(0)
	for _, s := range list {
		if points := s.order(); len(points) > 0 {
			last = max(last, int64(points[len(points)-1].time))
		}
	}
	return time.Unix(last, 0).UTC()
}

// regionName is the part of an Availability Zone's name that names the Region: us-west-2 of us-west-2a and of
// us-west-2-lax-1a.
var regionName = regexp.MustCompile(`^[a-z]+(-[a-z]+)+-[0-9]+`)

func regionOf(id entity.ID, graph *entity.Graph) string {
	if r := graph.Attr(id, "region", time.Time{}); r != "" {
		return r
	}
	return regionName.FindString(graph.Attr(id, "az", time.Time{}))
}

// rows computes the volume's load in each period.
func (v *volume) rows(g *grid, graph *entity.Graph) []lens.Row {
	rows := g.rows(VolumeKind, volumeSlots)
	readSoFar := 0.0
	for i := range rows {
		f, values := frame{g, i}, rows[i].Values
		v.describeRow(values, graph, rows[i].Start)
		set(values, volPeriod, float64(g.periods[i]))
		measureVolume(values, f)
		limitVolume(values, v.id, graph, rows[i].Start)
		if bytes, ok := f.get(readBytes); ok {
			readSoFar += bytes / (1 << 30)
			set(values, volReadGiB, readSoFar)
			if size, ok := values[volSize].Float(); ok && size > 0 {
				set(values, volReadOfSize, readSoFar/size)
			}
		}
	}
	settle(rows)
	for i := range rows {
		estimateNeed(rows[i].Values)
	}
	timeAtLimit(rows, volTimeAtLimit, func(r *lens.Row) bool {
		share, ok := r.Value(volShare).Float()
		return ok && share >= nearLimit
	})
	return rows
}

func (v *volume) describeRow(values []lens.Value, graph *entity.Graph, at time.Time) {
	values[volVolume] = lens.Text(v.id.Name)
	values[volInstance] = lens.Text(v.instance)
	if v.instance != "" {
		values[volInstanceType] = lens.Text(graph.Attr(entity.ID{Kind: "instance", Name: v.instance}, "instance-type", at))
	}
	values[volRegion] = lens.Text(v.region)
	values[volType] = lens.Text(graph.Attr(v.id, "volume-type", at))
	if size, err := strconv.ParseFloat(graph.Attr(v.id, "size", at), 64); err == nil {
		set(values, volSize, size)
	}
	values[volSnapshot] = lens.Text(v.snapshot)
	if v.described {
		values[volFromSnapshot] = lens.Truth(v.snapshot != "")
	}
	if !v.created.IsZero() {
		set(values, volAge, at.Sub(v.created).Hours())
	}
	if v.progress >= 0 {
		set(values, volInitialising, v.progress)
	}
}

// measureVolume turns the sums of one period into rates.
func measureVolume(v []lens.Value, f frame) {
	reads, hasReads := f.rate(readOps)
	writes, hasWrites := f.rate(writeOps)
	if hasReads {
		set(v, volReadIOPS, reads)
	}
	if hasWrites {
		set(v, volWriteIOPS, writes)
	}
	iops, hasIOPS := reads+writes, hasReads || hasWrites
	if !hasIOPS {
		iops, hasIOPS = f.get(avgIOPS)
	}
	if hasIOPS {
		set(v, volIOPS, iops)
	}
	measureThroughput(v, f, iops)
	measureLatency(v, f, reads, writes)
	if idle, ok := f.rate(idleTime); ok {
		set(v, volBusy, max(0, 1-idle))
	}
	if balance, ok := f.get(burstBalance); ok {
		set(v, volBurst, balance)
	}
	if exceeded, ok := f.highest(iopsCheck, throughputCheck); ok {
		set(v, volExceeded, min(exceeded, 1))
	}
}

func measureThroughput(v []lens.Value, f frame, iops float64) {
	reads, hasReads := f.rate(readBytes)
	writes, hasWrites := f.rate(writeBytes)
	if hasReads {
		set(v, volReadMiBs, reads/mebibyte)
	}
	if hasWrites {
		set(v, volWriteMiBs, writes/mebibyte)
	}
	mibs, ok := (reads+writes)/mebibyte, hasReads || hasWrites
	if !ok {
		var kibs float64
		kibs, ok = f.get(avgThroughput)
		mibs = kibs / 1024
	}
	if !ok {
		return
	}
	set(v, volThroughput, mibs)
	if iops > 0 {
		set(v, volIOSize, mibs*1024/iops)
	}
}

// measureLatency turns total times into milliseconds per operation, and takes the queue from them where CloudWatch's
// own metric is missing.
func measureLatency(v []lens.Value, f frame, reads, writes float64) {
	reading, hasReading := f.rate(readTime)
	writing, hasWriting := f.rate(writeTime)
	if hasReading && reads > 0 {
		set(v, volReadLatency, reading/reads*1000)
	} else if ms, ok := f.get(avgReadLatency); ok {
		set(v, volReadLatency, ms)
	}
	if hasWriting && writes > 0 {
		set(v, volWriteLatency, writing/writes*1000)
	} else if ms, ok := f.get(avgWriteLatency); ok {
		set(v, volWriteLatency, ms)
	}
	whole := (hasReading || reads == 0) && (hasWriting || writes == 0)
	if whole && reads+writes > 0 {
		set(v, volLatency, (reading+writing)/(reads+writes)*1000)
	}
	if q, ok := f.get(queueLength); ok {
		set(v, volQueue, q)
	} else if whole && (hasReading || hasWriting) {
		set(v, volQueue, reading+writing) // Little's law: operations per second times seconds per operation
	}
}

// spentBurst is the BurstBalance, in percent, below which a volume runs at its baseline.
const spentBurst = 1

// limitVolume compares what was delivered with what the volume may deliver.
func limitVolume(v []lens.Value, id entity.ID, graph *entity.Graph, at time.Time) {
	size, _ := strconv.Atoi(graph.Attr(id, "size", at))
	iops, _ := strconv.ParseFloat(graph.Attr(id, "iops", at), 64)
	throughput, _ := strconv.ParseFloat(graph.Attr(id, "throughput", at), 64)
	what := limits.Volume{Type: graph.Attr(id, "volume-type", at), SizeGiB: size, IOPS: iops, ThroughputMiBs: throughput}
	if what.Type == "" {
		return
	}
	lim := what.Limits()
	iops, mibs := lim.IOPS, lim.MiBs
	if balance, ok := v[volBurst].Float(); lim.Burst && ok && balance < spentBurst {
		iops, mibs = lim.BaselineIOPS, lim.BaselineMiBs
	} else if lim.Burst && !ok {
		if share, ok := larger(v, volIOPS, lim.BaselineIOPS, volThroughput, lim.BaselineMiBs); ok {
			set(v, volBaselineShare, share)
		}
	}
	v[volLimitFrom] = lens.Text(limitSource(lim.Source, id, graph, at))
	limit(v, volIOPS, volLimitIOPS, volIOPSShare, iops)
	limit(v, volThroughput, volLimitThroughput, volThroughputShare, mibs)
	if share, ok := larger(v, volIOPS, iops, volThroughput, mibs); ok {
		set(v, volShare, share)
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

func limit(v []lens.Value, measured, limitSlot, shareSlot int, most float64) {
	if most <= 0 {
		return
	}
	set(v, limitSlot, most)
	if m, ok := v[measured].Float(); ok {
		set(v, shareSlot, m/most)
	}
}

// larger is the larger share of two measured figures in their limits; a limit of 0 is not known.
func larger(v []lens.Value, slotA int, limitA float64, slotB int, limitB float64) (share float64, known bool) {
	for _, m := range []struct {
		slot  int
		limit float64
	}{{slotA, limitA}, {slotB, limitB}} {
		if value, ok := v[m.slot].Float(); ok && m.limit > 0 {
			share, known = max(share, value/m.limit), true
		}
	}
	return share, known
}
