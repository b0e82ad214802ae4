package mysql

import (
	"bytes"
	"context"
	"errors"
	"io"
	"strconv"
	"time"

	"hamari/parsers"
	"hamari/parsers/textlog"
)

// Slots of an audit row in [parsers.Event].Values, in the order of the fields of the kind "mysqlaudit".
const (
	AuditSlotServer int = iota
	AuditSlotUser
	AuditSlotHost
	AuditSlotAddress
	AuditSlotConnection
	AuditSlotQueryID
	AuditSlotOperation
	AuditSlotDatabase
	AuditSlotObject
	AuditSlotReturnCode
)

// AuditKind is the vocabulary of the audit log.
var AuditKind = parsers.NewKind("mysqlaudit", "row of a MySQL or MariaDB audit log", auditFields)

var auditFields = []parsers.Field{
	AuditSlotServer:     {Name: "server", Doc: "name of the host that the server runs on: for RDS one of AWS's own, for Aurora the DB instance"},
	AuditSlotUser:       {Name: "user", Doc: "database user"},
	AuditSlotHost:       {Name: "host", Doc: "the client, address or name"},
	AuditSlotAddress:    {Name: "address", Type: parsers.Address, Doc: "the client, where it is an address"},
	AuditSlotConnection: {Name: "connection", Type: parsers.Int, Doc: "number of the connection"},
	AuditSlotQueryID:    {Name: "queryID", Type: parsers.Int, Doc: "ties the rows of one query together"},
	AuditSlotOperation:  {Name: "operation", Doc: "CONNECT, FAILED_CONNECT, DISCONNECT, QUERY, READ, WRITE, CREATE, ALTER, RENAME, DROP"},
	AuditSlotDatabase:   {Name: "database", Doc: "database that was used"},
	AuditSlotObject:     {Name: "object", Doc: "the query, or the table, with the log's backslashes undone"},
	AuditSlotReturnCode: {Name: "returnCode", Type: parsers.Int, Doc: "0, or the error that the server answered with"},
}

// Audit reads the audit log, with events of the kind "mysqlaudit".
var Audit = &parsers.Format{
	Name:   "mysqlaudit",
	Title:  "RDS and Aurora MySQL audit log",
	URL:    "https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/AuroraMySQL.Auditing.html",
	Kinds:  []*parsers.Kind{AuditKind},
	Detect: detectAudit,
	Read:   readAudit,
}

// operations are what the seventh column may hold.
var operations = map[string]bool{
	"CONNECT": true, "FAILED_CONNECT": true, "DISCONNECT": true, "QUERY": true, "READ": true, "WRITE": true, "CREATE": true,
	"ALTER": true, "RENAME": true, "DROP": true, "TABLE": true,
}

var (
	errColumns    = errors.New("fewer columns than an audit row has")
	errAuditTime  = errors.New("no time in the first column")
	errOperation  = errors.New("no known operation in the seventh column")
	errOpenQuote  = errors.New("the quoted object is not closed")
	errReturnCode = errors.New("no return code behind the object")
)

// auditRow is a row taken apart.
type auditRow struct {
	stamp   textlog.Stamp
	columns [8][]byte // from the time to the database
	object  []byte    // within its quotes
	code    []byte
}

// operation is the column that tells a row of an audit from any other row of ten cells.
const operation = 6

func parseAuditRow(text []byte) (auditRow, error) {
	var row auditRow
	rest := text
	for i := range row.columns {
		cell, behind, ok := bytes.Cut(rest, []byte{','})
		if !ok {
			return row, errColumns
		}
		row.columns[i], rest = cell, behind
	}
	var ok bool
	if row.stamp, ok = auditTime(row.columns[0]); !ok {
		return row, errAuditTime
	}
	if !operations[string(row.columns[operation])] {
		return row, errOperation
	}
	return row, row.ending(rest)
}

// auditTime reads 20260304 09:15:02 and microseconds since 1970.
func auditTime(cell []byte) (textlog.Stamp, bool) {
	if stamp, ok := textlog.ParseStamp(cell); ok {
		return stamp, stamp.Length == len(cell)
	}
	const digits = 16
	micros, err := strconv.ParseInt(string(cell), 10, 64)
	if len(cell) != digits || err != nil || micros < 0 {
		return textlog.Stamp{}, false
	}
	return textlog.Stamp{Time: time.UnixMicro(micros).UTC(), Zoned: true, Length: digits}, true
}

// ending reads object and return code. The object stands in single quotes, or is empty; commas in it are not escaped.
func (row *auditRow) ending(rest []byte) error {
	if len(rest) > 0 && rest[0] == '\'' {
		end := 1
		for end < len(rest) && rest[end] != '\'' {
			if rest[end] == '\\' {
				end++
			}
			end++
		}
		if end >= len(rest) {
			return errOpenQuote
		}
		row.object, rest = rest[1:end], rest[end+1:]
		if len(rest) == 0 || rest[0] != ',' {
			return errReturnCode
		}
		rest = rest[1:]
	} else {
		object, behind, ok := bytes.Cut(rest, []byte{','})
		if !ok {
			return errColumns
		}
		row.object, rest = object, behind
	}
	code, _, _ := bytes.Cut(rest, []byte{','}) // RDS has columns of its own behind
	if _, err := strconv.Atoi(string(code)); err != nil {
		return errReturnCode
	}
	row.code = code
	return nil
}

func detectAudit(h *parsers.Header) parsers.Confidence {
	lines, rows := 0, 0
	for line := range textlog.Sample(h) {
		lines++
		if _, err := parseAuditRow(line); err == nil {
			rows++
		}
	}
	if rows > 0 && 2*rows >= lines {
		return parsers.ByContent
	}
	return parsers.No
}

func readAudit(ctx context.Context, r io.Reader, src *parsers.Source, sink parsers.Sink) error {
	e := textlog.NewEmitter(AuditKind, src, sink)
	var object []byte
	lines := textlog.NewReader(r, func(line []byte) bool { return len(bytes.TrimSpace(line)) > 0 })
	return textlog.Each(ctx, lines, "MySQL audit log", func(rec *textlog.Record) error {
		e.Begin(rec)
		if textlog.IsTruncated(rec.Text) {
			sink.Note(textlog.TruncatedNote)
		}
		row, err := parseAuditRow(bytes.TrimRight(rec.Text, "\r\n "))
		if err != nil {
			e.Reject(err)
			return nil
		}
		e.Stamp(row.stamp)
		e.Set(AuditSlotServer, row.columns[1])
		e.Set(AuditSlotUser, row.columns[2])
		e.Set(AuditSlotHost, row.columns[3])
		if textlog.IsAddress(row.columns[3]) {
			e.Set(AuditSlotAddress, row.columns[3])
		}
		e.Set(AuditSlotConnection, row.columns[4])
		e.Set(AuditSlotQueryID, row.columns[5])
		e.Set(AuditSlotOperation, row.columns[operation])
		e.Set(AuditSlotDatabase, row.columns[7])
		object = appendUnescaped(object[:0], row.object)
		e.Set(AuditSlotObject, object)
		e.Set(AuditSlotReturnCode, row.code)
		return e.Emit()
	})
}

// appendUnescaped undoes the backslashes that keep a query on one line.
func appendUnescaped(dst, text []byte) []byte {
	for i := 0; i < len(text); i++ {
		c := text[i]
		if c == '\\' && i+1 < len(text) {
			i++
			switch c = text[i]; c {
			case 'n':
				c = '\n'
			case 'r':
				c = '\r'
			case 't':
				c = '\t'
			case 'b':
				c = '\b'
			case 'f':
				c = '\f'
			}
		}
		dst = append(dst, c)
	}
	return dst
}
