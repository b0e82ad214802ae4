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
// The files: wrapper.go lists the envelopes, reader.go and positions.go are the stream and its map, jsonlist.go reads
// JSON envelopes, csv.go CSV exports, stamped.go lines that begin with a time; shape.go looks for keys in the first
// bytes of JSON, jsontext.go takes JSON values apart, window.go holds the text that csv.go and stamped.go work on.
package wrapper
