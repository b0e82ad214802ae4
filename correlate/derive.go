package correlate

import (
	"iter"
	"maps"
	"slices"
	"sync"
	"time"

	"hamari/correlate/catalogue"
	"hamari/correlate/lens"
	"hamari/correlate/lens/conversation"
	"hamari/correlate/lens/failure"
	"hamari/correlate/lens/gateway"
	"hamari/correlate/lens/route"
	"hamari/correlate/match"
	"hamari/correlate/pattern"
)

// sightRows hands the rows that the lenses derive to the steps of their kind.
func (a *analysis) sightRows(e *match.Engine) {
	d := &derived{steps: map[string][]*pattern.Step{}, rows: e.Rows, found: map[int][]*match.Sighting{}, untold: e.Untold,
		told: map[string]map[string]bool{}, periods: map[string]time.Duration{}, peaks: map[string][]peak{}}
	e.Told, e.Periods = d.told, d.periods
	for _, p := range a.patterns {
		d.ask(p)
	}
	for _, k := range catalogue.DerivedKinds() {
		for _, p := range a.patterns {
			for _, step := range p.Steps {
				if step.Kind.Name == k.Name && !e.Late(p, step) && !d.later.take(p, step) {
					d.steps[k.Name] = append(d.steps[k.Name], step)
				}
			}
		}
	}
	a.derive(e.Again, d.sight)
	a.peaks = d.peaks
	d.give(e)
	d.later.sight(a, e)
}

// give hands over what was found, in order.
func (d *derived) give(e *match.Engine) {
	for _, part := range slices.Sorted(maps.Keys(d.found)) {
		for _, s := range d.found[part] {
			e.Sightings[s.Step] = append(e.Sightings[s.Step], s)
		}
	}
	for _, list := range d.steps {
		for _, step := range list {
			slices.SortStableFunc(e.Sightings[step], match.Compare)
		}
	}
}

// derived is what the steps select of the rows that the lenses derive.
type derived struct {
	steps map[string][]*pattern.Step // by kind of row
	later lateLoads

	mu     sync.Mutex
	rows   map[string]int
	told   map[string]map[string]bool // by kind and field: whether some row has it
	found  map[int][]*match.Sighting  // by part
	untold map[*pattern.Step]match.Untold

	periods map[string]time.Duration // of kinds of averages: the shortest of a row
	peaks   map[string][]peak        // by kind: how near to a limit each thing came
}

// ask notes the fields of which a pattern wants to know whether some row has them.
func (d *derived) ask(p *pattern.Pattern) {
	for _, t := range p.Assess.Tells {
		for _, kind := range p.Assess.Kinds {
			if d.told[kind] == nil {
				d.told[kind] = map[string]bool{}
			}
			for _, field := range t.Fields {
				d.told[kind][field] = false
			}
		}
	}
}

// says lists the fields of those asked for, and not found yet, that some row of a series has.
func (d *derived) says(series lens.Series) (fields []string) {
	kind := series.Kind()
	d.mu.Lock()
	for field, told := range d.told[kind.Name] {
		if !told {
			fields = append(fields, field)
		}
	}
	d.mu.Unlock()
	return slices.DeleteFunc(fields, func(field string) bool {
		column := series.Column(kind.Slot(field))
		for i := range series.Len() {
			if column.Value(i).Exists() {
				return false
			}
		}
		return true
	})
}

// finest is the shortest period of a series of averages; 0 of other rows, and where the period does not matter.
func finest(series lens.Series) time.Duration {
	kind := series.Kind()
	load, ok := series.(interface{ AnyPeriod() bool })
	if !kind.Averages || ok && load.AnyPeriod() {
		return 0
	}
	least, column := 0.0, series.Column(kind.Slot("period"))
	for i := range series.Len() {
		if seconds, ok := column.Value(i).Float(); ok && seconds > 0 && (least == 0 || seconds < least) {
			least = seconds
		}
		if column.Constant() {
			break
		}
	}
	return time.Duration(least * float64(time.Second))
}

// sight takes in a series. Those of one part come in order; of different parts, several may come at a time.
func (d *derived) sight(part int, series lens.Series) {
	kind := series.Kind().Name
	found := d.selected(series)
	if len(d.steps[kind])+len(d.later.steps[kind]) > 0 {
		d.peak(series)
	}
	said, period := d.says(series), finest(series)
	d.mu.Lock()
	defer d.mu.Unlock()
	d.rows[kind] += series.Len()
	if least := d.periods[kind]; period > 0 && (least == 0 || period < least) {
		d.periods[kind] = period
	}
	for _, step := range d.steps[kind] {
		d.untold[step] = d.untold[step].Or(match.UntoldIn(step, series))
	}
	for _, field := range said {
		d.told[kind][field] = true
	}
	d.found[part] = append(d.found[part], found...)
}

func (d *derived) selected(series lens.Series) (found []*match.Sighting) {
	for _, step := range d.steps[series.Kind().Name] {
		found = append(found, match.FromSeries(step, series)...)
	}
	return found
}

// rowsAgain returns the rows that can be made as often as they are asked for, by their kind.
func (a *analysis) rowsAgain() map[string]iter.Seq[lens.Row] {
	if len(a.patterns) == 0 {
		return nil
	}
	s := a.state
	s.Gateways.Teach(s.Graph)
	s.Conversations.Teach(s.Graph)
	return map[string]iter.Seq[lens.Row]{
		conversation.Kind.Name:         s.Conversations.Rows(s.Graph),
		conversation.ExchangeKind.Name: s.Conversations.Exchanges(s.Graph),
		gateway.Kind.Name:              s.Gateways.Rows(),
	}
}

// derive gives what the lenses make of the bulk records, one series in order of time after the other. They may be far
// larger than what they were made of, so that no more need be there at a time than there are workers.
func (a *analysis) derive(again map[string]iter.Seq[lens.Row], add func(part int, series lens.Series)) {
	s := a.state
	s.Metrics.Clip(a.since, a.until)
	if len(a.patterns) == 0 {
		return
	}
	a.rep.Notes = append(a.rep.Notes, s.Conversations.Remarks()...)
	a.rep.Notes = append(a.rep.Notes, s.Journeys.Remarks()...)
	for _, kind := range slices.Sorted(maps.Keys(again)) { // conversations and exchanges before gateways
		for row := range again[kind] {
			s.Failures.Row(&row)
			add(0, lens.Rows{row})
		}
	}
	routes, notes := route.Rows(s.Graph, func() iter.Seq[conversation.Request] { return s.Conversations.Requests(s.Graph) })
	a.limit(notes)
	for _, row := range slices.Concat(s.Integrity.Rows(), s.Targets.Rows(), routes, s.Journeys.Rows(s.Graph, s.Conversations.Spots(s.Graph))) {
		add(0, lens.Rows{row})
	}
	denials, around := s.Access.Rows()
	a.changed = s.Changes.Rows()
	for _, row := range slices.Concat(denials, around, s.Bursts.Rows(), a.changed, a.throttled, a.silences()) {
		add(0, lens.Rows{row})
	}
	a.rep.Notes = append(a.rep.Notes, s.Metrics.Loads(s.Graph, a.c.Jobs(), add)...)
	s.Metrics.Points(a.wantsPoints(), a.c.Jobs(), add)
	s.Metrics.Points(failure.Watched, 1, func(_ int, points lens.Series) { s.Failures.Points(points) })
	wanted := a.instancesNamed()
	s.Metrics.Running(wanted, func(instance string, start, end time.Time, metric string, c lens.Cite) {
		s.Life.Reading(instance, "metrics", "it published "+metric, start, end, c)
	})
	s.Conversations.Outbound(s.Graph, func(instance string, start, end time.Time, c lens.Cite) {
		s.Life.Reading(instance, "flowlog", "it sent packets", start, end, c)
	})
	guards, cut := conversation.Endpoints(s.Graph, wanted)
	a.limit(cut)
	for _, row := range guards {
		add(0, lens.Rows{row})
	}
	for _, series := range s.Life.Rows(wanted) {
		add(0, lens.Rows(series))
	}
}

// silences are told where a pattern asks for them and some call for another of its steps is there: they say nothing alone.
func (a *analysis) silences() []lens.Row {
	of := func(s *pattern.Step) bool { return s.Kind == conversation.SilenceKind }
	beside := map[*pattern.Step]bool{}
	for _, p := range a.patterns {
		if slices.ContainsFunc(p.Steps, of) {
			for _, s := range p.Steps {
				beside[s] = !of(s)
			}
		}
	}
	for i, s := range a.plan.Steps {
		if beside[s] && len(a.state.Sightings(i)) > 0 {
			rows, notes := a.state.Conversations.Silences(a.state.Graph, route.Of(a.state.Graph))
			a.limit(notes)
			return rows
		}
	}
	return nil
}

// instancesNamed tells which instances a call that some step selected speaks of. Signs of life matter only around such
// calls, and there may be very many.
func (a *analysis) instancesNamed() func(instance string) bool {
	named := map[string]bool{}
	for i := range a.plan.Steps {
		for _, s := range a.state.Sightings(i) {
			if s.Start.IsZero() {
				continue // every described instance would be named
			}
			for _, name := range s.Named("instance") {
				named[name] = true
			}
		}
	}
	return func(instance string) bool { return named[instance] }
}

// wantsPoints tells which raw metrics any step asks for, so that the others need not become rows.
func (a *analysis) wantsPoints() func(namespace, metric string) bool {
	any, wanted := false, map[string]bool{}
	for _, p := range a.patterns {
		for _, s := range p.Steps {
			if s.Kind.Name != "metric" {
				continue
			}
			named := false
			for i := range s.Where {
				if words, ok := s.Where[i].Literals(); ok && s.Where[i].Field.Name == "name" {
					named = true
					for _, w := range words {
						wanted[w] = true
					}
				}
			}
			any = any || !named
		}
	}
	return func(_, metric string) bool { return any || wanted[metric] }
}
