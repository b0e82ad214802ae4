package patterntest

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"hamari/correlate/catalogue"
	"hamari/correlate/pattern"
)

const snapshotPattern = `
id: p
title: A snapshot was taken and deleted
severity: low
needs: [cloudtrail]
steps:
  taken: {kind: cloudtrail, where: {eventName: CreateSnapshot}, bind: {snapshot: responseElements.snapshotId}}
  deleted: {kind: cloudtrail, where: {eventName: DeleteSnapshot}, not: {errorCode|exists: true}, bind: {snapshot: requestParameters.snapshotId}}
match: [taken, {step: deleted, same: [snapshot]}]
group: [snapshot]
report: {summary: s, explain: e}
`

func snapshotCall(id, name, params string) string {
	return `{"eventVersion":"1.11","eventID":"` + id + `","eventTime":"2026-03-04T09:15:02Z","eventSource":"ec2.amazonaws.com","eventName":"` + name + `",` + params + `}` + "\n"
}

// TestHints holds that a bundle in which nothing fits tells which step selects nothing, or that it is what match asks for
// between them, and which members were not read.
func TestHints(t *testing.T) {
	p, err := pattern.Parse("p.yaml", []byte(snapshotPattern), catalogue.Vocabulary())
	if err != nil {
		t.Fatal(err)
	}
	taken := snapshotCall("1", "CreateSnapshot", `"responseElements":{"snapshotId":"snap-1"}`)
	failed := snapshotCall("2", "DeleteSnapshot", `"errorCode":"x","requestParameters":{"snapshotId":"snap-1"}`)
	other := snapshotCall("3", "DeleteSnapshot", `"requestParameters":{"snapshotId":"snap-2"}`)
	expected := Expectation{Findings: []Finding{{Pattern: "p"}}}
	for name, tt := range map[string]struct {
		text   string
		expect Expectation
		want   []string
	}{
		"a step selects nothing": {taken + failed, expected, []string{"p: records that its steps select: taken 1, deleted 0"}},
		"what lies between them": {taken + other, expected, []string{"p: records that its steps select: taken 1, deleted 1; so match asks for something between them (same, within ...) that does not hold"}},
		"ruled out is expected":  {taken, Expectation{Status: map[string]string{"p": "ruled-out"}}, []string{"p: records that its steps select: taken 1, deleted 0"}},
		"as expected":            {taken, Expectation{Status: map[string]string{"p": "not-found"}}, nil},
		"broken":                 {taken + `{"eventVersion":"1.11","eventTime":}` + "\n" + other, Expectation{}, []string{"trail.json is partial", "trail.json, line 2: "}},
	} {
		b := &Bundle{Expect: tt.expect, Files: []txtar.File{{Name: "trail.json", Data: []byte(tt.text)}}}
		r, err := b.Analyze(t.Context(), []*pattern.Pattern{p}, 1)
		if err != nil {
			t.Fatal(err)
		}
		got := b.Hints(t.Context(), r, []*pattern.Pattern{p})
		if !slices.EqualFunc(got, tt.want, strings.HasPrefix) {
			t.Errorf("%s: %q", name, got)
		}
	}
}

// TestHintsOfDerived holds that rows count as records do, and that a step that asks for longer than anything lasted tells so.
func TestHintsOfDerived(t *testing.T) {
	p, err := pattern.Parse("p.yaml", []byte(`
id: p
title: A volume is queried
severity: low
needs: [metrics]
steps:
  full: {kind: metric, where: {name: BurstBalance, value|lt: 5}, for: 10m}
  low: {kind: metric, where: {name: BurstBalance, value|lt: 5}, for: 1m}
  rows: {kind: metric, where: {name: BurstBalance}}
  busy: {kind: volume-load, where: {burst_balance|lt: 1}}
match: [full, {step: low, same: [volume]}]
context: [{step: rows, same: [volume]}, {step: busy, same: [volume]}]
group: [volume]
report: {summary: s, explain: e}
`), catalogue.Vocabulary())
	if err != nil {
		t.Fatal(err)
	}
	text := "timestamp,namespace,metric,dimensions,stat,period,value\n"
	for i, v := range []string{"90", "3", "3", "90", "90", "90", "2", "90"} {
		text += fmt.Sprintf("2026-03-04T08:%02d:00Z,AWS/EBS,BurstBalance,VolumeId=vol-0a1b2c3d4e5f60718,Minimum,60,%s\n", i, v)
	}
	b := &Bundle{Expect: Expectation{Findings: []Finding{{Pattern: "p"}}}, Files: []txtar.File{{Name: "m.csv", Data: []byte(text)}}}
	r, err := b.Analyze(t.Context(), []*pattern.Pattern{p}, 1)
	if err != nil {
		t.Fatal(err)
	}
	want := "p: records that its steps select: full 0 (2 stretches, for less than it asks), low 2, rows 8, busy 0"
	if got := b.Hints(t.Context(), r, []*pattern.Pattern{p}); !slices.Equal(got, []string{want}) {
		t.Errorf("%q", got)
	}
}
