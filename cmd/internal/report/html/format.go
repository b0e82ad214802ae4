package html

import (
	"fmt"
	"html/template"
	"math"
	"strconv"
	"strings"
	"time"
)

// funcs are what the templates call.
func funcs() template.FuncMap {
	return template.FuncMap{
		"stamp": stamp, "span": span, "ms": milliseconds, "count": count[int], "figure": figure[int], "inc": func(i int) int { return i + 1 },
	}
}

const (
	dayLayout   = "2006-01-02"
	clockLayout = "15:04:05.999999999" // as precise as the source
)

func day(t time.Time) string   { return t.UTC().Format(dayLayout) }
func clock(t time.Time) string { return t.UTC().Format(clockLayout) }
func stamp(t time.Time) string { return day(t) + " " + clock(t) }

// milliseconds is a time as scripts count it.
func milliseconds(t time.Time) int64 { return t.UnixMilli() }

// span writes a stretch of time without saying the day twice.
func span(start, end time.Time) string {
	switch {
	case start.IsZero():
		return "without a time"
	case end.IsZero() || !end.After(start):
		return stamp(start)
	case day(start) == day(end):
		return stamp(start) + " to " + clock(end)
	}
	return stamp(start) + " to " + stamp(end)
}

// length writes a duration in the two largest of its units.
func length(d time.Duration) string {
	d = d.Round(time.Second)
	units := []struct {
		size time.Duration
		name string
	}{{24 * time.Hour, "d"}, {time.Hour, "h"}, {time.Minute, "min"}, {time.Second, "s"}}
	for i, u := range units[:len(units)-1] {
		if d < u.size {
			continue
		}
		text := fmt.Sprintf("%d %s", d/u.size, u.name)
		if rest := d % u.size / units[i+1].size; rest > 0 {
			text += fmt.Sprintf(" %d %s", rest, units[i+1].name)
		}
		return text
	}
	return fmt.Sprintf("%d s", d/time.Second)
}

// figure writes a whole number with a comma after each three digits.
func figure[N int | int64](n N) string {
	digits := strconv.FormatInt(int64(n), 10)
	sign := ""
	if digits[0] == '-' {
		sign, digits = "-", digits[1:]
	}
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return sign + digits
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

// quantity writes a measured value with as many digits as can be told apart in a chart.
func quantity(f float64) string {
	if math.Abs(f) >= 1000 {
		return figure(int64(math.Round(f)))
	}
	digits := 2
	if math.Abs(f) >= 10 {
		digits = 1
	}
	text := strconv.FormatFloat(f, 'f', digits, 64)
	return strings.TrimSuffix(strings.TrimRight(text, "0"), ".")
}

// percent places something in a drawing, whose width is 100 %.
func percent(share float64) string {
	return strconv.FormatFloat(100*min(max(share, 0), 1), 'f', 2, 64) + "%"
}
