// Package match turns sightings into findings: it joins the sightings of a pattern's steps, lets confirming and
// refuting relations decide the verdict, groups what has one cause on one entity, and fills the pattern's texts in.
//
// It knows no particular pattern, and reads no log: records come to it as sightings (from correlate/scan) or rows
// (from the lenses), relations between entities from the graph. Of the formats it knows what keeps a pattern from being
// judged: which metrics there are, what a trail leaves out, what a description is of.
//
// A match that a finding of another pattern explains is attached to that finding: patterns are judged after those that
// explain them, and each of their matches is held against the matches of those before it is grouped.
//
// Rows that can be made again are sighted late for steps that only witness or stand in tables: once the match steps are
// joined, the rows are gone over once more, and only those are sighted that name what a hit names.
//
//   - sighting.go, record.go, episode.go: what steps select
//   - engine.go, join.go, relate.go: the matches of a pattern, and what becomes of them
//   - assess.go: what keeps a pattern from being judged, and what to collect
//   - refute.go, explain.go: what rules a match out, and which finding explains it
//   - cause.go: what findings have in common that have one cause
//   - most.go: which findings are told of one by one, where there are very many
//   - finding.go, lead.go, count.go, overall.go, texts.go, command.go, evidence.go, series.go: a finding, made of matches
package match
