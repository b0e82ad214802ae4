package formats

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"hamari/parsers"
	"hamari/parsers/flowlog"
)

// samples returns the folder of the published samples, which are not part of the repository.
func samples(t *testing.T) string {
	root := os.Getenv("HAMARI_SAMPLES")
	if root == "" {
		root = filepath.Join("..", "..", "..", "shared")
	}
	dir := filepath.Join(root, "samples")
	if _, err := os.Stat(dir); err != nil {
		t.Skip("no samples: set HAMARI_SAMPLES to the folder that holds samples/")
	}
	return dir
}

// sampleKinds says which formats the files are in that match a pattern; the first pattern counts. "" is for files that
// no format knows.
var sampleKinds = []struct {
	pattern string
	formats []string
}{
	{"cloudtrail-*/*.json", []string{"cloudtrail"}},
	{"cli-examples/cloudtrail__lookup-events*", []string{"cloudtrail"}},
	{"cli-examples/cloudwatch__get-metric-data__1.json", []string{""}}, // the queries, not the answer
	{"cli-examples/cloudwatch__get-metric-data*", []string{"metrics"}},
	{"cli-examples/cloudwatch__get-metric-statistics*", []string{"metrics"}},
	{"cli-examples/rds__describe-events*", []string{"rdsevent"}},
	{"cli-examples/logs__get-log-events*", []string{"applog"}},
	{"cli-examples/*.json", []string{"", "inventory"}},
	{"describe-cloud-custodian/monitoring/*/*GetMetric*", []string{"metrics"}},
	{"describe-cloud-custodian/*/*/*.json", []string{"", "inventory", "metrics"}},
	{"access-logs-opensearch/vpc-flow.log", []string{"flowlog"}},
	{"access-logs-opensearch/elb.log", []string{"alb"}},
	{"access-logs-opensearch/cloudfront.log", []string{"cloudfront"}},
	{"access-logs-opensearch/s3.log", []string{"s3access"}},
	{"access-logs-opensearch/postgres.log", []string{"postgres"}},
}

// foreignNames are names that claim to be something else.
var foreignNames = []string{
	"AWSLogs/111122223333/CloudTrail/eu-west-1/2026/03/04/111122223333_CloudTrail_eu-west-1_20260304T0915Z_a.json",
	"event_history.csv",
	"AWSLogs/111122223333/vpcflowlogs/eu-west-1/2026/03/04/111122223333_vpcflowlogs_eu-west-1_fl-1_20260304T0915Z_a.log",
	"describe-instances.json",
	"get-metric-data.json",
	"AWSLogs/111122223333/elasticloadbalancing/eu-west-1/2026/03/04/111122223333_elasticloadbalancing_eu-west-1_app.a.0a1b_20260304T0915Z_192.0.2.1_x.log",
	"AWSLogs/111122223333/elasticloadbalancing/eu-west-1/2026/03/04/conn_log.111122223333_elasticloadbalancing_eu-west-1_app.a.0a1b_20260304T0915Z_192.0.2.1_x.log",
	"AWSLogs/111122223333/elasticloadbalancing/eu-west-1/2026/03/04/111122223333_elasticloadbalancing_eu-west-1_net.a.0a1b_20260304T0915Z_x.log",
	"AWSLogs/111122223333/elasticloadbalancing/eu-west-1/2026/03/04/111122223333_elasticloadbalancing_eu-west-1_a_20260304T0915Z_192.0.2.1_x.log",
	"E2EXAMPLE1ABCD.2026-03-04-09.0a1b2c3d",
	"logs/2026-03-04-09-15-02-0123456789ABCDEF",
	"log-events-viewer-result.csv",
	"var/log/amazon/ssm/amazon-ssm-agent.log",
	"error/postgresql.log.2026-03-04-09",
	"error/mysql-error-running.log",
	"notes.txt",
}

// TestSamples is a confusion matrix: every published sample is asked for under its own name and under foreign ones,
// and must be taken for what it is each time. Where no format knows a text, one may trust the name, but must then find
// no record in it.
func TestSamples(t *testing.T) {
	dir := samples(t)
	seen := map[string]bool{}
	for _, kind := range sampleKinds {
		files, err := filepath.Glob(filepath.Join(dir, kind.pattern))
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			if seen[file] {
				continue
			}
			seen[file] = true
			header := headerOf(t, file)
			name, err := filepath.Rel(dir, file)
			if err != nil {
				t.Fatal(err)
			}
			own := detected(header, filepath.ToSlash(name))
			if !slices.Contains(kind.formats, own) {
				t.Errorf("%s: %s, want one of %q", name, own, kind.formats)
			}
			for _, foreign := range foreignNames {
				if got := detected(header, foreign); got != own && (own != "" || readable(t, file, foreign)) {
					t.Errorf("%s: %q, but %q under the name %s", name, own, got, foreign)
				}
			}
		}
	}
	if len(seen) < 300 {
		t.Errorf("only %d samples found", len(seen))
	}
}

// readable reports whether a format finds a record in the file under the given name.
func readable(t *testing.T, file, name string) bool {
	text, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer text.Close()
	got := &collector{}
	_, err = Read(t.Context(), text, &parsers.Source{Member: name}, got)
	if err != nil && !errors.Is(err, flowlog.ErrUnknownLayout) {
		t.Error(err)
	}
	return len(got.events) > 0
}

func headerOf(t *testing.T, file string) *parsers.Header {
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	prefix := text[:min(len(text), parsers.HeaderSize)]
	return &parsers.Header{Prefix: prefix, Complete: len(prefix) == len(text)}
}

// detected returns the name of the format, "" for none; several for a text that two formats claim.
func detected(header *parsers.Header, name string) string {
	header.Name = name
	result := detect(header)
	if result.Format == nil {
		return strings.Join(result.Ambiguous, " and ")
	}
	return result.Format.Name
}
