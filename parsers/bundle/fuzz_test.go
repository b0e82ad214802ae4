package bundle

import (
	"context"
	"io"
	"strings"
	"sync/atomic"
	"testing"
)

// FuzzWalk opens arbitrary bytes and holds that every member handed out is reported, that the counts add up, and that
// the limits do.
func FuzzWalk(f *testing.F) {
	a, b := file{"dir/a.json", `{"Records":[]}`}, file{"b.gz", gz(f, "one\ntwo\n")}
	zipped, tarred := zipOf(f, a, b), tarOf(f, a, b)
	for _, seed := range []string{
		"", "text", "\xff\xfea\x00", gz(f, "text"), gz(f, "text") + "rest", zipped, storedZip(f, a, b), tarred, gz(f, tarred),
		zipOf(f, file{"in.zip", zipped}, file{"in.tgz", gz(f, tarred)}), zipped[:len(zipped)/2], tarred[:700],
	} {
		f.Add([]byte(seed))
	}
	limits := Limits{MaxBytes: 1 << 20, MaxMembers: 50, MaxDepth: 3}
	f.Fuzz(func(t *testing.T, content []byte) {
		c, err := Open(t.Context(), []string{Stdin}, strings.NewReader(string(content)), Options{Limits: limits, Jobs: 2})
		if err != nil {
			return
		}
		defer c.Close()
		var handed, reported, archives atomic.Int64
		var plain atomic.Int64
		read := func(_ context.Context, _ *Worker, _ *Member, r io.Reader) error {
			handed.Add(1)
			_, err := io.Copy(io.Discard, r)
			return err
		}
		check(t, c.Walk(t.Context(), read, func(_ int, r Result) {
			if r.Archive {
				archives.Add(1)
				return
			}
			reported.Add(1)
			plain.Add(r.Member.Content)
			if r.Err == nil && r.Member.SHA256 == "" {
				t.Errorf("%q is intact but has no hash", r.Member.Path)
			}
		}))
		if handed.Load() > reported.Load() || int(reported.Load()) != c.Inputs()[0].Members {
			t.Errorf("handed out %d, reported %d, counted %d", handed.Load(), reported.Load(), c.Inputs()[0].Members)
		}
		// UTF-16 grows by half when it becomes UTF-8; nothing else grows after the limit has counted it.
		if plain.Load() > limits.MaxBytes*3/2+2 {
			t.Errorf("%d bytes passed the limit of %d", plain.Load(), limits.MaxBytes)
		}
	})
}
