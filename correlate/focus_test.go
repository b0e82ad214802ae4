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
