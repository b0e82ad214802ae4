// Package formats holds the list of the log formats and reads one member of a bundle with the right one.
//
// [Read] looks at the first bytes of a member, takes off the envelopes around its records (package wrapper), asks every
// format whether the text is its own, and lets the one that is surest read it. What the text says counts for more than
// what the file is called. Where two formats are equally sure, neither reads it, and [Result] names both: a guess would
// make evidence of the wrong kind.
//
// The files: list.go is the list to which a new format is added, read.go takes off envelopes and picks, table.go
// reads Parquet files, pasted.go reads the JSON in what people wrote, again.go reads members of a case a second time, nature.go says what an unrecognised member looks like.
package formats
