package words

import (
	"fmt"
	"strconv"
	"strings"

	"hamari/correlate/report"
)

// Figure writes a number with a comma after each three digits.
func Figure[N int | int64](n N) string {
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

// Count writes a number with its noun.
func Count[N int | int64](n N, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return Figure(n) + " " + many
}

// Size writes a number of bytes in decimal units.
func Size(n int64) string {
	if n < 1000 {
		return Count(n, "byte", "bytes")
	}
	value, unit := float64(n)/1000, 0
	for value >= 999.95 && unit < len("kMGTPE")-1 {
		value, unit = value/1000, unit+1
	}
	return fmt.Sprintf("%.1f %cB", value, "kMGTPE"[unit])
}

// Seen says how often a finding was seen, or in how many records where what was seen is not one of them.
func Seen(f *report.Finding) string {
	if f.Records > int64(f.Count) {
		return "from " + Figure(f.Records) + " records"
	}
	return "seen " + Times(f.Count)
}

// Times says how often something was seen.
func Times(n int) string {
	if n == 1 {
		return "once"
	}
	return Figure(n) + " times"
}
