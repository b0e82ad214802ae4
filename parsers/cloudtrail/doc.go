// Package cloudtrail reads AWS CloudTrail events: S3 deliveries ({"Records":[...]}), arrays, lines or single records, and
// what the console's event history downloads as JSON or CSV, and results of CloudTrail Lake and Athena queries (CSV).
//
// One record becomes one event of [Kind]. The fields in the kind's table are picked out in a single pass that copies
// nothing; everything below requestParameters, responseElements and the like stays JSON in the event's Raw, to be
// reached by path. A row of a CSV download is rewritten as such a JSON record first and then read like any other.
//
//   - fields.go: the vocabulary, and the slots of its fields
//   - read.go: which of the forms a member has, and the way from its records to events
//   - record.go, json.go, time.go: one record
//   - history.go, lines.go: CSV downloads of the event history
//   - lake.go: what CloudTrail Lake and Athena queries give beside that, in Presto's notation
//   - detect.go: how a member shows that it holds CloudTrail events
//   - denial.go, errorcode.go: what errorCode and errorMessage say, for those who need it taken apart
package cloudtrail
