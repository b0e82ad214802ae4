package metric

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"hamari/correlate/entity"
	"hamari/correlate/lens"
)

// Loads computes the load of every volume and instance that has EBS metrics, and of every instance's CPU, and gives one
// after the other, each a series in order of time that is good until yield returns. It does so for instances and their volumes on several
// goroutines; those numbered with the same part come in order on one of them, and the parts are numbered as they would
// come one after the other. It returns what the reader must know of how the loads came about.
func (l *Lens) Loads(graph *entity.Graph, jobs int, yield func(part int, load lens.Series)) (notes []string) {
	m := l.subjects(graph)
	if n := m.loads(graph, jobs, yield); n > 0 {
		notes = append(notes, fmt.Sprintf("of volumes and instances with more than %d metric periods only the latest were looked at: %d were not", maxPeriods, n))
	}
	if note := l.unstated(); note != "" && len(m.groups)+len(m.processors) > 0 {
		notes = append(notes, note)
	}
	return notes
}

// LoadsOf is Loads for the instances that are wanted or have a volume that is, and for the volumes of both.
func (l *Lens) LoadsOf(wanted func(name string) bool, graph *entity.Graph, jobs int, yield func(part int, load lens.Series)) {
	m := l.subjects(graph)
	m.groups = slices.DeleteFunc(m.groups, func(g *group) bool {
		return !wanted(g.instance) && !slices.ContainsFunc(g.volumes, func(v volumeSeries) bool { return wanted(v.id.Name) })
	})
	maps.DeleteFunc(m.processors, func(instance string, _ []*series) bool { return !wanted(instance) })
	m.loads(graph, jobs, yield)
}

// subjects is what loads can be computed of.
type subjects struct {
	groups     []*group             // instances with EBS metrics, each with its volumes
	processors map[string][]*series // metrics of an instance's CPU, by its name
}

func (l *Lens) subjects(graph *entity.Graph) subjects {
	ofInstance := func(s *series) string { return s.instance }
	volumes := l.ofEntities("AWS/EBS", measure.ofDisk, func(s *series) string { return s.volume })
	instances := l.ofEntities("AWS/EC2", measure.ofDisk, ofInstance)
	return subjects{groupByInstance(volumes, instances, graph), l.ofEntities("AWS/EC2", measure.ofCPU, ofInstance)}
}

// loads computes all loads, and counts the periods that were too many.
func (m *subjects) loads(graph *entity.Graph, jobs int, yield func(part int, load lens.Series)) int64 {
	types := newTypeCache(graph)
	var cut atomic.Int64
	share(len(m.groups), jobs, func(next func() (int, bool)) {
		w := worker{graph: graph, types: types}
		for part, ok := next(); ok; part, ok = next() {
			cut.Add(int64(w.loads(m.groups[part], func(load lens.Series) { yield(part, load) })))
		}
	})
	return cut.Load() + cpuLoads(m.processors, graph, jobs, func(part int, load lens.Series) { yield(len(m.groups)+part, load) })
}

// ofEntities sorts the series from which loads are computed by the entity that they speak of.
func (l *Lens) ofEntities(namespace string, wanted func(measure) bool, of func(*series) string) map[string][]*series {
	byEntity := map[string][]*series{}
	for _, key := range slices.SortedFunc(maps.Keys(l.series), compareKeys) {
		if key.namespace != namespace {
			continue
		}
		s := l.series[key]
		if m, _, ok := s.measure(); ok && wanted(m) && of(s) != "" && s.len() > 0 {
			byEntity[of(s)] = append(byEntity[of(s)], s)
		}
	}
	return byEntity
}

// unstated says which metrics were used although the source does not name their statistic, or "".
func (l *Lens) unstated() string {
	var names []string
	for key, s := range l.series {
		if m, _, ok := s.measure(); ok && key.stat == "" {
			names = append(names, key.metric+" for "+measures[m].statistics[0])
		}
	}
	if names == nil {
		return ""
	}
	slices.Sort(names)
	return "the source names no statistic for these metrics; they are taken: " + strings.Join(slices.Compact(names), ", ")
}

// group is an instance with its volumes, or a volume of which no instance is known.
type group struct {
	instance string
	own      []*series // of the instance
	volumes  []volumeSeries
}

type volumeSeries struct {
	volume
	series []*series
}

func groupByInstance(volumes, instances map[string][]*series, graph *entity.Graph) []*group {
	var groups []*group
	byInstance := map[string]*group{}
	of := func(instance string) *group {
		g := byInstance[instance]
		if g == nil || instance == "" {
			g = &group{instance: instance, own: instances[instance]}
			groups = append(groups, g)
			byInstance[instance] = g
		}
		return g
	}
	for _, name := range slices.Sorted(maps.Keys(volumes)) {
		v := describe(name, volumes[name], graph)
		g := of(v.instance)
		g.volumes = append(g.volumes, volumeSeries{v, volumes[name]})
	}
	for _, name := range slices.Sorted(maps.Keys(instances)) {
		of(name)
	}
	return groups
}

// worker computes the loads of one group after the other.
type worker struct {
	graph *entity.Graph
	types *typeCache
	group room // of the group and its instance
	one   room // of one volume of it
}

// loads gives the loads of the group's volumes, then that of the instance. The instance's is computed first, because a
// volume is told how near its instance was to its own limit; the volumes' loads exist one volume at a time.
func (w *worker) loads(g *group, yield func(lens.Series)) (cut int) {
	defer w.group.free()
	grids := make([]*grid, len(g.volumes))
	for i := range g.volumes {
		grids[i] = align(g.volumes[i].series, &w.group)
		cut += grids[i].cut
	}
	var instance *instanceLoad
	if g.instance != "" {
		own := align(g.own, &w.group)
		cut += own.cut
		instance = w.instance(g, own, grids)
	}
	for i := range g.volumes {
		load := newVolumeLoad(&g.volumes[i].volume, grids[i], w.graph, &w.one)
		if instance != nil {
			instance.shareWith(load)
		}
		if load.Len() > 0 {
			yield(load)
		}
		w.one.free()
	}
	if instance != nil && instance.Len() > 0 {
		yield(instance)
	}
	return cut
}

// shareWith tells every period of a volume what its instance did in it, and how near that was to its own limit. The instance's periods may
// be the longer ones, because EC2 publishes every five minutes unless asked to do better.
func (l *instanceLoad) shareWith(volume *volumeLoad) {
	i := 0
	for k, start := range volume.starts {
		for i < l.n && l.lines.starts[i]+l.lines.periods[i] <= start {
			i++
		}
		if i == l.n || l.lines.starts[i] > start {
			continue
		}
		if l.ceilings[i] != "" {
			volume.set(volInstanceShare, k, 1)
		} else if share, ok := l.get(insBaselineShare, i); ok {
			volume.set(volInstanceShare, k, share)
		}
		for _, pair := range [...][2]int{{volInstanceIOPS, insIOPS}, {volInstanceMiBs, insThroughput}} {
			if all, ok := l.get(pair[1], i); ok {
				volume.set(pair[0], k, all)
			}
		}
	}
}

// attachedTo is the instance that a volume was attached to at a time: by the last attachment before it, else the first
// one known.
func attachedTo(id entity.ID, graph *entity.Graph, at time.Time) string {
	var best entity.Link
	for _, link := range graph.Links(id, "instance") {
		switch {
		case best.To.Name == "",
			!link.At.After(at) && (best.At.After(at) || link.At.After(best.At)),
			link.At.After(at) && link.At.Before(best.At):
			best = link
		}
	}
	if best.To.Name == "" {
		if linked := graph.Linked(id, "instance"); len(linked) > 0 {
			return linked[len(linked)-1]
		}
	}
	return best.To.Name
}
