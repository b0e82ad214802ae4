package words

import (
	"testing"

	"hamari/correlate/report"
)

// TestTold holds that findings of one pattern say once what they have in common, whichever things they are about, and that
// what differs in more than their names is said again.
func TestTold(t *testing.T) {
	of := func(pattern, volume, explain, body string) *report.Finding {
		return &report.Finding{
			Pattern: pattern, Explain: explain, Remedy: []report.Remedy{{Text: "allow it", Body: body}},
			Entities: map[string][]string{"volume": {volume, "vol-1"}, "key": {"arn:key/k", "k"}},
		}
	}
	told := Told{}
	for i, tt := range []struct {
		f        *report.Finding
		why, fix string
	}{
		{of("a", "vol-12", "vol-12 is encrypted with arn:key/k.", "policy"), "", ""},
		{of("a", "vol-13", "vol-13 is encrypted with arn:key/k.", "policy"), "As in finding 1.", "As in finding 1."},
		{of("b", "vol-12", "vol-12 is encrypted with arn:key/k.", "policy"), "", ""},
		{of("a", "vol-14", "vol-14 is not encrypted with arn:key/k.", "start vol-14"), "", ""},
		{of("a", "vol-15", "vol-15 is not encrypted with arn:key/k.", "start vol-15"), "As in finding 4.", ""},
	} {
		if why := told.Before(i+1, tt.f, "why", Impersonal(tt.f)); why != tt.why {
			t.Errorf("finding %d: %q, want %q", i+1, why, tt.why)
		}
		if fix := told.Before(i+1, tt.f, "fix", tt.f.Remedy[0]); fix != tt.fix {
			t.Errorf("finding %d: fix %q, want %q", i+1, fix, tt.fix)
		}
	}
}
