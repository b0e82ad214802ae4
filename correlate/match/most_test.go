package match

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// stops finds each instance that stops, and surely so where it is started again.
const stops = `
id: stops
title: Something stops
severity: low
needs: [calls]
steps:
  stop: {kind: call, where: {name: Stop}, bind: {instance: instance}}
  start: {kind: call, where: {name: Start}, bind: {instance: instance}}
match: [stop]
confirm:
  - {step: start, same: [instance]}
group: [instance]
report: {summary: '{{.instance}}', explain: e}
`

func manyStops(n int) (calls []string) {
	for i := range n {
		calls = append(calls, fmt.Sprintf("%d Stop instance=i-%04d", i, i))
	}
	return append(calls, fmt.Sprintf("%d Start instance=i-%04d", n, n-1))
}

// TestMostFindings holds that of very many findings the surest and earliest are told of, and the others counted and named.
func TestMostFindings(t *testing.T) {
	const over = 3
	e, p := world(t, stops, nil, manyStops(maxFindings+over)...)
	out := e.Judge(p)
	if len(out.Findings) != maxFindings || out.Pattern.Untold != over || out.Pattern.Why != fmt.Sprintf("%d findings", maxFindings+over) {
		t.Fatalf("%d findings are told of, %d are not; %q", len(out.Findings), out.Pattern.Untold, out.Pattern.Why)
	}
	if first := out.Findings[0].Summary; first != fmt.Sprintf("i-%04d", maxFindings+over-1) {
		t.Errorf("%s comes before the one that is confirmed", first)
	}
	want := []string{"i-0199", "i-0200", "i-0201"}
	if !slices.Equal(out.Pattern.UntoldOf, want) {
		t.Errorf("not told of %q", out.Pattern.UntoldOf)
	}
	if len(out.Limits) != 1 || !strings.Contains(out.Limits[0], strings.Join(want, ", ")) {
		t.Errorf("limits %q", out.Limits)
	}
}

// TestMostFindingsAsked holds that a finding on what was asked for is told of, however many there are.
func TestMostFindingsAsked(t *testing.T) {
	e, p := world(t, stops, nil, manyStops(maxFindings+9)...)
	asked := fmt.Sprintf("i-%04d", maxFindings+5)
	e.Asked = func(entities map[string][]string) bool { return slices.Contains(entities["instance"], asked) }
	if out := e.Judge(p); out.Findings[0].Summary != asked || slices.Contains(out.Pattern.UntoldOf, asked) {
		t.Errorf("%s is told of first", out.Findings[0].Summary)
	}
}

// TestMostAttached holds that what findings explain is counted where it is not told of, whether or not they are told of
// themselves.
func TestMostAttached(t *testing.T) {
	var calls []string
	for i := range maxFindings + 2 { // of which each explains a denial
		calls = append(calls, fmt.Sprintf("%d Start principal=a%d instance=i%d", 10*i, i, i), fmt.Sprintf("%d Deny principal=a%d code=kms volume=v", 10*i, i))
	}
	for i := range MaxExplains + 5 { // all of which the first explains
		calls = append(calls, fmt.Sprintf("0 Deny principal=a0 code=s3 volume=w%d", i))
	}
	for i := range calls {
		calls[i] = strings.NewReplacer("Start", "start", "Deny", "deny").Replace(calls[i])
	}
	e, patterns := worlds(t, []string{failures, denials("denied", "deny", "explained_by: {pattern: failure, same: [principal]}")}, calls...)
	outcomes, err := e.JudgeAll(t.Context(), patterns)
	if err != nil {
		t.Fatal(err)
	}
	first, denied := outcomes[0].Findings[0], outcomes[1]
	if len(first.Explains) != MaxExplains || first.DroppedExplains != 6 {
		t.Errorf("the first explains %d and %d more", len(first.Explains), first.DroppedExplains)
	}
	if all := maxFindings + 2 + MaxExplains + 5; denied.Attached != all || len(denied.Findings) != 0 {
		t.Errorf("%d are attached, want %d; %d stand for themselves", denied.Attached, all, len(denied.Findings))
	}
}
