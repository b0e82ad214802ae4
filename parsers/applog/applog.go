package applog

import (
	"bytes"
	"context"
	"io"

	"hamari/parsers"
	"hamari/parsers/console"
	"hamari/parsers/textlog"
)

// Slots of a message in [parsers.Event].Values, in the order of the fields of the kind "applog".
const (
	SlotLevel int = iota
	SlotFailure
	SlotRequestID
	SlotMessage
)

// Kind is the vocabulary of a message.
var Kind = parsers.NewKind("applog", "log event of an application", []parsers.Field{
	SlotLevel:     {Name: "level", Doc: "the level that the message states, in capitals: ERROR, INFO ...; absent where it states none"},
	SlotFailure:   {Name: "failure", Doc: "the failure that a message without a level tells of: Task timed out, Runtime exited, AccessDenied ..."},
	SlotRequestID: {Name: "requestID", Doc: "the invocation of a Lambda function, where the message states it"},
	SlotMessage:   {Name: "message", Doc: "the message without the time, the request ID and the level before it"},
})

// Format reads log events of applications, with events of the kinds "applog" and "console".
var Format = &parsers.Format{
	Name:   "applog",
	Title:  "log events of Lambda functions and other applications",
	URL:    "https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-view.html",
	Kinds:  []*parsers.Kind{Kind},
	Detect: detect,
	Read:   read,
}

func detect(h *parsers.Header) parsers.Confidence {
	if !h.LogEvents || len(bytes.TrimSpace(h.Prefix)) == 0 || bytes.IndexByte(h.Prefix, 0) >= 0 {
		return parsers.No
	}
	return parsers.ByEnvelope
}

func read(ctx context.Context, r io.Reader, src *parsers.Source, sink parsers.Sink) error {
	l := &reader{Emitter: textlog.NewEmitter(Kind, src, sink), errors: console.NewLines(src, sink)}
	l.Event.Undated = true
	return textlog.Each(ctx, textlog.NewReader(r, everyLine), "log of an application", l.record)
}

func everyLine([]byte) bool { return true }

type reader struct {
	*textlog.Emitter
	errors *console.Lines
}

// record emits what one message tells.
func (l *reader) record(rec *textlog.Record) error {
	l.Begin(rec)
	h := headOf(rec.Text)
	if found, err := l.errors.Line(rec, h.message); found || err != nil {
		return err
	}
	l.Set(SlotLevel, h.level)
	l.Set(SlotFailure, h.failure())
	l.Set(SlotRequestID, h.requestID)
	l.Set(SlotMessage, bytes.TrimSpace(h.message))
	return l.Emit()
}
