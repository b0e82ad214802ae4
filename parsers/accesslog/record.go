package accesslog

import (
	"bytes"
	"errors"
	"fmt"
	"time"

	"hamari/parsers"
)

// maxQuote is how much of a value is shown in an error, in bytes.
const maxQuote = 60

// Record is one record while it is read.
type Record struct {
	Values    []parsers.Value // by slot
	Time, End time.Time       // for Finish to set
	Named     bool            // the record, or a header line, names its columns: any of them may be missing
	Place     Place           // what the member's name tells

	log *Log
}

// set fills the fields of a column.
func (r *Record) set(c *Column, cell []byte) error {
	if len(cell) == 0 || len(cell) == 1 && cell[0] == '-' {
		return nil
	}
	if c.whole != None && !holds(r.log.kind.Fields[c.whole].Type, cell) {
		return fmt.Errorf("%s %q is not %s", c.Name, clip(cell), wanted[r.log.kind.Fields[c.whole].Type])
	}
	if c.port == None {
		r.Values[c.whole] = cell
		return nil
	}
	if string(cell) == "-1" { // how the first Classic Load Balancers wrote "-"
		return nil
	}
	address, port, ok := splitEndpoint(cell)
	if !ok || !r.Named && (address == nil || port == nil) {
		return fmt.Errorf("%s %q is not an address and a port", c.Name, clip(cell))
	}
	if address != nil && port != nil && c.whole != None {
		r.Values[c.whole] = cell
	}
	if address != nil {
		r.Values[c.address] = address
	}
	if port != nil {
		r.Values[c.port] = port
	}
	return nil
}

// finish lets the log complete the record.
func (r *Record) finish() error {
	r.Time, r.End = time.Time{}, time.Time{}
	return r.log.Finish(r)
}

// Fill gives a field a value if it has none.
func (r *Record) Fill(slot int, value parsers.Value) {
	if r.Values[slot] == nil && len(value) > 0 {
		r.Values[slot] = value
	}
}

// FillFromARN gives the fields for account and Region the values in the ARN that another field holds, where they have
// none.
func (r *Record) FillFromARN(arn, account, region int) {
	if r.Values[arn] == nil || r.Values[account] != nil && r.Values[region] != nil {
		return
	}
	parts := partsOfARN(r.Values[arn])
	r.Fill(account, parts.account)
	r.Fill(region, parts.region)
}

var errNoTime = errors.New("no time")

// Timestamp reads the time in a field, the zero time if the field is absent.
func (r *Record) Timestamp(slot int) (time.Time, error) {
	text := r.Values[slot]
	if text == nil {
		return time.Time{}, nil
	}
	t, ok := ParseTime(text)
	if !ok {
		return time.Time{}, fmt.Errorf("%s %q is not a time", r.log.kind.Fields[slot].Name, clip(text))
	}
	return t, nil
}

// Span sets the times of a record that tells both ends, or one end and how long it took. A start that lies behind the
// end, as it may by a millisecond where one of them is rounded, becomes the end.
func (r *Record) Span(start, end time.Time, took time.Duration) error {
	switch {
	case start.IsZero() && end.IsZero():
		if r.Named {
			return nil
		}
		return errNoTime
	case start.IsZero():
		start = end.Add(-took)
	case end.IsZero():
		end = start.Add(took)
	case start.After(end):
		start = end
	}
	r.Time, r.End = start, end
	return nil
}

// Duration reads a field that counts the given unit. It is 0 where the field is absent, or negative, which stands for
// "never came to that".
func (r *Record) Duration(slot int, unit time.Duration) time.Duration {
	d, ok := parseDecimal(r.Values[slot], int64(unit))
	if !ok || d < 0 {
		return 0
	}
	return time.Duration(d)
}

// Durations adds up several fields.
func (r *Record) Durations(unit time.Duration, slots ...int) (sum time.Duration) {
	for _, slot := range slots {
		sum += r.Duration(slot, unit)
	}
	return sum
}

// splitEndpoint splits 192.0.2.7:443, [2001:db8::7]:443 and 2001:db8::7:443 at the last colon. A number alone is a port,
// an address alone an address: so are they where a record names them one by one.
func splitEndpoint(cell []byte) (address, port []byte, ok bool) {
	colon := bytes.LastIndexByte(cell, ':')
	if colon < 0 {
		if IsPort(cell) {
			return nil, cell, true
		}
		return cell, nil, IsAddress(cell)
	}
	address, port = cell[:colon:colon], cell[colon+1:]
	if n := len(address); n > 2 && address[0] == '[' && address[n-1] == ']' {
		address = address[1 : n-1 : n-1]
	}
	return address, port, IsAddress(address) && IsPort(port)
}

func clip(text []byte) []byte { return text[:min(len(text), maxQuote)] }
