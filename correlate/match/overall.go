package match

import (
	"maps"
	"strconv"
	"strings"

	"hamari/correlate/pattern"
	"hamari/correlate/report"
	"hamari/parsers"
)

// overAll is what texts see of all matches of a finding: what they bind, under each name, and of each step its figures.
func overAll(p *pattern.Pattern, hits []*hit) map[string]any {
	all := map[string]any{}
	for _, s := range p.Steps {
		all[pattern.GoName(s.Name)] = map[string]any{"times": 0, "count": 0}
	}
	for step, w := range wholes(hits) {
		all[pattern.GoName(step.Name)] = w.data()
	}
	maps.Copy(all, allBound(hits))
	return all
}

// whole gathers all sightings of a step.
type whole struct {
	count     int64
	figures   map[string]Figures // by field: the least and the greatest
	stretches []report.Stretch
}

// wholes gathers the sightings of hits by their steps.
func wholes(hits []*hit) map[*pattern.Step]*whole {
	all := map[*pattern.Step]*whole{}
	known := map[*Sighting]bool{}
	add := func(s *Sighting) {
		if s == nil || known[s] {
			return
		}
		known[s] = true
		if all[s.Step] == nil {
			all[s.Step] = &whole{figures: map[string]Figures{}}
		}
		all[s.Step].add(s)
	}
	for _, h := range hits {
		for _, step := range h.order {
			add(h.by[step])
		}
		for _, list := range [...][]witness{h.confirm, h.context} {
			for i := range list {
				add(list[i].sighting)
			}
		}
	}
	return all
}

func (w *whole) add(s *Sighting) {
	w.count += s.Records
	if !s.Start.IsZero() {
		minutes := s.lasts().Sub(s.Start).Minutes()
		w.widen(pattern.Minutes, minutes, minutes)
		w.stretches = append(w.stretches, report.Stretch{Start: s.Start, End: s.lasts()})
	}
	for _, f := range s.Step.Kind.Fields {
		if f.Type != parsers.Int && f.Type != parsers.Float {
			continue
		}
		switch v := s.Field(f.Name).(type) {
		case float64:
			w.widen(f.Name, v, v)
		case Figures:
			w.widen(f.Name, v.Min, v.Max)
		case string: // of a record
			if n, err := strconv.ParseFloat(v, 64); err == nil {
				w.widen(f.Name, n, n)
			}
		}
	}
}

// widen has the range of a field reach from one number to another.
func (w *whole) widen(field string, least, greatest float64) {
	if f, ok := w.figures[field]; ok {
		least, greatest = min(f.Min, least), max(f.Max, greatest)
	}
	w.figures[field] = Figures{Min: least, Max: greatest}
}

// data is what templates see of all sightings of a step: the range of each number and of how long they last, how many records
// they are, the time from the first to the last, and how many times those are that do not touch.
func (w *whole) data() map[string]any {
	d := map[string]any{}
	for field, f := range w.figures {
		d[pattern.GoName(field)] = map[string]any{"min": f.Min, "max": f.Max}
	}
	d["times"], d["count"] = 0, w.count
	if list := merged(w.stretches); len(list) > 0 {
		d["times"], d["time"], d["end"] = len(list), stamp(list[0].Start), stamp(list[len(list)-1].End)
	}
	return d
}

// allBound lists what the matches of a finding bind, under each name.
func allBound(hits []*hit) map[string]any {
	const most = 10_000
	lists := map[string][]string{}
	known := map[[2]string]bool{}
	for _, h := range hits {
		for _, step := range h.order {
			for _, b := range bound(h.by[step].Step) {
				for _, name := range h.by[step].Named(b.Name) {
					if list := lists[b.Name]; len(list) < most && !known[[2]string{b.Name, name}] {
						known[[2]string{b.Name, name}] = true
						lists[b.Name] = append(list, name)
					}
				}
			}
		}
	}
	all := map[string]any{}
	for name, list := range lists {
		all[pattern.GoName(name)] = strings.Join(list, ", ")
	}
	return all
}
