package cloudtrail

import (
	"testing"

	"hamari/parsers"
)

func TestDetect(t *testing.T) {
	const trail = "AWSLogs/111122223333/CloudTrail/eu-west-1/2026/03/04/111122223333_CloudTrail_eu-west-1_20260304T0920Z_aBcDeFgHiJkLmNoP.json.gz"
	a := event("a")
	tests := []struct {
		name, file, prefix string
		want               parsers.Confidence
	}{
		{"S3 delivery", "x.json", `{"Records":[` + a, parsers.ByContent},
		{"delivery after an empty one", "x.json", `{"Records":[]} {"Records":[` + a, parsers.ByContent},
		{"token before the list", "x.json", `{"NextToken":"t","Records":[` + a + `]}`, parsers.ByContent},
		{"array", "x.json", "[\n  " + a, parsers.ByContent},
		{"lines", "x.json", a + "\n" + a, parsers.ByContent},
		{"cut in the middle of a record", "x.json", `{"Records":[` + deniedGrant[:900], parsers.ByContent},
		{"insight", "x.json", `{"Records":[{"eventVersion":"1.09","eventTime":"2026-03-04T09:15:00Z","eventType":"AwsCloudTrailInsight","insightDetails":{`, parsers.ByContent},
		{"event history", "x.csv", historyTitles, parsers.ByContent},
		{"event history, hidden columns", "x.csv", "Event time;Event name\n", parsers.ByContent},

		{"empty list by name", trail, `{"Records":[]}`, parsers.ByName},
		{"null list by name", "event_history.json", `{"Records":null}`, parsers.ByName},
		{"cut short by name", trail, `{"Records":[{"eventVer`, parsers.ByName},
		{"cut after one key by name", trail, `{"Records":[{"eventVersion":"1.11","userId`, parsers.ByName},
		{"nothing by name", trail, ``, parsers.ByName},
		{"empty list, other name", "x.json", `{"Records":[]}`, parsers.No},
		{"other content under a trail's name", trail, `{"Events":[]}`, parsers.No},
		{"text under a trail's name", trail, `An error occurred`, parsers.No},

		{"RDS describe-events", "x.json", `{"Events":[{"SourceIdentifier":"db-1","SourceType":"db-instance","Message":"x","EventCategories":[],"Date":"2026-03-04T09:15:00Z"}]}`, parsers.No},
		{"get-log-events", trail, `{"events":[{"timestamp":1772615702000,"message":"{\"eventVersion\":\"1.11\"}","ingestionTime":1}]}`, parsers.No},
		{"lookup-events", "x.json", `{"Events":[{"EventId":"a","EventName":"X","EventTime":"2026-03-04T09:15:00Z","CloudTrailEvent":"{}"}]}`, parsers.No},
		{"EventBridge", "x.json", `{"version":"0","id":"a","detail-type":"AWS API Call via CloudTrail","source":"aws.ec2","account":"111122223333","detail":` + a + `}`, parsers.No},
		{"digest", "111122223333_CloudTrail-Digest_eu-west-1_t_eu-west-1_20260304T092000Z.json.gz", `{"awsAccountId":"111122223333","digestStartTime":"2026-03-04T08:20:00Z","digestS3Object":"x","logFiles":[]}`, parsers.No},
		{"digest, cut", "111122223333_CloudTrail-Digest_eu-west-1_t.json.gz", `{"awsAcc`, parsers.No},
		{"describe-trails", "x.json", `{"trailList":[{"Name":"t","HomeRegion":"eu-west-1"}]}`, parsers.No},
		{"S3 notification", "x.json", `{"Records":[{"eventVersion":"2.1","eventSource":"aws:s3","awsRegion":"eu-west-1","eventTime":"2026-03-04T09:15:02Z","eventName":"ObjectCreated:Put","userIdentity":{"principalId":"A"},"s3":{}}]}`, parsers.No},
		{"other records", "x.json", `{"Records":[{"kinesis":{},"eventSource":"aws:kinesis"}]}`, parsers.No},
		{"list of strings", "x.json", `["eventTime","eventName"]`, parsers.No},
		{"flow log", "x.log", "version account-id interface-id\n", parsers.No},
		{"metric CSV", "x.csv", "Id,m1\nLabel,CPUUtilization\n", parsers.No},
	}
	for _, tt := range tests {
		h := &parsers.Header{Name: tt.file, Prefix: []byte(tt.prefix)}
		if got := Format.Detect(h); got != tt.want {
			t.Errorf("%s: %d, want %d", tt.name, got, tt.want)
		}
	}
}
