package correlate

import (
	"fmt"
	"slices"
	"strings"

	"hamari/correlate/lens"
	"hamari/correlate/match"
	"hamari/correlate/zone"
	"hamari/parsers/postgres"
	"hamari/parsers/rdsevent"
)

// adopt gives metrics that do not say what they are of to the only volume or instance there is, and notes which do not.
func (a *analysis) adopt() {
	a.assumed = map[string][]match.Assumption{}
	a.nameless = a.state.Metrics.Adopt(a.state.Graph, a.hasOtherMetrics())
	for i := range a.nameless {
		n := &a.nameless[i]
		members := n.Members(nil)
		if n.Taken == "" {
			a.rep.Notes = append(a.rep.Notes, unnamed(n.Kind, members, n.Why))
			continue
		}
		taken := fmt.Sprintf("no %s and %s taken for metrics of %s, the only one that the bundle speaks of", n.Kind, pick(members, "is", "are"), n.Taken)
		a.rep.Notes = append(a.rep.Notes, fmt.Sprintf("%s %s: %s",
			lens.Count(len(members), "file with metrics names", "files with metrics name"), taken, lens.Few(members, maxNamed)))
		text := fmt.Sprintf("Assumed: %s %s.", pick(members, "the file with these metrics names", "the files with these metrics name"), taken)
		for _, m := range members {
			a.assumed[m] = append(a.assumed[m], match.Assumption{Text: text, Brief: "that it is this " + n.Kind + " is assumed", Open: true})
		}
	}
}

// hasOtherMetrics reports whether the bundle speaks of things that publish metrics of the same names as instances and
// volumes do: a DB instance has its CPUUtilization and BurstBalance, too.
func (a *analysis) hasOtherMetrics() bool {
	for format := range a.formatsRead() {
		if format == rdsevent.Format.Name || format == postgres.Format.Name || strings.HasPrefix(format, "mysql") {
			return true
		}
	}
	return slices.ContainsFunc([]string{"db-instance", "db-cluster", "cache-cluster", "ecs-service"}, a.state.Graph.Holds)
}

// unnamed says of members with metrics that they do not tell what they are of, and how they could.
func unnamed(kind string, members []string, why string) string {
	example := map[string]string{"volume": "vol-0abc/VolumeReadOps.json", "instance": "i-0abc/CPUUtilization.json", "DB instance": "AWS-RDS/crm-prod/FreeStorageSpace.json"}[kind]
	return fmt.Sprintf("%s not say of which %s %s, %s: name %s, or %s, after its %s, as in %s (%s)",
		lens.Count(len(members), "file with metrics does", "files with metrics do"), kind, pick(members, "it is", "they are"), why,
		pick(members, "the file", "each file"), pick(members, "its folder", "their folder"), kind, example, lens.Few(members, maxNamed))
}

func pick(members []string, one, many string) string {
	if len(members) == 1 {
		return one
	}
	return many
}

// maxNamed is how many members a sentence names.
const maxNamed = 12

// namelessFor says of members from which rows of some kinds, or of some metrics, would have come that they do not tell
// what they are of; "" where there are none.
func (a *analysis) namelessFor(kinds, metrics []string) string {
	for i := range a.nameless {
		n := &a.nameless[i]
		if n.Taken != "" {
			continue
		}
		members := n.Members(func(metric string) bool { return slices.Contains(metrics, metric) })
		for _, kind := range kinds {
			members = append(members, n.For(kind)...)
		}
		if slices.Sort(members); len(members) > 0 {
			return unnamed(n.Kind, slices.Compact(members), n.Why)
		}
	}
	return ""
}

// assumptions are what a sighting rests on that the bundle does not say.
func (a *analysis) assumptions(s *match.Sighting) (list []match.Assumption) {
	for _, c := range s.Cites {
		all := a.assumed[c.Pos.Member]
		if e := a.zones[c.Pos.Member]; e.Open && !s.Start.IsZero() {
			all = append(slices.Clip(all), clockAssumed(c.Pos.Member, e))
		}
		for _, as := range all {
			if !slices.Contains(list, as) {
				list = append(list, as)
			}
		}
	}
	return list
}

// clockAssumed says that the times of a member rest on a zone that nothing states.
func clockAssumed(member string, e zone.Estimate) match.Assumption {
	_, label, _ := strings.Cut(e.Label, " ")
	if label != "UTC" {
		label = "UTC" + label
	}
	return match.Assumption{Member: member, Clock: true, Text: "The times rest on an assumption: nothing states the time zone of %s, and " + label + " is taken (--timezone overrules)."}
}
