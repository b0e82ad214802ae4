package formats

import (
	"strings"
	"testing"

	"hamari/parsers"
)

// BenchmarkDetect recognises small members, as all the formats and envelopes are asked about them.
//
//	go test -run - -bench Detect ./parsers/formats
func BenchmarkDetect(b *testing.B) {
	event := `{"eventVersion":"1.11","eventTime":"2026-03-04T09:15:02Z","eventSource":"ec2.amazonaws.com","eventName":"StopInstances",` +
		`"awsRegion":"eu-west-1","userIdentity":{"type":"Root"},"requestParameters":{"instancesSet":{"items":[{"instanceId":"i-0a"}]}}}`
	for _, bench := range []struct{ name, text, format string }{
		{"delivery", `{"Records":[` + strings.Repeat(event+",", 5) + event + `]}`, "cloudtrail"},
		{"lines of JSON", strings.Repeat(event+"\n", 6), "cloudtrail"},
		{"flow log", "version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status\n" +
			strings.Repeat("2 111122223333 eni-0a 10.0.0.1 10.0.0.2 1 2 6 1 40 1772582400 1772582460 ACCEPT OK\n", 20), "flowlog"},
		{"inventory", `{"Volumes":[` + strings.Repeat(`{"VolumeId":"vol-0a","State":"in-use","Attachments":[]},`, 30) + `{"VolumeId":"vol-0b","State":"in-use"}]}`, "inventory"},
		{"prose", strings.Repeat("Dear customer, nothing in here is a log of any kind.\n", 40), ""},
	} {
		b.Run(bench.name, func(b *testing.B) {
			h := &parsers.Header{Name: "a/b/c", Prefix: []byte(bench.text), Complete: true}
			b.SetBytes(int64(len(bench.text)))
			b.ReportAllocs()
			for b.Loop() {
				r := detect(h)
				if name := formatName(r); name != bench.format {
					b.Fatalf("taken for %q", name)
				}
			}
		})
	}
}

func formatName(r Result) string {
	if r.Format == nil {
		return ""
	}
	return r.Format.Name
}
