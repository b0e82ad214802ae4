package words

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"hamari/correlate/report"
)

// sameCause is a report with findings of which the second and the fourth have the cause of the first.
func sameCause() *report.Report {
	at := time.Date(2026, 3, 4, 9, 0, 0, 0, time.UTC)
	of := func(n int) report.Finding {
		id := fmt.Sprintf("i-%d", n)
		return report.Finding{
			Pattern: "p", Verdict: report.Confirmed, Count: 1, Start: at.Add(time.Duration(n) * time.Hour), End: at.Add(time.Duration(n) * time.Hour),
			Entities: map[string][]string{"instance": {id}, "principal": {"session-" + id}, "volume": {"vol-" + id}, "key": {"k"}},
			Remedy:   []report.Remedy{{Kind: "command", Text: "Start it.", Body: "aws start " + id}},
			Collect: []report.Collect{
				{Why: "its state", Command: "aws describe " + id + " > state.json"}, {Why: "the key", Command: "aws describe k > key.json"},
				{Why: "the zone", Command: fmt.Sprintf("aws describe zone-%d > zone.json", min(n, 2))},
			},
			Rivals: []report.Rival{{Pattern: "r", TellApart: "it would not start"}}, References: []string{"https://example.com"},
			Explains: []report.Finding{{Pattern: "x", Summary: id}},
			Evidence: []report.Evidence{{Role: report.Match, At: report.Position{Member: "m", Record: n, ID: "event-" + id}}, {Role: report.Context, At: report.Position{Member: "m", Record: 9}}},
		}
	}
	findings := []report.Finding{of(1), of(2), of(3), of(4)}
	for _, i := range []int{0, 1, 3} {
		f := &findings[i]
		f.Cause, f.Apart = map[string][]string{"account": {"a"}, "region": {"r"}, "key": {"k"}, "refused_call": {"c"}, "variant": {"v"}}, f.Entities["instance"]
		if i > 0 {
			f.SameCauseAs = 1
		}
	}
	return &report.Report{Findings: findings, Patterns: []report.Pattern{{ID: "p", Untold: 7}}}
}

// TestCauses holds that a finding which is told in full has all that those of its cause add, and that the report keeps each as it is.
func TestCauses(t *testing.T) {
	r := sameCause()
	causes := Causes(r)
	if len(causes) != 2 || causes[0].Number != 1 || causes[1].Number != 3 || len(causes[1].Same) != 0 {
		t.Fatalf("%d causes", len(causes))
	}
	c := &causes[0]
	for name, got := range map[string][2]any{
		"others":     {fmt.Sprint(c.Same[0].Number, c.Same[1].Number), "2 4"},
		"instances":  {fmt.Sprint(c.Entities["instance"], c.Entities["key"]), "[i-1 i-2 i-4] [k]"},
		"times":      {Span(c.Start, c.End), "2026-03-04 10:00:00 to 13:00:00"},
		"seen":       {c.Seen() + ", " + causes[1].Seen(), "3 findings of one cause, seen once"},
		"fix":        {c.Remedy[0].Body, "aws start i-1\naws start i-2\naws start i-4"},
		"collect":    {c.Collect[0].Command, "aws describe i-1 > state.json\naws describe i-2 > state-2.json\naws describe i-4 > state-3.json"},
		"once":       {fmt.Sprintf("%d %s %d %d", len(c.Collect), c.Collect[1].Command, len(c.Rivals), len(c.References)), "3 aws describe k > key.json 1 1"},
		"another":    {c.Collect[2].Command, "aws describe zone-1 > zone.json\naws describe zone-2 > zone-2.json"},
		"explains":   {fmt.Sprintf("%d %s", len(c.Explains), c.Explains[0].Summary), "3 i-1"},
		"names":      {fmt.Sprint(c.Names(c.Same[0]).Shown), "[i-2 vol-i-2]"},
		"grounds":    {fmt.Sprintf("%d %s", len(c.Same[0].Grounds()), c.Same[0].Grounds()[0].At.ID), "1 event-i-2"},
		"overview":   {c.Further(), "and 2 more of the same cause"},
		"of a title": {CountCauses(causes), "2 findings (2 more of the same cause)"},
		"sentence": {c.SameCause(), "Findings 2 and 4 have the same cause: the same key and refused call. They are told here, and the fix below is for all 3. " +
			"7 further findings of this pattern are only counted, and may have the same cause."},
		"none": {causes[1].SameCause() + causes[1].Further(), ""},
	} {
		if got[0] != got[1] {
			t.Errorf("%s: %q, want %q", name, got[0], got[1])
		}
	}
	first := &r.Findings[0]
	if len(first.Entities["instance"]) != 1 || len(first.Explains) != 1 || strings.Contains(first.Collect[0].Command, "i-2") || first.Count != 1 || strings.Contains(first.Remedy[0].Body, "i-2") {
		t.Errorf("the report has changed: %+v", first)
	}
}

// TestManyOfACause holds that of what is asked for on each of very many a few are enough, and that the fix is for all.
func TestManyOfACause(t *testing.T) {
	r, of := sameCause(), sameCause().Findings[1]
	for i := range 197 {
		f := of
		id := fmt.Sprintf("i-%d", 100+i)
		f.Remedy = []report.Remedy{{Kind: "command", Text: "Start it.", Body: "aws start " + id}}
		f.Collect = []report.Collect{{Why: "its state", Command: "aws describe " + id + " > state.json"}}
		r.Findings = append(r.Findings, f)
	}
	c := &Causes(r)[0]
	if asked := c.Collect[0]; asked.Why != "its state (the first 20 of 200)" || strings.Count(asked.Command, "\n") != 19 || !strings.HasSuffix(asked.Command, "> state-20.json") {
		t.Errorf("%s: %s", asked.Why, asked.Command)
	}
	if n := strings.Count(c.Remedy[0].Body, "aws start"); n != 200 {
		t.Errorf("%d are started", n)
	}
	if listed, more := c.Listed(); len(listed) != MaxSame || more != 199-MaxSame {
		t.Errorf("%d are listed, %d are not", len(listed), more)
	}
}

// TestSameCausePossible holds that of what is possible only nothing is said for sure.
func TestSameCausePossible(t *testing.T) {
	r := sameCause()
	r.Findings, r.Patterns = r.Findings[:2], nil
	for i := range r.Findings {
		r.Findings[i].Verdict = report.Possible
	}
	const want = "Finding 2 would have the same cause: the same key and refused call. It is told here, and the fix below is for both."
	if got := Causes(r)[0].SameCause(); got != want {
		t.Errorf("%q", got)
	}
}

func TestRuns(t *testing.T) {
	for want, numbers := range map[string][]int{"2": {2}, "2 and 3": {2, 3}, "2 to 4": {2, 3, 4}, "2 to 4, 6 and 8 to 10": {2, 3, 4, 6, 8, 9, 10}, "2, 3 and 9": {2, 3, 9}} {
		if got := runs(numbers); got != want {
			t.Errorf("%v: %q, want %q", numbers, got, want)
		}
	}
}
