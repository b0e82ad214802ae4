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
		"stamp": words.Stamp, "span": words.Span, "spanUTC": words.SpanUTC, "ms": milliseconds, "count": words.Count[int], "figure": words.Figure[int], "times": words.Times,
		"inc": func(i int) int { return i + 1 },
	}
}

// milliseconds is a time as scripts count it.
func milliseconds(t time.Time) int64 { return t.UnixMilli() }

// percent places something in a drawing, whose width is 100 %.
func percent(share float64) string {
	return strconv.FormatFloat(100*min(max(share, 0), 1), 'f', 2, 64) + "%"
}
