package correlate

import (
	"fmt"
	"testing"

	"hamari/correlate/report"
)

// TestOneCause holds which findings are told in another: those of the same pattern, verdict and cause, with the same fix.
func TestOneCause(t *testing.T) {
	of := func(instance string, change func(*report.Finding)) report.Finding {
		f := report.Finding{
			Pattern: "p", Verdict: report.Confirmed, Severity: report.High, Entities: map[string][]string{"instance": {instance}},
			Cause: map[string][]string{"key": {"k"}}, Apart: []string{instance, "shared"},
			Remedy: []report.Remedy{{Kind: "command", Text: "Start it.", Body: "aws start " + instance}},
		}
		change(&f)
		return f
	}
	same := func(*report.Finding) {}
	findings := func() []report.Finding {
		return []report.Finding{
			of("i-1", same), of("i-2", same),
			of("i-3", func(f *report.Finding) { f.Verdict = report.Likely }),
			of("i-4", func(f *report.Finding) { f.Severity = report.Low }),
			of("i-5", func(f *report.Finding) { f.Pattern = "q" }),
			of("i-6", func(f *report.Finding) { f.Cause = map[string][]string{"key": {"l"}} }),
			of("i-7", func(f *report.Finding) { f.Cause = nil }),
			of("i-8", func(f *report.Finding) { f.Remedy[0].Text = "Start it with another role." }),
			of("i-9", same),
		}
	}
	for _, tt := range []struct {
		focus []string
		want  string // of each finding in which it is told
	}{
		{nil, "[0 1 0 0 0 0 0 0 1]"},
		{[]string{"i-2"}, "[0 0 0 0 0 0 0 0 1]"},
		{[]string{"i-2", "i-9"}, "[0 0 0 0 0 0 0 0 2]"},
	} {
		a := &analysis{rep: &report.Report{Findings: findings()}, opts: Options{Focus: tt.focus}}
		a.oneCause()
		var in []int
		for _, f := range a.rep.Findings {
			in = append(in, f.SameCauseAs)
		}
		if got := fmt.Sprint(in); got != tt.want {
			t.Errorf("asked for %q: %s, want %s", tt.focus, got, tt.want)
		}
		if tt.focus != nil {
			continue
		}
		if f, alone := a.rep.Findings[8], a.rep.Findings[5]; len(f.Cause) == 0 || fmt.Sprint(f.Apart) != "[i-9]" || alone.Cause != nil || alone.Apart != nil {
			t.Errorf("%v %v, alone %v %v", f.Cause, f.Apart, alone.Cause, alone.Apart)
		}
	}
}
