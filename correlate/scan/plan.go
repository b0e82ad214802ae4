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

	judges bool // there are patterns, so that what lenses make of the records will be asked for
	byKind map[*parsers.Kind]*kindSteps
	kinds  map[*parsers.Kind]bool // of which a step selects anything, those that lenses derive included
}

// kindSteps are the steps that select records of one kind, by their numbers.
type kindSteps struct {
	slot   int              // of the kind's most telling field; -1 if none is
	byWord map[string][]int // by the value of that field
	always []int            // steps that do not ask for such a value
	failed []int            // those of them that ask for a call with an errorCode: few calls have one
}

// telling is the field of a kind by which steps are sorted.
var telling = map[*parsers.Kind]int{
	cloudtrail.Kind: cloudtrail.SlotEventName,
	inventory.Kind:  inventory.SlotType,
}

// NewPlan sorts the steps of the patterns. logKinds are the kinds that formats emit.
func NewPlan(patterns []*pattern.Pattern, logKinds []*parsers.Kind) *Plan {
	p := &Plan{judges: len(patterns) > 0, byKind: map[*parsers.Kind]*kindSteps{}, kinds: map[*parsers.Kind]bool{}}
	for _, pat := range patterns {
		for _, s := range pat.Steps {
			p.kinds[s.Kind] = true
			if slices.Contains(logKinds, s.Kind) && !s.Again {
				p.add(s)
			}
		}
	}
	return p
}

func (p *Plan) add(s *pattern.Step) {
	n := len(p.Steps)
	p.Steps = append(p.Steps, s)
	k := p.byKind[s.Kind]
	if k == nil {
		k = &kindSteps{slot: -1, byWord: map[string][]int{}}
		if slot, has := telling[s.Kind]; has {
			k.slot = slot
		}
		p.byKind[s.Kind] = k
	}
	k.add(n, s)
}

func (k *kindSteps) add(n int, s *pattern.Step) {
	for i := range s.Where {
		words, exact := s.Where[i].Literals()
		if k.slot < 0 || s.Where[i].Field.Slot != k.slot || !exact {
			continue
		}
		for _, w := range words {
			k.byWord[w] = append(k.byWord[w], n)
		}
		return
	}
	if slices.ContainsFunc(s.Where, func(c pattern.Condition) bool {
		return s.Kind == cloudtrail.Kind && c.Field.Slot == cloudtrail.SlotErrorCode && c.Present()
	}) {
		k.failed = append(k.failed, n)
		return
	}
	k.always = append(k.always, n)
}

// asks reports whether a step may select records of the kind.
func (p *Plan) asks(kind *parsers.Kind) bool { return p.byKind[kind] != nil }

// wants reports whether a step selects anything of a kind, so that a lens which makes nothing else need not be fed.
func (p *Plan) wants(kinds ...*parsers.Kind) bool {
	return slices.ContainsFunc(kinds, func(k *parsers.Kind) bool { return p.kinds[k] })
}

// each calls yield for every step that selects the record, and untold for every one of which nobody knows for lack of a
// field that the record's notation leaves out.
func (p *Plan) each(ev *parsers.Event, yield func(step int), untold func(step int, field string)) {
	k := p.byKind[ev.Kind]
	if k == nil {
		return
	}
	meet := func(steps []int) {
		for _, n := range steps {
			if selects(p.Steps[n], ev) {
				yield(n)
			} else if len(ev.Lacks) > 0 {
				if field := p.Steps[n].Untold(ev.Lacks, func(c *pattern.Condition) bool { return c.Event(ev) }); field != "" {
					untold(n, field)
				}
			}
		}
	}
	meet(k.byWord[string(ev.Value(k.slot))])
	meet(k.always)
	if len(k.failed) > 0 && ev.Value(cloudtrail.SlotErrorCode).Exists() {
		meet(k.failed)
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
