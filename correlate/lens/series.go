package lens

import (
	"math"
	"time"

	"hamari/parsers"
)

// Series is rows of one kind that speak of one entity, in order of time, seen by their columns: of the tens of thousands
// of periods of a metric few are of interest, and what makes out a row need not be there for the others.
type Series interface {
	Kind() *parsers.Kind
	Len() int
	Span(i int) (start, end time.Time)
	Column(slot int) Column
	Records(i int) int64 // how many records the row rests on in all
	Cites(i int) []Cite  // the first of them
}

// Choosable is a series of which others say the same in another way, such as other statistics of a metric. Which one counts
// depends on those that a step takes at all: one that it leaves out takes nobody's place.
type Choosable interface {
	// Among gives the series as it is among those whose field has a value that is taken.
	Among(taken func(slot int, v Value) bool) Series
}

// Pointing is a series of which a row rests on several records, each of which says another field.
type Pointing interface {
	// CitesOf gives the records that say the fields in the slots, the first that any is known of.
	CitesOf(i int, slots []int) []Cite
}

// Column is one field in all rows of a series. Of its parts one is there; a column without any is absent in every row.
type Column struct {
	Numbers []float64         // of each row, NaN where it does not have the field
	Each    func(i int) Value // of each row
	Same    Value             // of all rows
}

// Value returns the field of one row.
func (c *Column) Value(i int) Value {
	switch {
	case c.Numbers != nil:
		if f := c.Numbers[i]; !math.IsNaN(f) {
			return Number(f)
		}
		return Value{}
	case c.Each != nil:
		return c.Each(i)
	}
	return c.Same
}

// Constant reports whether all rows have the same value.
func (c *Column) Constant() bool { return c.Numbers == nil && c.Each == nil }

// Rows is a series of rows that are there already. There must be one at least.
type Rows []Row

// Kind is the kind of all rows.
func (r Rows) Kind() *parsers.Kind { return r[0].Kind }

// Len is how many there are.
func (r Rows) Len() int { return len(r) }

// Span is the time of a row.
func (r Rows) Span(i int) (start, end time.Time) { return r[i].Start, r[i].End }

// Column is one field of all rows.
func (r Rows) Column(slot int) Column {
	return Column{Each: func(i int) Value { return r[i].Value(slot) }}
}

// Records is how many records a row rests on.
func (r Rows) Records(i int) int64 { return r[i].Records }

// Cites are the first of them.
func (r Rows) Cites(i int) []Cite { return r[i].Cites }
