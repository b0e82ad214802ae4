// Package lines cuts a stream into lines in bounded memory and knows where in the stream each of them stands.
//
// A line that is longer than the limit costs only itself: its beginning is handed out with a mark, and reading goes on
// behind its end. A stream that breaks off hands out what is left of its last line; [Reader.Failure] tells whether the
// end was the real one.
package lines
