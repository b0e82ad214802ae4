package inventory

import (
	"math"
	"time"

	"hamari/parsers"
)

// timeLayouts are those of the CLI (version 2), of Config and of PowerShell. A time without a zone is UTC, as AWS gives
// all times.
var timeLayouts = []string{
	time.RFC3339, "2006-01-02T15:04:05Z0700", "2006-01-02T15:04:05", "2006-01-02 15:04:05Z07:00", "2006-01-02 15:04:05",
}

// Time reads a time as answers hold it: text, or seconds since 1970 (version 1 of the CLI).
func Time(text []byte) (time.Time, bool) {
	if seconds, ok := parsers.Value(text).Float(); ok {
		const milliseconds = 1e11 // more than that is no number of seconds
		if seconds > milliseconds {
			seconds /= 1000
		}
		if seconds <= 0 || seconds > milliseconds {
			return time.Time{}, false
		}
		whole, part := math.Modf(seconds)
		return time.Unix(int64(whole), int64(math.Round(part*1e3))*1e6).UTC(), true
	}
	for _, layout := range timeLayouts {
		if t, err := time.Parse(layout, string(text)); err == nil && t.Year() > 1 {
			return t.UTC(), true
		}
	}
	return time.Time{}, false
}

// setTime gives the event the time that the resource happened at, for those that are events themselves.
func (r *reader) setTime(row *row, members []member) {
	r.event.Time, r.event.End = time.Time{}, time.Time{}
	if row.TimeKey == "" {
		return
	}
	var ok bool
	if r.event.Time, ok = Time(text(get(members, row.TimeKey))); !ok || row.EndKey == "" {
		return
	}
	if end, ok := Time(text(get(members, row.EndKey))); ok && end.After(r.event.Time) {
		r.event.End = end
	}
}
