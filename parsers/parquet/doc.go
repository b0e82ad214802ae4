// Package parquet reads flat tables in the Parquet format, row by row, as lines of text: a header line with the names of
// the columns, then a line for each row with its values between blanks and "-" for an absent one. That is how flow logs
// look in their text form, and so the format that reads those reads what AWS delivers in Parquet, too: the same checks,
// the same events. Nothing in here knows what a column means.
//
// Tables with nested columns are no lines; [Open] says so with a [*NestedError]. CloudTrail Lake, Security Lake and
// most exports of other services are of that kind.
//
// # Why not a library
//
// The Go libraries trust the sizes that a file states of itself: a page of a few bytes may ask for gigabytes, and a
// compressed one grows as long as it likes; and they would double the size of the program. Here every size is held
// against the file and against a limit before memory is taken for it. Damage costs the rows of its row group that follow,
// and each of them is rejected.
//
// # What is read
//
// Pages of both versions; plain, dictionary, run-length and delta encodings; gzip, Snappy and Zstandard or no
// compression. Numbers become decimal digits, timestamps Unix seconds, floating-point numbers that are whole (programs
// that know no absent integers write those) digits, too. Columns named in the path, as Hive's partitions are, can be
// added.
//
// The files: table.go opens a table and gives its lines, footer.go reads the description of the table, column.go goes
// through the values of a column, page.go reads and unpacks pages, encoding.go decodes values, thrift.go is the notation
// of footer and page headers, partition.go reads paths.
//
// The format: https://parquet.apache.org/docs/file-format/
package parquet
