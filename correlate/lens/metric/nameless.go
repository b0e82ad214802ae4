package metric

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"hamari/correlate/entity"
	"hamari/parsers/metrics"
)

// Nameless are metrics of one namespace whose members do not say which volume or instance they are of: an answer of
// get-metric-statistics repeats the metric's name, and none of the dimensions that were asked for.
type Nameless struct {
	Kind  string // volume, instance, DB instance or target group
	Taken string // the one that the metrics were taken for; "" where that would have been a guess
	Why   string // why it would have been one

	members map[string][]string // by metric
}

// Members lists the members with some of the metrics, or with any of them.
func (n *Nameless) Members(wanted func(metric string) bool) []string {
	var list []string
	for metric, members := range n.members {
		if wanted == nil || wanted(metric) {
			list = append(list, members...)
		}
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// For lists the members from which rows of a derived kind would have been made.
func (n *Nameless) For(kind string) []string {
	return n.Members(func(metric string) bool {
		switch m, ok := measureByName[[2]string{namespaceOf(n.Kind), metric}]; kind {
		case VolumeKind.Name:
			return ok && n.Kind == "volume"
		case InstanceKind.Name:
			return ok && m.ofDisk()
		case CPUKind.Name:
			return ok && m.ofCPU()
		}
		return false
	})
}

func namespaceOf(kind string) string {
	for i := range namespaces {
		if namespaces[i].kind == kind {
			return namespaces[i].namespace
		}
	}
	return ""
}

// subject is what metrics of a namespace are of.
type subject struct {
	namespace, kind, dimension string
	name                       func(*series) *string
}

var namespaces = [...]subject{
	{"AWS/EBS", "volume", "VolumeId", func(s *series) *string { return &s.volume }},
	{"AWS/EC2", "instance", "InstanceId", func(s *series) *string { return &s.instance }},
}

// lacking returns what a series should be of and does not name, nil where nothing is missing.
func (s *series) lacking() *subject {
	for i := range namespaces {
		if sub := &namespaces[i]; sub.lacks(s) {
			return sub
		}
	}
	return nil
}

// Adopt gives metrics that name no volume or instance to the only one that the bundle speaks of. They stay nameless where
// there are several or none, where the same metric is there with a name, or where members contradict each other, which
// are then of different things. Metrics that services other than EC2 and EBS have, too, such as CPUUtilization and
// BurstBalance, are like the others of their namespace unless the bundle speaks of such a service. Nothing may be added
// afterwards.
func (l *Lens) Adopt(graph *entity.Graph, others bool) (list []Nameless) {
	l.databases(graph)
	others = others || l.hasOthers()
	for i := range namespaces {
		sub := &namespaces[i]
		var nameless, unplaced []*series
		known, named := map[string]bool{}, map[string]bool{} // things, and metrics with a name
		for _, name := range graph.All(sub.kind) {
			known[name] = true
		}
		for _, key := range slices.SortedFunc(maps.Keys(l.series), compareKeys) {
			s := l.series[key]
			switch name := *sub.name(s); {
			case name != "":
				known[name] = true
				named[key.metric] = named[key.metric] || key.namespace == sub.namespace
			case sub.lacks(s) || sub.mayLack(s) && !others:
				nameless = append(nameless, s)
			case sub.mayLack(s):
				unplaced = append(unplaced, s)
			}
		}
		n := Nameless{Kind: sub.kind, members: membersByMetric(nameless)}
		switch {
		case len(known) == 0:
			n.Why = "and the bundle names none"
		case len(known) > 1:
			n.Why = fmt.Sprintf("and the bundle names %d", len(known))
		case slices.ContainsFunc(nameless, func(s *series) bool { return named[s.key.metric] }):
			n.Why = "and the same metrics are there with the name of one"
		case contradict(nameless):
			n.Why = "and they differ for the same times, as those of several do"
		default:
			n.Taken = slices.Collect(maps.Keys(known))[0]
		}
		if len(nameless) > 0 {
			list = append(list, n)
		}
		if n.Taken != "" {
			l.rename(nameless, sub, n.Taken)
		}
		if len(unplaced) > 0 {
			why := "nor that they are metrics of " + strings.TrimPrefix(sub.namespace, "AWS/")
			list = append(list, Nameless{Kind: sub.kind, Why: why, members: membersByMetric(unplaced)})
		}
	}
	if untold := l.untold(); len(untold) > 0 {
		list = append(list, Nameless{Kind: "DB instance", Why: "nor that they are metrics of RDS", members: membersByMetric(untold)})
	}
	return append(list, l.adoptTargets(graph)...)
}

// hasOthers reports whether there are metrics of a service that has some of the same names as EC2 or EBS, or of one of
// which that is not known.
func (l *Lens) hasOthers() bool {
	for key := range l.series {
		if strings.HasPrefix(key.namespace, "AWS/") && !metrics.SharesNone(key.namespace) {
			return true
		}
	}
	return false
}

func membersByMetric(list []*series) map[string][]string {
	members := map[string][]string{}
	for _, s := range list {
		members[s.key.metric] = append(members[s.key.metric], membersOf(s)...)
	}
	return members
}

// mayLack reports whether a series may be of the namespace: its name alone says so, and other namespaces have it, too.
func (sub *subject) mayLack(s *series) bool {
	return s.key.namespace == "" && s.key.dimensions == "" && s.key.region == "" && s.len() > 0 && metrics.Has(sub.namespace, s.key.metric)
}

// lacks reports whether a series is of a volume or an instance, and of which is not said. A source that states the region
// states the dimensions, too: where there are none, the metric is one of all instances together.
func (sub *subject) lacks(s *series) bool {
	return s.key.namespace == sub.namespace && s.key.dimensions == "" && s.key.region == "" && *sub.name(s) == "" && s.len() > 0
}

// rename gives series their subject.
func (l *Lens) rename(nameless []*series, sub *subject, name string) {
	for _, s := range nameless {
		delete(l.series, s.key)
		s.key.namespace, s.key.dimensions = sub.namespace, sub.dimension+"="+name
		*sub.name(s) = name
		s.adopted = true
		if twin := l.series[s.key]; twin != nil { // one of them named the namespace, and the other did not
			twin.join(s)
			continue
		}
		l.series[s.key] = s
	}
}

func membersOf(s *series) []string {
	s.seal()
	members := map[string]bool{}
	for i := range s.chunks {
		c := &s.chunks[i]
		members[c.member] = true
		for _, m := range c.members {
			members[m] = true
		}
	}
	return slices.Sorted(maps.Keys(members))
}

// contradict reports whether points of the same metric, statistic and period have two values at one time. It must be
// asked before the series are put in order, which leaves one value for each time.
func contradict(list []*series) bool {
	type measured struct {
		metric, stat string
		period       int64
	}
	together := map[measured][]*series{}
	for _, s := range list {
		m := measured{s.key.metric, s.key.stat, s.key.period}
		together[m] = append(together[m], s)
	}
	for _, same := range together {
		var points []point
		for _, s := range same {
			for i := range s.chunks {
				c := &s.chunks[i]
				for k := range c.n {
					points = append(points, point{time: c.times.at(k), value: c.value(k)})
				}
			}
		}
		slices.SortFunc(points, func(a, b point) int { return cmp.Compare(a.time, b.time) })
		for i := 1; i < len(points); i++ {
			if points[i].time == points[i-1].time && points[i].value != points[i-1].value {
				return true
			}
		}
	}
	return false
}
