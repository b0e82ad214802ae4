package correlate

import (
	"fmt"
	"slices"
	"strings"

	"hamari/correlate/lens/access"
	"hamari/correlate/lens/burst"
	"hamari/correlate/lens/throttle"
	"hamari/correlate/match"
	"hamari/correlate/pattern"
	"hamari/correlate/report"
	"hamari/correlate/scan"
	"hamari/parsers"
	"hamari/parsers/cloudtrail"
)

// leftOut says of which steps the trail that delivered the records leaves records out, by its event selectors, or the lookup
// in the event history, by its attribute.
func (a *analysis) leftOut() map[*pattern.Step]match.LeftOut {
	if !a.fromTrail() {
		return a.lookedUp()
	}
	steps := map[*pattern.Step]match.LeftOut{}
	for _, o := range a.state.Trails.Omissions() {
		if len(o.Sources) > 0 && len(a.patterns) > 0 {
			a.rep.Notes = append(a.rep.Notes, fmt.Sprintf("the event selectors of trail %s leave out the events of %s, and the bundle has none: what was looked for and not found was not looked for there",
				trailName(&o), strings.Join(o.Sources, " and ")))
		}
		for _, p := range a.patterns {
			for _, step := range p.Steps {
				if l := lacking(step, &o); l.Why != "" && steps[step].Why == "" {
					steps[step] = l
				}
			}
		}
	}
	return steps
}

// lookedUp says of which steps a lookup leaves records out. It takes one attribute, and the answer does not tell which: where
// all records are of one service, it may have been that, or a resource that only this service knows.
func (a *analysis) lookedUp() map[*pattern.Step]match.LeftOut {
	only := a.state.Trails.OnlySource()
	if only == "" {
		return nil
	}
	steps := map[*pattern.Step]match.LeftOut{}
	for _, p := range a.patterns {
		for _, step := range p.Steps {
			sources := literals(step, cloudtrail.SlotEventSource)
			other := len(sources) > 0 && !slices.Contains(sources, only)
			if !other && !slices.Contains([]*parsers.Kind{access.Kind, burst.Kind, throttle.Kind}, step.Kind) {
				continue
			}
			l := match.LeftOut{Why: fmt.Sprintf("all CloudTrail events of the bundle come from lookups in the event history and are of %s: a lookup by a resource, a service or a name leaves the others out", only)}
			if l.Collect = lookup("ReadOnly", "false", "the events of all services that change something"); other {
				l.Collect = lookup("EventSource", sources[0], "the events of "+sources[0])
			}
			steps[step] = l
		}
	}
	return steps
}

// fromTrail reports whether some CloudTrail records did not come from the event history, which has all management events
// whatever a trail leaves out.
func (a *analysis) fromTrail() bool {
	for _, s := range a.rep.Sources.Briefly() {
		if s.Format == cloudtrail.Format.Name && s.Records > 0 && !slices.Contains(s.Via, "lookup-events") {
			return true
		}
	}
	return false
}

// lacking says what a trail leaves out of the records that a step selects.
func lacking(step *pattern.Step, o *scan.Omission) match.LeftOut {
	sources, names := literals(step, cloudtrail.SlotEventSource), literals(step, cloudtrail.SlotEventName)
	trail := trailName(o)
	if len(sources) > 0 && !slices.ContainsFunc(sources, func(s string) bool { return !slices.Contains(o.Sources, s) }) {
		return match.LeftOut{
			Why:     fmt.Sprintf("the event selectors of trail %s leave out the events of %s, and the bundle has none", trail, strings.Join(sources, " and ")),
			Collect: lookup("EventSource", sources[0], "the events of "+sources[0]),
		}
	}
	if o.Reads && mayRead(step, sources, names) {
		return match.LeftOut{
			Why:     fmt.Sprintf("the event selectors of trail %s leave out all events that only read, and the bundle has none", trail),
			Collect: lookup("ReadOnly", "true", "the events that only read"),
		}
	}
	return match.LeftOut{}
}

func trailName(o *scan.Omission) string { return o.Trail[strings.LastIndex(o.Trail, "/")+1:] }

// literals are the values of which a step asks that a field has one of them.
func literals(step *pattern.Step, slot int) []string {
	if step.Kind == cloudtrail.Kind {
		for i := range step.Where {
			if words, exact := step.Where[i].Literals(); exact && step.Where[i].Field.Slot == slot {
				return words
			}
		}
	}
	return nil
}

// mayRead reports whether calls that only read are among what a step selects. KMS writes down as such what is done with a
// key, and STS that a role is assumed.
func mayRead(step *pattern.Step, sources, names []string) bool {
	switch step.Kind {
	case access.Kind, burst.Kind, throttle.Kind:
		return true
	case cloudtrail.Kind:
		if len(names) == 0 {
			return slices.Equal(sources, []string{"kms.amazonaws.com"})
		}
		return slices.ContainsFunc(names, func(name string) bool {
			return slices.ContainsFunc(reading, func(verb string) bool { return strings.HasPrefix(name, verb) })
		})
	}
	return false
}

// reading begins the names of operations whose events have readOnly true.
var reading = []string{"Describe", "Get", "List", "Lookup", "Search", "Decrypt", "Encrypt", "GenerateDataKey", "ReEncrypt", "AssumeRole"}

// lookup gets from the event history what a trail leaves out.
func lookup(attribute, value, what string) report.Collect {
	return report.Collect{
		Why: what + ", from the event history, which has the management events of the last 90 days whatever a trail leaves out",
		Command: fmt.Sprintf("aws cloudtrail lookup-events --region REGION --lookup-attributes AttributeKey=%s,AttributeValue=%s --start-time START --end-time END --output json > events.json",
			attribute, value),
	}
}
