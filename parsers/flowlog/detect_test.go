package flowlog

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"hamari/parsers"
)

func TestDetect(t *testing.T) {
	const no, byName, byContent = parsers.No, parsers.ByName, parsers.ByContent
	const vpcFile = "AWSLogs/123456789012/vpcflowlogs/us-east-1/2026/03/04/123456789012_vpcflowlogs_us-east-1_fl-01_20260304T0000Z_abcd.log.gz"
	tgwHeader := strings.Join(fieldNames(tgwKind), " ")
	tests := []struct {
		name, member, prefix string
		vpc, tgw             parsers.Confidence
	}{
		{"default header", "x", defaultHeader + "\n" + defaultLine, byContent, no},
		{"default records", "x", defaultLine + "\n" + defaultLine[:20], byContent, no},
		{"Transit Gateway header", "x", tgwHeader + "\n", no, byContent},
		{"Transit Gateway records", "x", tgwLine, no, byContent},
		{"Transit Gateway header in a VPC name", vpcFile, tgwHeader + "\n", no, byContent},
		{"custom records", "x", "eni-01 10.0.0.1 10.0.0.2 ACCEPT OK 1700000000 1700000060\n", byContent, no},
		{"no data", "x", "2 123456789012 eni-01 - - - - - - - 1700000000 1700000060 - NODATA\n", byContent, no},
		{"export", "x.csv", "\"version\",\"account_id\",\"srcaddr\",\"dstaddr\"\n", byContent, no},
		{"Insights export", "logs-insights-results.csv", "@timestamp,srcAddr,dstAddr,action,logStatus\n", byContent, no},
		{"Insights statistics", "logs-insights-results.csv", "srcAddr,dstAddr,dstPort,action,count(*)\n10.0.0.1,10.0.0.2,443,REJECT,412\n", no, no},
		{"name and unsure header", vpcFile, "version account-id\n2 123456789012\n", byName, no},
		{"name and nothing", vpcFile, "", byName, no},
		{"name and JSON", vpcFile, `{"Records":[]}`, no, no},
		{"name and Parquet", vpcFile, "PAR1\x15\x04\x15\x80", no, no},
		{"stream name", "exportedlogs/t/eni-0123456789abcdef0-all/000000.gz", "eni-01 7\n", byName, no},
		{"Transit Gateway name", "transitgateway-flow-logs/1.log", "a b\n", no, byName},
		{"inventory table", "x.csv", "account-id,region,vpc-id,subnet-id,instance-id,type\n", no, no},
		{"metric table", "x.csv", "Label,CPUUtilization\n2026/02/14 15:00:00,2.083\n", no, no},
		{"messages", "x.csv", "timestamp,message\n1700000000000,\"" + defaultLine + "\"\n", no, no},
		{"CloudTrail", "x.json", `{"Records":[{"eventVersion":"1.08","awsRegion":"us-east-1"}]}`, no, no},
		{"syslog", "messages", "Mar  4 05:06:07 host sshd[17]: Accepted publickey for ec2-user from 10.0.0.1 port 40000\n", no, no},
		{"dmesg", "messages", "Mar 4 05:06:07 host kernel: eni-01 ACCEPT from 10.0.0.1\n", no, no},
		{"export task", "000000.gz", "2026-03-04T05:06:07.000Z START RequestId: 1 Version: 1\n", no, no},
		{"ALB", "x", `https 2026-03-04T05:06:07.000000Z app/a/1 10.0.0.1:4000 10.0.0.2:80 0.0 0.0 0.0 200 200 1 1 "GET / HTTP/1.1" "-" - -` + "\n", no, no},
		{"CloudFront", "x", "#Version: 1.0\n#Fields: date time\n2026-03-04\t05:06:07\tNRT\n", no, no},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			h := &parsers.Header{Name: tt.member, Prefix: []byte(tt.prefix), Complete: true}
			if got := VPC.Detect(h); got != tt.vpc {
				t.Errorf("VPC.Detect = %d, want %d", got, tt.vpc)
			}
			if got := TransitGateway.Detect(h); got != tt.tgw {
				t.Errorf("TransitGateway.Detect = %d, want %d", got, tt.tgw)
			}
		})
	}
}

// TestSamples looks at access logs that others have published.
func TestSamples(t *testing.T) {
	root := os.Getenv("HAMARI_SAMPLES")
	if root == "" {
		root = filepath.Join("..", "..", "..", "shared")
	}
	folder := filepath.Join(root, "samples", "access-logs-opensearch")
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Skipf("no samples: %v", err)
	}
	for _, entry := range entries {
		text, err := os.ReadFile(filepath.Join(folder, entry.Name()))
		if err != nil {
			t.Fatal(err)
		}
		want := parsers.No
		if entry.Name() == "vpc-flow.log" {
			want = parsers.ByContent
			if got := readAll(t, VPC, string(text)); len(got.events) != strings.Count(strings.TrimSpace(string(text)), "\n")+1 {
				t.Errorf("%s: %d events, rejects %q", entry.Name(), len(got.events), got.rejects)
			}
		}
		if got := VPC.Detect(&parsers.Header{Name: entry.Name(), Prefix: text, Complete: true}); got != want {
			t.Errorf("%s: got %d, want %d", entry.Name(), got, want)
		}
	}
}
