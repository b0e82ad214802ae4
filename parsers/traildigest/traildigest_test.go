package traildigest

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"

	"hamari/parsers"
)

const (
	hash      = "9b3d26b1b5e17c2ea84b4ce3c6f1ed6ffb2c0f9dd5f4d6b6f3b9ab4fa76e1b0c"
	object    = "AWSLogs/111122223333/CloudTrail-Digest/eu-west-1/2026/03/04/111122223333_CloudTrail-Digest_eu-west-1_my_trail_us-east-1_20260304T100000Z.json.gz"
	logObject = "AWSLogs/111122223333/CloudTrail/eu-west-1/2026/03/04/111122223333_CloudTrail_eu-west-1_20260304T0905Z_Zx81qLmP0aTTy2Wd.json.gz"

	full = `{"awsAccountId":"111122223333","digestStartTime":"2026-03-04T09:00:00Z","digestEndTime":"2026-03-04T10:00:00Z",` +
		`"digestS3Bucket":"trails","digestS3Object":"` + object + `","digestPublicKeyFingerprint":"0f1e","digestSignatureAlgorithm":"SHA256withRSA",` +
		`"newestEventTime":"2026-03-04T09:58:11Z","oldestEventTime":"2026-03-04T09:00:07Z","previousDigestS3Bucket":"trails","previousDigestS3Object":"before",` +
		`"previousDigestHashValue":"` + hash + `","previousDigestHashAlgorithm":"SHA-256","previousDigestSignature":"77ab",` +
		`"logFiles":[{"s3Bucket":"trails","s3Object":"` + logObject + `","hashValue":"` + hash + `","hashAlgorithm":"SHA-256",` +
		`"newestEventTime":"2026-03-04T09:04:55Z","oldestEventTime":"2026-03-04T09:00:07Z"}]}`

	starting = `{"awsAccountId":"111122223333","digestStartTime":"2026-03-04T09:00:00Z","digestEndTime":"2026-03-04T10:00:00Z",` +
		`"digestS3Bucket":"trails","digestS3Object":"d","digestPublicKeyFingerprint":"0f1e","digestSignatureAlgorithm":"SHA256withRSA",` +
		`"newestEventTime":null,"oldestEventTime":null,"previousDigestS3Bucket":null,"previousDigestS3Object":null,` +
		`"previousDigestHashValue":null,"previousDigestHashAlgorithm":null,"previousDigestSignature":null,"logFiles":[]}`

	signFile = `{"version":"1.0","region":"eu-west-1","files":[{"fileHashValue":"` + hash + `","fileName":"result_1.csv.gz"}],` +
		`"hashAlgorithm":"SHA-256","signatureAlgorithm":"SHA256withRSA","queryCompleteTime":"2026-03-04T11:20:00Z","hashSignature":"4e01","publicKeyFingerprint":"0f1e"}`
)

type collector struct {
	events  []string
	rejects []string
	records []int
}

func (c *collector) Event(e *parsers.Event) error {
	line := fmt.Sprintf("%s %s", e.Kind.Name, e.Time.Format("2006-01-02T15:04:05"))
	if !e.End.IsZero() {
		line += e.End.Format("/15:04:05")
	}
	for slot, f := range e.Kind.Fields {
		if v := e.Value(slot); v.Exists() {
			line += fmt.Sprintf(" %s=%s", f.Name, v)
		}
	}
	c.events = append(c.events, line)
	c.records = append(c.records, e.Pos.Record)
	return nil
}

func (c *collector) Reject(e *parsers.SyntaxError) {
	c.rejects = append(c.rejects, fmt.Sprintf("%d@%d: %v", e.Pos.Line, e.Pos.Offset, e.Err))
	c.records = append(c.records, e.Pos.Record)
}

func (c *collector) Note(string) {}

func readFrom(r io.Reader) (*collector, error) {
	c := &collector{}
	return c, Format.Read(context.Background(), r, &parsers.Source{Member: "m"}, c)
}

func TestRead(t *testing.T) {
	const wantFull = "digest 2026-03-04T09:00:00/10:00:00 account=111122223333 region=eu-west-1 trail=my_trail home_region=us-east-1 bucket=trails object=" +
		object + " backfill=false fingerprint=0f1e previous_object=before previous_hash=" + hash +
		" oldest_event=2026-03-04T09:00:07Z newest_event=2026-03-04T09:58:11Z files=1"
	const wantStarting = "digest 2026-03-04T09:00:00/10:00:00 account=111122223333 bucket=trails object=d backfill=false fingerprint=0f1e files=0"
	const wantSign = "query-result-sign 2026-03-04T11:20:00 region=eu-west-1 fingerprint=0f1e files_listed=1"
	var pretty bytes.Buffer
	if err := json.Indent(&pretty, []byte(full), "", "  "); err != nil {
		t.Fatal(err)
	}
	for name, tt := range map[string]struct {
		text string
		want []string
	}{
		"as delivered":             {full, []string{wantFull}},
		"laid out anew":            {pretty.String(), []string{wantFull}},
		"first of a chain":         {starting + "\n", []string{wantStarting}},
		"backfilled":               {strings.Replace(full, "T100000Z.json.gz", "T100000Z_backfill.json.gz", 1), []string{strings.ReplaceAll(strings.Replace(wantFull, "backfill=false", "backfill=true", 1), "T100000Z.json.gz", "T100000Z_backfill.json.gz")}},
		"several in one file":      {full + starting, []string{wantFull, wantStarting}},
		"an array of them":         {"[" + full + ",\n" + starting + "]", []string{wantFull, wantStarting}},
		"one per line":             {full + "\n" + starting + "\n", []string{wantFull, wantStarting}},
		"sign file":                {signFile, []string{wantSign}},
		"time with another offset": {strings.Replace(starting, "T09:00:00Z", "T10:00:00+01:00", 1), []string{wantStarting}},
	} {
		got, err := readFrom(strings.NewReader(tt.text))
		if diff := cmp.Diff(tt.want, got.events); err != nil || diff != "" || len(got.rejects) > 0 {
			t.Errorf("%s: %v, rejects %q, %s", name, err, got.rejects, diff)
		}
		if Format.Detect(&parsers.Header{Name: "x.csv", Prefix: []byte(tt.text)}) != parsers.ByContent {
			t.Errorf("%s: not recognised", name)
		}
	}
}

// TestBroken holds that what is wrong with a digest is said with its place, and that the next one is read.
func TestBroken(t *testing.T) {
	for text, want := range map[string]string{
		`7`:                                    "not a JSON object",
		`{"digestS3Object":"d",}`:              "not valid JSON",
		`{"logFiles":[]}`:                      "neither a digest",
		`{"digestS3Object":"d","logFiles":[]}`: "no digestStartTime",
		strings.Replace(full, "T09:00:00Z", "Z", 1):                    "digestStartTime: \"2026-03-04Z\" is not a time",
		strings.Replace(full, "T10:00:00Z", "T08:00:00Z", 1):           "lies before",
		strings.Replace(full, `"logFiles":[`, `"logFiles":7,"x":[`, 1): "logFiles is not a list",
		strings.Replace(full, `"hashValue":"9b`, `"hashValue":"zz`, 1): "logFiles[0]: hashValue is no SHA-256",
		strings.Replace(full, logObject, "", 1):                        "logFiles[0]: no s3Object",
		strings.Replace(full, object, "", 1):                           "digestS3Object is empty",
		strings.Replace(full, `HashValue":"9b3d`, `HashValue":"9b`, 1): "previousDigestHashValue",
		strings.Replace(signFile, `"result_1.csv.gz"`, `""`, 1):        "files[0]: no fileName",
		strings.Replace(signFile, `"queryCompleteTime"`, `"q"`, 1):     "no queryCompleteTime",
	} {
		got, err := readFrom(strings.NewReader("[" + text + ",\n" + starting + "]"))
		if err != nil || len(got.events) != 1 || len(got.rejects) != 1 || !strings.HasPrefix(got.rejects[0], "1@1: ") || !strings.Contains(got.rejects[0], want) {
			t.Errorf("%.60s: %v, %d events, rejects %q, want %s", text, err, len(got.events), got.rejects, want)
		}
	}
}

func TestCut(t *testing.T) {
	got, err := readFrom(strings.NewReader(full[:len(full)-20]))
	if err != nil || len(got.events) != 0 || len(got.rejects) == 0 {
		t.Errorf("%v, %d events, rejects %q", err, len(got.events), got.rejects)
	}
	failure := fmt.Errorf("bad checksum")
	if _, err := readFrom(io.MultiReader(strings.NewReader(full[:50]), iotest.ErrReader(failure))); err == nil {
		t.Error("a reader that fails is not told")
	}
}

func TestDetect(t *testing.T) {
	for name, text := range map[string]string{
		"CloudTrail":             `{"Records":[{"eventVersion":"1.11","eventTime":"2026-03-04T09:15:02Z","eventName":"X","requestParameters":{"digestS3Object":"d"}}]}`,
		"nothing":                "",
		"an empty object":        "{}",
		"something with files":   `{"files":[{"fileName":"a"}]}`,
		"named inside":           `{"a":{"digestS3Object":"d","digestEndTime":"t"}}`,
		"text that speaks of it": "digestS3Object digestEndTime",
	} {
		if c := Format.Detect(&parsers.Header{Name: object, Prefix: []byte(text)}); c != parsers.No {
			t.Errorf("%s: %v", name, c)
		}
	}
	cut := strings.Replace(full, `"logFiles":[`, `"logFiles":[`+strings.Repeat(`{"s3Object":"a"},`, 10_000), 1)
	if c := Format.Detect(&parsers.Header{Prefix: []byte(cut)[:parsers.HeaderSize]}); c != parsers.ByContent {
		t.Errorf("a long digest: %v", c)
	}
}

func TestParseName(t *testing.T) {
	for object, want := range map[string]Name{
		object: {"eu-west-1", "my_trail", "us-east-1", false},
		"o/111122223333_CloudTrail-Digest_us-gov-west-1_t_us-gov-west-1_20260304T100000Z_backfill.json.gz": {"us-gov-west-1", "t", "us-gov-west-1", true},
		logObject: {}, "": {}, "111122223333_CloudTrail-Digest_.json.gz": {},
	} {
		if got := ParseName(object); got != want {
			t.Errorf("%s: %+v", object, got)
		}
	}
}

// FuzzRead holds for any text: reading ends, every record is an event or a reject, and nothing depends on how the text
// arrives.
func FuzzRead(f *testing.F) {
	for _, seed := range []string{full, starting, signFile, full + starting, "[" + full + ",7]", full[:100]} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		Format.Detect(&parsers.Header{Prefix: text})
		whole, err1 := readFrom(bytes.NewReader(text))
		halves, err2 := readFrom(iotest.HalfReader(bytes.NewReader(text)))
		if diff := cmp.Diff(whole, halves, cmp.AllowUnexported(collector{})); diff != "" || (err1 == nil) != (err2 == nil) {
			t.Fatalf("%v, %v: %s", err1, err2, diff)
		}
		if !slices.IsSorted(whole.records) {
			t.Fatalf("records out of order: %v", whole.records)
		}
	})
}

func BenchmarkRead(b *testing.B) {
	entry := full[strings.Index(full, `{"s3Bucket"`) : len(full)-2]
	text := strings.Replace(full, `"logFiles":[`, `"logFiles":[`+strings.Repeat(entry+",", 500), 1)
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		if c, err := readFrom(strings.NewReader(text)); err != nil || len(c.events) != 1 {
			b.Fatal(err, c.rejects)
		}
	}
}
