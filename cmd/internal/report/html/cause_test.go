package html

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"hamari/correlate/report"
)

// TestSameCause holds that findings of one cause are one section, in which each has its records, and that each of its marks on the
// timeline belongs to both.
func TestSameCause(t *testing.T) {
	at := time.Date(2026, 3, 4, 9, 0, 0, 0, time.UTC)
	r := &report.Report{}
	for i := range 3 {
		id, when := fmt.Sprintf("i-%d", i+1), at.Add(time.Duration(i)*time.Hour)
		f := report.Finding{
			Pattern: "p", Title: "Does not start", Verdict: report.Confirmed, Severity: report.High, Count: 1, Start: when, End: when, Summary: id + " does not start.",
			Cause: map[string][]string{"key": {"k"}, "error": {"e"}}, Apart: []string{id}, Entities: map[string][]string{"instance": {id}},
			Remedy:   []report.Remedy{{Kind: "command", Text: "Start it.", Body: "aws start " + id}},
			Evidence: []report.Evidence{{Role: report.Match, Time: &when, Text: "denied for " + id, Raw: []byte(`{"of":"` + id + `"}`)}},
			Explains: []report.Finding{{Pattern: "x", Title: "A call for " + id + " was refused"}},
		}
		if i > 0 {
			f.SameCauseAs = 1
		}
		r.Findings = append(r.Findings, f)
		r.Timeline = append(r.Timeline, report.Moment{Time: when, Text: "denied for " + id, Finding: i + 1})
	}
	page := rendered(t, r)
	balanced(t, page)
	for want, times := range map[string]int{
		`<section class="finding `: 1, `<a href="#f`: 2, // in the contents and among the verdicts
		"and 2 more of the same cause": 1, "Findings 2 and 3 have the same cause: the same error and key. They are told here, and the fix below is for all 3.": 1,
		`<details class="explained" id="f2">`: 1, `<details class="explained" id="f3">`: 1, "aws start i-1\naws start i-2\naws start i-3": 1,
		`<tr id="f3e1" tabindex="-1" data-at="`: 1, `data-findings="1 3"`: 1, "A call for i-3 was refused": 1, `id="f3x1"`: 1, "i-2 does not start.": 1,
	} {
		if n := strings.Count(page, want); n != times {
			t.Errorf("%s stands there %d times, want %d", want, n, times)
		}
	}
	if t.Failed() {
		t.Log(page)
	}
}
