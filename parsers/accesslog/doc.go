// Package accesslog is what the access logs of load balancers, CloudFront and S3 have in common: lines of columns in a
// documented order, the same columns named by a header line, and the same columns as the members of JSON objects.
//
// A [Log] is a description: which columns there are, which fields they fill, how a record of the log looks, and what
// its times mean. [Log.Format] makes a format of it. A package that describes a log therefore holds tables and little
// else.
//
// # Forms
//
//   - Lines in the documented order. AWS adds columns at the end now and then: a line may have fewer than are known, down
//     to [Log.Fewest], or more; what is more is left out, which a note says.
//   - Lines below "#Fields: ...", the header of the W3C extended log format, in any order and selection. A header line
//     counts from where it stands, so that files may have been appended to one another.
//   - JSON objects: one per line, in an array, or one after the other, as CloudWatch Logs, Firehose and S3 are given them by
//     vended logs. Names count the same however they are spelt: client:port, client_port, and cs(Host), cs-host.
//
// "-" stands for a value that does not apply, and so do null and the empty text: the field is absent. Texts are left as
// they stand in the log, with the percent-encoding and the escapes of quotes that AWS gives them.
//
// # What is rejected
//
// A record is rejected that has too few columns, a text where a number or an address belongs, no time where its form
// always has one, or that breaks off. All else is read.
//
// The files: log.go is the description, record.go fills a record and checks it, cut.go takes lines apart, time.go and
// number.go read values, place.go reads what the name of a member tells, lines.go and json.go read the two forms,
// header.go knows header lines, detect.go recognises a log.
package accesslog
