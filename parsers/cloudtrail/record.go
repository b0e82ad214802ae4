package cloudtrail

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"sync"

	"github.com/tidwall/gjson"

	"hamari/parsers"
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
	scratch []byte // values that had to be unescaped
	ids     stringBlock
}

// freeRecords spares the many small members of a bundle a record each.
var freeRecords = sync.Pool{New: func() any { return new(record) }}

func newRecord() *record { return freeRecords.Get().(*record) }

// free gives the record back; its event must not be used afterwards.
func (r *record) free() {
	r.event = parsers.Event{}
	clear(r.values[:])
	freeRecords.Put(r)
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
	behind, err := r.object(raw, 0, recordMembers)
	if err != nil {
		return err
	}
	if behind != len(raw) {
		return errNotJSON
	}
	r.event = parsers.Event{Kind: Kind, Values: r.values[:], Raw: raw}
	if err := r.check(); err != nil {
		return suspect(raw, err)
	}
	if err := r.setTime(); err != nil {
		return suspect(raw, err)
	}
	r.values[SlotCallerService] = callerService(&r.values)
	r.event.ID = r.ids.string(r.values[SlotEventID])
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
	t, err := parseTime(text)
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

// object takes the values of the members that are wanted from the object that begins at i, and returns the place
// behind it. Where a member is given twice, the first one that has a value counts.
func (r *record) object(b []byte, i int, wanted *members) (int, error) {
	i = skipSpace(b, i+1)
	if i < len(b) && b[i] == '}' {
		return i + 1, nil
	}
	for {
		if i >= len(b) || b[i] != '"' {
			return 0, errNotJSON
		}
		end := closingQuote(b, i+1)
		if end < 0 {
			return 0, errNotJSON
		}
		m := wanted.find(b[i+1 : end])
		i = skipSpace(b, end+1)
		if i >= len(b) || b[i] != ':' {
			return 0, errNotJSON
		}
		i = skipSpace(b, i+1)
		var err error
		if m == nil {
			i, err = skipValue(b, i)
		} else {
			i, err = r.member(b, i, m)
		}
		if err != nil {
			return 0, err
		}
		i = skipSpace(b, i)
		switch {
		case i >= len(b):
			return 0, errNotJSON
		case b[i] == '}':
			return i + 1, nil
		case b[i] != ',':
			return 0, errNotJSON
		}
		i = skipSpace(b, i+1)
	}
}

// member takes the value at i for a wanted member and returns the place behind it.
func (r *record) member(b []byte, i int, m *member) (int, error) {
	if m.inside != nil && i < len(b) && b[i] == '{' {
		return r.object(b, i, m.inside)
	}
	end, err := skipValue(b, i)
	if err != nil || m.inside != nil || r.values[m.slot] != nil {
		return end, err
	}
	switch value := b[i:end:end]; {
	case value[0] == '"':
		r.values[m.slot], err = r.text(value[1 : len(value)-1 : len(value)-1])
	case string(value) != "null":
		r.values[m.slot] = value
	}
	return end, err
}

// text returns the text of a string, without a copy if nothing in it is escaped; nil if it is empty.
func (r *record) text(s []byte) (parsers.Value, error) {
	if len(s) == 0 {
		return nil, nil
	}
	if bytes.IndexByte(s, '\\') < 0 {
		return s, nil
	}
	from := len(r.scratch)
	var ok bool
	if r.scratch, ok = appendUnescaped(r.scratch, s); !ok {
		return nil, errNotJSON
	}
	return r.scratch[from:len(r.scratch):len(r.scratch)], nil
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

// member is a member of an object that is wanted: its value, or what is inside it.
type member struct {
	name   string
	slot   int
	inside *members
}

// members are the wanted members of one object, found by a hash of their name.
type members [64][]member

// recordMembers are those of a record: the fields of the kind, taken apart at the dots.
var recordMembers = newMembers()

func newMembers() *members {
	top := &members{}
	for slot, f := range fields {
		if slot != SlotCallerService {
			top.add(f.Name, slot)
		}
	}
	// Aggregated events spell these differently.
	top.add("eventId", SlotEventID)
	top.add("accountId", SlotRecipientAccountID)
	return top
}

func (ms *members) add(path string, slot int) {
	name, rest, nested := strings.Cut(path, ".")
	if m := ms.find([]byte(name)); m != nil {
		m.inside.add(rest, slot)
		return
	}
	m := member{name: name, slot: slot}
	if nested {
		m.inside = &members{}
		m.inside.add(rest, slot)
	}
	h := hash([]byte(name))
	ms[h] = append(ms[h], m)
}

func (ms *members) find(name []byte) *member {
	if len(name) < 3 {
		return nil
	}
	list := ms[hash(name)]
	for i := range list {
		if list[i].name == string(name) {
			return &list[i]
		}
	}
	return nil
}

// hash keeps apart names of the same length by their third letter from the end: eventTime, eventName, eventType.
func hash(name []byte) int { return (len(name)*7 ^ int(name[len(name)-3])) % len(members{}) }

// stringBlock makes strings with one allocation for many of them. Unlike the values of a record they may be kept.
type stringBlock struct{ b strings.Builder }

const stringBlockSize = 4 << 10

func (s *stringBlock) string(text []byte) string {
	if s.b.Cap()-s.b.Len() < len(text) {
		s.b = strings.Builder{}
		s.b.Grow(max(stringBlockSize, len(text)))
	}
	from := s.b.Len()
	s.b.Write(text)
	return s.b.String()[from:]
}

// clip shortens a value for a message.
func clip(text []byte) string {
	const most = 40
	if len(text) > most {
		return fmt.Sprintf("%q...", text[:most])
	}
	return fmt.Sprintf("%q", text)
}
