package match

import (
	"cmp"
	"iter"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/tidwall/gjson"

	"hamari/correlate/lens"
	"hamari/correlate/pattern"
	"hamari/parsers"
	"hamari/parsers/inventory"
)

// Sighting is a record, a row or a stretch of rows that a step selected.
type Sighting struct {
	Step       *pattern.Step
	Start, End time.Time
	Wall       bool // Start and End are readings of a clock whose zone is not known yet
	Told       bool // it is a message of a call of which the record is in the bundle

	Cites   []lens.Cite
	Records int64

	taken *taken   // what was taken from a record; nil of a sighting of rows
	rows  *rowData // what rows say; nil of a sighting of a record

	known []reached // what the graph adds to what the sighting names, filled when asked for
}

// rowData is what a sighting of rows says.
type rowData struct {
	row    []lens.Value        // of one row, by slot of the step's kind: the fields that fields does not have
	fields map[string]any      // by field name and bound name, for texts and variants
	names  map[string][]string // entity key -> names
}

// reached is what the graph leads to under an entity key.
type reached struct {
	key   string
	names names
}

// names are the entities of one key that a sighting touches.
type names struct {
	list     []string
	definite bool // list is all there is, even if it is empty
}

// Field returns what the sighting says of a field or under a bound name: a string, a float64, [Figures] of many numbers, or
// nil. A step may select very many rows, of whose fields hardly any is asked for: they stay as the row has them.
func (s *Sighting) Field(name string) any {
	if s.taken != nil {
		return s.taken.field(name)
	}
	if s.rows == nil {
		return nil
	}
	if v, ok := s.rows.fields[name]; ok {
		return v
	}
	slot := s.Step.Kind.Slot(name)
	if slot < 0 || slot >= len(s.rows.row) {
		return nil
	}
	return fieldOf(&s.Step.Kind.Fields[slot], s.rows.row[slot])
}

// Named returns what the sighting names under an entity key.
func (s *Sighting) Named(key string) []string {
	switch {
	case s.taken != nil:
		return s.taken.named(key)
	case s.rows != nil:
		return s.rows.names[key]
	}
	return nil
}

// named goes over all that the sighting names, by entity key.
func (s *Sighting) named() iter.Seq2[string, []string] {
	switch {
	case s.taken != nil:
		return s.taken.all()
	case s.rows != nil:
		return maps.All(s.rows.names)
	}
	return func(func(string, []string) bool) {}
}

func (s *Sighting) setField(name string, v any) {
	if s.rows.fields == nil {
		s.rows.fields = map[string]any{}
	}
	s.rows.fields[name] = v
}

// fieldNames lists the fields and bound names that the sighting has values for.
func (s *Sighting) fieldNames() (list []string) {
	if s.taken != nil {
		list = s.taken.fieldNames()
	}
	if s.rows != nil {
		list = slices.Collect(maps.Keys(s.rows.fields))
		for slot, v := range s.rows.row {
			if name := s.Step.Kind.Fields[slot].Name; v.Exists() && s.rows.fields[name] == nil {
				list = append(list, name)
			}
		}
	}
	slices.Sort(list)
	return list
}

// fieldOf returns the value of a row's field, nil where the row does not have it.
func fieldOf(f *parsers.Field, v lens.Value) any {
	switch {
	case !v.Exists():
		return nil
	case f.Type == parsers.Int || f.Type == parsers.Float:
		n, _ := v.Float()
		return n
	}
	return v.String()
}

// timeIn reads a field of a record, or a part of its JSON, that holds a time.
func timeIn(ref *pattern.FieldRef, ev *parsers.Event) (time.Time, bool) {
	if ref.Slot >= 0 {
		return inventory.Time(ev.Value(ref.Slot))
	}
	return inventory.Time([]byte(ref.In(ev.Raw).String()))
}

// bindValues draws a bind's values out of a record: those of the first field that has any.
func bindValues(b *pattern.Bind, ev *parsers.Event) []string {
	if b.Is != "" {
		return []string{b.Is}
	}
	for i := range b.From {
		ref := &b.From[i]
		var texts []string
		if ref.Slot >= 0 {
			if v := ev.Value(ref.Slot); v.Exists() {
				texts = []string{v.String()}
			}
		} else {
			texts = leaves(ref.In(ev.Raw))
		}
		if texts = extract(b, texts); len(texts) > 0 {
			return texts
		}
	}
	return nil
}

// extract applies a bind's expression and drops what is empty or given before.
func extract(b *pattern.Bind, texts []string) []string {
	var out []string
	for _, t := range texts {
		if b.Match != nil {
			m := b.Match().FindStringSubmatch(t)
			if m == nil {
				continue
			}
			t = m[1]
		}
		if t != "" && !slices.Contains(out, t) {
			out = append(out, strings.Clone(t))
		}
	}
	return out
}

func leaves(r gjson.Result) []string {
	if !r.IsArray() {
		if r.Exists() && r.Type != gjson.Null {
			return []string{r.String()}
		}
		return nil
	}
	var out []string
	for _, e := range r.Array() {
		out = append(out, leaves(e)...)
	}
	return out
}

// Compare orders sightings by time and place, so that the order of reading leaves no trace.
func Compare(a, b *Sighting) int {
	return cmp.Or(
		a.Start.Compare(b.Start),
		comparePlaces(a, b),
		slices.Compare(eachNames(a), eachNames(b)),
	)
}

func comparePlaces(a, b *Sighting) int {
	if len(a.Cites) == 0 || len(b.Cites) == 0 {
		return len(a.Cites) - len(b.Cites)
	}
	p, q := a.Cites[0].Pos, b.Cites[0].Pos
	return cmp.Or(cmp.Compare(p.Member, q.Member), cmp.Compare(p.Record, q.Record))
}

func eachNames(s *Sighting) []string {
	if s.Step.Each == nil {
		return nil
	}
	return s.Named(s.Step.Each.Name)
}

// lasts returns the end of the sighting, which for an instant is its start.
func (s *Sighting) lasts() time.Time {
	if s.End.After(s.Start) {
		return s.End
	}
	return s.Start
}
