// Package parsers defines what a log format is: how it is recognised, how it is read, and which fields its records have.
//
// A [Format] is a value, not an interface, so that the list of formats can be printed, documented and checked by one
// test. Each format lives in a folder of its own below this one (cloudtrail, flowlog, alb, ssmagent, postgres ...); the
// folder formats holds the list of them and reads one member from its first byte to its last record; bundle opens what a
// customer sent and hands out the members; wrapper takes log records out of the envelopes that CloudWatch Logs,
// EventBridge, the CLI and system logs put around them; parquet makes lines of the rows of a Parquet file; jsonsplit cuts
// a JSON stream into records, lines a text into lines, textlog a text log of which a record may be several lines;
// accesslog is what access logs have in common; chunk lets several workers read one large member; jsonscan goes over the
// fields of a JSON record in one pass; stringblock keeps many strings in few allocations; lazy makes regular expressions
// when they are first asked for; tempfile makes temp files.
//
// A format knows no pattern, no other format and no wrapper: it is given a reader of plain bytes and a [Sink], and
// turns the one into [Event] values for the other. One exception is applog, which reads what no other format knows within
// log events, and lets console find the errors of AWS in it.
//
// # Adding a format
//
// In brackets is the test that fails without the step. Until step 3, nothing but the package's own tests runs the format;
// from then on go test ./parsers/... ./correlate/... ./cmd/internal/... asks for the rest.
//
//  1. A folder here, named like the format, with doc.go (an example of a record, the forms in which records come, AWS's
//     page), the [Kind] with its fields, and the [Format]. Begin with a copy of what is most like it: albconn for columns
//     in a documented order, rdsevent for JSON, postgres for the log of a program, of which a record may be several
//     lines. Envelopes and compression are taken off before; a form of a record within another service's JSON is an
//     envelope, too, and belongs into wrapper. A field keeps the name that AWS gives it. If it names a thing that other
//     logs name as well, Entity says of which sort, in a word of match.EntityKeys [correlate/catalogue TestEntityKeys].
//     Nested lets patterns reach into JSON records, below the keys in Roots [formats TestReaches].
//  2. Beside it a test of what is read and what is rejected, with the helpers of accesslog/accesslogtest or textlog/logtest, and a fuzz
//     target [formats TestFolders]. Samples stand in testdata, as *.log or *.json: at least one with a record on each
//     line [formats TestConfusion, TestConfusionInEnvelopes]. The list fixtures in formats/confusion_test.go takes a
//     sample as well, and so does documents there the name of a format that never reaches a log group.
//  3. formats/list.go: the format in the list [formats TestDescribed].
//  4. correlate/finish.go, commands: how to collect such a log [correlate TestCommands].
//  5. cmd/internal/timeline: in summary.go a sentence for each kind; in ecsfields.go, ecsKinds, its fields' names in the
//     Elastic Common Schema. A name that no other kind has goes into ecsTypes, too, and into testdata/ecs-fields.csv
//     with the type that the schema gives it [TestEveryKindIsKnown, TestSchemaNames].
//  6. cmd/internal/acceptance/redactforms_test.go, planted: a record with originals wherever the customer's own words may
//     stand. What is left of them belongs into correlate/redact/collect.go, fields [TestNothingPlantedIsLeft].
//  7. README.md, "What it reads", in the words of the format's title [cmd/internal/acceptance TestReadmeFormats].
//
// No test tells whether the types and entities of fields are the right ones, whether a time without a zone is marked as
// such ([Event].WallClock), and whether detection claims texts that are like the format's own and are not: look-alikes
// belong into the format's test. Some formats need more:
//
//   - records that say how things are, and not what happened when: [Format].Timeless, and correlate/scan/source.go, cover
//   - records that tell of failures: correlate/lens/failure, rules, so that "What failed" counts them; and where a line is
//     a message of a program, cmd/internal/report/ticket, textFormats, so that a ticket has it word for word
//   - logs that a machine keeps twice, or that are delivered packed and unpacked: correlate/copies.go, located
//   - records that tell which things hang together, or of which there are too many to look at one by one: entity.Graph,
//     or a lens, fed by correlate/scan/state.go, event
//   - members that begin like a delivery of CloudTrail: [Format].Records
//
// The patterns, the timeline, ls, redact and the completion of commands know a format from the list. The generator of
// bundles (cmd/internal/generate) does not and need not: it writes what its scenarios call for.
package parsers
