package correlate

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"

	"hamari/correlate/report"
)

func TestSign(t *testing.T) {
	for _, test := range []struct {
		name, format, raw string
		want              report.Sign
	}{
		{"a call that failed", "cloudtrail", `{"eventName":"DescribeInstances","errorCode":"AccessDenied","readOnly":true}`, report.Failure},
		{"a call that changes", "cloudtrail", `{"eventName":"RunInstances","readOnly":false}`, report.Change},
		{"a call that looks", "cloudtrail", `{"eventName":"AssumeRole","readOnly":true}`, ""},
		{"what says nothing of itself", "cloudtrail", `{"eventName":"StopInstances"}`, report.Change},
		{"what says nothing of itself and looks", "cloudtrail", `{"eventName":"ListBuckets"}`, ""},
		{"no record", "cloudtrail", `null`, ""},
		{"a rejected packet", "flowlog", `"2 111122223333 eni-1 10.0.0.1 10.0.0.2 1 2 6 1 40 1 2 REJECT OK"`, report.Failure},
		{"an accepted one", "flowlog", `"2 111122223333 eni-1 10.0.0.1 10.0.0.2 1 2 6 1 40 1 2 ACCEPT OK"`, ""},
		{"the word in another log", "metrics", `"REJECT"`, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := sign(test.format, &report.Evidence{Raw: json.RawMessage(test.raw)}); got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

func TestNamedIn(t *testing.T) {
	entities := map[string][]string{"instance": {"i-1", "i-2"}, "volume": {"vol-1"}, "region": {"eu-central-1"}}
	ev := &report.Evidence{Text: "StopInstances of i-2", Raw: json.RawMessage(`{"awsRegion":"eu-central-1"}`)}
	want := map[string][]string{"instance": {"i-2"}, "region": {"eu-central-1"}}
	if diff := cmp.Diff(want, namedIn(entities, ev)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(entities, namedIn(entities, &report.Evidence{Text: "nothing"})); diff != "" {
		t.Errorf("of a record that names none (-want +got):\n%s", diff)
	}
}
