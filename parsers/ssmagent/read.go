package ssmagent

import (
	"bytes"
	"context"
	"io"

	"hamari/parsers"
	"hamari/parsers/textlog"
)

// Forms of a line that begins a record, as the field "form" names them.
const (
	formNone      = ""
	formLog       = "log"
	formGo        = "go"
	formUnstamped = "unstamped"
	formAudit     = "audit"
)

// levels are those of the agent's logger.
var levels = map[string]bool{"TRACE": true, "DEBUG": true, "INFO": true, "WARN": true, "ERROR": true, "CRITICAL": true}

// unstamped are the beginnings of what the agent prints before it has a logger, and in place of one.
var unstamped = [][]byte{
	[]byte("Error occurred fetching the seelog config file path"), []byte("Initializing new seelog logger"),
	[]byte("New Seelog Logger Creation Complete"), []byte("Error adding the directory to watcher"),
	[]byte("Failed to load instance info from vault"), []byte("Health ping failed with error"),
	[]byte("amazon-ssm-agent got signal"), []byte("Error occurred when starting amazon-ssm-agent"),
}

// head is the beginning of a record, up to the context.
type head struct {
	form  string
	stamp textlog.Stamp
	level []byte
	rest  []byte // context and message
}

// parseHead takes the first line of a record apart; the form is formNone if the line begins no record.
func parseHead(line []byte) head {
	stamp, ok := textlog.ParseStamp(line)
	if !ok {
		for _, begin := range unstamped {
			if bytes.HasPrefix(line, begin) {
				return head{form: formUnstamped, rest: line}
			}
		}
		return head{}
	}
	rest, blank := bytes.CutPrefix(line[stamp.Length:], []byte{' '})
	if !blank {
		return head{}
	}
	word, behind, _ := bytes.Cut(rest, []byte{' '})
	if levels[string(word)] {
		return head{form: formLog, stamp: stamp, level: word, rest: behind}
	}
	if line[4] == '/' {
		return head{form: formGo, stamp: stamp, rest: rest}
	}
	return head{}
}

// recordReader turns the records of one member into events.
type recordReader struct {
	*textlog.Emitter
	instance []byte // that the path of the member names
	modules  []byte // of the record's context
}

func read(ctx context.Context, r io.Reader, src *parsers.Source, sink parsers.Sink) error {
	rr := &recordReader{Emitter: textlog.NewEmitter(Kind, src, sink), instance: nodeID().Find([]byte(src.Member))}
	audit := newAuditReader(rr, src.Member)
	lines := textlog.NewReader(r, func(line []byte) bool { return parseHead(line).form != formNone || audit.begins(line) })
	return textlog.Each(ctx, lines, "SSM Agent log", func(rec *textlog.Record) error {
		if audit.on {
			return audit.record(rec)
		}
		return rr.record(rec)
	})
}

// record emits one record. A line before the first of them is one without a stamp: the agent prints such, and a log
// that was cut anywhere begins with the rest of a record.
func (rr *recordReader) record(rec *textlog.Record) error {
	rr.Begin(rec)
	h := parseHead(rec.Text)
	if !rec.Begins {
		h = head{form: formUnstamped, rest: rec.Text}
	}
	if h.form != formUnstamped {
		rr.Stamp(h.stamp)
	}
	rr.Set(SlotForm, []byte(h.form))
	rr.Set(SlotLevel, h.level)
	message := h.rest
	if h.form == formLog {
		message = rr.context(h.rest)
	}
	rr.Set(SlotMessage, bytes.TrimSpace(message))
	rr.lifecycle(message)
	rr.failure(message)
	if rr.Event.Values[SlotInstance] == nil {
		rr.Set(SlotInstance, rr.instance)
	}
	return rr.Emit()
}

// maxContext bounds one word of the context; what is longer in brackets is part of a message.
const maxContext = 200

// context takes the words in brackets off, and returns the message behind them.
func (rr *recordReader) context(rest []byte) (message []byte) {
	rr.modules = rr.modules[:0]
	for {
		word, behind, ok := bracketed(bytes.TrimLeft(rest, " "))
		if !ok {
			break
		}
		rr.contextWord(word)
		rest = behind
	}
	rr.Set(SlotContext, rr.modules)
	return rest
}

func bracketed(text []byte) (word, behind []byte, ok bool) {
	if len(text) == 0 || text[0] != '[' {
		return nil, nil, false
	}
	end := bytes.IndexByte(text[:min(len(text), maxContext)], ']')
	if end < 2 || bytes.IndexByte(text[:end], '\n') >= 0 {
		return nil, nil, false
	}
	return text[1:end], text[end+1:], true
}

// contextWord files one word of the context.
func (rr *recordReader) contextWord(word []byte) {
	if function, source, ok := bytes.Cut(word, []byte(" @ ")); ok {
		rr.Set(SlotFunction, function)
		rr.Set(SlotSource, source)
		return
	}
	if key, value, ok := bytes.Cut(word, []byte{'='}); ok {
		switch string(key) {
		case "instanceID":
			rr.Set(SlotInstance, value)
			return
		case "pluginName":
			rr.Set(SlotPlugin, value)
			return
		}
	}
	switch string(word) {
	case "amazon-ssm-agent", "ssm-agent-worker", "ssm-document-worker", "ssm-session-worker":
		rr.Set(SlotProcess, word)
		return
	}
	isID := false
	textlog.UUIDs(word, func(id []byte) {
		rr.Set(SlotCommand, id)
		isID = true
	})
	if isID {
		return
	}
	if len(rr.modules) > 0 {
		rr.modules = append(rr.modules, ' ')
	}
	rr.modules = append(rr.modules, word...)
}
