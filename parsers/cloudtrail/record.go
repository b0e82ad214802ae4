package cloudtrail

import (
	"bytes"
	"errors"
	"fmt"
	"sync"

	"github.com/tidwall/gjson"

	"hamari/parsers"
	"hamari/parsers/jsonscan"
	"hamari/parsers/stringblock"
)

// Reasons why a record is rejected.
var (
	errNotObject    = errors.New("not a JSON object")
	errNotJSON      = errors.New("not valid JSON")
	errNoTime       = errors.New("no eventTime")
	errNotEvent     = errors.New("not a CloudTrail record: no eventName, eventSource or eventType")
	errNotification = errors.New("not a CloudTrail record but an event notification")
)

// record turns one record after the other into events. All memory is kept between them.
type record struct {
	event   parsers.Event
	values  [slots]parsers.Value
	index   jsonscan.Index
	follows [places]*member // which member came behind the one with this place, or first in the object with it
	scratch []byte          // values that had to be unescaped
	clock   clock
	ids     stringblock.Block
	lacks   []string // what the notation of the member leaves out
}

// spareRecords are kept for the next members: bundles have many small ones.
var spareRecords = sync.Pool{New: func() any { return new(record) }}

func newRecord() *record { return spareRecords.Get().(*record) }

// free ends the use of the record and of all that it has made but the IDs.
func (r *record) free() {
	clear(r.values[:])
	r.event, r.lacks = parsers.Event{}, nil
	spareRecords.Put(r)
}

// emit reads the record and hands it to the sink, as an event or as a reject. It returns the sink's error.
func (r *record) emit(raw []byte, pos parsers.Pos, sink parsers.Sink) error {
	if err := r.read(raw); err != nil {
		sink.Reject(&parsers.SyntaxError{Pos: pos, Err: err})
		return nil
	}
	r.event.Pos = pos
	return sink.Event(&r.event)
}

// read fills the event from the JSON of one record.
func (r *record) read(raw []byte) error {
	clear(r.values[:])
	r.scratch = r.scratch[:0]
	if raw[0] != '{' {
		return errNotObject
	}
	r.index.Build(raw)
	if r.object(raw, 0, recordMembers) != len(raw) {
		return errNotJSON
	}
	r.event = parsers.Event{Kind: Kind, Values: r.values[:], Raw: raw, Lacks: r.lacks}
	if err := r.check(); err != nil {
		return suspect(raw, err)
	}
	if err := r.setTime(); err != nil {
		return suspect(raw, err)
	}
	r.values[SlotCallerService] = callerService(&r.values)
	r.event.ID = r.ids.String(r.values[SlotEventID])
	return nil
}

// check reports whether the object is a CloudTrail record at all.
func (r *record) check() error {
	source := r.values[SlotEventSource]
	if source == nil && r.values[SlotEventName] == nil && r.values[SlotEventType] == nil {
		return errNotEvent
	}
	// Event notifications of S3 and stream records have CloudTrail's keys, but sources like aws:s3.
	if bytes.HasPrefix(source, []byte("aws:")) {
		return fmt.Errorf("%w (eventSource %s)", errNotification, clip(source))
	}
	return nil
}

func (r *record) setTime() error {
	text := r.values[SlotEventTime]
	if text == nil {
		return r.setWindow()
	}
	t, err := r.clock.parse(text)
	if err != nil {
		return fmt.Errorf("eventTime: %w", err)
	}
	r.event.Time = t
	return nil
}

// setWindow takes the time of an aggregated event, which summarises five minutes.
// See https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-aggregated-events.html
func (r *record) setWindow() error {
	window := gjson.GetBytes(r.event.Raw, "timeWindow")
	if !window.IsObject() {
		return errNoTime
	}
	start, err := parseTime([]byte(window.Get("windowStart").String()))
	if err != nil {
		return fmt.Errorf("timeWindow.windowStart: %w", err)
	}
	end, err := parseTime([]byte(window.Get("windowEnd").String()))
	if err != nil {
		return fmt.Errorf("timeWindow.windowEnd: %w", err)
	}
	r.event.Time, r.event.End = start, end
	return nil
}

// suspect gives the deeper reason if the record is broken where it was only skimmed.
func suspect(raw []byte, reason error) error {
	if !gjson.ValidBytes(raw) {
		return fmt.Errorf("%w, %w", errNotJSON, reason)
	}
	return reason
}

// object takes the values of the known members from the object that begins at i, and returns the place behind it, -1 if
// it is no JSON. Where a member is given twice, the first one that has a value counts.
//
// The records of a file have their keys in the same order, nearly all of them, so that the one that came behind the
// last known one before is looked for first.
func (r *record) object(b []byte, i int, known *members) int {
	i = skipSpace(b, i+1)
	if i < len(b) && b[i] == '}' {
		return i + 1
	}
	for last := known.place; ; {
		m := r.follows[last]
		if m != nil && m.beginsAt(b, i) {
			i += len(m.key)
		} else if m, i = r.key(b, i, last, known); i < 0 {
			return -1
		}
		if m != nil {
			last = m.place
		}
		if i = skipSpace(b, i); i >= len(b) {
			return -1
		}
		if i = r.value(b, i, m); i < 0 {
			return -1
		}
		if i = skipSpace(b, i); i >= len(b) {
			return -1
		}
		if b[i] != ',' {
			break
		}
		i = skipSpace(b, i+1)
	}
	if b[i] != '}' {
		return -1
	}
	return i + 1
}

// key reads the key at i, whichever it is, and returns the place behind its colon, -1 if it is no JSON. The member is
// nil if it is unknown. last is the place of the last known one.
func (r *record) key(b []byte, i, last int, known *members) (*member, int) {
	if i >= len(b) || b[i] != '"' {
		return nil, -1
	}
	end := r.index.Quote(i + 1)
	if end < 0 {
		return nil, -1
	}
	m := known.find(b[i+1 : end])
	if m != nil {
		r.follows[last] = m
	}
	i = skipSpace(b, end+1)
	if i >= len(b) || b[i] != ':' {
		return nil, -1
	}
	return m, i + 1
}

// value takes the value at i for a member, nil for an unknown one, and returns the place behind it, -1 if it is no JSON.
func (r *record) value(b []byte, i int, m *member) int {
	wanted := m != nil && m.slot >= 0 && r.values[m.slot] == nil
	end := -1
	switch b[i] {
	case '"':
		end = r.index.Quote(i+1) + 1
		if end > 0 && wanted && !r.text(b[i+1:end-1:end-1], m.slot) {
			return -1
		}
		wanted = false
	case '{', '[':
		if m != nil && m.inside != nil && b[i] == '{' {
			return r.object(b, i, m.inside)
		}
		end = r.index.ContainerEnd(b, i)
	case 'n':
		wanted = false
		end = skipScalar(b, i)
	default:
		end = skipScalar(b, i)
	}
	if end <= 0 {
		return -1
	}
	if wanted {
		r.values[m.slot] = b[i:end:end]
	}
	return end
}

// text takes the text of a string as a value, without a copy if nothing in it is escaped. It returns false if an escape
// is not JSON's.
func (r *record) text(s []byte, slot int) bool {
	if len(s) == 0 {
		return true
	}
	if r.index.Plain || bytes.IndexByte(s, '\\') < 0 {
		r.values[slot] = s
		return true
	}
	from := len(r.scratch)
	var ok bool
	r.scratch, ok = appendUnescaped(r.scratch, s)
	r.values[slot] = r.scratch[from:len(r.scratch):len(r.scratch)]
	return ok
}

// callerService names the service that made the call on behalf of the principal, nil if the principal made it itself.
// Since about 2023 all three fields name it; older records and some services fill only one or two of them.
func callerService(values *[slots]parsers.Value) parsers.Value {
	switch {
	case values[SlotIdentityInvokedBy] != nil:
		return values[SlotIdentityInvokedBy]
	case isService(values[SlotSourceIPAddress]):
		return values[SlotSourceIPAddress]
	case isService(values[SlotUserAgent]) && !isConsole(values[SlotUserAgent]):
		return values[SlotUserAgent]
	}
	return nil
}

func isService(v parsers.Value) bool {
	return bytes.HasSuffix(v, []byte(".amazonaws.com")) || bytes.HasSuffix(v, []byte(".amazonaws.com.cn")) ||
		string(v) == "AWS Internal"
}

// isConsole reports whether a user agent like console.ec2.amazonaws.com or signin.amazonaws.com stands for a person at
// the AWS Management Console.
func isConsole(v parsers.Value) bool {
	return bytes.HasPrefix(v, []byte("console.")) || bytes.HasPrefix(v, []byte("signin."))
}

// clip shortens a value for a message.
func clip(text []byte) string {
	const most = 40
	if len(text) > most {
		return fmt.Sprintf("%q...", text[:most])
	}
	return fmt.Sprintf("%q", text)
}
