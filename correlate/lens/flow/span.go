package flow

import "hamari/parsers"

// Span gives a record's time in Unix seconds, 0 where it has none.
func Span(ev *parsers.Event) (start, end int64) {
	switch {
	case ev.Time.IsZero():
		return 0, 0
	case ev.End.IsZero():
		return ev.Time.Unix(), ev.Time.Unix()
	}
	return ev.Time.Unix(), ev.End.Unix()
}
