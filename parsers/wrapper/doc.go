// Package wrapper takes log records out of the envelopes in which AWS services and the CLI hand them over, so that no
// format has to know one.
//
// A [Wrapper] is one kind of envelope: it recognises its text and opens it. The [Reader] that comes out is plain text
// with one message per line, which is what every format reads, and may be an envelope again: the records of a
// CloudTrail that were sent through EventBridge into a log group and downloaded from there are wrapped twice.
//
// # Messages become lines
//
// A message that is JSON and was spread over several lines is written on one, without the white space between its
// tokens; a line break inside one of its strings, as documentation pages and terminals put there, is dropped. In any
// other message a line break becomes a blank. Blank messages are left out.
//
// # Notations
//
// What the CLI answers in YAML, and what Python prints of an answer of boto3, is no envelope but another notation of the
// same JSON. Both are opened here all the same, since a message that they hold may have any format, and be in an
// envelope again: each element of an answer's lists becomes one line, {"Volumes":[{...}]}, with the list's key around
// it. They are taken apart in memory, entry by entry for YAML and document by document for Python, each up to 4 MiB;
// aliases are followed within that bound, and what is nested deeper than 200 levels is rejected.
//
// # Nothing is lost in silence
//
// Every entry of an envelope becomes one line, or is rejected with its position, or is left out for a reason that is
// given as a note together with the number of entries it applies to: control messages of a subscription, events that
// other services sent through EventBridge, blank messages.
//
// # Positions
//
// A format sees lines of the inner text. The sink that [Reader.Sink] puts before the caller's turns them back into
// positions in the member: the number of the entry, and its line where the envelope is made of lines. One line per
// message keeps that map small: as long as entries follow one another it is one row.
//
// # Times
//
// An event whose own time has no zone is told when its envelope says that it was logged ([parsers.Event].Logged), where
// the envelope does: the time of a log event, and what a system log puts before its lines if that has a zone. One that has
// no time at all ([parsers.Event].Undated) is given that time as its own.
//
// # Log streams
//
// Where each entry says from which log stream it is, so does the event ([parsers.Event].Stream): VPC flow logs have a
// stream for each interface, whose name says which traffic it is of.
//
// The files: wrapper.go lists the envelopes, reader.go and positions.go are the stream and its map, clock.go its times,
// stream.go their log streams, jsonlist.go reads JSON envelopes, csv.go CSV exports, athena.go rows of access logs, table.go files that are no text, stamped.go lines that begin with
// a time; shape.go looks for keys in the first bytes of JSON, marks.go for those that only some envelopes have,
// jsontext.go takes JSON values apart, window.go holds the text that csv.go, stamped.go and syslog.go work on; syslog.go
// takes what AWS's agents wrote out of a system log; payload.go undoes the encodings of what Lambda functions are given, notification.go opens messages of SNS and SQS,
// yaml.go and python.go read the notations, and tree.go makes entries of what those have read.
package wrapper
