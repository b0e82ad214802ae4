// Package textlog cuts text logs into records and reads the times that stand in them.
//
// A record of such a log begins with a line that its format recognises, by its time stamp above all; the lines below it
// that do not begin a record continue it: stack traces, statements of several lines, bodies of answers. [Reader] joins
// them, bounded in bytes, and never loses a line: what stands before the first record comes out as a [Record] that does
// not begin one, and what is cut off a record that grew too long is counted.
//
// [ParseStamp] reads the forms of time that servers and agents begin their lines with, and says whether the text states
// a zone; where it does not, the time is a reading of a clock that nobody named.
//
// The files: reader.go joins the lines that package lines cuts, stamp.go reads times, dotnet.go those of .NET, sample.go gives detection its first
// lines, values.go holds the small tools that formats take records apart with.
package textlog
