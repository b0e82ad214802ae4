package match

import (
	"strings"
	"testing"

	"hamari/correlate/pattern"
	"hamari/correlate/report"
)

// TestUntellable holds that a pattern is not called "not found" of which records fit, though a text of it fails on them.
func TestUntellable(t *testing.T) {
	const fails, says = "'{{slice .start.time 90}}'", "'{{slice .start.time 0 4}}'"
	refute := func(why string) string {
		return "refute: [{step: alive, same: [instance], within: [0s, 9m, start], why: " + why + "}]"
	}
	hit := []string{"0 start instance=i1", "1 deny instance=i1"}
	refuted := append(hit[:2:2], "5 alive instance=i1")
	for _, tt := range []struct {
		name, summary, rest string
		calls               []string
		status              report.Status
		notes               int
	}{
		{"a finding", fails, "", hit, report.NotAssessable, 1},
		{"a finding that can be told", says, "", hit, report.Matched, 0},
		{"nothing to fail on", fails, "", hit[:1], report.NotFound, 0},
		{"what rules out", says, refute(fails), refuted, report.NotAssessable, 1},
		{"what rules out and can be told", says, refute(says), refuted, report.RuledOut, 0},
		{"one finding beside a ruled out one", fails, refute(says), append(refuted[:3:3], "0 start instance=i2", "1 deny instance=i2"), report.NotAssessable, 1},
		{"a cell", says, "tables: [{title: t, steps: [deny], same: [instance], columns: {a: " + fails + ", b: b}}]", hit, report.Matched, 1},
	} {
		yaml := strings.Replace(sample("same: [instance]", tt.rest), "'{{.instance}} by {{.tie}}'", tt.summary, 1)
		e, p := world(t, yaml, nil, tt.calls...)
		out := e.Judge(p)
		if out.Pattern.Status != tt.status || len(out.Notes) != tt.notes {
			t.Errorf("%s: %s %q, notes %q", tt.name, out.Pattern.Status, out.Pattern.Why, out.Notes)
		}
		if said := strings.Contains(out.Pattern.Why, "index out of range"); said != (tt.status == report.NotAssessable) {
			t.Errorf("%s: the reason given is %q", tt.name, out.Pattern.Why)
		}
	}
}

// TestCutStep holds that nothing is called "not found" where not all records were looked at that may show it.
func TestCutStep(t *testing.T) {
	for _, tt := range []struct {
		name, cut string
		calls     []string
		status    report.Status
	}{
		{"cut", "start", []string{"0 start instance=i1", "1 deny instance=i2"}, report.NotAssessable},
		{"cut, but of the other there is none", "start", []string{"0 start instance=i1"}, report.NotFound},
		{"cut, what only confirms", "grant", []string{"0 start instance=i1", "1 deny instance=i2"}, report.NotFound},
		{"cut and found all the same", "start", []string{"0 start instance=i1", "1 deny instance=i1"}, report.Matched},
	} {
		e, p := world(t, sample("same: [instance]", "confirm: [{step: grant, same: [instance]}]"), nil, tt.calls...)
		e.Cut = map[*pattern.Step]int{p.Step(tt.cut): 7}
		if out := e.Judge(p); out.Pattern.Status != tt.status {
			t.Errorf("%s: %s %q", tt.name, out.Pattern.Status, out.Pattern.Why)
		}
	}
}
