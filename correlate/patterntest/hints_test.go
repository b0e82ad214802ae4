package patterntest

import (
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
