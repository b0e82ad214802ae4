package match

import (
	"iter"
	"slices"
	"strings"
	"time"

	"hamari/correlate/entity"
	"hamari/correlate/lens"
	"hamari/correlate/pattern"
	"hamari/parsers"
)

// Record makes the sightings of one record. Many steps may select it, and much of what they take from it is the same:
// their sightings share that. There may be very many, which is why what they name stands in short lists, not in maps.
type Record struct {
	ev    *parsers.Event
	all   *common  // nil until a step selects the record
	taken []*taken // with what steps drew out of it; what is the same stands here once
}

// common is what every step takes from a record.
type common struct {
	fields []field
	names  []naming // that the fields hold
	cites  []lens.Cite
}

// field is a field of a record.
type field struct{ name, value string }

// naming is what a record names under an entity key.
type naming struct {
	key  string
	list []string
}

// taken is what a step takes from a record: what every step does, and what it drew out of it beyond that, which comes first.
type taken struct {
	*common
	drawn drawn
}

// drawn is in order of the names.
type drawn []boundValue

// boundValue is what a bind drew: the text that stands in the record, and the names in it.
type boundValue struct {
	name, text string
	names      []string
}

// of returns what was drawn under a name; nil where nothing was.
func (d drawn) of(name string) *boundValue {
	for i := range d {
		if d[i].name == name {
			return &d[i]
		}
	}
	return nil
}

func (t *taken) field(name string) any {
	if b := t.drawn.of(name); b != nil {
		return b.text
	}
	for i := range t.fields {
		if t.fields[i].name == name {
			return t.fields[i].value
		}
	}
	return nil
}

func (t *taken) fieldNames() (list []string) {
	for _, b := range t.drawn {
		list = append(list, b.name)
	}
	for _, f := range t.fields {
		if t.drawn.of(f.name) == nil {
			list = append(list, f.name)
		}
	}
	return list
}

func (t *taken) named(key string) []string {
	if b := t.drawn.of(key); b != nil {
		return b.names
	}
	for i := range t.names {
		if t.names[i].key == key {
			return t.names[i].list
		}
	}
	return nil
}

func (t *taken) all() iter.Seq2[string, []string] {
	return func(yield func(string, []string) bool) {
		for _, b := range t.drawn {
			if !yield(b.name, b.names) {
				return
			}
		}
		for _, n := range t.names {
			if t.drawn.of(n.key) == nil && !yield(n.key, n.list) {
				return
			}
		}
	}
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
	sighting := func(d drawn) *Sighting {
		return &Sighting{Step: step, Start: start, End: end, Wall: r.ev.WallClock, taken: r.shared(d), Records: 1, Cites: r.all.cites}
	}
	if step.Each == nil {
		return []*Sighting{sighting(d)}
	}
	all := make([]*Sighting, len(each))
	for i, value := range each {
		own := append(make(drawn, 0, len(d)+1), d...)
		own.put(step.Each.Name, []string{value})
		all[i] = sighting(own)
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
	many, size := 0, 0
	for slot := range ev.Kind.Fields {
		if v := ev.Value(slot); v.Exists() {
			many, size = many+1, size+len(v)
		}
	}
	all := &common{fields: make([]field, 0, many)}
	var texts strings.Builder // one for all: they live as long
	texts.Grow(size)
	for slot, f := range ev.Kind.Fields {
		v := ev.Value(slot)
		if !v.Exists() {
			continue
		}
		from := texts.Len()
		texts.Write(v)
		s := texts.String()[from:]
		all.fields = append(all.fields, field{f.Name, s})
		if f.Entity != "" {
			all.name(f.Entity, entity.Canonical(f.Entity, s))
		}
	}
	all.cites = []lens.Cite{{Pos: ev.Pos, ID: strings.Clone(ev.ID), Time: ev.Time, End: ev.End}}
	r.all = all
}

func (c *common) name(key, name string) {
	for i := range c.names {
		if c.names[i].key == key {
			c.names[i].list = append(c.names[i].list, name)
			return
		}
	}
	c.names = append(c.names, naming{key, []string{name}})
}

// draw takes the values of binds out of the record.
func (r *Record) draw(binds []pattern.Bind) (d drawn) {
	for i := range binds {
		if values := bindValues(&binds[i], r.ev); len(values) > 0 {
			if d == nil {
				d = make(drawn, 0, len(binds))
			}
			d.put(binds[i].Name, values)
		}
	}
	return d
}

func (d *drawn) put(name string, values []string) {
	list := values
	for i, v := range values {
		if c := entity.Canonical(name, v); c != v {
			if &list[0] == &values[0] {
				list = slices.Clone(values)
			}
			list[i] = c
		}
	}
	b := boundValue{name, values[0], list}
	at, had := slices.BinarySearchFunc(*d, name, func(b boundValue, name string) int { return strings.Compare(b.name, name) })
	if had {
		(*d)[at] = b
		return
	}
	*d = slices.Insert(*d, at, b)
}

// shared returns what another step took, if that is the same.
func (r *Record) shared(d drawn) *taken {
	for _, other := range r.taken {
		if other.drawn.equal(d) {
			return other
		}
	}
	t := &taken{r.all, slices.Clip(d)}
	r.taken = append(r.taken, t)
	return t
}

func (d drawn) equal(other drawn) bool {
	return slices.EqualFunc(d, other, func(a, b boundValue) bool {
		return a.name == b.name && a.text == b.text && slices.Equal(a.names, b.names)
	})
}
