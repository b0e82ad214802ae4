package metric

import (
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"

	"hamari/correlate/entity"
	"hamari/correlate/lens"
	"hamari/correlate/limits"
	"hamari/parsers"
)

// instanceLoad is the load of an instance in each period.
type instanceLoad struct {
	lines *grid // own, or one that has the lines of all volumes
	table
	name, region, from string

	own      *grid
	volumes  []*grid // whose sum it is; nil if the instance's own metrics are used
	types    []era[instanceType]
	ceilings []string
	atLimit  lens.Value
}

// instanceType is what an instance is for some time.
type instanceType struct {
	name   string
	limits limits.Instance
}

// instance computes the load of an instance from its own metrics, or from those of its volumes if all of them have
// some and the instance itself has none or only coarser ones. It is nil where neither tells it.
func (w *worker) instance(g *group, own *grid, volumes []*grid) *instanceLoad {
	id := entity.ID{Kind: "instance", Name: g.instance}
	sums := w.sumVolumes(volumes)
	l := sums
	hasOwn := own.has(instanceReadOps, instanceWriteOps)
	attached := len(w.graph.Linked(id, "volume"))
	listed := w.graph.Complete(id, "volume")
	complete := listed && attached == len(volumes)
	switch {
	case hasOwn && (!complete || sums.n == 0 || own.periods[0] <= sums.lines.periods[0]):
		l = w.ownLoad(own)
		l.borrowQueue(sums)
	case own.has(ownChecks...) && (sums.n == 0 || attached > len(volumes)):
		l = w.ownLoad(own) // what it moved is not known, but what CloudWatch made of it
		l.borrowQueue(sums)
	case attached > len(volumes) && listed:
		return nil // some volumes have no metrics: their sum would be too small
	default:
		for i, start := range l.lines.starts {
			if f, ok := own.covering(start); ok {
				l.measureCredits(i, f)
			}
		}
	}
	w.hold(l, id, own)
	if l == sums && !listed {
		if l.from = knownVolumes; l.reaches() || !l.limited() {
			return l
		}
		if !own.has(ownChecks...) {
			return nil // there may be other volumes: that those which are known stay below the limit says nothing of the instance
		}
		l = w.ownLoad(own)
		l.borrowQueue(sums)
		w.hold(l, id, own)
	}
	return l
}

// Where a load is taken from.
const (
	ownMetrics   = "instance metrics"
	allVolumes   = "the sum of its volumes' metrics"
	knownVolumes = "the sum of the metrics of its volumes in the bundle, which does not list them all"
)

// ownChecks tell of an instance's limit without what it moved.
var ownChecks = []measure{instanceIOPSCheck, instanceThroughputCheck, ioBalance, byteBalance}

// reaches reports whether the load is at a limit of the instance at some time.
func (l *instanceLoad) reaches() bool {
	return slices.ContainsFunc(l.ceilings, func(ceiling string) bool { return ceiling != "" })
}

// limited reports whether a limit is known that the load may be held against.
func (l *instanceLoad) limited() bool {
	return slices.ContainsFunc(l.types, func(e era[instanceType]) bool { return e.facts.limits.Known() })
}

// hold holds the load against the limits of the instance.
func (w *worker) hold(l *instanceLoad, id entity.ID, own *grid) {
	l.name, l.region, l.own = id.Name, regionOf(id, w.graph), own
	l.types = eras(l.lines.starts, w.graph.Changes(id, "instance-type"), func(at time.Time) instanceType {
		name := w.graph.Attr(id, "instance-type", at)
		return instanceType{name, w.types.limits(name)}
	})
	l.limit()
	l.around(insExceeded, insExceededShare, l.lines)
	l.date(inUseSince(id, w.graph))
}

// inUseSince is the earliest time at which an instance is known to have been in use: when it was launched, which is
// anew after each stop, or when one of its volumes was created. It is zero where none is known.
func inUseSince(instance entity.ID, graph *entity.Graph) (since time.Time) {
	since, _ = time.Parse(time.RFC3339, graph.Attr(instance, "launched", time.Time{}))
	for _, name := range graph.Linked(instance, "volume") {
		at := createdAt(entity.ID{Kind: "volume", Name: name}, graph)
		if !at.IsZero() && (since.IsZero() || at.Before(since)) {
			since = at
		}
	}
	return since
}

func (l *instanceLoad) date(since time.Time) {
	if since.IsZero() {
		return
	}
	for i, start := range l.lines.starts {
		l.set(insAge, i, max(0, time.Unix(start, 0).Sub(since).Hours()))
	}
}

func newInstanceLoad(lines *grid, from string, r *room) *instanceLoad {
	l := &instanceLoad{lines: lines, table: newTable(instanceSlots, len(lines.starts), r), from: from}
	for i, period := range lines.periods {
		l.set(insPeriod, i, float64(period))
	}
	return l
}

// Kind is instance-load.
func (l *instanceLoad) Kind() *parsers.Kind { return InstanceKind }

// Len is the number of periods.
func (l *instanceLoad) Len() int { return l.n }

// Span is the time of a period.
func (l *instanceLoad) Span(i int) (start, end time.Time) { return l.lines.Span(i) }

// Column is one field of all periods.
func (l *instanceLoad) Column(slot int) lens.Column {
	switch slot {
	case insInstance:
		return lens.Column{Same: lens.Text(l.name)}
	case insType:
		return fact(l.types, func(t instanceType) lens.Value { return lens.Text(t.name) })
	case insRegion:
		return lens.Column{Same: lens.Text(l.region)}
	case insLimitFrom:
		return fact(l.types, func(t instanceType) lens.Value {
			if !t.limits.Known() {
				return lens.Value{}
			}
			return lens.Text(t.limits.Source)
		})
	case insFrom:
		return lens.Column{Same: lens.Text(l.from)}
	case insCeiling:
		return lens.Column{Each: func(i int) lens.Value { return lens.Text(l.ceilings[i]) }}
	case insTimeAtLimit:
		return lens.Column{Same: l.atLimit}
	}
	return l.column(slot)
}

// Records counts the points that a period rests on.
func (l *instanceLoad) Records(i int) (n int64) {
	if l.volumes == nil {
		return frame{l.own, i}.records()
	}
	for _, g := range l.volumes {
		if f, ok := g.covering(l.lines.starts[i]); ok {
			n += f.records()
		}
	}
	return n
}

// Cites gives a record of the period, and for a sum of volumes one of the instance's credits.
func (l *instanceLoad) Cites(i int) []lens.Cite {
	if l.volumes == nil {
		return l.own.Cites(i)
	}
	start := l.lines.starts[i]
	var cites []lens.Cite
	for _, g := range l.volumes {
		if f, ok := g.covering(start); ok {
			cites = append(cites, f.cite())
			break
		}
	}
	if balance, ok := l.get(insBalance, i); ok {
		f, _ := l.own.covering(start)
		credits := f.cite()
		// The text of a stretch may say how low they went later on.
		credits.Text = fmt.Sprintf("burst credits at %.0f %% in this period", balance)
		cites = append(cites, credits)
	}
	return cites
}

func (w *worker) ownLoad(own *grid) *instanceLoad {
	l := newInstanceLoad(own, ownMetrics, &w.group)
	for i := range l.n {
		f := frame{own, i}
		l.measureAt(i, f)
		l.measureCredits(i, f)
	}
	return l
}

func (l *instanceLoad) measureAt(i int, f frame) {
	reads, hasReads := f.rate(instanceReadOps)
	writes, hasWrites := f.rate(instanceWriteOps)
	iops := reads + writes
	if hasReads || hasWrites {
		l.set(insIOPS, i, iops)
	}
	bytesRead, hasBytesRead := f.rate(instanceReadBytes)
	bytesWritten, hasBytesWritten := f.rate(instanceWriteBytes)
	if !hasBytesRead && !hasBytesWritten {
		return
	}
	l.set(insThroughput, i, (bytesRead+bytesWritten)/mebibyte)
	if iops > 0 {
		l.set(insIOSize, i, (bytesRead+bytesWritten)/1024/iops)
	}
}

func (l *instanceLoad) measureCredits(i int, f frame) {
	io, okIO := f.get(ioBalance)
	bytes, okBytes := f.get(byteBalance)
	switch {
	case okIO && okBytes:
		l.set(insBalance, i, min(io, bytes))
	case okIO:
		l.set(insBalance, i, io)
	case okBytes:
		l.set(insBalance, i, bytes)
	}
	l.checkAt(i, f, check{insExceededIOPS, instanceIOPSCheck}, check{insExceededMiBs, instanceThroughputCheck}, insExceeded)
}

// sumVolumes adds up the loads of several volumes at the same time. Where one has longer periods than another, its
// rate is taken to be the same in all of them.
func (w *worker) sumVolumes(volumes []*grid) *instanceLoad {
	l := newInstanceLoad(timeline(volumes, &w.group), allVolumes, &w.group)
	l.volumes = volumes
	for _, g := range volumes {
		load := volumeLoad{grid: g, table: newTable(volumeSlots, len(g.starts), &w.one)}
		load.measure()
		k := 0
		for i, start := range l.lines.starts {
			for k < load.n && g.starts[k]+g.periods[k] <= start {
				k++
			}
			if k < load.n && g.starts[k] <= start {
				l.add(i, &load, k)
			}
		}
		w.one.free()
	}
	return l
}

// timeline is a grid without columns that has the lines of all others, the finest first.
func timeline(volumes []*grid, r *room) *grid {
	starts := map[int64]*union{}
	for _, g := range volumes {
		for _, period := range slices.Compact(slices.Sorted(slices.Values(g.periods))) {
			if starts[period] == nil {
				starts[period] = &union{}
			}
			starts[period].add(g.startsOf(period))
		}
	}
	lines := &grid{}
	for _, period := range slices.Sorted(maps.Keys(starts)) {
		lines.cover(period, starts[period].sorted(), r)
	}
	lines.trim()
	return lines
}

// add adds the load of a volume in its k-th period to that of its instance in the i-th.
func (l *instanceLoad) add(i int, volume *volumeLoad, k int) {
	iopsBefore, _ := l.get(insIOPS, i)
	latencyBefore, _ := l.get(insLatency, i)
	for _, pair := range [...][2]int{{insIOPS, volIOPS}, {insThroughput, volThroughput}, {insQueue, volQueue}} {
		if add, ok := volume.get(pair[1], k); ok {
			sum, _ := l.get(pair[0], i)
			l.set(pair[0], i, sum+add)
		}
	}
	iops, _ := l.get(insIOPS, i)
	if latency, ok := volume.get(volLatency, k); ok && iops > 0 {
		l.set(insLatency, i, (latencyBefore*iopsBefore+latency*(iops-iopsBefore))/iops)
	}
	if mibs, ok := l.get(insThroughput, i); ok && iops > 0 {
		l.set(insIOSize, i, mibs*1024/iops)
	}
}

// borrowQueue gives a load made of the instance's own metrics, which know no queue, the average of what its volumes
// showed within each period.
func (l *instanceLoad) borrowQueue(sums *instanceLoad) {
	lines := sums.lines
	for i, start := range l.lines.starts {
		end := start + l.lines.periods[i]
		from, _ := slices.BinarySearch(lines.starts, start)
		for _, slot := range []int{insQueue, insLatency} {
			total, n := 0.0, 0
			for k := from; k < sums.n && lines.starts[k] < end; k++ {
				if f, ok := sums.get(slot, k); ok {
					total, n = total+f, n+1
				}
			}
			if n > 0 {
				l.set(slot, i, total/float64(n))
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
type typeCache struct {
	graph *entity.Graph
	mu    sync.Mutex
	known map[string]limits.Instance
}

func newTypeCache(graph *entity.Graph) *typeCache {
	return &typeCache{graph: graph, known: map[string]limits.Instance{}}
}

func (c *typeCache) limits(kind string) limits.Instance {
	c.mu.Lock()
	defer c.mu.Unlock()
	known, ok := c.known[kind]
	if !ok {
		known = limits.ForType(kind, c.graph.Attr(entity.ID{Kind: "instance-type", Name: kind}, "description", time.Time{}))
		c.known[kind] = known
	}
	return known
}

// limit compares the load with what the instance type sustains and reaches.
func (l *instanceLoad) limit() {
	l.ceilings = make([]string, l.n)
	from := 0
	for _, e := range l.types {
		for i := from; i < e.to; i++ {
			l.limitAt(i, &e.facts.limits)
			l.ceilings[i] = l.ceiling(i, &e.facts.limits)
		}
		from = e.to
	}
	l.atLimit = shareOf(l.n, func(i int) bool { return l.ceilings[i] != "" })
}

func (l *instanceLoad) limitAt(i int, lim *limits.Instance) {
	if !lim.Known() {
		return
	}
	l.set(insLimitIOPS, i, float64(lim.BaselineIOPS))
	l.set(insLimitThroughput, i, lim.BaselineMiBs())
	l.set(insMaxIOPS, i, float64(lim.MaxIOPS))
	l.set(insMaxThroughput, i, lim.MaxMiBs())
	if share, ok := l.larger(i, insIOPS, float64(lim.BaselineIOPS), insThroughput, lim.BaselineMiBs()); ok {
		l.set(insBaselineShare, i, share)
	}
	if share, ok := l.larger(i, insIOPS, float64(lim.MaxIOPS), insThroughput, lim.MaxMiBs()); ok {
		l.set(insMaxShare, i, share)
	}
}

// ceiling names the limit that holds the instance down in this period.
func (l *instanceLoad) ceiling(i int, lim *limits.Instance) string {
	if exceeded, ok := l.get(insExceeded, i); ok && exceeded > 0 {
		return "exceeded-check"
	}
	if !lim.Known() {
		return ""
	}
	base, _ := l.get(insBaselineShare, i)
	top, _ := l.get(insMaxShare, i)
	balance, hasBalance := l.get(insBalance, i)
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
