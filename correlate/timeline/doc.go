// Package timeline puts any number of records in order of time in bounded memory: [Sorter] takes them from several workers,
// in any order, keeps sorted runs of them in a file without a name where memory does not suffice, and merges the runs.
//
// What is sorted is opaque to it: a [Key] and some bytes, which whoever made them understands.
package timeline
