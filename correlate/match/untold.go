package match

import (
	"cmp"
	"fmt"

	"hamari/correlate/lens"
	"hamari/correlate/pattern"
	"hamari/correlate/report"
)

// Untold is why nobody knows whether a step selects some records: the notation of a member leaves out a field that the
// step asks for. Of several members and fields it has the first. The zero Untold says that there is none.
type Untold struct {
	Member, Field string
	Format        string // of the member
}

// Or returns the one that comes first.
func (u Untold) Or(o Untold) Untold {
	if u.Field == "" || o.Field != "" && cmp.Or(cmp.Compare(o.Member, u.Member), cmp.Compare(o.Field, u.Field)) < 0 {
		return o
	}
	return u
}

// UntoldIn returns what keeps anybody from knowing whether the step selects some of the rows.
func UntoldIn(step *pattern.Step, series lens.Series) (u Untold) {
	rows, _ := series.(lens.Rows)
	for i := range rows {
		r := &rows[i]
		if len(r.Lacks) == 0 || len(r.Cites) == 0 {
			continue
		}
		field := step.Untold(r.Lacks, func(c *pattern.Condition) bool { return c.Value(r.Value(c.Field.Slot)) })
		u = u.Or(Untold{Member: r.Cites[0].Pos.Member, Field: field})
	}
	return u
}

// HasUntold reports whether a pattern cannot be judged for want of a field of records that may show it.
func (e *Engine) HasUntold(p *pattern.Pattern) bool { return e.untold(p).Field != "" }

// untold returns what keeps anybody from knowing whether the pattern matches: each of its steps that must be found
// selects something, or nobody knows whether it does.
func (e *Engine) untold(p *pattern.Pattern) Untold {
	if u := e.untoldOf(p, p.Match); u.Field != "" {
		return u
	}
	return e.untoldOf(p, p.Possible)
}

func (e *Engine) untoldOf(p *pattern.Pattern, relations []pattern.Relation) (u Untold) {
	for i := range relations {
		r := &relations[i]
		if r.Absent {
			continue
		}
		seen, untold := false, Untold{}
		for _, name := range r.Steps {
			step := p.Step(name)
			seen = seen || len(e.Sightings[step]) > 0
			untold = untold.Or(e.Untold[step])
		}
		if !seen && untold.Field == "" {
			return Untold{}
		}
		u = u.Or(untold)
	}
	return u
}

// cannotTell says that a pattern cannot be judged, as what was handed out with all its fields would tell.
func (e *Engine) cannotTell(rp *report.Pattern, u Untold) {
	rp.Status, rp.Why = report.NotAssessable, fmt.Sprintf("records that may show it are in %s, which leaves out their %s", u.Member, u.Field)
	if u.Format != "" {
		rp.Missing = []string{u.Format}
	}
}
