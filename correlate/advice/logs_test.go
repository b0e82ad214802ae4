package advice

import (
	"testing"
	"time"
)

// TestBesideLogs holds that an announced time is told from those that are past.
func TestBesideLogs(t *testing.T) {
	first, last := time.Date(2026, 3, 4, 8, 0, 0, 0, time.UTC), time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC)
	beside := BesideLogs(&first, &last)
	for times, want := range map[string]string{
		"2026-03-01T22:00:00+00:00":                            "before",
		"2026-03-04T11:30:00+02:00":                            "within",
		"2026-03-04T12:00:00+00:00":                            "within",
		"2026-03-20T22:00:00.000Z":                             "after",
		"2026-03-01T22:00:00+00:00, 2026-03-20T22:00:00+00:00": "after",
		"2026-03-20T22:00:00+00:00, 2026-03-01T22:00:00+00:00": "after",
		"2026-03-20T22:00:00+00:00, 2026-03-04T09:00:00+00:00": "within",
		"soon": "",
		"":     "",
	} {
		if got := beside(times); got != want {
			t.Errorf("%q: %q, want %q", times, got, want)
		}
	}
	if got := BesideLogs(nil, nil)("2026-03-01T22:00:00+00:00"); got != "" {
		t.Errorf("without logs: %q", got)
	}
}
