package formats

import (
	"strings"
	"testing"

	"hamari/parsers"
)

// TestNamedNatures holds that texts without records say what to collect in their place.
func TestNamedNatures(t *testing.T) {
	for text, want := range map[string]string{
		`{"s3Bucket":"trails","s3ObjectKey":["AWSLogs/1.json.gz"]}`:                                                                                                                                                    "CloudTrail delivered a log file",
		`{"Type":"Notification","Message":"{\"s3Bucket\":\"trails\",\"s3ObjectKey\":[\"AWSLogs/1.json.gz\"]}"}`:                                                                                                        "CloudTrail delivered a log file",
		`{"Messages":[{"MessageId":"1","Body":"{\n \"Type\" : \"Notification\",\n \"Message\" : \"{\\\"s3Bucket\\\":\\\"t\\\",\\\"s3ObjectKey\\\":[\\\"k\\\"]}\"}"}]}`:                                                 "CloudTrail delivered a log file",
		`{"Records":[{"eventVersion":"2.1","eventSource":"aws:s3","awsRegion":"eu-west-1","eventTime":"2026-03-04T09:15:02.000Z","eventName":"ObjectCreated:Put","s3":{"bucket":{"name":"b"},"object":{"key":"k"}}}]}`: "notification of S3",
		"------------------\n|  DescribeVolumes  |\n+----------------+\n||  Volumes  ||\n":                                                                                                                             "--output table",
		"-----\n|  GetMetricStatistics  |\n+----+\n|  Label |  CPUUtilization |\n":                                                                                                                                     "--output table",
		"VOLUMES\teu-west-1a\t2026-03-04T09:15:02+00:00\tTrue\t100\tgp3\nTAGS\tName\tdata\n":                                                                                                                           "--output text",
		"RESERVATIONS\t111122223333\tr-0a\nINSTANCES\t0\tx86_64\ti-0a\n":                                                                                                                                               "--output text",
		"READ\tME\n":                  "--output text",
		"[]\n":                        "answer without entries",
		"{}":                          "answer without entries",
		"{\n    \"Records\": []\n}\n": "answer without entries",
		`{"events": [ ], "nextToken": "a\/b", "searched": null}`:                                                                           "answer without entries",
		`{"searched": "x", "Records": []}`:                                                                                                 "answer without entries",
		"Permission Check Successful\n":                                                                                                    "to test whether it may export",
		`<Event xmlns="http://schemas.microsoft.com/win/2004/08/events/event"><System/></Event>`:                                           "Windows event log",
		"INIT_START Runtime Version: python:3.13.v31\nSTART RequestId: e068a856-ea52-42bb-a60a-539273d66537 Version: $LATEST\n":            "AWS Lambda",
		"e068a856-ea52-42bb-a60a-539273d66537 Task timed out after 30.03 seconds\n\nEND RequestId: e068a856-ea52-42bb-a60a-539273d66537\n": "AWS Lambda",
		`{"a": 1}`:            "JSON beginning",
		`{"a": [1], "b": []}`: "JSON beginning",
	} {
		result := detect(&parsers.Header{Name: "describe-volumes.json", Prefix: []byte(text), Complete: true})
		if result.Format != nil || !strings.Contains(result.Nature, want) {
			t.Errorf("%s: %+v", text, result)
		}
	}
	for _, text := range []string{"| a | b |\n|---|---|\n", "--- diff\n+++ diff\n", "A\tB\n1\t2\n", "Error: none", `{"s3ObjectKey":"one"}`} {
		if got := namedNature([]byte(text)); got != "" {
			t.Errorf("%q: %s", text, got)
		}
	}
}
