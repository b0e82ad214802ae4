package correlate_test

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"hamari/correlate"
	"hamari/parsers/bundle"
)

func event(minute int, id string) string {
	return fmt.Sprintf(`{"eventVersion":"1.11","eventTime":"2026-03-04T09:%02d:00Z","eventSource":"ec2.amazonaws.com","eventName":"DescribeInstances","awsRegion":"eu-west-1","eventID":%q,"eventType":"AwsApiCall","recipientAccountId":"111122223333"}`, minute, id)
}

func zipped(t *testing.T, text string) []byte {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	if _, err := w.Write([]byte(text)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// TestDigestCoverage holds that files which digests name and the bundle lacks are gaps of CloudTrail's coverage, and
// that hours without a digest are, whoever asks for the report.
func TestDigestCoverage(t *testing.T) {
	const here = "111122223333_CloudTrail_eu-west-1_20260304T0905Z_Zx81qLmP0aTT0001.json.gz"
	const absent = "111122223333_CloudTrail_eu-west-1_20260304T0910Z_Zx81qLmP0aTT0002.json.gz"
	content := `{"Records":[` + event(1, "a") + "," + event(4, "b") + `]}`
	entry := func(name string, from, to int) string {
		return fmt.Sprintf(`{"s3Bucket":"trails","s3Object":"AWSLogs/%s","hashValue":"%x","hashAlgorithm":"SHA-256","oldestEventTime":"2026-03-04T09:%02d:00Z","newestEventTime":"2026-03-04T09:%02d:00Z"}`,
			name, sha256.Sum256([]byte(content)), from, to)
	}
	digest := func(hour, previous int, files string) string {
		before := "null"
		if previous > 0 {
			before = fmt.Sprintf(`"AWSLogs/111122223333_CloudTrail-Digest_eu-west-1_main_eu-west-1_20260304T%02d0000Z.json.gz"`, previous)
		}
		return fmt.Sprintf(`{"awsAccountId":"111122223333","digestStartTime":"2026-03-04T%02d:00:00Z","digestEndTime":"2026-03-04T%02d:00:00Z","digestS3Bucket":"trails","digestS3Object":"AWSLogs/111122223333_CloudTrail-Digest_eu-west-1_main_eu-west-1_20260304T%02d0000Z.json.gz","previousDigestS3Object":%s,"logFiles":[%s]}`,
			hour, hour+1, hour+1, before, files)
	}
	members := map[string][]byte{
		"logs/" + here: zipped(t, content),
		"digests/1.gz": zipped(t, digest(9, 0, entry(here, 1, 4)+","+entry(absent, 6, 9))),
		"digests/2":    []byte(digest(12, 10, "")),
	}
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for name, data := range members {
		f, err := w.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := f.Write(data); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	c, err := bundle.Open(t.Context(), []string{bundle.Stdin}, &b, bundle.Options{Jobs: 2})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	rep, err := correlate.List(t.Context(), c, correlate.Options{})
	if err != nil {
		t.Fatal(err)
	}
	var gaps []string
	for _, coverage := range rep.Coverage {
		for _, g := range coverage.Gaps {
			gaps = append(gaps, fmt.Sprintf("%s %s %s-%s %s", coverage.Format, coverage.Region, g.Start.Format("15:04:05"), g.End.Format("15:04:05"), g.Why))
		}
	}
	want := []string{"cloudtrail eu-west-1 09:06:00-09:09:01 missing file", "cloudtrail eu-west-1 10:00:00-12:00:00 missing file"}
	if diff := cmp.Diff(want, gaps); diff != "" {
		t.Error(diff)
	}
	if got := rep.Window.End.Format("15:04"); got != "09:04" {
		t.Errorf("digests make the window end at %s", got)
	}
}
