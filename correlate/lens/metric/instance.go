package metric

import (
	"fmt"
	"maps"
	"slices"
	"sort"
	"time"

	"hamari/correlate/entity"
	"hamari/correlate/lens"
	"hamari/correlate/limits"
)

// instanceRows computes the load of an instance from its own metrics, or from those of its volumes if all of them have
// some and the instance itself has none or only coarser ones.
func instanceRows(name string, own *grid, volumes []*grid, graph *entity.Graph, types typeCache) []lens.Row {
	id := entity.ID{Kind: "instance", Name: name}
	rows := sumVolumes(volumes)
	hasOwn := own.has(instanceReadOps, instanceWriteOps)
	attached := len(graph.Linked(id, "volume"))
	complete := graph.Complete(id, "volume") && attached == len(volumes)
	switch {
	case hasOwn && (!complete || len(rows) == 0 || own.periods[0] <= seconds(&rows[0])):
		sums := rows
		rows = ownRows(own)
		borrowQueue(rows, sums)
	case attached > len(volumes) && graph.Complete(id, "volume"):
		return nil // some volumes have no metrics: their sum would be too small
	default:
		for i := range rows {
			if f, ok := own.covering(rows[i].Start.Unix()); ok {
				measureCredits(rows[i].Values, f)
				if balance, ok := rows[i].Values[insBalance].Float(); ok {
					credits := f.cite()
					credits.Text = fmt.Sprintf("burst credits %.0f %%", balance)
					rows[i].Cites = append(rows[i].Cites, credits)
				}
			}
		}
	}
	region := regionOf(id, graph)
	for i := range rows {
		v := rows[i].Values
		v[insInstance] = lens.Text(name)
		v[insRegion] = lens.Text(region)
		set(v, insPeriod, float64(seconds(&rows[i])))
		kind := graph.Attr(id, "instance-type", rows[i].Start)
		limitInstance(v, kind, types.limits(kind, graph))
	}
	timeAtLimit(rows, insTimeAtLimit, func(r *lens.Row) bool { return r.Value(insCeiling).Exists() })
	return rows
}

func seconds(r *lens.Row) int64 { return int64(r.End.Sub(r.Start).Seconds()) }

func ownRows(own *grid) []lens.Row {
	rows := own.rows(InstanceKind, instanceSlots)
	for i := range rows {
		v, f := rows[i].Values, frame{own, i}
		v[insFrom] = lens.Text("instance metrics")
		measureInstance(v, f)
		measureCredits(v, f)
	}
	return rows
}

func measureInstance(v []lens.Value, f frame) {
	reads, hasReads := f.rate(instanceReadOps)
	writes, hasWrites := f.rate(instanceWriteOps)
	iops := reads + writes
	if hasReads || hasWrites {
		set(v, insIOPS, iops)
	}
	bytesRead, hasBytesRead := f.rate(instanceReadBytes)
	bytesWritten, hasBytesWritten := f.rate(instanceWriteBytes)
	if !hasBytesRead && !hasBytesWritten {
		return
	}
	set(v, insThroughput, (bytesRead+bytesWritten)/mebibyte)
	if iops > 0 {
		set(v, insIOSize, (bytesRead+bytesWritten)/1024/iops)
	}
}

func measureCredits(v []lens.Value, f frame) {
	io, okIO := f.get(ioBalance)
	bytes, okBytes := f.get(byteBalance)
	switch {
	case okIO && okBytes:
		set(v, insBalance, min(io, bytes))
	case okIO:
		set(v, insBalance, io)
	case okBytes:
		set(v, insBalance, bytes)
	}
	if exceeded, ok := f.highest(instanceIOPSCheck, instanceThroughputCheck); ok {
		set(v, insExceeded, min(exceeded, 1))
	}
}

// sumVolumes adds up the loads of several volumes at the same time. Where one has longer periods than another, its
// rate is taken to be the same in all of them.
func sumVolumes(volumes []*grid) []lens.Row {
	lines := timeline(volumes)
	rows := make([]lens.Row, 0, len(lines.starts))
	scratch := make([]lens.Value, volumeSlots)
	for i, start := range lines.starts {
		line := frame{lines, i}
		row := lens.Row{Kind: InstanceKind, Start: line.start(), End: line.end(), Values: make([]lens.Value, instanceSlots)}
		row.Values[insFrom] = lens.Text("the sum of its volumes' metrics")
		for _, g := range volumes {
			f, ok := g.covering(start)
			if !ok {
				continue
			}
			if row.Cites == nil {
				row.Cites = []lens.Cite{f.cite()}
			}
			clear(scratch)
			measureVolume(scratch, f)
			row.Records += f.records()
			addVolume(row.Values, scratch)
		}
		rows = append(rows, row)
	}
	return rows
}

// timeline is a grid without columns that has the lines of all others, the finest first.
func timeline(volumes []*grid) *grid {
	starts := map[int64][]int64{}
	for _, g := range volumes {
		for i, period := range g.periods {
			starts[period] = append(starts[period], g.starts[i])
		}
	}
	lines := &grid{}
	for _, period := range slices.Sorted(maps.Keys(starts)) {
		lines.cover(period, starts[period])
	}
	lines.trim()
	return lines
}

// addVolume adds the load of one volume to that of its instance.
func addVolume(total, volume []lens.Value) {
	iopsBefore, _ := total[insIOPS].Float()
	latencyBefore, _ := total[insLatency].Float()
	for _, pair := range [][2]int{{insIOPS, volIOPS}, {insThroughput, volThroughput}, {insQueue, volQueue}} {
		if add, ok := volume[pair[1]].Float(); ok {
			sum, _ := total[pair[0]].Float()
			set(total, pair[0], sum+add)
		}
	}
	iops, _ := total[insIOPS].Float()
	if latency, ok := volume[volLatency].Float(); ok && iops > 0 {
		set(total, insLatency, (latencyBefore*iopsBefore+latency*(iops-iopsBefore))/iops)
	}
	if mibs, ok := total[insThroughput].Float(); ok && iops > 0 {
		set(total, insIOSize, mibs*1024/iops)
	}
}

// borrowQueue gives rows made of the instance's own metrics, which know no queue, the average of what its volumes
// showed within each period.
func borrowQueue(rows, sums []lens.Row) {
	for i := range rows {
		from := sort.Search(len(sums), func(k int) bool { return !sums[k].Start.Before(rows[i].Start) })
		for _, m := range []int{insQueue, insLatency} {
			total, n := 0.0, 0
			for k := from; k < len(sums) && sums[k].Start.Before(rows[i].End); k++ {
				if f, ok := sums[k].Value(m).Float(); ok {
					total, n = total+f, n+1
				}
			}
			if n > 0 {
				set(rows[i].Values, m, total/float64(n))
			}
		}
	}
}

// Thresholds at which an instance counts as having run into a limit. Delivered figures stay a little below the limit
// that CloudWatch never shows exactly; above 1.1 times the baseline an instance is living on credits.
const (
	ceilingShare = 0.93
	overBaseline = 1.10
	spentCredits = 10.0 // percent
)

// typeCache remembers the limits of instance types, whose descriptions are long.
type typeCache map[string]limits.Instance

func (c typeCache) limits(kind string, graph *entity.Graph) limits.Instance {
	known, ok := c[kind]
	if !ok {
		known = limits.ForType(kind, graph.Attr(entity.ID{Kind: "instance-type", Name: kind}, "description", time.Time{}))
		c[kind] = known
	}
	return known
}

// limitInstance compares the load with what the instance type sustains and reaches.
func limitInstance(v []lens.Value, kind string, lim limits.Instance) {
	v[insType] = lens.Text(kind)
	if lim.Known() {
		set(v, insLimitIOPS, float64(lim.BaselineIOPS))
		set(v, insLimitThroughput, lim.BaselineMiBs())
		set(v, insMaxIOPS, float64(lim.MaxIOPS))
		set(v, insMaxThroughput, lim.MaxMiBs())
		v[insLimitFrom] = lens.Text(lim.Source)
		if share, ok := larger(v, insIOPS, float64(lim.BaselineIOPS), insThroughput, lim.BaselineMiBs()); ok {
			set(v, insBaselineShare, share)
		}
		if share, ok := larger(v, insIOPS, float64(lim.MaxIOPS), insThroughput, lim.MaxMiBs()); ok {
			set(v, insMaxShare, share)
		}
	}
	v[insCeiling] = lens.Text(ceiling(v, lim))
}

// ceiling names the limit that holds the instance down in this period.
func ceiling(v []lens.Value, lim limits.Instance) string {
	if exceeded, ok := v[insExceeded].Float(); ok && exceeded > 0 {
		return "exceeded-check"
	}
	if !lim.Known() {
		return ""
	}
	base, _ := v[insBaselineShare].Float()
	top, _ := v[insMaxShare].Float()
	balance, hasBalance := v[insBalance].Float()
	switch {
	case top >= ceilingShare:
		return "maximum"
	case !lim.Burst:
		return "" // maximum and baseline are the same
	case base >= ceilingShare && base <= overBaseline && hasBalance && balance <= spentCredits:
		return "baseline"
	case base >= ceilingShare && base <= overBaseline && !hasBalance:
		return "baseline-assumed"
	}
	return ""
}
