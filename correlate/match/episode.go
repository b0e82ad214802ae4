package match

import (
	"math"
	"slices"
	"strings"
	"time"

	"hamari/correlate/entity"
	"hamari/correlate/lens"
	"hamari/correlate/pattern"
	"hamari/parsers"
)

// episodeShare is the part of an episode's time in which its condition must hold: a single quiet minute does not end it.
const episodeShare = 0.8

// FromSeries makes the sightings of a series: one per row that satisfies the step, or, where the step asks for a
// duration, one per stretch in which it is satisfied for that long.
func FromSeries(step *pattern.Step, rows lens.Series) (all []*Sighting) {
	if c, ok := rows.(lens.Choosable); ok {
		rows = c.Among(func(slot int, v lens.Value) bool { return takes(step, slot, v) })
	}
	fits := selected(step, rows)
	for from := 0; from < len(fits); from++ {
		switch {
		case !fits[from]:
		case step.For == 0:
			all = append(all, fromRows(step, rows, from, from, fits))
		default:
			to, held := stretch(step, rows, fits, from)
			if held >= step.For {
				all = append(all, fromRows(step, rows, from, to, fits))
			}
			from = to
		}
	}
	return all
}

// takes reports whether the step could select a row with this value of a field.
func takes(step *pattern.Step, slot int, v lens.Value) bool {
	fails := func(conditions []pattern.Condition, wanted bool) bool {
		return slices.ContainsFunc(conditions, func(c pattern.Condition) bool { return c.Field.Slot == slot && c.Value(v) != wanted })
	}
	return !fails(step.Where, true) && !fails(step.Not, false)
}

// selected tells which rows the step selects; nil if none.
func selected(step *pattern.Step, rows lens.Series) []bool {
	var fits []bool
	narrow := func(conditions []pattern.Condition, wanted bool) bool {
		for i := range conditions {
			c := &conditions[i]
			column := rows.Column(c.Field.Slot)
			if column.Constant() {
				if c.Value(column.Same) != wanted {
					return false
				}
				continue
			}
			if fits == nil {
				fits = slices.Repeat([]bool{true}, rows.Len())
			}
			if !c.Narrow(column, fits, wanted) {
				return false
			}
		}
		return true
	}
	if !narrow(step.Where, true) || !narrow(step.Not, false) {
		return nil
	}
	if fits == nil {
		return slices.Repeat([]bool{true}, rows.Len())
	}
	return fits
}

// stretch finds the last row of the longest episode that begins at from, and for how long in it the condition holds.
func stretch(step *pattern.Step, rows lens.Series, fits []bool, from int) (to int, held time.Duration) {
	start, end := rows.Span(from)
	same := steadyFrom(step, rows, from)
	last, lastEnd, sum := from, end, end.Sub(start)
	to, held = last, sum
	for i := from + 1; i < len(fits); i++ {
		rowStart, rowEnd := rows.Span(i)
		period := rowEnd.Sub(rowStart)
		if rowStart.Sub(lastEnd) > max(step.Gap, 2*period) {
			break
		}
		if !fits[i] {
			continue
		}
		if !same(i) {
			break
		}
		last, lastEnd, sum = i, rowEnd, sum+period
		if float64(sum) >= episodeShare*float64(rowEnd.Sub(start)) {
			to, held = last, sum
		}
	}
	return to, held
}

// steadyFrom reports of a row whether the fields that may not change within a stretch are as in the one with which it
// begins.
func steadyFrom(step *pattern.Step, rows lens.Series, from int) func(i int) bool {
	var columns []lens.Column
	for _, f := range step.Steady {
		if c := rows.Column(f.Slot); !c.Constant() {
			columns = append(columns, c)
		}
	}
	return func(i int) bool {
		return !slices.ContainsFunc(columns, func(c lens.Column) bool { return c.Value(i) != c.Value(from) })
	}
}

// Figures are the statistics of a number over a stretch of rows.
type Figures struct {
	Mean, Median, Min, Max, First, Last float64
}

// stat is the figure with a name of [pattern.Stats].
func (f *Figures) stat(name string) float64 {
	return [...]float64{f.Mean, f.Median, f.Min, f.Max, f.First, f.Last}[slices.Index(pattern.Stats, name)]
}

// fromRows makes one sighting of the rows from one to another; of those that do not fit only the time counts.
func fromRows(step *pattern.Step, rows lens.Series, from, to int, fits []bool) *Sighting {
	s := &Sighting{Step: step, rows: &rowData{names: map[string][]string{}}}
	s.Start, _ = rows.Span(from)
	if _, s.End = rows.Span(to); s.End.IsZero() {
		s.End = s.Start
	}
	columns := make([]lens.Column, len(step.Kind.Fields))
	for slot := range columns {
		columns[slot] = rows.Column(slot)
	}
	cites := citing(step, rows)
	if step.For == 0 {
		s.rows.row = make([]lens.Value, len(columns))
		for slot := range columns {
			s.rows.row[slot] = columns[slot].Value(from)
		}
	}
	words := wordsOf(step.Kind)
	for i := from; i <= to; i++ {
		if fits[i] {
			s.addRow(columns, words, i)
			if i == from { // what is the same in all rows is known
				words = slices.DeleteFunc(words, func(slot int) bool { return columns[slot].Constant() })
			}
			s.Records += max(1, rows.Records(i))
			if len(s.Cites) < maxCites {
				s.Cites = append(s.Cites, cites(i)...)
			}
		}
	}
	if step.For != 0 {
		s.addFigures(columns, from, to, fits)
	}
	for _, b := range step.Binds {
		for _, ref := range b.From {
			if v, ok := s.Field(ref.Name).(string); ok && len(s.rows.names[b.Name]) == 0 {
				values := extract(&b, strings.Split(v, ","))
				if b.Match != nil {
					v = strings.Join(values, ",")
				}
				for _, value := range values {
					if s.Field(b.Name) == nil {
						s.setField(b.Name, v)
					}
					s.rows.names[b.Name] = append(s.rows.names[b.Name], entity.Canonical(b.Name, strings.TrimSpace(value)))
				}
			}
		}
	}
	if t, ok := s.timeOf(step.At); ok {
		s.Start = t
	}
	if t, ok := s.timeOf(step.Ends); ok {
		s.End = t
	}
	return s
}

// citing returns what names the records to look up for a row: those that say what the step asks for, where the series
// tells them apart.
func citing(step *pattern.Step, rows lens.Series) func(i int) []lens.Cite {
	pointing, ok := rows.(lens.Pointing)
	if !ok {
		return rows.Cites
	}
	var slots []int
	for i := range step.Where {
		slots = append(slots, step.Where[i].Field.Slot)
	}
	return func(i int) []lens.Cite { return pointing.CitesOf(i, slots) }
}

// timeOf reads a field with a time.
func (s *Sighting) timeOf(ref pattern.FieldRef) (time.Time, bool) {
	text, _ := s.Field(ref.Name).(string)
	t, err := time.Parse(time.RFC3339, text)
	return t, err == nil
}

const maxCites = 3 // rows of an episode whose records are cited: its first ones

// wordsOf lists the slots of the fields that are no numbers.
func wordsOf(kind *parsers.Kind) (slots []int) {
	for slot := range kind.Fields {
		if !isNumber(&kind.Fields[slot]) {
			slots = append(slots, slot)
		}
	}
	return slots
}

// addRow takes over what a row says under some slots.
func (s *Sighting) addRow(columns []lens.Column, slots []int, i int) {
	for _, slot := range slots {
		f, v := &s.Step.Kind.Fields[slot], columns[slot].Value(i)
		if !v.Exists() {
			continue
		}
		if s.rows.row != nil {
			// It has the field.
		} else if _, has := s.rows.fields[f.Name]; !has {
			s.setField(f.Name, v.String())
		}
		if f.Entity != "" && v.String() != "" {
			for _, name := range strings.Split(v.String(), ",") {
				if name = entity.Canonical(f.Entity, strings.TrimSpace(name)); !slices.Contains(s.rows.names[f.Entity], name) {
					s.rows.names[f.Entity] = append(s.rows.names[f.Entity], name)
				}
			}
		}
	}
}

func isNumber(f *parsers.Field) bool { return f.Type == parsers.Int || f.Type == parsers.Float }

// addFigures takes over what the rows of a stretch say in numbers, one field after the other: a stretch may be a week of minutes.
func (s *Sighting) addFigures(columns []lens.Column, from, to int, fits []bool) {
	list := make([]float64, 0, to-from+1)
	for slot := range columns {
		f := &s.Step.Kind.Fields[slot]
		if !isNumber(f) || columns[slot].Constant() && !columns[slot].Same.Exists() {
			continue
		}
		list = list[:0]
		for i := from; i <= to; i++ {
			if fits[i] {
				if n, ok := numberAt(&columns[slot], i); ok {
					list = append(list, n)
				}
			}
		}
		if len(list) > 0 {
			s.setField(f.Name, figures(list))
		}
	}
}

func numberAt(c *lens.Column, i int) (n float64, ok bool) {
	if c.Numbers != nil {
		n = c.Numbers[i]
		return n, !math.IsNaN(n)
	}
	v := c.Value(i)
	n, _ = v.Float()
	return n, v.Exists()
}

// figures makes those of a list, and leaves it in order.
func figures(list []float64) Figures {
	f := Figures{First: list[0], Last: list[len(list)-1]}
	for _, v := range list {
		f.Mean += v / float64(len(list))
	}
	slices.Sort(list)
	f.Min, f.Max = list[0], list[len(list)-1]
	f.Median = list[len(list)/2]
	return f
}
