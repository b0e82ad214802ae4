package scan

import (
	"slices"

	"hamari/correlate/pattern"
	"hamari/parsers"
	"hamari/parsers/cloudtrail"
	"hamari/parsers/inventory"
)

// Plan is all steps of all patterns that select records of logs, sorted so that a record meets only those which may
// select it. Steps on derived kinds are not its business.
type Plan struct {
	Steps []*pattern.Step

	byWord map[*parsers.Kind]map[string][]int // by the value of the kind's most telling field
	always map[*parsers.Kind][]int            // steps that do not ask for such a value
}

// telling is the field of a kind by which steps are sorted.
var telling = map[*parsers.Kind]int{
	cloudtrail.Kind: cloudtrail.SlotEventName,
	inventory.Kind:  inventory.SlotType,
}

// NewPlan sorts the steps of the patterns. logKinds are the kinds that formats emit.
func NewPlan(patterns []*pattern.Pattern, logKinds []*parsers.Kind) *Plan {
	p := &Plan{byWord: map[*parsers.Kind]map[string][]int{}, always: map[*parsers.Kind][]int{}}
	for _, pat := range patterns {
		for _, s := range pat.Steps {
			if slices.Contains(logKinds, s.Kind) {
				p.add(s)
			}
		}
	}
	return p
}

func (p *Plan) add(s *pattern.Step) {
	n := len(p.Steps)
	p.Steps = append(p.Steps, s)
	slot, has := telling[s.Kind]
	if has {
		for i := range s.Where {
			words, exact := s.Where[i].Literals()
			if s.Where[i].Field.Slot != slot || !exact {
				continue
			}
			if p.byWord[s.Kind] == nil {
				p.byWord[s.Kind] = map[string][]int{}
			}
			for _, w := range words {
				p.byWord[s.Kind][w] = append(p.byWord[s.Kind][w], n)
			}
			return
		}
	}
	p.always[s.Kind] = append(p.always[s.Kind], n)
}

// each calls yield for every step that selects the record.
func (p *Plan) each(ev *parsers.Event, yield func(step int)) {
	if slot, has := telling[ev.Kind]; has {
		for _, n := range p.byWord[ev.Kind][string(ev.Value(slot))] {
			if selects(p.Steps[n], ev) {
				yield(n)
			}
		}
	}
	for _, n := range p.always[ev.Kind] {
		if selects(p.Steps[n], ev) {
			yield(n)
		}
	}
}

func selects(s *pattern.Step, ev *parsers.Event) bool {
	for i := range s.Where {
		if !s.Where[i].Event(ev) {
			return false
		}
	}
	for i := range s.Not {
		if s.Not[i].Event(ev) {
			return false
		}
	}
	return true
}
