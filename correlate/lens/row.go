package lens

import (
	"cmp"
	"strconv"
	"time"

	"hamari/parsers"
)

// Row is one record of a derived kind: what a lens made of many records.
type Row struct {
	Kind       *parsers.Kind
	Start, End time.Time // UTC; both zero where the row has no time, End zero for an instant
	Values     []Value   // by Kind slot
	Cites      []Cite    // records that the row rests on, the first of them
	Records    int64     // how many records it rests on in all
	Lacks      []string  // as parsers.Event has it, of a record that it rests on
}

// Value returns the value in the given slot; the zero Value is absent.
func (r *Row) Value(slot int) Value {
	if slot < 0 || slot >= len(r.Values) {
		return Value{}
	}
	return r.Values[slot]
}

// Cite is a record that a row or a finding rests on.
type Cite struct {
	Pos  parsers.Pos
	ID   string // CloudTrail eventID, or empty
	Time time.Time
	End  time.Time
	Text string // what the record says, in one line; empty where the row's own text suffices

	Again bool // the record says the same as the first of its row, and Text in what it differs
}

// Compare orders cites by time and place, those without a time last.
func (c Cite) Compare(o Cite) int {
	if timeless := c.Time.IsZero(); timeless != o.Time.IsZero() {
		if timeless {
			return 1
		}
		return -1
	}
	return cmp.Or(c.Time.Compare(o.Time), cmp.Compare(c.Pos.Member, o.Pos.Member), cmp.Compare(c.Pos.Record, o.Pos.Record))
}

// Value is the value of one field of a row: absent, a text or a number. A truth value is the text "true" or "false".
type Value struct {
	text   string
	number float64
	kind   uint8
}

const (
	absent = iota
	text
	number
)

// Text returns a text value; the empty text is absent.
func Text(s string) Value {
	if s == "" {
		return Value{}
	}
	return Value{text: s, kind: text}
}

// Number returns a number value.
func Number(f float64) Value { return Value{number: f, kind: number} }

// Truth returns a truth value.
func Truth(b bool) Value { return Value{text: strconv.FormatBool(b), kind: text} }

// Exists reports whether the row has the field.
func (v Value) Exists() bool { return v.kind != absent }

// Float returns the value as a number.
func (v Value) Float() (float64, bool) {
	switch v.kind {
	case number:
		return v.number, true
	case text:
		f, err := strconv.ParseFloat(v.text, 64)
		return f, err == nil
	}
	return 0, false
}

// String returns the value as text, numbers in their shortest form.
func (v Value) String() string {
	if v.kind == number {
		return strconv.FormatFloat(v.number, 'f', -1, 64)
	}
	return v.text
}
