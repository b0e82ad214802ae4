package correlate

import (
	"slices"

	"hamari/correlate/match"
	"hamari/correlate/pattern"
	"hamari/correlate/report"
	"hamari/parsers/metrics"
)

// everywhere are kinds of entities that nearly every bundle names, whatever it is about.
var everywhere = []string{"account", "region", "az", "address", "api", "role", "principal"}

// near says of the patterns that cannot be judged what they have to do with the bundle.
func (a *analysis) near(e *match.Engine) {
	rivals := map[string]bool{}
	for i := range a.rep.Findings {
		for _, r := range a.rep.Findings[i].Rivals {
			rivals[r.Pattern] = true
		}
	}
	held := map[string]bool{}
	for _, p := range a.patterns {
		for _, key := range p.Group {
			if _, known := held[key]; !known {
				held[key] = !slices.Contains(everywhere, key) && a.state.Graph.Holds(key)
			}
		}
	}
	read := a.formatsRead()
	for i, p := range a.patterns {
		rp := &a.rep.Patterns[i]
		if rp.Status != report.NotAssessable {
			continue
		}
		resources := slices.ContainsFunc(p.Group, func(key string) bool { return held[key] })
		switch {
		case rp.Near != "": // it is known already
		case e.HasUntold(p), readSome(p, read, resources):
			rp.Near = report.NearRecords
		case rivals[p.ID]:
			rp.Near = report.NearFinding
		case resources:
			rp.Near = report.NearResources
		}
	}
}

// readSome reports whether a log that the pattern takes was read, though not what it takes of it. Metrics are of anything:
// they count where there are resources that the pattern is about.
func readSome(p *pattern.Pattern, read map[string]bool, resources bool) bool {
	return slices.ContainsFunc(p.Needs, func(need string) bool {
		return slices.ContainsFunc(pattern.Alternatives(need), func(f string) bool {
			return read[f] && isLog(f) && (f != metrics.Format.Name || resources)
		})
	})
}
