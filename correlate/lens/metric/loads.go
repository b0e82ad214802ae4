package metric

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"hamari/correlate/entity"
	"hamari/correlate/lens"
	"hamari/parsers"
)

// Loads computes the load of every volume and instance that has EBS metrics, and gives the rows of one after the other,
// each a series in order of time. It returns what the reader must know of how they came about.
func (l *Lens) Loads(graph *entity.Graph, yield func(rows []lens.Row)) (notes []string) {
	volumes := l.ofEntities("AWS/EBS", func(s *series) string { return s.volume })
	instances := l.ofEntities("AWS/EC2", func(s *series) string { return s.instance })
	types := typeCache{}
	cut := 0
	for _, g := range groupByInstance(volumes, instances, graph) {
		cut += g.loads(graph, types, yield)
	}
	if cut > 0 {
		notes = append(notes, fmt.Sprintf("of volumes and instances with more than %d metric periods only the latest were looked at: %d were not", maxPeriods, cut))
	}
	if note := l.unstated(); note != "" && len(volumes)+len(instances) > 0 {
		notes = append(notes, note)
	}
	return notes
}

// ofEntities sorts the series from which loads are computed by the entity that they speak of.
func (l *Lens) ofEntities(namespace string, of func(*series) string) map[string][]*series {
	byEntity := map[string][]*series{}
	for _, key := range slices.SortedFunc(maps.Keys(l.series), compareKeys) {
		if key.namespace != namespace {
			continue
		}
		s := l.series[key]
		if _, _, ok := s.measure(); ok && of(s) != "" && len(s.points) > 0 {
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

// loads gives the rows of the group's volumes, then those of the instance. The instance's are computed first, because
// every row of a volume says how near its instance was to its own limit; the volumes' rows exist one volume at a time.
func (g *group) loads(graph *entity.Graph, types typeCache, yield func(rows []lens.Row)) (cut int) {
	grids := make([]*grid, len(g.volumes))
	for i, v := range g.volumes {
		grids[i] = align(v.series)
		cut += grids[i].cut
	}
	var rows []lens.Row
	if g.instance != "" {
		own := align(g.own)
		cut += own.cut
		rows = instanceRows(g.instance, own, grids, graph, types)
	}
	for i, v := range g.volumes {
		list := v.rows(grids[i], graph)
		shareWithVolume(rows, list)
		yield(list)
	}
	if len(rows) > 0 {
		yield(rows)
	}
	return cut
}

// shareWithVolume tells every period of a volume how near its instance was to its own limit in it. The instance's
// periods may be the longer ones, because EC2 publishes every five minutes unless asked to do better.
func shareWithVolume(instance, volume []lens.Row) {
	i := 0
	for k := range volume {
		for i < len(instance) && !instance[i].End.After(volume[k].Start) {
			i++
		}
		if i == len(instance) || instance[i].Start.After(volume[k].Start) {
			continue
		}
		share := instance[i].Value(insBaselineShare)
		if instance[i].Value(insCeiling).Exists() {
			share = lens.Number(1)
		}
		volume[k].Values[volInstanceShare] = share
	}
}

// rows returns empty rows for the periods of a grid.
func (g *grid) rows(kind *parsers.Kind, fields int) []lens.Row {
	rows := make([]lens.Row, len(g.starts))
	values := make([]lens.Value, len(rows)*fields)
	cites := make([]lens.Cite, len(rows))
	for i := range rows {
		f := frame{g, i}
		cites[i] = f.cite()
		rows[i] = lens.Row{
			Kind: kind, Start: f.start(), End: f.end(), Values: values[i*fields : (i+1)*fields : (i+1)*fields],
			Cites: cites[i : i+1 : i+1], Records: f.records(),
		}
	}
	return rows
}

// set enters a figure, if it is one: damaged metrics may hold values whose quotient is infinite.
func set(v []lens.Value, slot int, f float64) {
	const huge = 1e300
	if f > -huge && f < huge {
		v[slot] = lens.Number(f)
	}
}

// timeAtLimit tells every row for which share of the entity's periods a limit held it.
func timeAtLimit(rows []lens.Row, slot int, held func(*lens.Row) bool) {
	n := 0
	for i := range rows {
		if held(&rows[i]) {
			n++
		}
	}
	for i := range rows {
		rows[i].Values[slot] = lens.Number(float64(n) / float64(len(rows)))
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
