// Package parsers defines what a log format is: how it is recognised, how it is read, and which fields its records have.
//
// A [Format] is a value, not an interface, so that the list of formats can be printed, documented and checked by one
// test. Each format lives in a folder of its own below this one (cloudtrail, flowlog, alb, ssmagent, postgres ...); the
// folder formats holds the list of them and reads one member from its first byte to its last record; bundle opens what a
// customer sent and hands out the members; wrapper takes log records out of the envelopes that CloudWatch Logs,
// EventBridge, the CLI and system logs put around them; parquet makes lines of the rows of a Parquet file; jsonsplit cuts
// a JSON stream into records, lines a text into lines, textlog a text log of which a record may be several lines;
// accesslog is what access logs have in common; chunk lets several workers read one large member;
// tempfile makes temp files.
//
// A format knows no pattern, no other format and no wrapper: it is given a reader of plain bytes and a [Sink], and
// turns the one into [Event] values for the other.
package parsers
