package metric

import (
	"maps"
	"slices"
	"strings"

	"hamari/correlate/entity"
)

// ofTargets are the metrics that count the targets of a target group.
var ofTargets = []string{"HealthyHostCount", "UnHealthyHostCount"}

// adoptTargets gives counts of targets that name no target group to the only one that the bundle speaks of, where it is
// behind one load balancer. They stay nameless where a count is there with the name of its target group or Classic Load
// Balancer, or where members contradict each other.
func (l *Lens) adoptTargets(graph *entity.Graph) (list []Nameless) {
	var nameless []*series
	for _, key := range slices.SortedFunc(maps.Keys(l.series), compareKeys) {
		s := l.series[key]
		switch {
		case !slices.Contains(ofTargets, key.metric) || s.len() == 0:
		case key.dimensions != "" || key.region != "":
			return nil
		default:
			nameless = append(nameless, s)
		}
	}
	groups := graph.All("target-group")
	if len(nameless) == 0 || len(groups) != 1 || contradict(nameless) {
		return nil
	}
	balancers := graph.Linked(entity.ID{Kind: "target-group", Name: groups[0]}, "load-balancer")
	if len(balancers) != 1 || !strings.HasPrefix(groups[0], "targetgroup/") || slices.ContainsFunc(graph.All("load-balancer"), func(name string) bool { return name != balancers[0] }) {
		return nil
	}
	kind, _, _ := strings.Cut(balancers[0], "/")
	namespace := map[string]string{"app": "AWS/ApplicationELB", "net": "AWS/NetworkELB", "gwy": "AWS/GatewayELB"}[kind]
	if namespace == "" {
		return nil
	}
	n := Nameless{Kind: "target group", Taken: groups[0], members: membersByMetric(nameless)}
	sub := &subject{namespace: namespace, dimension: "LoadBalancer=" + balancers[0] + ",TargetGroup", name: func(*series) *string { return new(string) }}
	l.rename(nameless, sub, n.Taken)
	return []Nameless{n}
}
