package match

import (
	"maps"
	"slices"
	"strings"
	"time"

	"hamari/correlate/entity"
	"hamari/correlate/lens"
	"hamari/correlate/pattern"
	"hamari/parsers"
)

// Record makes the sightings of one record. Many steps may select it, and much of what they take from it is the same:
// their sightings share that.
type Record struct {
	ev    *parsers.Event
	all   *common            // nil until a step selects the record
	drawn map[string][]drawn // by the value of the step's each; what is the same stands here once
}

// common is what every step takes from a record.
type common struct {
	fields map[string]any      // by their names
	names  map[string][]string // that the fields hold, by entity key
	cites  []lens.Cite
}

// drawn is what a step drew out of a record beyond that.
type drawn struct {
	fields map[string]any
	names  map[string][]string
}

// RecordOf is ready to make the sightings of a record.
func RecordOf(ev *parsers.Event) Record { return Record{ev: ev} }

// FromEvent makes the sightings of one record for one step.
func FromEvent(step *pattern.Step, ev *parsers.Event) []*Sighting {
	r := RecordOf(ev)
	return r.Sightings(step)
}

// Sightings makes those of a step: one, or one per value of the step's each.
func (r *Record) Sightings(step *pattern.Step) []*Sighting {
	var each []string
	if step.Each != nil {
		if each = bindValues(step.Each, r.ev); len(each) == 0 {
			return nil
		}
	}
	start, end := r.ev.Time, r.ev.End
	if step.At.Name != "" {
		var ok bool
		if start, ok = timeIn(&step.At, r.ev); !ok {
			return nil // without a time no window would bind it
		}
		end = time.Time{}
	}
	if step.Since.Name != "" {
		if at, ok := timeIn(&step.Since, r.ev); ok {
			start, end = at, time.Time{}
		}
	}
	r.read()
	d := r.draw(step.Binds)
	sighting := func(d drawn, each string) *Sighting {
		d = r.shared(d, each)
		return &Sighting{
			Step: step, Start: start, End: end, Wall: r.ev.WallClock, record: r.all, fields: d.fields, names: d.names, Records: 1,
			Cites: r.all.cites,
		}
	}
	if step.Each == nil {
		return []*Sighting{sighting(d, "")}
	}
	all := make([]*Sighting, len(each))
	for i, value := range each {
		own := drawn{maps.Clone(d.fields), maps.Clone(d.names)}
		own.put(step.Each.Name, []string{value})
		all[i] = sighting(own, value)
	}
	return all
}

// After reports whether all that a step may make of the record is later than a time.
func (r *Record) After(step *pattern.Step, t time.Time) bool {
	return step.At.Name == "" && step.Since.Name == "" && r.ev.Time.After(t)
}

// read takes over what every step takes from the record.
func (r *Record) read() {
	if r.all != nil {
		return
	}
	ev := r.ev
	all := &common{fields: map[string]any{}, names: map[string][]string{}}
	for slot, f := range ev.Kind.Fields {
		v := ev.Value(slot)
		if !v.Exists() {
			continue
		}
		s := strings.Clone(v.String())
		all.fields[f.Name] = s
		if f.Entity != "" {
			all.names[f.Entity] = append(all.names[f.Entity], entity.Canonical(f.Entity, s))
		}
	}
	all.cites = []lens.Cite{{Pos: ev.Pos, ID: strings.Clone(ev.ID), Time: ev.Time, End: ev.End}}
	r.all, r.drawn = all, map[string][]drawn{}
}

// draw takes the values of binds out of the record.
func (r *Record) draw(binds []pattern.Bind) (d drawn) {
	for i := range binds {
		if values := bindValues(&binds[i], r.ev); len(values) > 0 {
			d.put(binds[i].Name, values)
		}
	}
	return d
}

func (d *drawn) put(name string, values []string) {
	if d.fields == nil {
		d.fields, d.names = map[string]any{}, map[string][]string{}
	}
	d.fields[name] = values[0]
	list := make([]string, len(values))
	for i, v := range values {
		list[i] = entity.Canonical(name, v)
	}
	d.names[name] = list
}

// shared returns what another step drew, if that is the same.
func (r *Record) shared(d drawn, each string) drawn {
	for _, other := range r.drawn[each] {
		if other.equal(d) {
			return other
		}
	}
	r.drawn[each] = append(r.drawn[each], d)
	return d
}

func (d drawn) equal(other drawn) bool {
	return maps.Equal(d.fields, other.fields) && maps.EqualFunc(d.names, other.names, slices.Equal)
}
