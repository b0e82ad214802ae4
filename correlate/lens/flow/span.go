package flow

import "hamari/parsers"

// Span gives a record's time in Unix seconds, 0 where it has none.
func Span(ev *parsers.Event) (start, end int64) {
	if ev.Time.IsZero() {
		return 0, 0
	}
	start = ev.Time.Unix()
	if ev.End.IsZero() {
		return start, start
	}
	return start, ev.End.Unix()
}
