package bundle

import (
	"context"
	"fmt"
	"io"
	"strings"
	"testing"
)

// BenchmarkWalk reads bundles of many small members and of one large one. SetBytes is of the plain content.
//
//	go test -run - -bench Walk ./parsers/bundle
func BenchmarkWalk(b *testing.B) {
	const smallSize, smallCount, largeSize = 2 << 10, 20_000, 64 << 20
	line := `2 123456789012 eni-0123456789abcdef0 10.0.1.%d 10.0.2.7 443 49152 6 %d 4000 1700000000 1700000060 ACCEPT OK` + "\n"
	var text strings.Builder
	for i := 0; text.Len() < largeSize; i++ {
		fmt.Fprintf(&text, line, i%250, i)
	}
	large := text.String()[:largeSize]
	small := make([]file, smallCount)
	for i := range small {
		small[i] = file{fmt.Sprintf("AWSLogs/%05d.log", i), large[i*1000 : i*1000+smallSize]}
	}
	for _, bench := range []struct {
		name, content string
		bytes         int64
	}{
		{"small in zip", zipOf(b, small...), smallSize * smallCount},
		{"small in tar.gz", gz(b, tarOf(b, small...)), smallSize * smallCount},
		{"large in zip", zipOf(b, file{"large.log", large}), largeSize},
		{"large gzip", gz(b, large), largeSize},
		{"large plain", large, largeSize},
	} {
		b.Run(bench.name, func(b *testing.B) {
			c := openBytes(b, Options{}, "case", bench.content)
			read := func(_ context.Context, _ *Worker, _ *Member, r io.Reader) error {
				_, err := io.Copy(io.Discard, r)
				return err
			}
			b.SetBytes(bench.bytes)
			b.ReportAllocs()
			for b.Loop() {
				check(b, c.Walk(b.Context(), read, nil))
			}
		})
	}
}

// BenchmarkOpen lists the members of a zip that has very many.
//
//	go test -run - -bench Open ./parsers/bundle
func BenchmarkOpen(b *testing.B) {
	const count = 50_000
	files := make([]file, count)
	for i := range files {
		files[i].name = fmt.Sprintf("AWSLogs/111122223333/CloudTrail/eu-west-1/2026/03/04/111122223333_CloudTrail_eu-west-1_%06d.json.gz", i)
	}
	path := write(b, b.TempDir(), "case.zip", zipOf(b, files...))
	b.ReportAllocs()
	for b.Loop() {
		c, err := Open(b.Context(), []string{path}, nil, Options{})
		check(b, err)
		check(b, c.Close())
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*count), "ns/member")
}
