package html

import (
	"html/template"
	"strconv"
	"time"

	"hamari/cmd/internal/report/words"
)

// funcs are what the templates call.
func funcs() template.FuncMap {
	return template.FuncMap{
		"stamp": words.Stamp, "span": span, "period": words.Period, "ms": milliseconds, "count": words.Count[int], "figure": words.Figure[int], "times": words.Times,
		"inc": func(i int) int { return i + 1 },
	}
}

// milliseconds is a time as scripts count it.
func milliseconds(t time.Time) int64 { return t.UnixMilli() }

// span writes a stretch of time, which a finding without any lacks.
func span(start, end time.Time) string {
	if start.IsZero() {
		return "without a time"
	}
	return words.Span(start, end)
}

// percent places something in a drawing, whose width is 100 %.
func percent(share float64) string {
	return strconv.FormatFloat(100*min(max(share, 0), 1), 'f', 2, 64) + "%"
}
