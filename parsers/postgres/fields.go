package postgres

import "hamari/parsers"

// Slots of a record in [parsers.Event].Values, in the order of the fields of the kind "postgres".
const (
	SlotSeverity int = iota
	SlotSQLState
	SlotAddress
	SlotRemoteHost
	SlotRemotePort
	SlotUser
	SlotDatabase
	SlotPID
	SlotMessage
	SlotDetail
	SlotHint
	SlotContext
	SlotStatement
	SlotDuration
	SlotTruncated
)

// Kind is the vocabulary of a record.
var Kind = parsers.NewKind("postgres", "message of an RDS or Aurora PostgreSQL log", fields)

var fields = []parsers.Field{
	SlotSeverity:   {Name: "severity", Doc: "DEBUG1 to DEBUG5, INFO, NOTICE, WARNING, ERROR, LOG, FATAL or PANIC; DETAIL, STATEMENT and such where the message they belong to is not there"},
	SlotSQLState:   {Name: "sqlstate", Doc: "SQLSTATE error code (40P01), where the prefix has it"},
	SlotAddress:    {Name: "address", Type: parsers.Address, Doc: "IP address of the client"},
	SlotRemoteHost: {Name: "remoteHost", Doc: "the client as it stands in the prefix: an address, a name, [local]"},
	SlotRemotePort: {Name: "remotePort", Type: parsers.Int, Doc: "port of the client"},
	SlotUser:       {Name: "user", Doc: "database user"},
	SlotDatabase:   {Name: "database", Doc: "database of the session"},
	SlotPID:        {Name: "pid", Type: parsers.Int, Doc: "process of the server, one per session"},
	SlotMessage:    {Name: "message", Doc: "the primary message, all its lines"},
	SlotDetail:     {Name: "detail", Doc: "text of the DETAIL line"},
	SlotHint:       {Name: "hint", Doc: "text of the HINT line"},
	SlotContext:    {Name: "context", Doc: "text of the CONTEXT line"},
	SlotStatement:  {Name: "statement", Doc: "the SQL that led to it: from the STATEMENT or QUERY line, or behind a duration"},
	SlotDuration:   {Name: "duration", Type: parsers.Float, Unit: "milliseconds", Doc: "how long a statement took, where the message tells it"},
	SlotTruncated:  {Name: "truncated", Type: parsers.Bool, Doc: "true where RDS cut the message"},
}

// Format reads the log, with events of the kind "postgres".
var Format = &parsers.Format{
	Name:   "postgres",
	Title:  "RDS and Aurora PostgreSQL log",
	URL:    "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_LogAccess.Concepts.PostgreSQL.html",
	Kinds:  []*parsers.Kind{Kind},
	Detect: detect,
	Read:   read,
}
