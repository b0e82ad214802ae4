package formats

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"

	"hamari/parsers"
	"hamari/parsers/flowlog"
	"hamari/parsers/wrapper/wrappertest"
)

var cloudTrailRecords = []string{
	`{"eventVersion":"1.11","userIdentity":{"type":"AssumedRole","arn":"arn:aws:sts::111122223333:assumed-role/Ops/ana","accountId":"111122223333"},"eventTime":"2026-03-04T09:15:02Z","eventSource":"ec2.amazonaws.com","eventName":"StartInstances","awsRegion":"eu-west-1","sourceIPAddress":"203.0.113.7","userAgent":"aws-cli/2.15, \"x\"; y","requestParameters":{"instancesSet":{"items":[{"instanceId":"i-0a1b2c3d4e5f60718"}]}},"responseElements":null,"requestID":"r-1","eventID":"00000000-0000-0000-0000-000000000001","readOnly":false,"eventType":"AwsApiCall","managementEvent":true,"recipientAccountId":"111122223333","eventCategory":"Management"}`,
	`{"eventVersion":"1.11","userIdentity":{"type":"AWSService","invokedBy":"ec2.amazonaws.com"},"eventTime":"2026-03-04T09:15:03Z","eventSource":"kms.amazonaws.com","eventName":"Decrypt","awsRegion":"eu-west-1","sourceIPAddress":"ec2.amazonaws.com","userAgent":"ec2.amazonaws.com","errorCode":"AccessDenied","errorMessage":"User: ops is not authorized\nto perform: kms:Decrypt","requestParameters":null,"responseElements":null,"requestID":"r-2","eventID":"00000000-0000-0000-0000-000000000002","readOnly":true,"eventType":"AwsApiCall","managementEvent":true,"recipientAccountId":"111122223333","eventCategory":"Management"}`,
	`{"eventVersion":"1.08","userIdentity":{"type":"IAMUser","userName":"Jürgen","accountId":"111122223333"},"eventTime":"2026-03-04T09:16:00Z","eventSource":"s3.amazonaws.com","eventName":"GetObject","awsRegion":"eu-west-1","sourceIPAddress":"203.0.113.8","userAgent":"[S3Console/0.4]","requestParameters":{"key":"C:\\logs\\日本"},"responseElements":null,"eventID":"00000000-0000-0000-0000-000000000003","readOnly":true,"eventType":"AwsApiCall","managementEvent":false,"recipientAccountId":"111122223333","eventCategory":"Data"}`,
	`{"eventVersion":"1.11","userIdentity":{"type":"Root","accountId":"111122223333"},"eventTime":"2026-03-04T09:17:00Z","eventSource":"signin.amazonaws.com","eventName":"ConsoleLogin","awsRegion":"us-east-1","sourceIPAddress":"203.0.113.9","userAgent":"Mozilla/5.0","requestParameters":null,"responseElements":{"ConsoleLogin":"Success"},"eventID":"00000000-0000-0000-0000-000000000004","readOnly":false,"eventType":"AwsConsoleSignIn","managementEvent":true,"recipientAccountId":"111122223333","eventCategory":"Management"}`,
	`{"eventVersion":"1.11","userIdentity":{"type":"AssumedRole","accountId":"111122223333"},"eventTime":"2026-03-04T09:18:00Z","eventSource":"ec2.amazonaws.com","eventName":"StopInstances","awsRegion":"eu-west-1","sourceIPAddress":"203.0.113.7","userAgent":"aws-cli/2.15","requestParameters":{"force":false},"responseElements":{},"eventID":"00000000-0000-0000-0000-000000000005","readOnly":false,"eventType":"AwsApiCall","managementEvent":true,"recipientAccountId":"111122223333","eventCategory":"Management"}`,
}

var flowLines = []string{
	`2 111122223333 eni-0a1b2c3d4e5f60718 10.0.1.5 10.0.2.9 40000 443 6 10 8400 1772615700 1772615760 ACCEPT OK`,
	`2 111122223333 eni-0a1b2c3d4e5f60718 10.0.2.9 10.0.1.5 443 40000 6 8 6200 1772615700 1772615760 REJECT OK`,
	`2 111122223333 eni-0a1b2c3d4e5f60718 - - - - - - - 1772615760 1772615820 - NODATA`,
	`2 111122223333 eni-0a1b2c3d4e5f60718 - - - - - - - 1772615820 1772615880 - SKIPDATA`,
	`2 111122223333 eni-0a1b2c3d4e5f60718 2001:db8::1 2001:db8::2 0 0 58 3 312 1772615880 1772615940 ACCEPT OK`,
}

// collector is a sink that keeps copies of what it is given.
type collector struct {
	events  []string
	places  []parsers.Pos
	rejects []parsers.Pos
	notes   []string
}

func (c *collector) Event(e *parsers.Event) error {
	c.events = append(c.events, fmt.Sprintf("%s %v %v %s %q", e.Kind.Name, e.Time, e.End, e.ID, e.Values))
	c.places = append(c.places, e.Pos)
	return nil
}

func (c *collector) Reject(e *parsers.SyntaxError) { c.rejects = append(c.rejects, e.Pos) }
func (c *collector) Note(text string)              { c.notes = append(c.notes, text) }

// source is a log of one format with a record on each line.
type source struct {
	format   string
	messages []string
}

// sources are such logs: those above, and every file among the test data of a format that is one.
func sources(t *testing.T) []source {
	list := []source{{"cloudtrail", cloudTrailRecords}, {"flowlog", flowLines}}
	for _, f := range All() {
		for _, file := range ownFiles(t, f.Name) {
			lines, got := linesOf(t, file), &collector{}
			if err := f.Read(t.Context(), strings.NewReader(strings.Join(lines, "\n")), &parsers.Source{Member: "m"}, got); err != nil {
				t.Fatalf("%s: %v", file, err)
			}
			if len(got.events) == len(lines) && len(got.rejects) == 0 {
				list = append(list, source{f.Name, lines})
			}
		}
	}
	return list
}

// TestEnvelopes holds that the same records make the same events in every envelope, at the place of their entry.
func TestEnvelopes(t *testing.T) {
	for _, source := range sources(t) {
		plain := &collector{}
		result, err := Read(t.Context(), strings.NewReader(strings.Join(source.messages, "\n")), &parsers.Source{Member: "m"}, plain)
		if err != nil || result.Format == nil || result.Format.Name != source.format || len(plain.events) != len(source.messages) {
			t.Fatalf("%s, plain: %+v, %v, %d events", source.format, result, err, len(plain.events))
		}
		for _, envelope := range wrappertest.Envelopes() {
			if envelope.JSON && source.messages[0][0] != '{' || ofCloudTrail(envelope) && source.format != "cloudtrail" {
				continue
			}
			text := envelope.Wrap(source.messages)
			for _, r := range []io.Reader{strings.NewReader(text), iotest.OneByteReader(strings.NewReader(text))} {
				got := &collector{}
				result, err := Read(t.Context(), r, &parsers.Source{Member: "m"}, got)
				if err != nil || result.Format == nil || result.Format.Name != source.format {
					t.Errorf("%s in %s: %+v, %v", source.format, envelope.Name, result, err)
					continue
				}
				if diff := cmp.Diff(envelope.Via, result.Via) + cmp.Diff(plain.events, got.events); diff != "" || len(got.rejects) > 0 {
					t.Errorf("%s in %s: %d rejects, %s", source.format, envelope.Name, len(got.rejects), diff)
				}
				for i, pos := range got.places {
					want := parsers.Pos{Member: "m", Record: i, Offset: -1}
					if envelope.Line != nil {
						want.Line = envelope.Line(text, i)
					}
					if pos != want {
						t.Errorf("%s in %s: event %d at %+v, want %+v", source.format, envelope.Name, i, pos, want)
					}
				}
			}
		}
	}
}

// ofCloudTrail reports whether an envelope is for CloudTrail records only.
func ofCloudTrail(e wrappertest.Envelope) bool {
	return slices.Contains(e.Via, "lookup-events") || slices.Contains(e.Via, "eventbridge")
}

// linesOf returns the lines of a format's own file.
func linesOf(t testing.TB, path string) []string {
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return strings.Split(strings.TrimSuffix(string(text), "\n"), "\n")
}

// TestBrokenMessage holds that a message which its format rejects is rejected at the place of its entry.
func TestBrokenMessage(t *testing.T) {
	messages := slices.Clone(flowLines)
	messages[3] = "2 111122223333 eni-0a1b2c3d4e5f60718 10.0.1.5"
	for _, envelope := range wrappertest.Envelopes() {
		if envelope.JSON {
			continue
		}
		got := &collector{}
		if _, err := Read(t.Context(), strings.NewReader(envelope.Wrap(messages)), &parsers.Source{Member: "m"}, got); err != nil {
			t.Error(err)
		}
		if len(got.events) != 4 || len(got.rejects) != 1 || got.rejects[0].Record != 3 {
			t.Errorf("%s: %d events, rejects at %+v", envelope.Name, len(got.events), got.rejects)
		}
	}
}

// fake is a format that claims texts with the given beginning and files with the given name, and takes each line for a
// record.
func fake(name, beginning string, fail error) *parsers.Format {
	kind := parsers.NewKind(name, name, nil)
	return &parsers.Format{
		Name: name,
		Detect: func(h *parsers.Header) parsers.Confidence {
			switch {
			case bytes.HasPrefix(h.Prefix, []byte(beginning)):
				return parsers.ByContent
			case strings.Contains(h.Name, name):
				return parsers.ByName
			}
			return parsers.No
		},
		Read: func(ctx context.Context, r io.Reader, src *parsers.Source, sink parsers.Sink) error {
			text, err := io.ReadAll(r)
			for i := range strings.Count(string(text), "\n") {
				e := &parsers.Event{Kind: kind, Pos: parsers.Pos{Member: src.Member, Line: i + 1, Record: i}}
				if err := sink.Event(e); err != nil {
					return err
				}
			}
			return errors.Join(err, fail)
		},
	}
}

func TestChoice(t *testing.T) {
	list := []*parsers.Format{fake("alpha", "a", nil), fake("beta", "b", nil), fake("also-beta", "bb", nil)}
	for _, tt := range []struct {
		name, text, format string
		ambiguous          []string
	}{
		{"x", "a\n", "alpha", nil},
		{"beta.log", "a\n", "alpha", nil}, // what the text says counts for more
		{"alpha.log", "?\n", "alpha", nil},
		{"x", "?\n", "", nil},
		{"x", "bb\n", "", []string{"beta", "also-beta"}},
		{"alpha-beta.log", "?\n", "", []string{"alpha", "beta"}},
	} {
		got := &collector{}
		result, err := read(t.Context(), list, strings.NewReader(tt.text), &parsers.Source{Member: tt.name}, got)
		name := ""
		if result.Format != nil {
			name = result.Format.Name
		}
		if diff := cmp.Diff(tt.ambiguous, result.Ambiguous); err != nil || name != tt.format || diff != "" {
			t.Errorf("%s, %q: %q, %v %s", tt.name, tt.text, name, err, diff)
		}
		if (name == "") != (len(got.events) == 0) || (name == "") != (result.Nature != "") {
			t.Errorf("%s, %q: %d events, nature %q", tt.name, tt.text, len(got.events), result.Nature)
		}
	}
}

func TestUnknownInside(t *testing.T) {
	got := &collector{}
	result, err := Read(t.Context(), strings.NewReader(`{"LogFileData":"Lines of a log that nobody knows\n"}`),
		&parsers.Source{Member: "m"}, got)
	want := Result{Via: []string{"log-file-portion"}, Nature: `text beginning "Lines of a log that nobody knows"`}
	if diff := cmp.Diff(want, result); diff != "" || err != nil || len(got.events) > 0 {
		t.Errorf("%v, %d events, %s", err, len(got.events), diff)
	}
}

// TestNesting holds that envelopes beyond the third are left closed, and those within log events where no format knows what
// is in them.
func TestNesting(t *testing.T) {
	list := []*parsers.Format{fake("alpha", "a", nil)}
	text := "a\nb\n"
	for layers := 1; layers <= 4; layers++ {
		text = "2024-10-08T15:33:25.000Z " + strings.ReplaceAll(strings.TrimSuffix(text, "\n"), "\n", "\n2024-10-08T15:33:25.000Z ") + "\n"
		got := &collector{}
		result, err := read(t.Context(), list, strings.NewReader(text), &parsers.Source{Member: "m"}, got)
		if err != nil {
			t.Fatal(err)
		}
		via := layers
		if layers > maxNesting {
			via = 1
		}
		if wantRead := layers <= maxNesting; (result.Format != nil) != wantRead || len(result.Via) != via {
			t.Errorf("%d layers: %+v", layers, result)
		} else if wantRead && got.places[1] != (parsers.Pos{Member: "m", Line: 2, Record: 1, Offset: -1}) {
			t.Errorf("%d layers: second record at %+v", layers, got.places[1])
		}
	}
}

func TestErrors(t *testing.T) {
	read1 := func(ctx context.Context, list []*parsers.Format, r io.Reader) error {
		_, err := read(ctx, list, r, &parsers.Source{Member: "m"}, &collector{})
		return err
	}
	failure := errors.New("bad checksum")
	failing := func(text string) io.Reader { return io.MultiReader(strings.NewReader(text), iotest.ErrReader(failure)) }
	for _, text := range []string{"", "?\n", "a\n", "2024-10-08T15:33:25.000Z a\n", `{"events":[{"message":"a","timestamp":1},`} {
		if err := read1(t.Context(), []*parsers.Format{fake("alpha", "a", nil)}, failing(text)); !errors.Is(err, failure) {
			t.Errorf("reader that fails after %q: %v", text, err)
		}
	}
	if err := read1(t.Context(), []*parsers.Format{fake("alpha", "a", flowlog.ErrUnknownLayout)}, strings.NewReader("a\n")); !errors.Is(err, flowlog.ErrUnknownLayout) {
		t.Errorf("error of the format: %v", err)
	}
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	if err := read1(cancelled, nil, strings.NewReader("a\n")); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled before: %v", err)
	}
}

// TestCancel holds that reading ends when the context does, in an envelope too.
func TestCancel(t *testing.T) {
	for _, line := range []string{flowLines[0] + "\n", "2024-10-08T15:33:25.000Z " + flowLines[0] + "\n"} {
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		endless := &repeater{line: []byte(line), after: 4 << 20, do: cancel}
		if _, err := Read(ctx, endless, &parsers.Source{Member: "m"}, &collector{}); !errors.Is(err, context.Canceled) {
			t.Errorf("%q: %v", line, err)
		}
	}
}

// repeater is a text without end that calls a function when it gets long.
type repeater struct {
	line  []byte
	at    int
	read  int
	after int
	do    func()
}

func (r *repeater) Read(p []byte) (int, error) {
	if r.read > r.after {
		r.do()
	}
	n := copy(p, r.line[r.at:])
	r.at = (r.at + n) % len(r.line)
	r.read += n
	return n, nil
}

// detect says what a member is, from its first bytes alone.
func detect(h *parsers.Header) Result {
	l := newLayers(all(), discard{})
	defer l.close()
	l.look(bytes.NewReader(h.Prefix), h.Name)
	l.unwrap()
	l.header.Complete = l.header.Complete && h.Complete
	return l.recognise()
}

func TestDetect(t *testing.T) {
	for _, envelope := range wrappertest.Envelopes() {
		if envelope.JSON {
			continue
		}
		text := envelope.Wrap(slices.Repeat(flowLines, 1000))
		result := detect(&parsers.Header{Name: "m", Prefix: []byte(text[:parsers.HeaderSize])})
		if diff := cmp.Diff(envelope.Via, result.Via); result.Format != flowlog.VPC || diff != "" {
			t.Errorf("%s: %+v %s", envelope.Name, result, diff)
		}
	}
}

func TestNature(t *testing.T) {
	for text, want := range map[string]string{
		"":                                   "empty",
		" \n\t\n":                            "empty",
		"{\"a\": 1}\n":                       `JSON beginning "{\"a\": 1}"`,
		"<html>":                             `XML beginning "<html>"`,
		"a,b\n1,2\n":                         `CSV beginning "a,b\n1,2"`,
		"hello, world\nagain\n":              `text beginning "hello, world\nagain"`,
		"\x1b[31mred":                        `text beginning "\x1b[31mred"`,
		strings.Repeat("日", 100):             `text beginning "` + strings.Repeat("日", 60) + `" ...`,
		"\x89PNG\r\n\x1a\n\x00\x00":          "binary (PNG image)",
		"PAR1\x15\x04\x00":                   "binary (Parquet)",
		"PK\x03\x04\x14\x00\x06\x00":         "binary (zip)",
		"PK\x03\x04\x00[Content_Types].xml ": "binary (Office document)",
		"%PDF-1.7\n1 0 obj\n":                "PDF document, which is not read: ask for the logs themselves",
		"MZ is a text":                       `text beginning "MZ is a text"`,
		"\x00\x01\x02":                       "binary (unknown, beginning 00 01 02)",
		"\xa5\x01\x0a\xa2\x01\x12\x10aws.\x0a\x10aws.exporter.arn\x12": "binary (metric stream in OpenTelemetry's format, which is not read: choose JSON as the output format of the stream)",
	} {
		if got := nature([]byte(text)); got != want {
			t.Errorf("%q: %s, want %s", text, got, want)
		}
	}
}

// FuzzRead holds that reading ends without a panic, and that nothing depends on how the text arrives.
func FuzzRead(f *testing.F) {
	for _, envelope := range wrappertest.Envelopes() {
		f.Add([]byte(envelope.Wrap(cloudTrailRecords)))
		if !envelope.JSON {
			f.Add([]byte(envelope.Wrap(flowLines)))
		}
	}
	for _, format := range All() {
		for _, file := range ownFiles(f, format.Name) {
			f.Add([]byte(strings.Join(linesOf(f, file), "\n")))
		}
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		var seen []*collector
		var results []string
		for _, r := range []io.Reader{bytes.NewReader(text), iotest.HalfReader(bytes.NewReader(text))} {
			got := &collector{}
			result, err := Read(t.Context(), r, &parsers.Source{Member: "m"}, got)
			name := ""
			if result.Format != nil {
				name = result.Format.Name
			}
			seen = append(seen, got)
			results = append(results, fmt.Sprint(name, result.Via, result.Nature, result.Ambiguous, err))
			if (result.Format == nil) != (result.Nature != "") {
				t.Errorf("format %q, nature %q", name, result.Nature)
			}
		}
		if diff := cmp.Diff(results[0], results[1]) + cmp.Diff(seen[0], seen[1], cmp.AllowUnexported(collector{})); diff != "" {
			t.Errorf("depends on how it is read: %s", diff)
		}
	})
}

// TestLogged holds that a reading of a clock without a zone is told when its envelope dates it, and no other event is.
func TestLogged(t *testing.T) {
	const line = "2026-03-04 18:15:02 INFO [HealthCheck] HealthCheck reporting agent health."
	for name, want := range map[string]string{
		"get-log-events": "2015-06-01T20:23:04.356Z", "subscription": "1970-01-01T00:00:00.001Z", "export task": "2024-10-08T15:33:25Z",
		"logs tail": "2024-10-08T15:33:25Z", "logs tail in colour": "2024-10-08T15:33:25Z", "logs tail --format short": "2024-10-08T15:33:25Z",
		"filter-log-events --output text": "2015-06-01T20:23:04.356Z", "jq .events[]": "2015-06-01T20:23:04.356Z", "console CSV": "2024-10-08T15:33:25Z", "console CSV, saved by a spreadsheet": "0001-01-01T00:00:00Z",
		"Insights CSV": "2024-10-08T15:33:25Z", "get-query-results": "2026-02-20T22:20:53.168Z",
		"get-log-events --query events[].[timestamp,message]": "2015-06-01T20:23:04.356Z",
		"Insights JSON, messages as text":                     "2026-02-20T22:20:53.168Z", "system log": "0001-01-01T00:00:00Z",
		"system log, ISO times": "2026-10-07T10:43:16.123Z", "system log in a log group": "2015-06-01T20:23:04.356Z",
	} {
		for _, envelope := range wrappertest.Envelopes() {
			if envelope.Name != name {
				continue
			}
			seen := 0
			sink := loggedSink(func(e *parsers.Event) {
				seen++
				if got := e.Logged.Format("2006-01-02T15:04:05.999Z"); got != want {
					t.Errorf("%s: %s, want %s", name, got, want)
				}
			})
			text := envelope.Wrap([]string{line, line, line})
			if _, err := Read(t.Context(), strings.NewReader(text), &parsers.Source{Member: "m"}, sink); err != nil || seen != 3 {
				t.Errorf("%s: %d events, %v", name, seen, err)
			}
			sink = func(e *parsers.Event) {
				if !e.Logged.IsZero() {
					t.Errorf("%s: a flow log record is dated twice", name)
				}
			}
			if _, err := Read(t.Context(), strings.NewReader(envelope.Wrap(flowLines)), &parsers.Source{Member: "m"}, sink); err != nil {
				t.Error(err)
			}
		}
	}
}

type loggedSink func(*parsers.Event)

func (s loggedSink) Event(e *parsers.Event) error { s(e); return nil }

func (loggedSink) Reject(*parsers.SyntaxError) {}
func (loggedSink) Note(string)                 {}
