package metric

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"hamari/correlate/entity"
	"hamari/correlate/lens"
	"hamari/correlate/limits"
	"hamari/parsers"
)

// frame collects what several metrics say of one period of one entity.
type frame struct {
	start, period int64
	values        map[string]float64 // metric, or metric and statistic where the statistic matters
	cites         []lens.Cite
}

// sumOf and averageOf name the statistics that a metric must come with: rates need the Sum, levels the Average; a
// check is 0 or 1 in any statistic.
var statistics = map[string][]string{
	"VolumeReadOps": {"Sum"}, "VolumeWriteOps": {"Sum"}, "VolumeReadBytes": {"Sum"}, "VolumeWriteBytes": {"Sum"},
	"VolumeTotalReadTime": {"Sum"}, "VolumeTotalWriteTime": {"Sum"}, "VolumeIdleTime": {"Sum"},
	"VolumeQueueLength": {"Average"}, "BurstBalance": {"Minimum", "Average"},
	"VolumeIOPSExceededCheck": {"Maximum", "Average", "Sum"}, "VolumeThroughputExceededCheck": {"Maximum", "Average", "Sum"},
	"VolumeAvgIOPS": {"Average"}, "VolumeAvgThroughput": {"Average"}, "VolumeAvgReadLatency": {"Average"}, "VolumeAvgWriteLatency": {"Average"},
	"EBSReadOps": {"Sum"}, "EBSWriteOps": {"Sum"}, "EBSReadBytes": {"Sum"}, "EBSWriteBytes": {"Sum"},
	"EBSIOBalance%": {"Minimum", "Average"}, "EBSByteBalance%": {"Minimum", "Average"},
	"InstanceEBSIOPSExceededCheck": {"Maximum", "Average", "Sum"}, "InstanceEBSThroughputExceededCheck": {"Maximum", "Average", "Sum"},
}

// frames lines the EBS series of a kind of entity up by time. Where a metric is there with several periods, the finest
// one counts.
func (l *Lens) frames(namespace string, of func(*series) string) map[string][]*frame {
	byEntity := map[string][]*series{}
	for _, key := range slices.SortedFunc(maps.Keys(l.series), compareKeys) {
		s := l.series[key]
		if name := of(s); name != "" && s.key.namespace == namespace && usable(s) {
			byEntity[name] = append(byEntity[name], s)
		}
	}
	out := map[string][]*frame{}
	for name, list := range byEntity {
		out[name] = align(list)
	}
	return out
}

// usable reports whether a rate or a level can be made of a series. Answers of get-metric-data need not name their
// statistic: for these counters it is taken for the one that makes sense, which Unstated tells the reader.
func usable(s *series) bool {
	wanted, known := statistics[s.key.metric]
	return known && (s.key.stat == "" || slices.Contains(wanted, s.key.stat))
}

// Unstated says which metrics were used although the source does not name their statistic, or "".
func (l *Lens) Unstated() string {
	var names []string
	for key, s := range l.series {
		if wanted := statistics[key.metric]; key.stat == "" && usable(s) {
			names = append(names, key.metric+" for "+wanted[0])
		}
	}
	if names == nil {
		return ""
	}
	slices.Sort(names)
	return "the source names no statistic for these metrics; they are taken: " + strings.Join(slices.Compact(names), ", ")
}

func align(list []*series) []*frame {
	finest := int64(0)
	for _, s := range list {
		if step := s.step(); finest == 0 || step < finest {
			finest = step
		}
	}
	at := map[int64]*frame{}
	rank := map[*frame]map[string]int{}
	for _, s := range list {
		if s.step() != finest && !isLevel(s.key.metric) {
			continue
		}
		for _, p := range s.order() {
			spread(at, rank, s, p, finest)
		}
	}
	frames := slices.SortedFunc(maps.Values(at), func(a, b *frame) int { return cmp.Compare(a.start, b.start) })
	return slices.DeleteFunc(frames, func(f *frame) bool { return f.cites == nil })
}

// isLevel reports whether a metric is a level that holds for all of a longer period, not a sum over it.
func isLevel(name string) bool {
	return strings.HasSuffix(name, "Balance") || strings.HasSuffix(name, "Balance%") || strings.HasSuffix(name, "Check")
}

// spread puts a point into the frame of its time; a level of a longer period goes into every frame within it.
func spread(at map[int64]*frame, rank map[*frame]map[string]int, s *series, p point, finest int64) {
	preference := slices.Index(statistics[s.key.metric], s.key.stat)
	if preference < 0 {
		preference = len(statistics[s.key.metric]) // one that is named is surer
	}
	for t := p.time; t < p.time+max(s.step(), finest); t += finest {
		f := at[t]
		if f == nil {
			f = &frame{start: t, period: finest, values: map[string]float64{}}
			at[t] = f
			rank[f] = map[string]int{}
		}
		if best, has := rank[f][s.key.metric]; !has || preference < best {
			f.values[s.key.metric] = p.value
			rank[f][s.key.metric] = preference
		}
		if s.step() == finest && len(f.cites) == 0 {
			f.cites = s.cites()
		}
	}
}

// get returns a metric's value in the frame.
func (f *frame) get(name string) (float64, bool) {
	v, ok := f.values[name]
	return v, ok
}

// rate is a sum turned into a rate per second.
func (f *frame) rate(name string) (float64, bool) {
	v, ok := f.values[name]
	return v / float64(f.period), ok
}

func (f *frame) row(kind *parsers.Kind, n int) lens.Row {
	start := time.Unix(f.start, 0).UTC()
	return lens.Row{
		Kind: kind, Start: start, End: start.Add(time.Duration(f.period) * time.Second),
		Values: make([]lens.Value, n), Cites: f.cites, Records: int64(len(f.values)),
	}
}

const mebibyte = 1 << 20

// Loads are the rows of all volumes and instances, each a series in order of time.
type Loads struct {
	Volumes   [][]lens.Row
	Instances [][]lens.Row
}

// Loads computes the load of every volume and instance that has EBS metrics.
func (l *Lens) Loads(graph *entity.Graph) Loads {
	var out Loads
	volumes := l.frames("AWS/EBS", func(s *series) string { return s.volume })
	instances := l.frames("AWS/EC2", func(s *series) string { return s.instance })
	byInstance := map[string][]string{}
	for _, v := range slices.Sorted(maps.Keys(volumes)) {
		rows := volumeRows(v, volumes[v], graph)
		out.Volumes = append(out.Volumes, rows)
		if instance := rows[0].Value(volInstance).String(); instance != "" {
			byInstance[instance] = append(byInstance[instance], v)
		}
	}
	names := slices.Concat(slices.Collect(maps.Keys(byInstance)), slices.Collect(maps.Keys(instances)))
	slices.Sort(names)
	volumeRowsOf := map[string][]lens.Row{}
	for i, v := range slices.Sorted(maps.Keys(volumes)) {
		volumeRowsOf[v] = out.Volumes[i]
	}
	for _, name := range slices.Compact(names) {
		var volumesOf [][]lens.Row
		for _, v := range byInstance[name] {
			volumesOf = append(volumesOf, volumeRowsOf[v])
		}
		rows := instanceRows(name, instances[name], volumesOf, graph)
		if len(rows) == 0 {
			continue
		}
		out.Instances = append(out.Instances, rows)
		shareWithVolumes(rows, volumesOf)
	}
	return out
}

// shareWithVolumes tells every volume how near its instance was to its own limit.
func shareWithVolumes(rows []lens.Row, volumes [][]lens.Row) {
	share := map[time.Time]lens.Value{}
	for i := range rows {
		v := rows[i].Value(insBaselineShare)
		if rows[i].Value(insCeiling).Exists() {
			v = lens.Number(1)
		}
		share[rows[i].Start] = v
	}
	for _, list := range volumes {
		for i := range list {
			list[i].Values[volInstanceShare] = share[list[i].Start]
		}
	}
}

// volumeOf is what is known of a volume at a time.
func volumeOf(id entity.ID, graph *entity.Graph, at time.Time) limits.Volume {
	size, _ := strconv.Atoi(graph.Attr(id, "size", at))
	iops, _ := strconv.ParseFloat(graph.Attr(id, "iops", at), 64)
	throughput, _ := strconv.ParseFloat(graph.Attr(id, "throughput", at), 64)
	return limits.Volume{Type: graph.Attr(id, "volume-type", at), SizeGiB: size, IOPS: iops, ThroughputMiBs: throughput}
}

func volumeRows(name string, frames []*frame, graph *entity.Graph) []lens.Row {
	id := entity.ID{Kind: "volume", Name: name}
	rows := make([]lens.Row, len(frames))
	readSoFar := 0.0
	for i, f := range frames {
		rows[i] = f.row(VolumeKind, volumeSlots)
		v := rows[i].Values
		v[volVolume] = lens.Text(name)
		v[volPeriod] = lens.Number(float64(f.period))
		describeVolume(v, id, graph, rows[i].Start)
		measureVolume(v, f)
		limitVolume(v, volumeOf(id, graph, rows[i].Start), graph, id, rows[i].Start)
		if bytes, ok := f.get("VolumeReadBytes"); ok {
			readSoFar += bytes / (1 << 30)
			v[volReadGiB] = lens.Number(readSoFar)
		}
	}
	settle(rows)
	for i := range rows {
		estimateNeed(rows[i].Values)
	}
	return rows
}

func describeVolume(v []lens.Value, id entity.ID, graph *entity.Graph, at time.Time) {
	if instances := graph.Linked(id, "instance"); len(instances) > 0 {
		v[volInstance] = lens.Text(instances[len(instances)-1])
		v[volInstanceType] = lens.Text(graph.Attr(entity.ID{Kind: "instance", Name: instances[len(instances)-1]}, "instance-type", at))
	}
	v[volRegion] = lens.Text(regionOf(id, graph))
	v[volType] = lens.Text(graph.Attr(id, "volume-type", at))
	if size, err := strconv.ParseFloat(graph.Attr(id, "size", at), 64); err == nil {
		v[volSize] = lens.Number(size)
	}
	snapshot := graph.Attr(id, "snapshot", at)
	v[volSnapshot] = lens.Text(snapshot)
	if snapshot != "" || graph.Attr(id, "volume-type", at) != "" {
		v[volFromSnapshot] = lens.Truth(snapshot != "")
	}
	if created, err := time.Parse(time.RFC3339, graph.Attr(id, "created", time.Time{})); err == nil {
		v[volAge] = lens.Number(at.Sub(created).Hours())
	}
	if p, err := strconv.ParseFloat(graph.Attr(id, "initialization-progress", time.Time{}), 64); err == nil {
		v[volInitialising] = lens.Number(p)
	}
}

func regionOf(id entity.ID, graph *entity.Graph) string {
	if r := graph.Attr(id, "region", time.Time{}); r != "" {
		return r
	}
	az := graph.Attr(id, "az", time.Time{})
	return strings.TrimRight(az, "abcdefgh")
}

func measureVolume(v []lens.Value, f *frame) {
	reads, hasReads := f.rate("VolumeReadOps")
	writes, hasWrites := f.rate("VolumeWriteOps")
	if hasReads {
		v[volReadIOPS] = lens.Number(reads)
	}
	if hasWrites {
		v[volWriteIOPS] = lens.Number(writes)
	}
	iops, hasIOPS := reads+writes, hasReads || hasWrites
	if avg, ok := f.get("VolumeAvgIOPS"); ok && !hasIOPS {
		iops, hasIOPS = avg, true
	}
	if hasIOPS {
		v[volIOPS] = lens.Number(iops)
	}
	readBytes, hasReadBytes := f.rate("VolumeReadBytes")
	writeBytes, hasWriteBytes := f.rate("VolumeWriteBytes")
	if hasReadBytes {
		v[volReadMiBs] = lens.Number(readBytes / mebibyte)
	}
	if hasWriteBytes {
		v[volWriteMiBs] = lens.Number(writeBytes / mebibyte)
	}
	throughput, hasThroughput := (readBytes+writeBytes)/mebibyte, hasReadBytes || hasWriteBytes
	if avg, ok := f.get("VolumeAvgThroughput"); ok && !hasThroughput {
		throughput, hasThroughput = avg/1024, true
	}
	if hasThroughput {
		v[volThroughput] = lens.Number(throughput)
		if iops > 0 {
			v[volIOSize] = lens.Number(throughput * 1024 / iops)
		}
	}
	measureLatency(v, f, reads, writes)
	if idle, ok := f.rate("VolumeIdleTime"); ok {
		v[volBusy] = lens.Number(max(0, 1-idle))
	}
	if balance, ok := f.get("BurstBalance"); ok {
		v[volBurst] = lens.Number(balance)
	}
	for _, check := range []string{"VolumeIOPSExceededCheck", "VolumeThroughputExceededCheck"} {
		if c, ok := f.get(check); ok {
			before, _ := v[volExceeded].Float()
			v[volExceeded] = lens.Number(max(before, min(c, 1)))
		}
	}
}

// measureLatency turns total times into milliseconds per operation, and takes the queue from them where CloudWatch's
// own metric is missing.
func measureLatency(v []lens.Value, f *frame, reads, writes float64) {
	readTime, hasRead := f.rate("VolumeTotalReadTime")
	writeTime, hasWrite := f.rate("VolumeTotalWriteTime")
	if hasRead && reads > 0 {
		v[volReadLatency] = lens.Number(readTime / reads * 1000)
	} else if ms, ok := f.get("VolumeAvgReadLatency"); ok {
		v[volReadLatency] = lens.Number(ms)
	}
	if hasWrite && writes > 0 {
		v[volWriteLatency] = lens.Number(writeTime / writes * 1000)
	} else if ms, ok := f.get("VolumeAvgWriteLatency"); ok {
		v[volWriteLatency] = lens.Number(ms)
	}
	if (hasRead || reads == 0) && (hasWrite || writes == 0) && reads+writes > 0 && hasRead != hasWrite || hasRead && hasWrite && reads+writes > 0 {
		v[volLatency] = lens.Number((readTime + writeTime) / (reads + writes) * 1000)
	}
	if q, ok := f.get("VolumeQueueLength"); ok {
		v[volQueue] = lens.Number(q)
	} else if hasRead || hasWrite {
		v[volQueue] = lens.Number(readTime + writeTime)
	}
}

// limitVolume compares what was delivered with what the volume may deliver.
func limitVolume(v []lens.Value, volume limits.Volume, graph *entity.Graph, id entity.ID, at time.Time) {
	if volume.Type == "" {
		return
	}
	lim := volume.Limits()
	iops, mibs := lim.IOPS, lim.MiBs
	if balance, ok := v[volBurst].Float(); lim.Burst && ok && balance < 1 {
		iops, mibs = lim.BaselineIOPS, lim.BaselineMiBs
	}
	source := lim.Source
	if fact, ok := graph.Fact(id, "iops", at); ok && volume.IOPS > 0 {
		source = strings.TrimPrefix(fact.From, "aws ") + " (" + lim.Source + ")"
	}
	v[volLimitFrom] = lens.Text(source)
	share(v, volIOPS, volLimitIOPS, volIOPSShare, iops)
	share(v, volThroughput, volLimitThroughput, volThroughputShare, mibs)
	a, okA := v[volIOPSShare].Float()
	b, okB := v[volThroughputShare].Float()
	if okA || okB {
		v[volShare] = lens.Number(max(a, b))
	}
}

func share(v []lens.Value, measured, limitSlot, shareSlot int, limit float64) {
	if limit <= 0 {
		return
	}
	v[limitSlot] = lens.Number(limit)
	if m, ok := v[measured].Float(); ok {
		v[shareSlot] = lens.Number(m / limit)
	}
}

// minLater is how many later periods with reads it takes to call a latency settled.
const minLater = 5

// settle tells each period how the same volume's reads fared later, which shows whether its slowness passed. Periods
// at the limit are left out where there are others, since waiting in a queue is no property of the disk.
func settle(rows []lens.Row) {
	var calm, all []float64 // sorted read latencies of the periods behind i
	for i := len(rows) - 1; i >= 0; i-- {
		v := rows[i].Values
		later := calm
		if len(later) < minLater {
			later = all
		}
		latency, ok := v[volReadLatency].Float()
		if len(later) >= minLater {
			settled := later[len(later)/5]
			v[volSettled] = lens.Number(settled)
			if ok && settled > 0 {
				v[volSlowdown] = lens.Number(latency / settled)
			}
		}
		if !ok {
			continue
		}
		all = insert(all, latency)
		if s, known := v[volShare].Float(); known && s < 0.9 {
			calm = insert(calm, latency)
		}
	}
}

func insert(sorted []float64, x float64) []float64 {
	i, _ := slices.BinarySearch(sorted, x)
	return slices.Insert(sorted, i, x)
}

// Bounds, in milliseconds, of the latency that an unhindered EBS operation is taken to have where the volume itself
// shows none: gp3 and gp2 promise single-digit milliseconds and show around one.
const minServiceTime, defaultServiceTime, maxServiceTime = 0.5, 1.0, 2.0

func estimateNeed(v []lens.Value) {
	iops, okIOPS := v[volIOPS].Float()
	queue, okQueue := v[volQueue].Float()
	if !okIOPS || !okQueue {
		return
	}
	service, ok := v[volSettled].Float()
	if !ok {
		service = defaultServiceTime
	}
	service = min(max(service, minServiceTime), maxServiceTime)
	needed := max(iops, queue/(service/1000))
	v[volNeededIOPS] = lens.Number(needed)
	if size, ok := v[volIOSize].Float(); ok {
		v[volNeededThroughput] = lens.Number(needed * size / 1024)
	}
}
