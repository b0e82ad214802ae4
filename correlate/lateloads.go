package correlate

import (
	"slices"

	"hamari/correlate/entity"
	"hamari/correlate/lens"
	"hamari/correlate/lens/metric"
	"hamari/correlate/match"
	"hamari/correlate/pattern"
	"hamari/parsers"
)

// lateLoads are the steps over loads of volumes and instances that are sighted once it is known which of these the matches of
// their patterns name. A step that only witnesses may select all that every volume does, and few volumes are matched.
type lateLoads struct {
	steps    map[string][]*pattern.Step // by kind
	patterns []*pattern.Pattern         // that they are of
}

// loadKeys are what loads are of.
var loadKeys = []string{"volume", "instance"}

// take takes a step of a pattern, unless it is wanted before the matches are known.
func (l *lateLoads) take(p *pattern.Pattern, step *pattern.Step) bool {
	loads := []*parsers.Kind{metric.VolumeKind, metric.InstanceKind, metric.CPUKind}
	if !slices.Contains(loads, step.Kind) || !p.Late(step.Name) || !sameLoad(p, step.Name) || !namesLoads(p) {
		return false
	}
	if l.steps == nil {
		l.steps = map[string][]*pattern.Step{}
	}
	l.steps[step.Kind.Name] = append(l.steps[step.Kind.Name], step)
	if !slices.Contains(l.patterns, p) {
		l.patterns = append(l.patterns, p)
	}
	return true
}

// sameLoad reports whether all that a step is asked for must be of a volume or an instance that is matched.
func sameLoad(p *pattern.Pattern, step string) bool {
	of := func(steps, same []string) bool {
		return !slices.Contains(steps, step) || len(same) > 0 && slices.Contains(loadKeys, same[len(same)-1])
	}
	for _, r := range slices.Concat(p.Confirm, p.Refute, p.Context) {
		if !of(r.Steps, r.Same) {
			return false
		}
	}
	return !slices.ContainsFunc(p.Tables, func(t pattern.Table) bool { return !of(t.Steps, t.Same) })
}

// namesLoads reports whether what a pattern matches is there before it is judged, and names volumes or instances.
func namesLoads(p *pattern.Pattern) bool {
	for _, r := range slices.Concat(p.Match, p.Possible) {
		for _, name := range r.Steps {
			step := p.Step(name)
			bound := slices.ContainsFunc(step.Binds, func(b pattern.Bind) bool { return slices.Contains(loadKeys, b.Name) })
			names := slices.ContainsFunc(step.Kind.Fields, func(f parsers.Field) bool { return slices.Contains(loadKeys, f.Entity) })
			if step.Again || step.Kind.Name == "finding" || !bound && !names {
				return false
			}
		}
	}
	return true
}

// sight computes the loads that are wanted once more.
func (l *lateLoads) sight(a *analysis, e *match.Engine) {
	wanted := l.wanted(a.state.Graph, e)
	if len(wanted.names) == 0 && !wanted.all {
		return
	}
	d := &derived{steps: l.steps, found: map[int][]*match.Sighting{}}
	a.state.Metrics.LoadsOf(wanted.has, a.state.Graph, a.c.Jobs(), func(part int, load lens.Series) {
		found := d.selected(load)
		d.mu.Lock()
		defer d.mu.Unlock()
		d.found[part] = append(d.found[part], found...)
	})
	d.give(e)
}

// wanted are the volumes and instances that matches may be about.
func (l *lateLoads) wanted(graph *entity.Graph, e *match.Engine) *loaded {
	wanted := &loaded{names: map[string]bool{}, added: map[string]bool{}}
	for _, p := range l.patterns {
		for _, r := range slices.Concat(p.Match, p.Possible) {
			for _, name := range r.Steps {
				for _, s := range e.Sightings[p.Step(name)] {
					wanted.sighted(graph, s)
				}
			}
		}
	}
	return wanted
}

// loaded are names of volumes and instances.
type loaded struct {
	names map[string]bool
	added map[string]bool // of which all that is attached is among the names
	all   bool            // whatever their names
}

func (l *loaded) has(name string) bool { return l.all || l.names[name] }

// sighted adds what a sighting names: all where it names nothing, for it may be linked to any.
func (l *loaded) sighted(graph *entity.Graph, s *match.Sighting) {
	some := false
	for _, key := range loadKeys {
		for _, name := range s.Named(key) {
			some = true
			l.add(graph, entity.ID{Kind: key, Name: name})
		}
	}
	l.all = l.all || !some
}

// add adds a volume or an instance, and what is attached to it.
func (l *loaded) add(graph *entity.Graph, id entity.ID) {
	if l.added[id.Name] {
		return
	}
	l.added[id.Name], l.names[id.Name] = true, true
	for _, other := range loadKeys {
		for _, linked := range graph.Linked(id, other) {
			l.names[linked] = true
		}
	}
}
