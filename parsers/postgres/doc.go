// Package postgres reads the log of RDS and Aurora PostgreSQL.
//
//	2026-03-04 09:15:02 UTC:10.0.5.20(52834):app@orders:[20175]:ERROR:  deadlock detected
//	2026-03-04 09:15:02 UTC:10.0.5.20(52834):app@orders:[20175]:DETAIL:  Process 20175 waits for ShareLock ...
//		Process 20180 waits for ShareLock ...
//	2026-03-04 09:15:02 UTC:10.0.5.20(52834):app@orders:[20175]:STATEMENT:  UPDATE stock SET n = n - 1
//
// That is the prefix %t:%r:%u@%d:[%p]: which RDS sets unless told otherwise; processes of the server itself leave remote
// host, user and database empty (::@:[20175]:). RDS allows to add more behind it, among that the line number and the
// SQLSTATE, and milliseconds in the time. Any other prefix is read as far as it goes, so long as it begins with a time:
// severity and message, and the process ID where it stands in brackets.
//
// One message of the server may be several lines with a prefix: DETAIL, HINT, QUERY, CONTEXT, LOCATION and STATEMENT
// belong to the ERROR or LOG of the same process that stands right before, and become its fields. Lines without a
// prefix continue the text that they stand under.
//
// Of what the fields of a message hold further, two kinds are taken apart: "duration: 1234.567 ms  statement: ..." and
// the parameters' line is left in the text. Messages of pgaudit (AUDIT: SESSION,...) stay whole. CSV and JSON logs
// (log_destination csvlog, jsonlog) are not read: their columns are others.
//
// The files: fields.go is the vocabulary, prefix.go takes a line apart, read.go puts the lines of a message together and
// recognises the log.
//
//   - https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_LogAccess.Concepts.PostgreSQL.html
//   - https://www.postgresql.org/docs/current/runtime-config-logging.html
package postgres
