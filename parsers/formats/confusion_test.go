package formats

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"hamari/parsers"
)

// TestConfusion is a confusion matrix: what each format takes for its own, and every file that a format has for its
// tests, is asked for under every name that claims to be something else, and must be taken for what it is each time.
func TestConfusion(t *testing.T) {
	texts := map[string][]string{ // by format
		"cloudtrail": {strings.Join(cloudTrailRecords, "\n"), `{"Records":[` + cloudTrailRecords[0] + `]}`},
		"flowlog":    {strings.Join(flowLines, "\n")},
		"tgwflowlog": {"6 TransitGateway 123456789012 tgw-01 tgw-attach-01 111111111111 222222222222 vpc-01 vpc-02 subnet-01 subnet-02 " +
			"eni-01 eni-02 use1-az1 use1-az2 tgw-attach-02 10.0.0.1 10.1.0.1 40000 443 6 10 840 1700000000 1700000060 OK IPv4 0 3 0 0 2 us-east-1 ingress - -\n"},
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
	for _, f := range All() {
		for _, file := range ownFiles(t, f.Name) {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			texts[f.Name] = append(texts[f.Name], string(text))
		}
		if len(texts[f.Name]) == 0 {
			t.Errorf("%s: no text to recognise", f.Name)
		}
	}
	for format, list := range texts {
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
