package words

import (
	"testing"

	"hamari/correlate/report"
)

// TestToldBefore holds what a finding leaves to an earlier one: what is the same to the letter, and of the same pattern and title.
func TestToldBefore(t *testing.T) {
	policy, start := report.Remedy{Kind: "iam-policy", Text: "Add this.", Body: "{}"}, report.Remedy{Kind: "command", Text: "Start it.", Body: "start i-1"}
	other := report.Remedy{Kind: "command", Text: "Start it.", Body: "start i-2"}
	collect := []report.Collect{{Why: "the policy", Command: "get"}}
	all := []report.Finding{
		{Pattern: "p", Title: "t", Remedy: []report.Remedy{policy, start}, Collect: collect, References: []string{"r"}},
		{Pattern: "p", Title: "u", Remedy: []report.Remedy{policy}, Collect: collect},
		{Pattern: "p", Title: "t", Remedy: []report.Remedy{other, policy}, Collect: collect, References: []string{"s"}},
		{Pattern: "p", Title: "t", Remedy: []report.Remedy{policy, start}},
	}
	if got := ToldBefore(all, 1); got.Finding != 0 || got.RefersTo(0) != "" || got.Collect {
		t.Errorf("of another title: %+v", got)
	}
	third := ToldBefore(all, 2)
	if third.RefersTo(0) != "" || third.RefersTo(1) != "As a) of finding 1." || !third.Collect || third.References || third.Fix {
		t.Errorf("the third: %+v", third)
	}
	if fourth := ToldBefore(all, 3); !fourth.Fix || fourth.Refers() != "As for finding 1." || fourth.Collect || fourth.Rivals {
		t.Errorf("the fourth: %+v", fourth)
	}
}
