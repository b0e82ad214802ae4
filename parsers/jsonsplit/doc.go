// Package jsonsplit cuts a stream of JSON text into records without building a tree: memory is one record, speed is
// that of scanning for braces and quotes.
//
// It reads every shape in which AWS tools and services hand records over: one object with a list of records in it
// ({"Records":[...]}), a top-level array, one object per line, objects written one after the other with nothing
// between them, a single object, and any sequence of these (pages of a CLI answer appended to one file).
//
// A broken record is reported with its position and costs only itself: reading goes on at the next place that begins
// like the records before it. Records are delimited, not validated; what is inside them is the caller's to check.
package jsonsplit
