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

// assume adds to a finding what its hits rest on that the bundle does not say.
func (e *Engine) assume(f *report.Finding, hits []*hit) {
	if e.Assumed == nil {
		return
	}
	var said []string
	add := func(s *Sighting) {
		if s == nil {
			return
		}
		for _, a := range e.Assumed(s) {
			if a.Open && f.Verdict == report.Confirmed {
				f.Verdict = report.Likely
			}
			if !slices.Contains(said, a.Text) {
				said = append(said, a.Text)
				f.Summary += " " + a.Text
			}
		}
	}
	for _, h := range hits {
		for _, step := range h.order {
			add(h.by[step])
		}
	}
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
