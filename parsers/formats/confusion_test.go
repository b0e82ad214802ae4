package formats

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"hamari/parsers"
	"hamari/parsers/wrapper"
	"hamari/parsers/wrapper/wrappertest"
)

// fixtures are texts of each format, as short as they come. Some are hard on purpose: they quote another format.
var fixtures = []struct{ format, name, text string }{
	{"cloudtrail", "a call that failed", `{"Records":[{"eventVersion":"1.11","eventTime":"2026-03-04T09:15:02Z","eventSource":"ec2.amazonaws.com","eventName":"StartInstances","errorMessage":"` + pasted + `"}]}`},
	{"flowlog", "records", strings.Join(flowLines, "\n") + "\n"},
	{"tgwflowlog", "record", "6 TransitGateway 123456789012 tgw-01 tgw-attach-01 111111111111 222222222222 vpc-01 vpc-02 subnet-01 subnet-02 " +
		"eni-01 eni-02 use1-az1 use1-az2 tgw-attach-02 10.0.0.1 10.1.0.1 40000 443 6 10 840 1700000000 1700000060 OK IPv4 0 3 0 0 2 us-east-1 ingress - -\n"},
	{"inventory", "instances", `{"Reservations":[{"Instances":[{"InstanceId":"i-0a1b2c3d4e5f60718","InstanceType":"m5.large","State":{"Name":"stopped"}}]}]}`},
	{"metrics", "datapoints", `{"Label":"CPUUtilization","Datapoints":[{"Timestamp":"2026-03-04T09:15:00Z","Average":1.5,"Unit":"Percent"}]}`},
	{"ssmagent", "a call that failed", "2026-03-04 10:15:02 INFO [amazon-ssm-agent] Starting Core Agent\n2026-03-04 10:15:03 ERROR [HealthCheck] " + pasted + "\n"},
	{"ssmagent", "audit", "SchemaVersion=1\nagent_telemetry amazon-ssm-agent.start 3.3.131.0 09:10:28\n"},
	{"rdsevent", "answer", `{"Events":[{"SourceType":"db-instance","SourceIdentifier":"orders","Message":"Multi-AZ instance failover started.","Date":"2026-03-04T09:15:02Z"}]}`},
	{"postgres", "a statement that quotes an error", "2026-03-04 09:15:02 UTC:10.0.5.20(52834):app@orders:[20175]:ERROR:  x\n2026-03-04 09:15:02 UTC:10.0.5.20(52834):app@orders:[20175]:STATEMENT:  INSERT INTO log VALUES ('" + pasted + "')\n"},
	{"mysqlerror", "8.0", "2026-03-04T09:15:02.123456Z 812 [Warning] [MY-010055] [Server] " + pasted + "\n"},
	{"mysqlerror", "5.6", "2026-03-04 09:15:04 14223 [ERROR] InnoDB: Cannot allocate memory\n"},
	{"mysqlslow", "query", "# Time: 2026-03-04T09:15:12.500000Z\n# User@Host: app[app] @  [10.0.5.20]  Id:   812\n# Query_time: 10.5  Lock_time: 0.0 Rows_sent: 1  Rows_examined: 9\nSET timestamp=1772615702;\nSELECT '" + pasted + "';\n"},
	{"mysqlgeneral", "command", "2026-03-04T09:15:02.223456Z\t  812 Query\tSELECT '" + pasted + "'\n"},
	{"mysqlaudit", "row", "20260304 09:15:03,ip-10-0-1-5,app,localhost,814,4712,QUERY,orders,'select 1',0,,\n"},
	{"applog", "function", `{"events":[{"timestamp":1772614921000,"message":"START RequestId: 7c1f2a3b-1111-4222-8333-944455556666 Version: $LATEST\n"},` +
		`{"timestamp":1772614922000,"message":"[ERROR]\t2026-03-04T09:02:02.120Z\t7c1f2a3b-1111-4222-8333-944455556666\t` + pasted + `\n"}]}`},
	{"applog", "function, a line of which begins with a time", "2026-03-04T09:02:01.000Z START RequestId: 1\n2026-03-04T09:02:11.000Z 2026-03-04T09:02:11.000Z 7c1f2a3b-1111-4222-8333-944455556666 Task timed out after 3.00 seconds\n"},
	{"applog", "messages in JSON", `{"events":[{"timestamp":1772614922000,"message":"{\"timestamp\":\"2026-03-04T09:02:02Z\",\"level\":\"ERROR\",\"message\":\"could not write the order to the table\"}"}]}`},
	{"console", "alone", pasted + "\n"},
	{"console", "mail", "From: a@example.com\nDate: Wed, 04 Mar 2026 18:20:00 +0900\n\nHello,\n\n> " + pasted + "\n"},
	{"console", "log of a program", "2026-03-04 10:15:02 ERROR app.jobs - " + pasted + "\n"},
}

const pasted = "An error occurred (UnauthorizedOperation) when calling the StartInstances operation: You are not authorized to perform this operation."

// texts are what each format takes for its own, with every file that a format has for its tests.
func texts(t *testing.T) map[string][]string {
	texts := map[string][]string{ // by format
		"cloudtrail": {strings.Join(cloudTrailRecords, "\n"), `{"Records":[` + cloudTrailRecords[0] + `]}`},
		"flowlog":    {strings.Join(flowLines, "\n")},
		"traildigest": {`{"awsAccountId":"111122223333","digestStartTime":"2026-03-04T09:00:00Z","digestEndTime":"2026-03-04T10:00:00Z","digestS3Bucket":"trails","digestS3Object":"AWSLogs/d.json.gz",` +
			`"logFiles":[{"s3Bucket":"trails","s3Object":"AWSLogs/l.json.gz","hashValue":"9b3d26b1b5e17c2ea84b4ce3c6f1ed6ffb2c0f9dd5f4d6b6f3b9ab4fa76e1b0c","hashAlgorithm":"SHA-256"}]}`,
			`{"version":"1.0","region":"eu-west-1","files":[{"fileHashValue":"9b3d26b1b5e17c2ea84b4ce3c6f1ed6ffb2c0f9dd5f4d6b6f3b9ab4fa76e1b0c","fileName":"result_1.csv.gz"}],"queryCompleteTime":"2026-03-04T11:20:00Z"}`},
		"metrics": {`{"Label":"CPUUtilization","Datapoints":[{"Timestamp":"2026-03-04T09:15:00Z","Average":2.5,"Unit":"Percent"}]}`},
		"inventory": {`{"Reservations":[{"Instances":[{"InstanceId":"i-0a1b2c3d4e5f60718","InstanceType":"m5.large"}]}]}`,
			"Volumes:\n- VolumeId: vol-0a1b2c3d4e5f60718\n  Size: 8\n", "{'Volumes': [{'VolumeId': 'vol-0a1b2c3d4e5f60718', 'Size': 8}]}",
			`{"fileVersion":"1.0","configurationItems":[{"resourceType":"AWS::EC2::Volume","resourceId":"vol-0a1b2c3d4e5f60718","configuration":{"volumeId":"vol-0a1b2c3d4e5f60718"}}]}`,
			`["vol-0a1b2c3d4e5f60718"]`,
			`{"LoadBalancers":[{"LoadBalancerArn":"arn:aws:elasticloadbalancing:eu-west-1:111122223333:loadbalancer/app/shop/0a1b","LoadBalancerName":"shop"}]}`},
	}
	for _, f := range fixtures {
		texts[f.format] = append(texts[f.format], f.text)
	}
	for _, f := range All() {
		for _, file := range ownFiles(t, f.Name) {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			texts[f.Name] = append(texts[f.Name], string(text))
		}
		if len(texts[f.Name]) == 0 {
			t.Errorf("%s: no text to recognise: put one into testdata of the folder %s, as *.log or *.json, or into fixtures", f.Name, f.Name)
		}
	}
	return texts
}

// TestConfusion is a confusion matrix: all these texts are asked for under every name that claims to be something else,
// and must be taken for what they are each time.
func TestConfusion(t *testing.T) {
	for format, list := range texts(t) {
		for _, text := range list {
			header := &parsers.Header{Prefix: []byte(text[:min(len(text), parsers.HeaderSize)]), Complete: true}
			for _, name := range foreignNames {
				if got := detected(header, name); got != format {
					t.Errorf("%.80q under the name %s: %q, want %s", text, name, got, format)
				}
			}
		}
	}
}

// ownFiles returns the logs among a format's test data.
func ownFiles(t testing.TB, format string) (files []string) {
	for _, pattern := range []string{"*.log", "*.json"} {
		found, err := filepath.Glob(filepath.Join("..", format, "testdata", pattern))
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, found...)
	}
	return files
}

// documents are formats of which no log group holds records, and why.
var documents = map[string]string{
	"inventory": "answers", "metrics": "answers and tables", "rdsevent": "answers, and events within EventBridge", "traildigest": "files of a bucket",
}

// TestConfusionInEnvelopes holds the same for the logs that reach CloudWatch Logs, message by message, and that each of
// them is tried: here, or by TestEnvelopes.
func TestConfusionInEnvelopes(t *testing.T) {
	tried := map[string]bool{}
	for _, s := range sources(t) {
		tried[s.format] = true
	}
	defer func() {
		for _, f := range All() {
			if !tried[f.Name] && documents[f.Name] == "" {
				t.Errorf("%s: no log with a record on each line, neither in testdata of the folder %s, as *.log or *.json, nor in fixtures", f.Name, f.Name)
			}
		}
	}()
	for _, f := range fixtures {
		if documents[f.format] != "" || f.format == "cloudtrail" || f.name == "mail" {
			continue
		}
		tried[f.format] = true
		if f.format == "applog" {
			continue // the envelope is a part of it
		}
		for _, envelope := range wrappertest.Envelopes() {
			if envelope.JSON || f.format == "mysqlslow" {
				continue
			}
			text := envelope.Wrap(strings.Split(strings.TrimSuffix(f.text, "\n"), "\n"))
			h := &parsers.Header{Prefix: []byte(text), Complete: true}
			want := f.format
			if want == "console" && ofLogEvents(envelope) {
				want = "applog" // which finds the message; a list of texts need not be one of log events
			}
			if got := detected(h, "notes.txt"); got != want && (want != "applog" || got != f.format || !slices.Contains(envelope.Via, "text-list")) {
				t.Errorf("%s, %s in %s: %q", f.format, f.name, envelope.Name, got)
			}
		}
	}
}

func ofLogEvents(e wrappertest.Envelope) bool {
	return slices.ContainsFunc(wrapper.All(), func(w *wrapper.Wrapper) bool { return w.LogEvents && slices.Contains(e.Via, w.Name) })
}
