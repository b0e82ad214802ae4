// Package pattern is the language in which failure patterns are written: one YAML file per pattern, checked when it is
// loaded, with every mistake reported at file:line:column.
//
// A pattern names steps, says how they hang together, and what to tell the reader:
//
//	needs    formats without which nothing can be said; of "cloudtrail or inventory" one is enough
//	steps    select records of a log kind or of a kind that a lens derives (where, not), bind entities (bind, each),
//	         for series ask for a duration (for), and name the field by which a row counts several times (times)
//	         again: true leaves records that are very many (accepted calls) unkept until it is known around which time they matter
//	match    the steps that must all be found, each related to those before it (same, agree, differ, linked, within,
//	         after, overlaps, ties)
//	confirm  relations of which one makes a finding certain
//	refute   relations of which one rules it out, with the reason
//	context  relations whose records belong into the report without deciding anything
//	group    the entities that make two matches the same finding
//	explained_by the patterns whose findings these are a part or a consequence of: then they are attached to those
//	attach   the step of kind finding to whose finding these are attached; steps of that kind select the findings of
//	         other patterns
//	variants causes that share the symptom and differ in explanation and remedy
//	compare  the failing entity beside others
//	tables   the sightings of some steps, a row each; path says which columns name the stages, places and counts of a way
//	         that something takes, so that it can be drawn
//	report   summary, explain, remedy, collect, rivals, references, as Go templates over what was found
//
// Selections use Sigma's words: a field may carry modifiers (errorCode|startswith: AccessDenied), a list means "one of".
//
// A relation may ask for several windows, all of which must hold: within: [[-10m, 2m, failed], [-15m, 0s, end of failed]].
// Of the sightings that a relation finds, texts see the first, by time, or by a number as in order: -flows, the largest first.
//
// The package knows the language only. What records mean and how findings come about is the business of packages
// correlate/scan and correlate/match.
package pattern
