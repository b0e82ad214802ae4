// Package pattern is the language in which failure patterns are written: one YAML file per pattern, checked when it is
// loaded, with every mistake reported at file:line:column.
//
// A pattern names steps, says how they hang together, and what to tell the reader:
//
//	needs    formats without which nothing can be said; of "cloudtrail or inventory" one is enough
//	assess   rows of a derived kind, described resources of a type, or metrics, of which there must be some before "not found"
//	         may be said; under fields, what one of the rows must say ("has: share_of_limit or exceeded"), with why and collect for where none does;
//	         together: true of what follows from what was asked for before it, and is told only where that is there
//	steps    select records of a log kind or of a kind that a lens derives (where, not), bind entities (bind, each: what a field
//	         says, the group of re in it, or is, the same for all records of a log kind),
//	         for series ask for a duration (for), and name the field by which a row counts several times (times)
//	         steady names fields that do not change for so long: where a limit is another one, another stretch begins
//	         at names the field whose time counts in place of the record's own; a record without it is not selected
//	         since does the same for a record that has it, and leaves others without a time
//	         lead names the figures by which one match of a finding is graver than another ("-value" the largest first, "-minutes"
//	         the longest; of a stretch "-value" is its maximum, "value" its minimum, "-value.mean" its mean): texts, severity
//	         and variant are of the gravest; stretches of which steady has other values are not weighed against each other
//	         again: true leaves records that are very many (accepted calls) unkept until it is known around which time they matter
//	match    the steps that must all be found, each related to those before it (same, agree, differ, linked, within,
//	         after, overlaps, covers, ties, nearest)
//	confirm  relations of which one makes a finding certain (settles: also one of a part; lifts: that one likely only)
//	refute   relations of which one rules it out, with the reason (match_only: what possible matches stands)
//	context  relations whose records belong into the report without deciding anything (clears: the things of a kind that they
//	         name are not what the finding is about, while the match is linked to others)
//	group    the entities that make two matches the same finding
//	cause    the entities by which findings have one cause, and one fix: those of the same account, Region, variant and verdict
//	         that name the same of each are told together, the first in full, as long as their remedies are the same but for
//	         commands, of which there are those of each, and the Resource of a policy; a variant may have a cause of its own
//	apart    steps whose things a finding is not about, where only the inventory links them to it
//	explained_by the patterns whose findings these are a part or a consequence of: then they are attached to those (same, agree,
//	         within; inside: how far the match may reach beyond the time of what explains it; variants: which of its findings do;
//	         naming: words that a match must have to be explained)
//	attach   the step of kind finding to whose finding these are attached; steps of that kind select the findings of
//	         other patterns
//	variants causes that share the symptom and differ in explanation and remedy
//	compare  the failing entity beside others
//	tables   the sightings of some steps, a row each; path says which columns name the stages, places and counts of a way
//	         that something takes, so that it can be drawn
//	report   summary, explain, remedy, collect, rivals, references, as Go templates over what was found
//
// A relation begins with its step, and may say:
//
//	same     things that both sides must name, and name alike
//	agree    things that must be alike where both sides name them
//	differ   things that both sides must name, and of which they have none in common, wildcards (*, ?) included
//	linked   things of which the record must name one that the match touches, also by way of the inventory
//	within   [from, to, step]: how long before or after that step; [from, to, end of step] counts from its end,
//	         [from, to, FIELD of step] from the time in a field of it, or in what it binds, and has no bounds where there is none
//	after, until, overlaps   later than the beginning of a step; only before the next of a step; at the time of a step
//	covers   at the time of a step, for half of it or more: where something else explains it, and not only meets it
//	at_least how many such records there must be
//	every    a thing of which the records together must name all that the match is linked to
//	ties     things, the strongest first, of which one should be alike; without any the match is possible only (loose)
//	tied     only where one of these things is the strongest that is alike
//	untied   only where none of these things is alike
//	nearest  by how much nearer a record must be to one match than to another to count for that one alone
//	absent   true: there must be no such record, in a time that the logs cover; asks for same and within
//	order    which of several the texts see: by time, or by a number, "-flows" for the largest first
//	why      what is said of it; a relation that refutes must have it
//
// A need is the name of a format, a step has a kind of records: hamari patterns fields lists the kinds with the formats
// that they come from, the words for things, and of one kind the fields. What bind takes from a record is a thing like
// those, under a name of the pattern's own: same, group and texts may speak of it.
//
// A bind is a field or a list of them, of which the first that has a value counts, or says more of it:
//
//	bind:
//	  user: userIdentity.userName
//	  db-instance: {from: dimensions, re: 'DBInstanceIdentifier=([^,]+)'}
//	  engine: {is: postgres}
//
// Texts are Go templates. {{.volume}} is a thing, {{.refused.time}} and {{.refused.errorMessage}} are of a step; inside the
// text of a step itself it is {{.errorMessage}}. In a name - and : are written _: {{.db_instance}} is the thing db-instance. A
// step has, besides the fields of its kind and what it binds:
//
//	time, end   when it begins, and when what lasts is over
//	minutes     how long that is; mins writes it
//	count       how many records it rests on: one, or those of a row or a stretch
//	seen        of a step that is in confirm or context only: how many of its records belong to the match
//
// A number is the number itself ({{num .point.value}}), and of a step with for what its readings come to: {{num .full.value.max}},
// min, mean, median, first or last. In its own text it is {{num .value.max}}. num of a text is a mistake.
//
// tie, verdict, count, first_seen and last_seen are of the finding; failing is what all findings of the pattern are about, and
// unclear holds where one record may speak of any of them; cleared is what clears took out.
//
// Where a finding has several matches, a step is that of the one that leads: of those that are not merely possible, if there
// are any, and of these of the gravest severity, the one with the most to confirm it, then the earliest, unless lead says which
// is graver. What is said of all of them is in all:
//
//	{{.all.client}}             a thing as all of the matches name it
//	{{.all.more.count}}         how many records of a step there are, such as those that at_least asks for
//	{{.all.full.times}}         how many separate times those are, from {{.all.full.time}} to {{.all.full.end}}
//	{{.all.full.value.max}}     the greatest value of all, and min the least
//	{{.all.full.minutes.max}}   how long the longest lasts
//	{{so_often .all.full "the longest"}}   a sentence of that, where there are several
//
// What may be missing needs a word in its place: {{or_else "a key" .key}}, or a text around it:
// {{with .attached}}, since {{.time}}{{end}}. Of the functions (advice.Funcs has them all) num, dec, pct and mins write
// figures, identity the name of a principal, has, first, many and replace look into texts, iso and clock write times.
//
// In what a reader pastes (the body of a remedy, a command) each value is quoted as its place wants it: as one word of a
// shell, within quotes, or in JSON. args makes of a list as many arguments of a command. No value stands within backticks,
// $'...', a here-document, or $(...) within double quotes, where none can be quoted for sure.
//
// Selections use Sigma's words: a field may carry modifiers (errorCode|startswith: AccessDenied), a list means "one of".
//
// A relation may ask for several windows, all of which must hold: within: [[-10m, 2m, failed], [-15m, 0s, end of failed]].
// Of the records that a relation finds, texts see the first; order: -time puts the last first. In match each of them makes a
// match of its own, whatever at_least asks for: a window around such a step is around each in turn, so that what is to rule a
// finding out must stand in the window of every one of them, of the first as of the last.
//
// The package knows the language only. What records mean and how findings come about is the business of packages
// correlate/scan and correlate/match.
package pattern
