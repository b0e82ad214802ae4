package console

import (
	"bytes"
	"regexp"
	"time"

	"hamari/parsers"
	"hamari/parsers/lazy"
	"hamari/parsers/textlog"
)

// emitter turns messages into events.
type emitter struct {
	*textlog.Emitter
	page    *page
	message []byte
	undated bool // it is of a log event, which has a time
}

// Parts of a message.
var (
	callerText  = lazy.Regexp(`User: (arn:[^\s,;"'<]+)`)
	actionText  = lazy.Regexp(`(?:not authorized to perform:? *|API: *)([a-z][\w-]*:[A-Z][\w*]*)`)
	targetText  = lazy.Regexp(`on resource: *"?(arn:[^\s,;"'<]+)`)
	encodedText = lazy.Regexp(`Encoded authorization failure message: *([A-Za-z0-9_-]{20,})`)
	sessionText = lazy.Regexp(`:assumed-role/([^/\s]+)/`)
	roleText    = lazy.Regexp(`arn:aws[\w-]*:iam::\d{12}:role/(?:[\w+=,.@-]+/)*([\w+=,.@-]+)`)
	arnText     = lazy.Regexp(`arn:aws[\w-]*:[\w-]+:([\w-]*):(\d{12}):`)
	tagText     = lazy.Regexp(`<(?:/[A-Za-z][\w:.-]*|br ?/?)>`) // ends the text of a message in HTML, or in a document of Word
	dbText      = lazy.Regexp(`arn:aws[\w-]*:rds:[\w-]*:\d{12}:db:([\w-]+)`)
)

// ids are the resources that a message may speak of.
var ids = []struct {
	slot int
	text func() *regexp.Regexp
}{
	{SlotInstance, lazy.Regexp(`\bi-[0-9a-f]{8}(?:[0-9a-f]{9})?\b`)},
	{SlotVolume, lazy.Regexp(`\bvol-[0-9a-f]{8}(?:[0-9a-f]{9})?\b`)},
	{SlotSnapshot, lazy.Regexp(`\bsnap-[0-9a-f]{8}(?:[0-9a-f]{9})?\b`)},
	{SlotKey, lazy.Regexp(`arn:aws[\w-]*:kms:[\w-]*:\d{12}:key/[\w-]+`)},
}

// near is how far around a message, in bytes, a resource may be named that it is about: a line or two.
const near = 500

// emit emits one message.
func (e *emitter) emit(p *paragraph, m *found) error {
	at := p.placeOf(m.begin)
	e.Begin(&textlog.Record{Text: p.text[m.begin:m.end], Line: at.number, Offset: at.offset, Lines: 1})
	if e.undated {
		e.Event.Undated = true
		e.Set(SlotTimeSource, []byte(FromEvent))
	} else {
		e.time(p, m)
	}
	part := func(name string) []byte {
		if place, ok := m.parts[name]; ok {
			return bytes.TrimSpace(p.text[place[0]:place[1]])
		}
		return nil
	}
	message := part("message")
	if tag := tagText().FindIndex(message); tag != nil {
		message = message[:tag[0]]
	}
	message = bytes.Trim(message, ` "'`)
	e.Set(SlotForm, []byte(m.form.name))
	e.Set(SlotErrorCode, part("code"))
	e.Set(SlotOperation, part("operation"))
	e.Set(SlotService, part("service"))
	e.Set(SlotStatusCode, part("status"))
	e.Set(SlotRequestID, part("request"))
	e.Set(SlotMessage, message)
	e.denial(message)
	c := e.page.command(p, m)
	if c != nil {
		e.find(SlotRegion, regionOption, c)
		e.find(SlotType, typeOption, c)
	}
	e.resources(message, p.text[max(0, m.begin-near):min(len(p.text), m.end+near)])
	if m := instanceOption().FindSubmatch(c); m != nil && e.Event.Values[SlotInstance] == nil {
		e.Set(SlotInstance, m[1])
	}
	return e.Emit()
}

// time takes the time from the beginning of the message's line or from a line above it that is nothing but a time. A mail was
// written after what it tells of: failing a time, its own is told apart.
func (e *emitter) time(p *paragraph, m *found) {
	begin := p.placeOf(m.begin).at
	line := p.text[begin:]
	for range 2 { // [2026-03-04 10:15:02], [ERROR] 2026-03-04 10:15:02
		line = bytes.TrimLeft(line, " \t[")
		if stamp, ok := textlog.ParseStamp(line); ok {
			e.Stamp(stamp)
			e.Set(SlotTimeSource, []byte(FromLine))
			return
		}
		level := bytes.IndexByte(line[:min(len(line), 12)], ']')
		if level < 0 {
			break
		}
		line = line[level+1:]
	}
	if stamp, ok := stampAbove(p.text[:begin]); ok {
		e.Stamp(stamp)
		e.Set(SlotTimeSource, []byte(FromLine))
		return
	}
	if e.page.sent.Length > 0 {
		e.Set(SlotMail, []byte(e.page.sent.Time.UTC().Format(MailTime)))
	}
}

// stampAbove returns the time that the last line of a text is, if it is nothing else. People write one above what they
// paste.
func stampAbove(text []byte) (textlog.Stamp, bool) {
	text = bytes.TrimSuffix(text, []byte{'\n'})
	line := bytes.TrimRight(bytes.TrimLeft(text[bytes.LastIndexByte(text, '\n')+1:], " \t[("), " \t\r:])")
	stamp, ok := textlog.ParseStamp(line)
	if !ok {
		return textlog.Stamp{}, false
	}
	switch rest := bytes.TrimLeft(line[stamp.Length:], " ("); {
	case len(rest) == 0:
	case string(rest) == "JST" && !stamp.Zoned: // of the abbreviations one that nobody else uses
		stamp.Time, stamp.Zoned = stamp.Time.Add(-9*time.Hour), true
	default:
		return textlog.Stamp{}, false
	}
	return stamp, true
}

// denial files what IAM says.
func (e *emitter) denial(message []byte) {
	e.find(SlotPrincipal, callerText, message)
	e.find(SlotAPI, actionText, message)
	e.find(SlotResource, targetText, message)
	e.find(SlotEncoded, encodedText, message)
	for _, slot := range []int{SlotPrincipal, SlotResource} {
		e.Event.Values[slot] = bytes.TrimRight(e.Event.Values[slot], ".)")
	}
	e.find(SlotRole, sessionText, e.Event.Values[SlotPrincipal])
	if e.Event.Values[SlotRole] == nil {
		e.find(SlotRole, roleText, message)
	}
}

// resources files the resources that the message speaks of, and failing that those around it. The caller's session is
// often named after an instance, which is not what the call was about.
func (e *emitter) resources(message, around []byte) {
	principal := e.Event.Values[SlotPrincipal]
	e.message = append(e.message[:0], message...) // without the principal
	if i := bytes.Index(e.message, principal); i >= 0 && len(principal) > 0 {
		e.message = append(e.message[:i], e.message[i+len(principal):]...)
	}
	for _, id := range ids {
		value := id.text().Find(e.message)
		if value == nil && len(around) > len(message) && !bytes.Contains(principal, id.text().Find(around)) {
			value = id.text().Find(around)
		}
		e.Set(id.slot, value)
	}
	e.find(SlotDBInstance, dbText, e.message)
	for _, text := range [][]byte{e.message, message} {
		if m := arnText().FindSubmatch(text); m != nil {
			e.Set(SlotRegion, m[1])
			e.Set(SlotAccount, m[2])
			break
		}
	}
}

func (e *emitter) find(slot int, re func() *regexp.Regexp, text parsers.Value) {
	if m := re().FindSubmatch(text); m != nil {
		e.Set(slot, m[1])
	}
}
