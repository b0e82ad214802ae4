package text

import (
	"strings"
	"time"

	"hamari/cmd/internal/report/words"
)

// spanLines writes a stretch of time to the minute, for a narrow column.
func spanLines(start, end *time.Time) string {
	const minute = "15:04"
	switch {
	case start == nil && end == nil:
		return "-"
	case start == nil:
		return "until\n" + end.UTC().Format(words.DayLayout+" "+minute)
	case end == nil:
		return "from\n" + start.UTC().Format(words.DayLayout+" "+minute)
	case words.Day(*start) == words.Day(*end):
		return words.Day(*start) + "\n" + start.UTC().Format(minute) + " - " + end.UTC().Format(minute)
	}
	return start.UTC().Format(words.DayLayout+" "+minute) + " -\n" + end.UTC().Format(words.DayLayout+" "+minute)
}

// pad fills a text with spaces up to a width.
func pad(s string, width int) string {
	return s + strings.Repeat(" ", max(0, width-columns(s)))
}
