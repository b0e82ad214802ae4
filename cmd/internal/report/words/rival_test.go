package words

import (
	"testing"

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
