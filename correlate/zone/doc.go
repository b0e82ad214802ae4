// Package zone finds out which clock a source without a time zone was written by. The CloudWatch console exports CSVs
// in the zone that its user has set, the SSM Agent writes the local time of its host, old MySQL servers theirs, and none
// of them says so; a wrong guess would put a cause hours beside its effect.
//
// The estimate rests on what is known with a zone in the same bundle, in this order:
//
//   - Anchors: a request or a command whose ID stands both in the source and in CloudTrail happened at one time. Their
//     difference is the offset, and anchors in summer and winter tell the zone that sets its clocks between them.
//     Failing that, envelopes may say when they took a record in: CloudWatch Logs does, some system logs do.
//   - What cannot have been: a volume has no metrics before it was created, an instance writes nothing while stopped.
//   - Turns: an agent tells that it starts or stops within minutes of the call that started or stopped its instance, more
//     than once.
//   - A change of the clock: steady readings leave out an hour, or have one twice, on the night in which a zone sets its
//     clocks. Then no offset is right, but that zone's rule.
//   - Overlap: customers send logs and metrics of the time that their other logs are from. Alone that is weak. Metrics
//     were exported for a time that somebody chose; logs reach as far as they reach, and mostly are in UTC.
//
// Exports of metrics that begin and end alike are taken to come from one console.
//
// Offsets are tried in steps of 15 minutes, as the world's zones have them.
package zone
