package words

import (
	"strings"

	"hamari/correlate/report"
)

// FailuresTitle stands above the failures.
const FailuresTitle = "What failed, by how often"

// FailuresMeaning says what the list is worth.
const FailuresMeaning = "Counted whether or not a pattern explains it; a failure here need not be the cause."

// How many failures a reader can take in: of each log, and in all. The JSON report has more.
const (
	maxFailuresOfLog = 5
	maxFailures      = 20
)

// Failures returns the failures that are shown, and how many more sorts there are.
func Failures(all []report.FailureSort) (shown []report.FailureSort, more int) {
	of := map[string]int{}
	for _, f := range all {
		if of[f.Format]++; of[f.Format] <= maxFailuresOfLog && len(shown) < maxFailures {
			shown = append(shown, f)
		}
	}
	return shown, len(all) - len(shown)
}

// Failure says what failed and how often.
func Failure(f report.FailureSort) string {
	text := Figure(f.Count)
	if f.Estimated {
		text = "about " + text
	}
	if f.Of > 0 {
		text += " of " + Figure(f.Of)
	}
	text += " " + f.Format + " " + f.Unit
	if f.Of == 0 && f.Count == 1 {
		text = strings.TrimSuffix(text, "s")
	}
	if what := strings.Trim(f.Code+": "+f.What, ": "); what != "" {
		text += ": " + what
	}
	return text
}

// FirstFailure says when it failed, and where and how for the first time, in a member that the caller names.
func FirstFailure(f report.FailureSort, member string) string {
	text := "first in " + member + ", " + Place(f.At)
	if when := failureSpan(f); when != "" {
		text = when + ", " + text
	}
	if f.Message != "" && !strings.HasSuffix(f.What, f.Message) {
		text += ": " + f.Message
	}
	return text
}

func failureSpan(f report.FailureSort) string {
	switch {
	case f.Start == nil:
		return ""
	case f.End == nil || f.End.Equal(*f.Start):
		return Stamp(*f.Start)
	}
	return Span(*f.Start, *f.End)
}
