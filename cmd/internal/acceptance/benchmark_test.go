package acceptance

import (
	"bytes"
	"context"
	"io"
	"testing"

	"hamari/cmd/internal/generate"
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
