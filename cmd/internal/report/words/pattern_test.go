package words

import (
	"testing"
	"time"

	"hamari/correlate/report"
)

// TestStanding holds that a rival is never called absent where it could not be judged.
func TestStanding(t *testing.T) {
	patterns := []report.Pattern{
		{ID: "a", Status: report.Matched}, {ID: "b", Status: report.RuledOut}, {ID: "c", Status: report.NotFound}, {ID: "d", Status: report.NotAssessable},
	}
	for id, want := range map[string]string{
		"a": "found, too", "b": "ruled out", "c": "looked for and not found", "d": "cannot be judged from this bundle", "e": "not looked for",
	} {
		if got := Standing(patterns, id); got != want {
			t.Errorf("%s: got %q, want %q", id, got, want)
		}
	}
}

// TestPeriod holds that what has no time is not dated to the year 1.
func TestPeriod(t *testing.T) {
	start := time.Date(2026, 3, 4, 2, 12, 0, 0, time.UTC)
	if got := Period(start, start.Add(5*time.Second)); got != "2026-03-04 02:12:00 to 02:12:05 UTC" {
		t.Error(got)
	}
	if got := Period(time.Time{}, time.Time{}); got != "without a time" {
		t.Error(got)
	}
}
