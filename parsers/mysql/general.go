package mysql

import (
	"bytes"
	"context"
	"io"

	"hamari/parsers"
	"hamari/parsers/textlog"
)

// Slots of a command in [parsers.Event].Values, in the order of the fields of the kind "mysqlgeneral".
const (
	GeneralSlotConnection int = iota
	GeneralSlotCommand
	GeneralSlotArgument
	GeneralSlotTruncated
)

// GeneralKind is the vocabulary of the general log.
var GeneralKind = parsers.NewKind("mysqlgeneral", "command of a MySQL or MariaDB general log", generalFields)

var generalFields = []parsers.Field{
	GeneralSlotConnection: {Name: "connection", Type: parsers.Int, Doc: "number of the connection"},
	GeneralSlotCommand:    {Name: "command", Doc: "Connect, Query, Execute, Init DB, Quit ..."},
	GeneralSlotArgument:   {Name: "argument", Doc: "the statement, or who connected from where"},
	GeneralSlotTruncated:  {Name: "truncated", Type: parsers.Bool, Doc: "true where RDS cut the command"},
}

// General reads the general log, with events of the kind "mysqlgeneral".
var General = &parsers.Format{
	Name:   "mysqlgeneral",
	Title:  "RDS and Aurora MySQL general log",
	URL:    "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_LogAccess.MySQL.Generallog.html",
	Kinds:  []*parsers.Kind{GeneralKind},
	Detect: detectGeneral,
	Read:   readGeneral,
}

// commands are what a server calls them.
// See https://dev.mysql.com/doc/refman/8.0/en/thread-commands.html
var commands = map[string]bool{
	"Binlog Dump": true, "Binlog Dump GTID": true, "Change user": true, "Close stmt": true, "Connect": true, "Connect Out": true,
	"Create DB": true, "Daemon": true, "Debug": true, "Delayed insert": true, "Drop DB": true, "Error": true, "Execute": true,
	"Fetch": true, "Field List": true, "Init DB": true, "Kill": true, "Long Data": true, "Ping": true, "Prepare": true,
	"Processlist": true, "Query": true, "Quit": true, "Refresh": true, "Register Slave": true, "Register Replica": true,
	"Reset connection": true, "Reset stmt": true, "Set option": true, "Shutdown": true, "Sleep": true, "Statistics": true,
	"Table Dump": true, "Time": true,
}

// command is the beginning of a record: stamp, connection, command and argument.
type command struct {
	stamp                      textlog.Stamp
	connection, name, argument []byte
}

// parseCommand takes a line apart. Servers before 5.7 write the stamp only when it changes: it has no length then.
func parseCommand(text []byte) (c command, ok bool) {
	c.stamp, _ = textlog.ParseStamp(text)
	rest := text[c.stamp.Length:]
	if len(rest) == 0 || rest[0] != '\t' && rest[0] != ' ' {
		return c, false
	}
	rest = bytes.TrimLeft(rest, " \t")
	digits := 0
	for digits < len(rest) && rest[digits]-'0' <= 9 {
		digits++
	}
	if digits == 0 || digits == len(rest) || rest[digits] != ' ' {
		return c, false
	}
	c.connection, rest = rest[:digits], rest[digits+1:]
	c.name, c.argument, _ = bytes.Cut(rest, []byte{'\t'})
	c.name = bytes.TrimRight(c.name, " ")
	return c, commands[string(c.name)]
}

func detectGeneral(h *parsers.Header) parsers.Confidence {
	lines, records, stamps := 0, 0, 0
	for line := range textlog.Sample(h) {
		if isOpening(line) {
			continue
		}
		lines++
		if c, ok := parseCommand(line); ok {
			records++
			if c.stamp.Length > 0 {
				stamps++
			}
		}
	}
	if stamps > 0 && 4*records >= lines {
		return parsers.ByContent
	}
	return parsers.No
}

func readGeneral(ctx context.Context, r io.Reader, src *parsers.Source, sink parsers.Sink) error {
	e := textlog.NewEmitter(GeneralKind, src, sink)
	var last textlog.Stamp
	begins := func(line []byte) bool {
		_, ok := parseCommand(line)
		return ok || isOpening(line)
	}
	return textlog.Each(ctx, textlog.NewReader(r, begins), "MySQL general log", func(rec *textlog.Record) error {
		if rec.Begins && isOpening(rec.Text) && bytes.IndexByte(rec.Text, '\n') < 0 {
			sink.Note(openingNote)
			return nil
		}
		e.Begin(rec)
		c, ok := parseCommand(rec.Text)
		if !rec.Begins || !ok {
			e.Reject(textlog.ErrNotARecord)
			return nil
		}
		if c.stamp.Length > 0 {
			last = c.stamp
		}
		if last.Length > 0 {
			e.Stamp(last)
		}
		e.Set(GeneralSlotConnection, c.connection)
		e.Set(GeneralSlotCommand, c.name)
		e.Set(GeneralSlotArgument, bytes.TrimSpace(c.argument))
		if textlog.IsTruncated(rec.Text) {
			e.Set(GeneralSlotTruncated, []byte("true"))
			sink.Note(textlog.TruncatedNote)
		}
		return e.Emit()
	})
}
