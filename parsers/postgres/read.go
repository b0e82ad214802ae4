package postgres

import (
	"bytes"
	"context"
	"io"

	"hamari/parsers"
	"hamari/parsers/lazy"
	"hamari/parsers/textlog"
)

// detect counts the lines that have the prefix of RDS, or any prefix with a severity that only PostgreSQL has.
func detect(h *parsers.Header) parsers.Confidence {
	lines, rds, any := 0, 0, 0
	for text := range textlog.Sample(h) {
		lines++
		l, ok := parseLine(text)
		switch {
		case ok && l.rds:
			rds++
		case ok && l.pid != nil && bytes.HasPrefix(text[l.stamp.Length:], []byte(" [")) && typical(&l):
			any++
		}
	}
	switch {
	case rds > 0, any > 0 && 2*any >= lines:
		return parsers.ByContent
	case lines > 0 && ownName().MatchString(h.Name) && looksStamped(h):
		return parsers.ByName
	}
	return parsers.No
}

// typical reports whether a severity is PostgreSQL's own; ERROR and INFO are everybody's.
func typical(l *line) bool {
	switch string(l.severity) {
	case "LOG", "FATAL", "PANIC", "STATEMENT", "DETAIL", "HINT", "NOTICE":
		return true
	}
	return false
}

// ownName matches error/postgresql.log.2026-03-04-09 and what people make of it.
var ownName = lazy.Regexp(`(?i)(^|/)postgres(ql)?[^/]*\.log[^/]*$`)

// looksStamped reports whether any line can be read.
func looksStamped(h *parsers.Header) bool {
	for text := range textlog.Sample(h) {
		if _, ok := parseLine(text); ok {
			return true
		}
	}
	return false
}

// recordReader turns the messages of one member into events.
type recordReader struct {
	*textlog.Emitter
	parts [len(texts)][]byte // the texts of the message, put together from several lines
}

// texts are the slots that lines without a prefix go on, in the order of recordReader.parts.
var texts = [...]int{SlotMessage, SlotDetail, SlotHint, SlotContext, SlotStatement}

func read(ctx context.Context, r io.Reader, src *parsers.Source, sink parsers.Sink) error {
	rr := &recordReader{Emitter: textlog.NewEmitter(Kind, src, sink)}
	var pid []byte // of the message that is being read
	begins := func(text []byte) bool {
		l, ok := parseLine(text)
		if !ok || l.secondary && l.pid != nil && bytes.Equal(l.pid, pid) {
			return false
		}
		pid = append(pid[:0], l.pid...)
		return true
	}
	return textlog.Each(ctx, textlog.NewReader(r, begins), "PostgreSQL log", rr.record)
}

// record emits one message.
func (rr *recordReader) record(rec *textlog.Record) error {
	rr.Begin(rec)
	if !rec.Begins {
		rr.Reject(textlog.ErrNotARecord)
		return nil
	}
	for i := range rr.parts {
		rr.parts[i] = rr.parts[i][:0]
	}
	first, part := true, 0
	for text := range bytes.SplitSeq(rec.Text, []byte{'\n'}) {
		l, ok := parseLine(text)
		switch {
		case first && ok:
			rr.head(&l)
			first, part = false, rr.begin(&l)
		case ok && l.secondary:
			part = rr.begin(&l)
		case part >= 0:
			rr.parts[part] = append(append(rr.parts[part], '\n'), text...)
		}
	}
	for i, slot := range texts {
		rr.Set(slot, bytes.TrimSpace(rr.parts[i]))
	}
	rr.duration()
	if textlog.IsTruncated(rec.Text) {
		rr.Set(SlotTruncated, []byte("true"))
		rr.Sink.Note(textlog.TruncatedNote)
	}
	return rr.Emit()
}

// head files the prefix of the message's first line.
func (rr *recordReader) head(l *line) {
	rr.Stamp(l.stamp)
	rr.Set(SlotSeverity, l.severity)
	rr.Set(SlotSQLState, l.sqlstate)
	rr.Set(SlotUser, l.user)
	rr.Set(SlotDatabase, l.database)
	rr.Set(SlotPID, l.pid)
	host, port := l.remote, []byte(nil)
	if open := bytes.LastIndexByte(host, '('); open >= 0 && bytes.HasSuffix(host, []byte{')'}) {
		host, port = host[:open], host[open+1:len(host)-1]
	}
	rr.Set(SlotRemoteHost, host)
	rr.Set(SlotRemotePort, port)
	if textlog.IsAddress(host) {
		rr.Set(SlotAddress, host)
	}
}

// begin begins the text of a line and returns its place in parts, -1 for one that no field holds.
func (rr *recordReader) begin(l *line) int {
	part := 0
	switch string(l.severity) {
	case "DETAIL":
		part = 1
	case "HINT":
		part = 2
	case "CONTEXT":
		part = 3
	case "STATEMENT", "QUERY":
		part = 4
	case "LOCATION", "BACKTRACE":
		return -1
	}
	if len(rr.parts[part]) > 0 {
		rr.parts[part] = append(rr.parts[part], '\n')
	}
	rr.parts[part] = append(rr.parts[part], l.text...)
	return part
}

// durationText is how the server tells what a statement took: alone, or with the statement.
var durationText = lazy.Regexp(`(?s)^duration: (\d+(?:\.\d+)?) ms(?:\s+(?:statement|execute [^:]*|parse [^:]*|bind [^:]*|plan): ?(.*))?`)

func (rr *recordReader) duration() {
	message := rr.Event.Values[SlotMessage]
	if bytes.HasPrefix(message, []byte("duration: ")) {
		if m := durationText().FindSubmatch(message); m != nil {
			rr.Set(SlotDuration, m[1])
			rr.Set(SlotStatement, m[2])
		}
	} else if statement, ok := bytes.CutPrefix(message, []byte("statement: ")); ok && rr.Event.Values[SlotStatement] == nil {
		rr.Set(SlotStatement, statement)
	}
}
