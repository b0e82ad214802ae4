package metric

import (
	"sort"
	"time"

	"hamari/correlate/entity"
	"hamari/correlate/lens"
	"hamari/correlate/limits"
)

// instanceRows computes the load of an instance from its own metrics, and where those are missing from those of its
// volumes, if all of them have some.
func instanceRows(name string, frames []*frame, volumes [][]lens.Row, graph *entity.Graph) []lens.Row {
	id := entity.ID{Kind: "instance", Name: name}
	own := false
	for _, f := range frames {
		_, reads := f.get("EBSReadOps")
		_, writes := f.get("EBSWriteOps")
		own = own || reads || writes
	}
	var rows []lens.Row
	if own {
		for _, f := range frames {
			row := f.row(InstanceKind, instanceSlots)
			measureInstance(row.Values, f)
			rows = append(rows, row)
		}
	} else {
		if len(volumes) == 0 {
			return nil
		}
		if attached := graph.Linked(id, "volume"); len(attached) > len(volumes) && graph.Complete(id, "volume") {
			return nil // some volumes have no metrics: their sum would be too small
		}
		rows = sumVolumes(volumes)
		for i := range rows {
			if f := covering(frames, rows[i].Start.Unix()); f != nil {
				measureCredits(rows[i].Values, f)
			}
		}
	}
	for i := range rows {
		v := rows[i].Values
		v[insInstance] = lens.Text(name)
		v[insRegion] = lens.Text(regionOf(id, graph))
		v[insPeriod] = lens.Number(rows[i].End.Sub(rows[i].Start).Seconds())
		if own {
			v[insFrom] = lens.Text("instance metrics")
		}
		limitInstance(v, id, graph, rows[i].Start)
	}
	return rows
}

// covering returns the frame within which a time lies: credit metrics come every five minutes and hold in between.
func covering(frames []*frame, t int64) *frame {
	i := sort.Search(len(frames), func(i int) bool { return frames[i].start > t })
	if i == 0 || t >= frames[i-1].start+frames[i-1].period {
		return nil
	}
	return frames[i-1]
}

func measureInstance(v []lens.Value, f *frame) {
	reads, _ := f.rate("EBSReadOps")
	writes, _ := f.rate("EBSWriteOps")
	v[insIOPS] = lens.Number(reads + writes)
	readBytes, okRead := f.rate("EBSReadBytes")
	writeBytes, okWrite := f.rate("EBSWriteBytes")
	if okRead || okWrite {
		v[insThroughput] = lens.Number((readBytes + writeBytes) / mebibyte)
		if reads+writes > 0 {
			v[insIOSize] = lens.Number((readBytes + writeBytes) / 1024 / (reads + writes))
		}
	}
	measureCredits(v, f)
}

func measureCredits(v []lens.Value, f *frame) {
	for _, name := range []string{"EBSIOBalance%", "EBSByteBalance%"} {
		if b, ok := f.get(name); ok {
			if known, has := v[insBalance].Float(); !has || b < known {
				v[insBalance] = lens.Number(b)
			}
		}
	}
	for _, name := range []string{"InstanceEBSIOPSExceededCheck", "InstanceEBSThroughputExceededCheck"} {
		if c, ok := f.get(name); ok {
			known, _ := v[insExceeded].Float()
			v[insExceeded] = lens.Number(max(known, min(c, 1)))
		}
	}
}

// sumVolumes adds up the rows of several volumes that have the same start.
func sumVolumes(volumes [][]lens.Row) []lens.Row {
	at := map[time.Time]*lens.Row{}
	var order []time.Time
	for _, list := range volumes {
		for i := range list {
			from := &list[i]
			row := at[from.Start]
			if row == nil {
				row = &lens.Row{Kind: InstanceKind, Start: from.Start, End: from.End, Values: make([]lens.Value, instanceSlots)}
				row.Values[insFrom] = lens.Text("the sum of its volumes' metrics")
				at[from.Start] = row
				order = append(order, from.Start)
			}
			addVolume(row, from)
		}
	}
	rows := make([]lens.Row, 0, len(order))
	for _, t := range order {
		rows = append(rows, *at[t])
	}
	sortRows(rows)
	return rows
}

func addVolume(row, from *lens.Row) {
	row.Records += from.Records
	if len(row.Cites) < 3 {
		row.Cites = append(row.Cites, from.Cites...)
	}
	iopsBefore, _ := row.Values[insIOPS].Float()
	latencyBefore, _ := row.Values[insLatency].Float()
	for _, pair := range [][2]int{{insIOPS, volIOPS}, {insThroughput, volThroughput}, {insQueue, volQueue}} {
		if add, ok := from.Value(pair[1]).Float(); ok {
			sum, _ := row.Values[pair[0]].Float()
			row.Values[pair[0]] = lens.Number(sum + add)
		}
	}
	iops, _ := row.Values[insIOPS].Float()
	if latency, ok := from.Value(volLatency).Float(); ok && iops > 0 {
		row.Values[insLatency] = lens.Number((latencyBefore*iopsBefore + latency*(iops-iopsBefore)) / iops)
	}
	if mibs, ok := row.Values[insThroughput].Float(); ok && iops > 0 {
		row.Values[insIOSize] = lens.Number(mibs * 1024 / iops)
	}
}

// Thresholds at which an instance counts as having run into a limit. Delivered figures stay a little below the limit
// that CloudWatch never shows exactly; above 1.1 times the baseline an instance is living on credits.
const (
	ceilingShare = 0.93
	overBaseline = 1.10
	spentCredits = 10.0 // percent
)

// limitInstance compares the load with what the instance type sustains and reaches.
func limitInstance(v []lens.Value, id entity.ID, graph *entity.Graph, at time.Time) {
	kind := graph.Attr(id, "instance-type", at)
	v[insType] = lens.Text(kind)
	lim, ok := instanceLimits(kind, graph)
	if ok && lim.Known() {
		baseIOPS, baseMiBs := float64(lim.BaselineIOPS), lim.BaselineMiBs()
		v[insLimitIOPS], v[insLimitThroughput] = lens.Number(baseIOPS), lens.Number(baseMiBs)
		v[insMaxIOPS], v[insMaxThroughput] = lens.Number(float64(lim.MaxIOPS)), lens.Number(lim.MaxMiBs())
		v[insLimitFrom] = lens.Text(lim.Source)
		v[insBaselineShare] = largerShare(v, baseIOPS, baseMiBs)
		v[insMaxShare] = largerShare(v, float64(lim.MaxIOPS), lim.MaxMiBs())
	}
	v[insCeiling] = lens.Text(ceiling(v, lim))
}

func instanceLimits(kind string, graph *entity.Graph) (limits.Instance, bool) {
	if raw := graph.Attr(entity.ID{Kind: "instance-type", Name: kind}, "description", time.Time{}); raw != "" {
		if lim, ok := limits.FromDescribe([]byte(raw)); ok {
			return lim, true
		}
	}
	return limits.InstanceType(kind)
}

func largerShare(v []lens.Value, iops, mibs float64) lens.Value {
	var best lens.Value
	for _, m := range []struct {
		slot  int
		limit float64
	}{{insIOPS, iops}, {insThroughput, mibs}} {
		value, ok := v[m.slot].Float()
		if !ok || m.limit <= 0 {
			continue
		}
		if known, has := best.Float(); !has || value/m.limit > known {
			best = lens.Number(value / m.limit)
		}
	}
	return best
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
