// Package zone finds out which clock a source without a time zone was written by. The CloudWatch console exports CSVs
// in the zone that its user has set and says so nowhere; a wrong guess would put a cause hours beside its effect.
//
// The estimate rests on what is known with a zone in the same bundle: a volume has no metrics before it was created, an
// instance none while it was stopped, and customers export the metrics of the time that their logs are from. Offsets
// are tried in steps of 15 minutes, as the world's zones have them.
package zone
