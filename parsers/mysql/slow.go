package mysql

import (
	"bytes"
	"context"
	"errors"
	"io"
	"strconv"
	"time"

	"hamari/parsers"
	"hamari/parsers/lazy"
	"hamari/parsers/textlog"
)

// Slots of a slow query in [parsers.Event].Values, in the order of the fields of the kind "mysqlslow".
const (
	SlowSlotUser int = iota
	SlowSlotHost
	SlowSlotAddress
	SlowSlotConnection
	SlowSlotQueryTime
	SlowSlotLockTime
	SlowSlotRowsSent
	SlowSlotRowsExamined
	SlowSlotRowsAffected
	SlowSlotDatabase
	SlowSlotStatement
	SlowSlotTruncated
)

// SlowKind is the vocabulary of the slow query log.
var SlowKind = parsers.NewKind("mysqlslow", "query of a MySQL or MariaDB slow query log", slowFields)

var slowFields = []parsers.Field{
	SlowSlotUser:         {Name: "user", Doc: "database user"},
	SlowSlotHost:         {Name: "host", Doc: "the client, address or name"},
	SlowSlotAddress:      {Name: "address", Type: parsers.Address, Doc: "the client, where it is an address"},
	SlowSlotConnection:   {Name: "connection", Type: parsers.Int, Doc: "number of the connection"},
	SlowSlotQueryTime:    {Name: "queryTime", Type: parsers.Float, Unit: "seconds", Doc: "how long the query took"},
	SlowSlotLockTime:     {Name: "lockTime", Type: parsers.Float, Unit: "seconds", Doc: "of that, how long it waited for locks"},
	SlowSlotRowsSent:     {Name: "rowsSent", Type: parsers.Int, Doc: "rows of the answer"},
	SlowSlotRowsExamined: {Name: "rowsExamined", Type: parsers.Int, Doc: "rows that the server looked at"},
	SlowSlotRowsAffected: {Name: "rowsAffected", Type: parsers.Int, Doc: "rows that were changed; not every server tells"},
	SlowSlotDatabase:     {Name: "database", Doc: "database that the query went to, where the log tells of a change"},
	SlowSlotStatement:    {Name: "statement", Doc: "the query"},
	SlowSlotTruncated:    {Name: "truncated", Type: parsers.Bool, Doc: "true where RDS cut the query"},
}

// Slow reads the slow query log, with events of the kind "mysqlslow". An event reaches from the start of the query to
// its end.
var Slow = &parsers.Format{
	Name:   "mysqlslow",
	Title:  "RDS and Aurora MySQL slow query log",
	URL:    "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_LogAccess.MySQL.Generallog.html",
	Kinds:  []*parsers.Kind{SlowKind},
	Detect: detectSlow,
	Read:   readSlow,
}

var errNoFigures = errors.New("no Query_time: not a slow query")

func detectSlow(h *parsers.Header) parsers.Confidence {
	user, figures := false, false
	for line := range textlog.Sample(h) {
		user = user || bytes.HasPrefix(line, []byte("# User@Host:"))
		figures = figures || bytes.HasPrefix(line, []byte("# Query_time:"))
	}
	if user && figures {
		return parsers.ByContent
	}
	return parsers.No
}

// slowCutter tells where a query begins: at its # Time, or at its # User@Host where the server repeats no time.
type slowCutter struct{ timeBefore bool }

func (c *slowCutter) begins(line []byte) bool {
	isTime, isUser := bytes.HasPrefix(line, []byte("# Time:")), bytes.HasPrefix(line, []byte("# User@Host:"))
	begins := isTime || isUser && !c.timeBefore || isOpening(line)
	c.timeBefore = isTime
	return begins
}

func readSlow(ctx context.Context, r io.Reader, src *parsers.Source, sink parsers.Sink) error {
	s := &slowReader{Emitter: textlog.NewEmitter(SlowKind, src, sink)}
	cutter := &slowCutter{}
	return textlog.Each(ctx, textlog.NewReader(r, cutter.begins), "MySQL slow query log", s.record)
}

// slowReader turns queries into events.
type slowReader struct {
	*textlog.Emitter
	last textlog.Stamp // of the last # Time, which old servers write once per second only
}

func (s *slowReader) record(rec *textlog.Record) error {
	if rec.Begins && isOpening(rec.Text) && bytes.IndexByte(rec.Text, '\n') < 0 {
		s.Sink.Note(openingNote)
		return nil
	}
	s.Begin(rec)
	if !rec.Begins {
		s.Reject(textlog.ErrNotARecord)
		return nil
	}
	rest := rec.Text
	for len(rest) > 0 && rest[0] == '#' {
		line, behind, _ := bytes.Cut(rest, []byte{'\n'})
		s.comment(line)
		rest = behind
	}
	if s.Event.Values[SlowSlotQueryTime] == nil {
		s.Reject(errNoFigures)
		return nil
	}
	s.statement(rest)
	if textlog.IsTruncated(rec.Text) {
		s.Set(SlowSlotTruncated, []byte("true"))
		s.Sink.Note(textlog.TruncatedNote)
	}
	return s.Emit()
}

var (
	userText    = lazy.Regexp(`^# User@Host: ([^\[]*)\[[^\]]*\] @ +([^ \[]*) *\[([^\]]*)\](?: +Id: +(\d+))?`)
	figureText  = lazy.Regexp(`(\w+): +(\d+(?:\.\d+)?)`)
	figureSlots = map[string]int{
		"Query_time": SlowSlotQueryTime, "Lock_time": SlowSlotLockTime, "Rows_sent": SlowSlotRowsSent,
		"Rows_examined": SlowSlotRowsExamined, "Rows_affected": SlowSlotRowsAffected, "Thread_id": SlowSlotConnection,
	}
	useText       = lazy.Regexp("^use `?([^`;]+)`?;\\s*")
	timestampText = lazy.Regexp(`^SET timestamp=(\d{1,10})(?:\.(\d{1,6}))?;\s*`)
)

// comment files a line above the query.
func (s *slowReader) comment(line []byte) {
	if text, ok := bytes.CutPrefix(line, []byte("# Time:")); ok {
		if stamp, ok := textlog.ParseStamp(bytes.TrimSpace(text)); ok {
			s.last = stamp
		}
		return
	}
	if m := userText().FindSubmatch(line); m != nil {
		s.Set(SlowSlotUser, m[1])
		s.Set(SlowSlotHost, hostOf(m[2], m[3]))
		if textlog.IsAddress(m[3]) {
			s.Set(SlowSlotAddress, m[3])
		}
		s.Set(SlowSlotConnection, m[4])
		return
	}
	for _, m := range figureText().FindAllSubmatch(line, -1) {
		if slot, known := figureSlots[string(m[1])]; known {
			s.Set(slot, m[2])
		}
	}
}

// statement files the query and settles its time.
func (s *slowReader) statement(rest []byte) {
	if m := useText().FindSubmatch(rest); m != nil {
		s.Set(SlowSlotDatabase, m[1])
		rest = rest[len(m[0]):]
	}
	took := time.Duration(0)
	if seconds, ok := s.Event.Value(SlowSlotQueryTime).Float(); ok && seconds < 1e9 {
		took = time.Duration(seconds * float64(time.Second))
	}
	end := s.last
	if m := timestampText().FindSubmatch(rest); m != nil {
		rest = rest[len(m[0]):]
		if unix, err := strconv.ParseInt(string(m[1]), 10, 64); err == nil && !end.Zoned {
			end = textlog.Stamp{Time: s.endOf(time.Unix(unix, 0).UTC(), took), Zoned: true, Length: 1}
		}
	}
	if end.Length > 0 {
		end.Time = end.Time.Add(-took)
		s.Stamp(end)
		s.Event.End = end.Time.Add(took)
	}
	s.Set(SlowSlotStatement, bytes.TrimSpace(rest))
}

// endOf returns the end of a query whose SET timestamp is given. Servers from 8.0.14 on write there when the query
// began, older ones when it was logged. Whatever the zone of the last # Time is, it is a multiple of 15 minutes off, and
// tells which of the two it was.
func (s *slowReader) endOf(at time.Time, took time.Duration) time.Time {
	if s.last.Length > 0 {
		between := s.last.Time.Sub(at)
		between -= between.Round(15 * time.Minute)
		if (between - took).Abs() > between.Abs() {
			return at
		}
	}
	return at.Add(took)
}
