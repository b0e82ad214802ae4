// Package correlate turns an opened bundle into a report: it scans every member once, in parallel, links the entities
// that the records name, lets the lenses condense what is bulky, and judges every pattern over the result.
//
// The way of the data:
//
//	bundle.Case ──members──> scan (one state per worker, merged) ──> entity graph, lens rows, sightings
//	            ──> zone (which clock zoneless sources follow) ──> match (patterns) ──> report.Report
//
// Packages below: scan feeds records to entities, lenses and steps; entity holds the graph; lens/... derive rows;
// limits knows what EBS volumes and instances can do; pattern is the language; catalogue holds the patterns; match
// judges them; advice gives their texts functions; remedy makes one fix of several; cite fetches the cited records; draw draws what was measured and the
// ways that packets take; timeline gives one event after the other in order of time; zone tells which clock a source
// without a zone follows; minutes is a set of minutes; redact takes names out; patterntest holds patterns against test
// bundles; report is the model of the outcome.
package correlate
