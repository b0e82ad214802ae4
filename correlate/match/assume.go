package match

import (
	"slices"

	"hamari/correlate/report"
)

// Assumption is something that a sighting rests on and the bundle does not say.
type Assumption struct {
	Text  string // a sentence for the finding
	Brief string // for the line of evidence; "" for none
	Open  bool   // what rests on it is no more than likely
}

// assumptions are what the matched sightings of hits rest on that the bundle does not say.
func (e *Engine) assumptions(hits []*hit) (list []Assumption) {
	if e.Assumed == nil {
		return nil
	}
	for _, h := range hits {
		for _, step := range h.order {
			for _, a := range e.Assumed(h.by[step]) {
				if !slices.Contains(list, a) {
					list = append(list, a)
				}
			}
		}
	}
	return list
}

// weighed is the verdict of hits that rest on assumptions.
func weighed(v report.Verdict, list []Assumption) report.Verdict {
	if v == report.Confirmed && slices.ContainsFunc(list, func(a Assumption) bool { return a.Open }) {
		return report.Likely
	}
	return v
}

// assumed is what the line of evidence says of it.
func (e *Engine) assumed(s *Sighting) (brief string) {
	if e.Assumed == nil {
		return ""
	}
	for _, a := range e.Assumed(s) {
		if a.Brief != "" {
			brief += "; " + a.Brief
		}
	}
	return brief
}
