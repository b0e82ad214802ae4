package target

import (
	"cmp"
	"fmt"
	"maps"
	"net"
	"slices"
	"strings"
	"time"

	"hamari/correlate/lens"
)

// maxListed is how many addresses or URLs a row lists.
const maxListed = 20

// Rows returns the failures, each target group's followed by those of its targets, in an order that does not depend on
// that of the records.
func (l *Lens) Rows() (rows []lens.Row) {
	for _, key := range slices.Sorted(maps.Keys(l.groups)) {
		g := l.groups[key]
		for how, f := range g.all.failed {
			if f == nil {
				continue
			}
			targets := g.failing(failure(how))
			row := g.row(failure(how), &g.all)
			g.describe(row.Values, failure(how), targets)
			rows = append(rows, row)
			for _, name := range targets {
				row := g.row(failure(how), g.targets[name])
				row.Values[slotTarget] = lens.Text(name)
				if failure(how) == unconnected {
					row.Values[slotAddress] = lens.Text(addressOf(name))
				}
				rows = append(rows, row)
			}
		}
	}
	return rows
}

// failing lists the targets that failed in one way, the worst first.
func (g *group) failing(how failure) (names []string) {
	for name, t := range g.targets {
		if t.failed[how] != nil {
			names = append(names, name)
		}
	}
	slices.SortFunc(names, func(a, b string) int {
		return cmp.Or(cmp.Compare(g.targets[b].failed[how].count, g.targets[a].failed[how].count), cmp.Compare(a, b))
	})
	return names
}

func (g *group) row(how failure, t *tally) lens.Row {
	f := t.failed[how]
	wait, share := f.usual()
	v := make([]lens.Value, slots)
	v[slotFailure], v[slotBalancer], v[slotGroup] = lens.Text(failureNames[how]), lens.Text(g.balancer), lens.Text(g.arn)
	v[slotAccount], v[slotRegion] = lens.Text(g.account), lens.Text(g.region)
	v[slotRequests], v[slotFailures] = lens.Number(float64(t.requests)), lens.Number(float64(f.count))
	v[slotShare] = lens.Number(float64(f.count) / float64(t.requests))
	v[slotUnsent] = lens.Number(float64(f.unsent) / float64(f.count))
	v[slotWait], v[slotWaitShare] = lens.Number(float64(wait)), lens.Number(share)
	v[slotLeastWait], v[slotMostWait] = lens.Number(f.least), lens.Number(f.most)
	v[slotSpan] = lens.Number(f.last.Sub(f.first).Minutes())
	cites := slices.Clone(f.cites)
	return lens.Row{Kind: Kind, Start: f.first, End: f.last, Values: v, Cites: cites, Records: f.count}
}

// describe enters what is known of a whole target group only.
func (g *group) describe(v []lens.Value, how failure, targets []string) {
	v[slotTargets] = lens.Number(float64(len(targets)))
	v[slotWorst] = lens.Text(strings.Join(targets[:min(len(targets), maxListed)], ","))
	if how == unconnected { // where packets went astray addresses tell more than names
		v[slotAddress] = lens.Text(strings.Join(addressesOf(targets), ","))
		v[slotNode] = lens.Text(strings.Join(g.all.failed[how].nodes, ","))
	}
	f := g.all.failed[how]
	v[slotThenShare] = v[slotShare]
	if n := g.between(f.first, f.last); n > 0 {
		v[slotMeanwhile], v[slotThenShare] = lens.Number(float64(n)), lens.Number(float64(f.count)/float64(n))
	}
	if at := g.sentBefore(f.first); !at.IsZero() {
		v[slotServed] = lens.Text(at.Format(time.RFC3339))
	}
	if at := g.sentAfter(f.last); !at.IsZero() {
		v[slotServedFrom] = lens.Text(at.Format(time.RFC3339))
	}
	steady, filled := g.steady(how)
	v[slotSteady], v[slotSlots] = lens.Number(float64(steady)), lens.Number(float64(filled))
	v[slotSteadyShare] = lens.Number(float64(steady) / float64(f.count))
	names, bound := g.worst(how)
	v[slotURLs], v[slotBound], v[slotExcess] = lens.Text(names), lens.Number(bound), lens.Number(g.excess(how))
}

// excess is by how much the URL that failed most often fails more often than it is asked for.
func (g *group) excess(how failure) float64 {
	var most, requests, all, failures uint32
	for _, u := range g.urls {
		all, failures = all+u.requests, failures+u.failures[how]
		if n := u.failures[how]; n > most || n == most && u.requests > requests {
			most, requests = n, u.requests
		}
	}
	if failures == 0 {
		return 0
	}
	return float64(most)/float64(failures) - float64(requests)/float64(all)
}

// steady counts the failures in slots in which few requests failed, and such slots.
func (g *group) steady(how failure) (failures, filled int64) {
	for _, s := range g.slots {
		if n := s.failures[how]; n > 0 && n <= max(2, s.requests/20) {
			failures += int64(n)
			filled++
		}
	}
	return failures, filled
}

// worst lists the URLs that failed most often, and tells which share of the failures is bound to what was asked for.
func (g *group) worst(how failure) (list string, bound float64) {
	var failing []*url
	var all, decided uint32
	for _, u := range g.urls {
		n := u.failures[how]
		if n == 0 {
			continue
		}
		failing = append(failing, u)
		if all += n; u.bound(how) {
			decided += n
		}
	}
	if all == 0 {
		return "", 0
	}
	slices.SortFunc(failing, func(a, b *url) int {
		return cmp.Or(cmp.Compare(b.failures[how], a.failures[how]), cmp.Compare(a.name, b.name))
	})
	const shown = 5
	if len(failing) > shown && failing[0].failures[how] == 1 {
		return "", float64(decided) / float64(all) // each failed once: none stands out
	}
	var names []string
	for _, u := range failing[:min(len(failing), shown)] {
		names = append(names, fmt.Sprintf("%s (%d of %d)", strings.ReplaceAll(u.name, ",", "%2C"), u.failures[how], u.requests))
	}
	if more := len(failing) - shown; more > 0 {
		names = append(names, fmt.Sprintf("and %d more", more))
	}
	return strings.Join(names, ", "), float64(decided) / float64(all)
}

// addressesOf lists the addresses of targets in order, each once, the first of them if there are many.
func addressesOf(targets []string) (addresses []string) {
	for _, name := range targets {
		if a := addressOf(name); !slices.Contains(addresses, a) && len(addresses) < maxListed {
			addresses = append(addresses, a)
		}
	}
	slices.Sort(addresses)
	return addresses
}

func addressOf(target string) string {
	if host, _, err := net.SplitHostPort(target); err == nil {
		return host
	}
	return target
}
