package match

import (
	"hamari/correlate/pattern"
	"hamari/correlate/report"
	"hamari/parsers/cloudtrail"
)

// LeftOut is why the logs cannot have all records that a step selects, and how to get them. The zero LeftOut says nothing.
type LeftOut struct {
	Why     string
	Collect report.Collect
}

// leftOut returns what keeps a pattern from being judged: each of its steps that must be found selects something, or is one
// whose records are left out.
func (e *Engine) leftOut(p *pattern.Pattern) LeftOut {
	if len(e.LeftOut) == 0 {
		return LeftOut{}
	}
	if l := e.leftOutOf(p, p.Match); l.Why != "" {
		return l
	}
	return e.leftOutOf(p, p.Possible)
}

func (e *Engine) leftOutOf(p *pattern.Pattern, relations []pattern.Relation) (first LeftOut) {
	for i := range relations {
		if relations[i].Absent {
			continue
		}
		seen, out := false, LeftOut{}
		for _, name := range relations[i].Steps {
			step := p.Step(name)
			seen = seen || len(e.Sightings[step]) > 0
			if out.Why == "" {
				out = e.LeftOut[step]
			}
		}
		if !seen && out.Why == "" {
			return LeftOut{}
		}
		if first.Why == "" {
			first = out
		}
	}
	return first
}

// notRecorded says that a pattern cannot be judged, as the trail leaves out what would show it.
func (e *Engine) notRecorded(rp *report.Pattern, l LeftOut) {
	rp.Status, rp.Missing, rp.Why = report.NotAssessable, []string{cloudtrail.Format.Name}, l.Why
	rp.Collect = []report.Collect{l.Collect}
}
