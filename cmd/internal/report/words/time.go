package words

import (
	"fmt"
	"time"

	"hamari/correlate/report"
)

// The forms of dates and of times of the day.
const (
	DayLayout   = "2006-01-02"
	ClockLayout = "15:04:05.999999999" // as precise as the source
)

// Day writes the date of a time, in UTC.
func Day(t time.Time) string { return t.UTC().Format(DayLayout) }

// Clock writes the time of the day, in UTC, as precisely as the source had it.
func Clock(t time.Time) string { return t.UTC().Format(ClockLayout) }

// Stamp writes a date and the time of the day.
func Stamp(t time.Time) string { return Day(t) + " " + Clock(t) }

// Span writes a stretch of time without saying the day twice.
func Span(start, end time.Time) string {
	switch {
	case end.IsZero() || !end.After(start):
		return Stamp(start)
	case Day(start) == Day(end):
		return Stamp(start) + " to " + Clock(end)
	}
	return Stamp(start) + " to " + Stamp(end)
}

// SpanUTC is Span with the zone behind it, for what may have no time at all.
func SpanUTC(start, end time.Time) string {
	if start.IsZero() {
		return "without a time in the bundle"
	}
	return Span(start, end) + " UTC"
}

// SinceOf is Since for a finding, with a word on times that rest on an assumption.
func SinceOf(f *report.Finding, between string) string {
	since := Since(f.Start, between)
	if f.ClockAssumed {
		since += between + "zone assumed"
	}
	return since
}

// Since writes the date and the time of the day with something between them, for what may have no time at all.
func Since(start time.Time, between string) string {
	if start.IsZero() {
		return "-"
	}
	return Day(start) + between + Clock(start)
}

// Length writes a duration in the two largest of its units.
func Length(d time.Duration) string {
	d = d.Round(time.Second)
	for _, u := range []struct {
		big, small         time.Duration
		bigName, smallName string
	}{
		{24 * time.Hour, time.Hour, "d", "h"},
		{time.Hour, time.Minute, "h", "min"},
		{time.Minute, time.Second, "min", "s"},
	} {
		if d < u.big {
			continue
		}
		text := fmt.Sprintf("%d %s", d/u.big, u.bigName)
		if rest := d % u.big / u.small; rest > 0 {
			text += fmt.Sprintf(" %d %s", rest, u.smallName)
		}
		return text
	}
	return fmt.Sprintf("%d s", d/time.Second)
}
