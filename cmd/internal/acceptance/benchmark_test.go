package acceptance

import (
	"bytes"
	"context"
	"io"
	"testing"

	"hamari/cmd/internal/generate"
	"hamari/parsers/bundle"
)

// The two benchmarks read the same bundle, so that their ratio says how much an analysis costs beyond decompressing:
//
//	go test ./cmd/internal/acceptance -run '^$' -bench . -benchmem

func benchmarkBundle(b *testing.B) (packed []byte, raw int64) {
	var buf bytes.Buffer
	truth, err := generate.Write(&buf, "mixed", generate.Options{Seed: 1, Size: 50_000_000})
	if err != nil {
		b.Fatal(err)
	}
	return buf.Bytes(), truth.RawBytes
}

func BenchmarkAnalyze(b *testing.B) {
	packed, raw := benchmarkBundle(b)
	b.SetBytes(raw)
	for b.Loop() {
		analyze(b, packed, 0)
	}
}

func BenchmarkDecompress(b *testing.B) {
	packed, raw := benchmarkBundle(b)
	b.SetBytes(raw)
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
}
