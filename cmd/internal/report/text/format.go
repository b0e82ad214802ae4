package text

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

const (
	dayLayout   = "2006-01-02"
	clockLayout = "15:04:05.999999999" // as precise as the source
)

func day(t time.Time) string   { return t.UTC().Format(dayLayout) }
func clock(t time.Time) string { return t.UTC().Format(clockLayout) }
func stamp(t time.Time) string { return day(t) + " " + clock(t) }

// span writes a stretch of time without saying the day twice.
func span(start, end time.Time) string {
	switch {
	case end.IsZero() || !end.After(start):
		return stamp(start)
	case day(start) == day(end):
		return stamp(start) + " to " + clock(end)
	}
	return stamp(start) + " to " + stamp(end)
}

// spanLines writes a stretch of time to the minute, for a narrow column.
func spanLines(start, end *time.Time) string {
	const minute = "15:04"
	switch {
	case start == nil && end == nil:
		return "-"
	case start == nil:
		return "until\n" + end.UTC().Format(dayLayout+" "+minute)
	case end == nil:
		return start.UTC().Format(dayLayout + "\n" + minute)
	case day(*start) == day(*end):
		return day(*start) + "\n" + start.UTC().Format(minute) + " - " + end.UTC().Format(minute)
	}
	return start.UTC().Format(dayLayout+" "+minute) + " -\n" + end.UTC().Format(dayLayout+" "+minute)
}

// length writes a duration in the two largest of its units.
func length(d time.Duration) string {
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

// figure writes a number with a comma after each three digits.
func figure[N int | int64](n N) string {
	digits := strconv.FormatInt(int64(n), 10)
	sign := ""
	if digits[0] == '-' {
		sign, digits = "-", digits[1:]
	}
	var b strings.Builder
	for i, d := range digits {
		if i > 0 && (len(digits)-i)%3 == 0 {
			b.WriteByte(',')
		}
		b.WriteRune(d)
	}
	return sign + b.String()
}

// count writes a number with its noun.
func count[N int | int64](n N, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return figure(n) + " " + many
}

// size writes a number of bytes in decimal units.
func size(n int64) string {
	if n < 1000 {
		return count(n, "byte", "bytes")
	}
	value, unit := float64(n)/1000, 0
	for value >= 999.95 && unit < len("kMGTPE")-1 {
		value, unit = value/1000, unit+1
	}
	return fmt.Sprintf("%.1f %cB", value, "kMGTPE"[unit])
}

// pad fills a text with spaces up to a width.
func pad(s string, width int) string {
	return s + strings.Repeat(" ", max(0, width-columns(s)))
}
