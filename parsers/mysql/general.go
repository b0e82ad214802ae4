package mysql

import (
	"bytes"
	"context"
	"io"
	"regexp"

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
var GeneralKind = parsers.NewKind("mysqlgeneral", "command of a MySQL or MariaDB general log", []parsers.Field{
	GeneralSlotConnection: {Name: "connection", Type: parsers.Int, Doc: "number of the connection"},
	GeneralSlotCommand:    {Name: "command", Doc: "Connect, Query, Execute, Init DB, Quit ..."},
	GeneralSlotArgument:   {Name: "argument", Doc: "the statement, or who connected from where"},
	GeneralSlotTruncated:  {Name: "truncated", Type: parsers.Bool, Doc: "true where RDS cut the command"},
})

// General reads the general log, with events of the kind "mysqlgeneral".
var General = &parsers.Format{
	Name:   "mysqlgeneral",
	Title:  "RDS and Aurora MySQL general log",
	URL:    "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_LogAccess.MySQL.Generallog.html",
	Kinds:  []*parsers.Kind{GeneralKind},
	Detect: detectGeneral,
	Read:   readGeneral,
}

// commandText is what stands behind the stamp: connection, command and argument. A connection without an argument, such
// as Quit, ends with a tab.
var commandText = regexp.MustCompile(`(?s)^\s*(\d+) (Binlog Dump(?: GTID)?|Change user|Close stmt|Connect(?: Out)?|Create DB|Daemon|Debug|Delayed insert|` +
	`Drop DB|Error|Execute|Fetch|Field List|Init DB|Kill|Long Data|Ping|Prepare|Processlist|Query|Quit|Refresh|Register Slave|` +
	`Reset connection|Reset stmt|Set option|Shutdown|Sleep|Statistics|Table Dump|Time)(?:\t(.*)|\s*)$`)

// parseCommand takes a line apart. Servers before 5.7 write the stamp only when it changes: stamped is false then.
func parseCommand(text []byte) (stamp textlog.Stamp, stamped bool, fields [][]byte) {
	stamp, stamped = textlog.ParseStamp(text)
	rest := text
	if stamped {
		rest = text[stamp.Length:]
	}
	if len(rest) == 0 || rest[0] != '\t' && rest[0] != ' ' {
		return stamp, stamped, nil
	}
	return stamp, stamped, commandText.FindSubmatch(rest)
}

func detectGeneral(h *parsers.Header) parsers.Confidence {
	lines, records, stamps := 0, 0, 0
	for line := range textlog.Sample(h) {
		if isOpening(line) {
			continue
		}
		lines++
		if _, stamped, fields := parseCommand(line); fields != nil {
			records++
			if stamped {
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
		_, _, fields := parseCommand(line)
		return fields != nil || isOpening(line)
	}
	return textlog.Each(ctx, textlog.NewReader(r, begins), "MySQL general log", func(rec *textlog.Record) error {
		if rec.Begins && isOpening(rec.Text) {
			sink.Note(openingNote)
			return nil
		}
		e.Begin(rec)
		stamp, stamped, fields := parseCommand(rec.Text)
		if !rec.Begins || fields == nil {
			e.Reject(textlog.ErrNotARecord)
			return nil
		}
		if stamped {
			last = stamp
		}
		if last.Length > 0 {
			e.Stamp(last)
		}
		e.Set(GeneralSlotConnection, fields[1])
		e.Set(GeneralSlotCommand, fields[2])
		e.Set(GeneralSlotArgument, bytes.TrimSpace(fields[3]))
		if textlog.IsTruncated(rec.Text) {
			e.Set(GeneralSlotTruncated, []byte("true"))
			sink.Note(textlog.TruncatedNote)
		}
		return e.Emit()
	})
}
