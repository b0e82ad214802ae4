package mysql

import (
	"bytes"
	"context"
	"io"

	"hamari/parsers"
	"hamari/parsers/lazy"
	"hamari/parsers/textlog"
)

// Slots of a record of the error log in [parsers.Event].Values, in the order of the fields of the kind "mysqlerror".
const (
	ErrorSlotLevel int = iota
	ErrorSlotCode
	ErrorSlotSubsystem
	ErrorSlotThread
	ErrorSlotUser
	ErrorSlotHost
	ErrorSlotAddress
	ErrorSlotDatabase
	ErrorSlotReason
	ErrorSlotMessage
	ErrorSlotTruncated
)

// ErrorKind is the vocabulary of the error log.
var ErrorKind = parsers.NewKind("mysqlerror", "message of a MySQL or MariaDB error log", errorFields)

var errorFields = []parsers.Field{
	ErrorSlotLevel:     {Name: "level", Doc: "System, Error, Warning or Note, in the server's spelling; absent where an old server gives none"},
	ErrorSlotCode:      {Name: "code", Doc: "error code of MySQL 8.0: MY-010055"},
	ErrorSlotSubsystem: {Name: "subsystem", Doc: "Server, InnoDB, Repl ..."},
	ErrorSlotThread:    {Name: "thread", Type: parsers.Int, Doc: "thread of the server; for 5.6 its process"},
	ErrorSlotUser:      {Name: "user", Doc: "user of the connection that the message speaks of"},
	ErrorSlotHost:      {Name: "host", Doc: "client of the connection that the message speaks of, address or name"},
	ErrorSlotAddress:   {Name: "address", Type: parsers.Address, Doc: "the client, where it is an address"},
	ErrorSlotDatabase:  {Name: "database", Doc: "database of the connection that the message speaks of"},
	ErrorSlotReason:    {Name: "reason", Doc: "why a connection was aborted: Got timeout reading communication packets"},
	ErrorSlotMessage:   {Name: "message", Doc: "the text, all its lines"},
	ErrorSlotTruncated: {Name: "truncated", Type: parsers.Bool, Doc: "true where RDS cut the message"},
}

// Error reads the error log, with events of the kind "mysqlerror".
var Error = &parsers.Format{
	Name:   "mysqlerror",
	Title:  "RDS and Aurora MySQL error log",
	URL:    "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_LogAccess.MySQL.LogFileSize.html",
	Kinds:  []*parsers.Kind{ErrorKind},
	Detect: detectError,
	Read:   readError,
}

// errorHead is the beginning of a message: stamp, thread, level in brackets, code and subsystem in brackets.
type errorHead struct {
	stamp                          textlog.Stamp
	thread, level, code, subsystem []byte
	text                           []byte
}

// levels are those that the servers write.
var levels = map[string]bool{"System": true, "Error": true, "ERROR": true, "Warning": true, "Note": true}

// innoDB begins messages that have no level before 5.6.
var innoDB = []byte("InnoDB: ")

func parseErrorHead(line []byte) (errorHead, bool) {
	var h errorHead
	var ok bool
	if h.stamp, ok = textlog.ParseStamp(line); !ok || h.stamp.Length == len(line) || line[h.stamp.Length] != ' ' {
		return h, false
	}
	rest := bytes.TrimLeft(line[h.stamp.Length:], " ")
	digits := 0
	for digits < len(rest) && rest[digits]-'0' <= 9 {
		digits++
	}
	if digits > 0 && digits < len(rest) && rest[digits] == ' ' {
		h.thread = rest[:digits]
		rest = bytes.TrimLeft(rest[digits:], " ")
	}
	if h.level, rest, ok = inBrackets(rest); !ok {
		h.text = rest
		return h, bytes.HasPrefix(rest, innoDB) || bytes.HasPrefix(rest, []byte("mysqld_safe "))
	}
	if !levels[string(h.level)] {
		return h, false
	}
	if code, behind, ok := inBrackets(rest); ok && bytes.HasPrefix(code, []byte("MY-")) {
		h.code, rest = code, behind
		if subsystem, behind, ok := inBrackets(rest); ok {
			h.subsystem, rest = subsystem, behind
		}
	}
	h.text = rest
	return h, true
}

// inBrackets takes a word in brackets off the text.
func inBrackets(text []byte) (word, behind []byte, ok bool) {
	if len(text) == 0 || text[0] != '[' {
		return nil, text, false
	}
	end := bytes.IndexByte(text[:min(len(text), 64)], ']')
	if end < 0 {
		return nil, text, false
	}
	return text[1:end], bytes.TrimLeft(text[end+1:], " "), true
}

// telling reports whether a message can only be that of a MySQL server. Stamp, level in brackets and text are the form
// of many programs' logs; a thread before the level, a year of two digits and the words below are not.
func (h *errorHead) telling(line []byte) bool {
	if h.thread != nil || h.code != nil || line[4] != '-' {
		return true
	}
	for _, word := range []string{"InnoDB", "mysqld", "mariadbd", "Aborted connection", "Access denied for user"} {
		if bytes.Contains(h.text, []byte(word)) {
			return true
		}
	}
	return false
}

func detectError(h *parsers.Header) parsers.Confidence {
	lines, records, telling := 0, 0, false
	for line := range textlog.Sample(h) {
		lines++
		if head, ok := parseErrorHead(line); ok {
			records++
			telling = telling || head.telling(line)
		}
	}
	if telling && 4*records >= lines {
		return parsers.ByContent
	}
	return parsers.No
}

func readError(ctx context.Context, r io.Reader, src *parsers.Source, sink parsers.Sink) error {
	e := textlog.NewEmitter(ErrorKind, src, sink)
	begins := func(line []byte) bool {
		_, ok := parseErrorHead(line)
		return ok
	}
	return textlog.Each(ctx, textlog.NewReader(r, begins), "MySQL error log", func(rec *textlog.Record) error {
		e.Begin(rec)
		if !rec.Begins {
			e.Reject(textlog.ErrNotARecord)
			return nil
		}
		h, _ := parseErrorHead(rec.Text)
		e.Stamp(h.stamp)
		e.Set(ErrorSlotLevel, h.level)
		e.Set(ErrorSlotCode, h.code)
		e.Set(ErrorSlotSubsystem, h.subsystem)
		if h.subsystem == nil && bytes.HasPrefix(h.text, innoDB) {
			e.Set(ErrorSlotSubsystem, innoDB[:len(innoDB)-2])
		}
		e.Set(ErrorSlotThread, h.thread)
		e.Set(ErrorSlotMessage, bytes.TrimSpace(h.text))
		connection(e, h.text)
		if textlog.IsTruncated(rec.Text) {
			e.Set(ErrorSlotTruncated, []byte("true"))
			sink.Note(textlog.TruncatedNote)
		}
		return e.Emit()
	})
}

var (
	abortedText = lazy.Regexp(`^Aborted connection \d+ to db: '([^']*)' user: '([^']*)' host: '([^']*)'(?:.*\(([^)]*)\))?`)
	deniedText  = lazy.Regexp(`Access denied for user '([^']*)'@'([^']*)'(?: to database '([^']*)')?`)
	addressText = lazy.Regexp(`IP address '([^']*)'`)
)

// connection files what the message tells of a connection.
func connection(e *textlog.Emitter, text []byte) {
	var host []byte
	if m := abortedText().FindSubmatch(text); m != nil {
		host = m[3]
		e.Set(ErrorSlotDatabase, m[1])
		e.Set(ErrorSlotUser, m[2])
		e.Set(ErrorSlotReason, m[4])
	} else if m := deniedText().FindSubmatch(text); m != nil {
		host = m[2]
		e.Set(ErrorSlotUser, m[1])
		e.Set(ErrorSlotDatabase, m[3])
	} else if m := addressText().FindSubmatch(text); m != nil {
		host = m[1]
	}
	e.Set(ErrorSlotHost, host)
	if textlog.IsAddress(host) {
		e.Set(ErrorSlotAddress, host)
	}
}
