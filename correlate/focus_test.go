package correlate

import (
	"encoding/json"
	"testing"

	"hamari/correlate/report"
)

// TestSpeaksOf holds that a finding is found by whatever it tells of, and not by what it offers or what is only like it.
func TestSpeaksOf(t *testing.T) {
	f := report.Finding{
		Title:    "10.9.8.50 port 5432/tcp cannot be reached by 10.9.4.22: its security group",
		Explain:  "The destination is 203.0.113.200.",
		Entities: map[string][]string{"target": {"10.30.2.21:8080"}, "role": {"arn:aws:iam::111122223333:role/etl"}},
		Evidence: []report.Evidence{{Text: "refused to 10.9.4.23", Raw: json.RawMessage(`{"sourceIPAddress":"198.51.100.7"}`)}},
		Tables:   []report.Table{{Header: []string{"client"}, Rows: [][]string{{"10.200.7.12", "5"}}}},
		Remedy:   []report.Remedy{{Text: "Look at sg-0123456789abcdef0."}},
	}
	for name, want := range map[string]bool{
		"10.9.4.22": true, "10.30.2.21": true, "203.0.113.200": true, "10.200.7.12": true, "198.51.100.7": true, "etl": true, "10.9.4.23": true,
		"10.9.4.2": false, "0.9.4.22": false, "sg-0123456789abcdef0": false, "203.0.113.20": false,
	} {
		if got := speaksOf(&f, name); got != want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

// TestSpeaksOfOthers holds that a finding about one of the instances that a call started is not about the others.
func TestSpeaksOfOthers(t *testing.T) {
	const failed, healthy = "i-0a4576afab7b130ea", "i-0028beb1257fcdcf1"
	start := json.RawMessage(`{"requestParameters":{"instancesSet":{"items":[{"instanceId":"` + failed + `"},{"instanceId":"` + healthy + `"}]}}}`)
	f := report.Finding{
		Summary:  failed + " was started.",
		Entities: map[string][]string{"instance": {failed}},
		Evidence: []report.Evidence{
			{Role: report.Match, Text: "StartInstances of " + failed, Raw: start},
			{Role: report.Context, Text: "kms:CreateGrant succeeded for vol-0450d696e4caf37f8 of " + healthy, Raw: start},
		},
		Tables: []report.Table{{Header: []string{"", failed, healthy}, Rows: [][]string{{"Name", "render-19", "render-37"}}}},
	}
	for name, want := range map[string]bool{failed: true, "render-19": true, healthy: false, "render-37": false, "vol-0450d696e4caf37f8": true} {
		if got := speaksOf(&f, name); got != want {
			t.Errorf("%s: %v", name, got)
		}
	}
	f.DroppedEntities = map[string]int{"instance": 3}
	if !speaksOf(&f, healthy) {
		t.Error("of a finding that does not name all that it is about, a record may name another")
	}
	f.DroppedEntities, f.Entities = nil, map[string][]string{"role": {"scheduler"}}
	if !speaksOf(&f, healthy) {
		t.Error("of a finding that names no instance, a record names one")
	}
}
