package html

import (
	"html/template"
	"strconv"
	"strings"
	"time"

	"hamari/cmd/internal/report/words"
	"hamari/correlate/report"
)

// funcs are what the templates call.
func funcs() template.FuncMap {
	return template.FuncMap{
		"shows": func(e *report.Evidence) string { return words.Shows(*e) }, "spanUTC": words.SpanUTC, "gap": words.Gap,
		"ms": milliseconds, "count": words.Count[int], "seen": words.Seen,
		"more": words.More[int], "moreRejects": words.More[int64], "moreEvidence": words.MoreEvidence, "moreExplained": words.MoreExplained,
		"rejectPlace": words.RejectPlace, "tool": words.Tool, "numbers": numbers, "units": units,
		"failuresTitle": func() string { return words.FailuresTitle }, "failuresMeaning": func() string { return words.FailuresMeaning },
		"failure": words.Failure, "firstFailure": words.FirstFailure, "inJSON": words.InJSON,
		"inc": func(i int) int { return i + 1 },
	}
}

// milliseconds is a time as scripts count it.
func milliseconds(t time.Time) int64 { return t.UnixMilli() }

// numbers writes numbers for the script, separated by spaces.
func numbers(list []int) string {
	texts := make([]string, len(list))
	for i, n := range list {
		texts[i] = strconv.Itoa(n)
	}
	return strings.Join(texts, " ")
}

// percent places something in a drawing, whose width is 100 %.
func percent(share float64) string {
	return strconv.FormatFloat(100*min(max(share, 0), 1), 'f', 2, 64) + "%"
}
