package acceptance

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/txtar"

	"hamari/cmd/internal/generate"
	"hamari/correlate/catalogue"
	"hamari/correlate/pattern"
	"hamari/correlate/patterntest"
	"hamari/parsers/bundle"
)

// benchmarkBundles are bundles of each kind, large enough that what is done once does not show.
var benchmarkBundles = []struct {
	name, scenario string
	opts           generate.Options
}{
	{"mixed", "mixed", generate.Options{Size: 50_000_000}},
	{"cloudtrail", "single-cloudtrail", generate.Options{Size: 50_000_000, Members: 50}},
	{"cloudtrail, one member", "single-cloudtrail", generate.Options{Size: 50_000_000}},
	{"flow logs", "single-flowlog", generate.Options{Size: 50_000_000, Members: 50}},
	{"flow logs, one member", "single-flowlog", generate.Options{Size: 50_000_000}},
	{"metrics", "metrics", generate.Options{Series: 200, Points: 5_000}},
	{"tiny members", "tiny-members", generate.Options{Members: 10_000}},
	{"tiny members, stored", "tiny-members", generate.Options{Members: 10_000, Stored: true}},
}

// eachBundle runs a benchmark on bundles of each kind. MB/s are of the logs, unpacked.
func eachBundle(b *testing.B, run func(b *testing.B, packed []byte)) {
	for _, bench := range benchmarkBundles {
		b.Run(bench.name, func(b *testing.B) {
			var buf bytes.Buffer
			opts := bench.opts
			opts.Seed = 1
			truth, err := generate.Write(&buf, bench.scenario, opts)
			if err != nil {
				b.Fatal(err)
			}
			b.SetBytes(truth.RawBytes)
			b.ReportAllocs()
			run(b, buf.Bytes())
		})
	}
}

// BenchmarkAnalyze and BenchmarkDecompress read the same bundles, so that their ratio says what an analysis costs beyond
// decompressing.
func BenchmarkAnalyze(b *testing.B) {
	eachBundle(b, func(b *testing.B, packed []byte) {
		for b.Loop() {
			analyze(b, packed, 0)
		}
	})
}

// BenchmarkCatalogue reads bundles with all patterns and with none. What it reports as "times" is what all patterns and
// their lenses cost together, and as "patterns" what they cost beyond one that finds nothing, for which most lenses are
// fed as well: that is to stay below 1.3, however many there are. Both are of CPU time, which others on the machine
// disturb less than time. The last bundle has nothing but what many patterns ask for.
func BenchmarkCatalogue(b *testing.B) {
	all, err := catalogue.Load()
	if err != nil {
		b.Fatal(err)
	}
	idle, err := pattern.Parse("idle.yaml", []byte(idlePattern), catalogue.Vocabulary())
	if err != nil {
		b.Fatal(err)
	}
	cost := func(b *testing.B, packed []byte) {
		var with, one, none time.Duration
		for b.Loop() {
			none += cpuOf(b, packed, nil)
			one += cpuOf(b, packed, []*pattern.Pattern{idle})
			with += cpuOf(b, packed, all)
		}
		b.ReportMetric(float64(with)/float64(none), "times")
		b.ReportMetric(float64(with)/float64(one), "patterns")
	}
	eachBundle(b, cost)
	b.Run("refusals", func(b *testing.B) {
		packed, size := refusedCalls(b)
		b.SetBytes(size)
		cost(b, packed)
	})
}

// idlePattern selects nothing that there is.
const idlePattern = `id: idle
title: Idle
severity: info
needs: [cloudtrail]
steps: {none: {kind: cloudtrail, where: {eventName: NoSuchOperation}}}
match: [none]
group: [account]
report: {summary: s, explain: e}
`

// cpuOf analyses a bundle and returns what that took of the processors.
func cpuOf(b *testing.B, packed []byte, patterns []*pattern.Pattern) time.Duration {
	var before, after syscall.Rusage
	err := syscall.Getrusage(syscall.RUSAGE_SELF, &before)
	if err == nil {
		_, err = patterntest.Analyze(b.Context(), packed, patterns, "", 0)
	}
	if err == nil {
		err = syscall.Getrusage(syscall.RUSAGE_SELF, &after)
	}
	if err != nil {
		b.Fatal(err)
	}
	return time.Duration(after.Utime.Nano() + after.Stime.Nano() - before.Utime.Nano() - before.Stime.Nano())
}

// refusedCalls is a bundle of calls of which every second one is refused.
func refusedCalls(b *testing.B) (packed []byte, size int64) {
	var trail strings.Builder
	trail.WriteString(`{"Records":[`)
	start := time.Date(2026, time.March, 4, 0, 0, 0, 0, time.UTC)
	services := []string{"ec2", "kms", "s3", "sts", "iam"}
	names := []string{"DescribeInstances", "Decrypt", "GetObject", "AssumeRole", "ListRoles", "StartInstances", "PutRolePolicy"}
	const refused = `"errorCode":"AccessDenied","errorMessage":"User: arn:aws:iam::111122223333:user/u is not authorized to perform: ec2:DescribeInstances because no identity-based policy allows the ec2:DescribeInstances action",`
	for i := range 50_000 {
		if i > 0 {
			trail.WriteByte(',')
		}
		fmt.Fprintf(&trail, `{"eventVersion":"1.11","eventID":"00000000-0000-4000-8000-%012d","eventTime":%q,"eventSource":"%s.amazonaws.com","eventName":%q,"awsRegion":"eu-west-1",`+
			`"sourceIPAddress":"203.0.113.%d","userAgent":"aws-cli/2.17","userIdentity":{"type":"IAMUser","arn":"arn:aws:iam::111122223333:user/u%d","accountId":"111122223333","userName":"u%d"},%s`+
			`"requestParameters":{"name":"n%d"},"responseElements":null,"readOnly":%t,"eventType":"AwsApiCall","recipientAccountId":"111122223333"}`,
			i, start.Add(time.Duration(i)*time.Second).Format(time.RFC3339), services[i%len(services)], names[i%len(names)], i%250, i%97, i%97,
			[]string{refused, ""}[i%2], i%1000, i%len(names) < 5)
	}
	trail.WriteString("]}")
	files := patterntest.Bundle{Name: "refusals", Files: []txtar.File{{Name: "trail.json", Data: []byte(trail.String())}}}
	packed, err := files.Zip(nil)
	if err != nil {
		b.Fatal(err)
	}
	return packed, int64(trail.Len())
}

func BenchmarkDecompress(b *testing.B) {
	eachBundle(b, func(b *testing.B, packed []byte) {
		for b.Loop() {
			c, err := bundle.Open(b.Context(), []string{bundle.Stdin}, bytes.NewReader(packed), bundle.Options{})
			if err != nil {
				b.Fatal(err)
			}
			err = c.Walk(b.Context(), func(_ context.Context, _ *bundle.Worker, _ *bundle.Member, r io.Reader) error {
				_, err := io.Copy(io.Discard, r)
				return err
			}, nil)
			if err != nil {
				b.Fatal(err)
			}
			if err := c.Close(); err != nil {
				b.Fatal(err)
			}
		}
	})
}
