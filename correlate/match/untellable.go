package match

import (
	"slices"

	"hamari/correlate/pattern"
	"hamari/correlate/report"
)

// untellable says of a pattern that records fit it, though nobody can be told: one of its texts fails on them. That is not
// to say that nothing was found.
func (e *Engine) untellable(rp *report.Pattern) {
	notAll(rp, "records fit it, but one of its texts cannot be written: "+e.failed[0])
}

// notAll says that a pattern cannot be judged although the bundle has what it takes.
func notAll(rp *report.Pattern, why string) {
	rp.Status, rp.Why, rp.Near = report.NotAssessable, why, report.NearRecords
}

// orNothing fills in a text that a finding can do without, and notes where that cannot be done.
func (e *Engine) orNothing(t *pattern.Template, data map[string]any) string {
	text, err := e.render(t, data)
	if err != nil && !slices.Contains(e.faults, err.Error()) {
		e.faults = append(e.faults, err.Error())
	}
	return text
}

// cutStep returns a step of which not all records were looked at, where each step that must be found selects something;
// else nil.
func (e *Engine) cutStep(p *pattern.Pattern) *pattern.Step {
	if step := e.cutAmong(p, p.Match); step != nil {
		return step
	}
	return e.cutAmong(p, p.Possible)
}

func (e *Engine) cutAmong(p *pattern.Pattern, relations []pattern.Relation) (cut *pattern.Step) {
	for i := range relations {
		if relations[i].Absent {
			continue
		}
		seen := false
		for _, name := range relations[i].Steps {
			step := p.Step(name)
			seen = seen || len(e.Sightings[step]) > 0
			if cut == nil && e.Cut[step] > 0 {
				cut = step
			}
		}
		if !seen {
			return nil
		}
	}
	return cut
}
