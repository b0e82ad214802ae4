package parsers

import (
	"fmt"
	"strconv"
	"time"
)

// Event is one record of a log, with its position and the values of its kind's fields.
type Event struct {
	Kind *Kind
	Time time.Time // UTC; the start where the record covers an interval
	End  time.Time // end of the interval; zero for an instant

	// WallClock says that Time and End are readings of a clock whose zone the source does not state. They are given
	// as if they were UTC and are shifted once the zone is known.
	WallClock bool

	// Logged is when an envelope around the record says that it was logged, for a WallClock whose zone that may tell;
	// zero without one. Formats leave it alone.
	Logged time.Time

	// Stream is the log stream of CloudWatch Logs that the record is from, where an envelope around it says so. Formats leave
	// it alone.
	Stream string

	// Undated says that the record's time is the one at which an envelope around it says that it was logged, and that Time
	// is zero until that is known.
	Undated bool

	// Pasted says that somebody put the record into what they wrote: of others that there may be of its time it tells nothing.
	// Formats leave it alone.
	Pasted bool

	// Series numbers, within a member and from 1, the events that share every value but time and measured value: the
	// points of one metric. A consumer may then look at the other values once. 0 where the kind has no series.
	Series int

	Pos    Pos
	ID     string  // the record's own identity (CloudTrail eventID), empty if it has none
	Values []Value // by Kind slot; nil where the record has no such field
	Raw    []byte  // the record as it stands in the member

	// Lacks names the fields, and the first words of paths, that the notation leaves out in which the record was handed
	// out: that the record does not have them says nothing. Events share it; it is never changed.
	Lacks []string

	// Record, where it is not nil, takes the place of Values: the format's own form of the record, for formats with so
	// many records that putting down every value of each would be dear. Consumers that know the format find there what
	// was decoded while the record was checked. It is reused like the event.
	Record Record
}

// Record is a record in a form of its format's own.
type Record interface {
	// Value returns the value of the field with the given slot, nil where the record does not have it.
	Value(slot int) Value
}

// Value returns the value of the field with the given slot; slots that the event does not have are absent.
func (e *Event) Value(slot int) Value {
	if e.Record != nil {
		return e.Record.Value(slot)
	}
	if slot < 0 || slot >= len(e.Values) {
		return nil
	}
	return e.Values[slot]
}

// First returns the first of several fields that the event has, nil if it has none of them.
func (e *Event) First(slots ...int) Value {
	for _, slot := range slots {
		if v := e.Value(slot); v.Exists() {
			return v
		}
	}
	return nil
}

// Pos is where in a bundle a record stands.
type Pos struct {
	Member string // path inside the bundle
	Line   int    // 1-based line of the (decompressed) text; 0 where the text is not made of lines
	Record int    // 0-based number of the record within the member
	Offset int64  // bytes before the record in the (decompressed) text; -1 where it was unwrapped from an envelope
}

// String gives the position the way a person would look it up: by the line, unless that is the first, on which there may be
// thousands of records.
func (p Pos) String() string {
	if p.Line > 1 || p.Line == 1 && p.Record == 0 {
		return fmt.Sprintf("%s:%d", p.Member, p.Line)
	}
	return fmt.Sprintf("%s#%d", p.Member, p.Record)
}

// SyntaxError is a record that could not be understood: where it stands and why.
type SyntaxError struct {
	Pos Pos
	Err error
}

func (e *SyntaxError) Error() string { return e.Pos.String() + ": " + e.Err.Error() }

// Unwrap returns the reason.
func (e *SyntaxError) Unwrap() error { return e.Err }

// Value is one field of one record as text; nil means that the record does not have the field.
// Numbers and times are parsed where they are needed, since most fields of most records never are.
type Value []byte

// Exists reports whether the record has the field.
func (v Value) Exists() bool { return v != nil }

// String returns the text, "" for an absent field.
func (v Value) String() string { return string(v) }

// Int returns the value as an integer. It reads plain decimal digits only, as the logs write them.
func (v Value) Int() (int64, bool) {
	if len(v) == 0 || len(v) > 19 {
		return 0, false
	}
	digits, negative := v, false
	if digits[0] == '-' {
		digits, negative = digits[1:], true
		if len(digits) == 0 {
			return 0, false
		}
	}
	var n uint64
	for _, c := range digits {
		if c < '0' || c > '9' {
			return 0, false
		}
		n = n*10 + uint64(c-'0')
	}
	if n > 1<<63-1 {
		return 0, false
	}
	if negative {
		return -int64(n), true
	}
	return int64(n), true
}

// Float returns the value as a finite number.
func (v Value) Float() (float64, bool) {
	if n, ok := v.Int(); ok {
		return float64(n), true
	}
	f, err := strconv.ParseFloat(string(v), 64)
	if err != nil || f != f || f > 1e300 || f < -1e300 {
		return 0, false
	}
	return f, true
}

// Bool returns the value as a truth value, as AWS writes them: true, false, in any case.
func (v Value) Bool() (value, ok bool) {
	switch string(v) {
	case "true", "True", "TRUE":
		return true, true
	case "false", "False", "FALSE":
		return false, true
	}
	return false, false
}
