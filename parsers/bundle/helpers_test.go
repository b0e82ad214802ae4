package bundle

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
)

// file is a member to be put into an archive, or one that was handed out.
type file struct{ name, content string }

func zipOf(t testing.TB, files ...file) string {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, f := range files {
		m, err := w.CreateHeader(&zip.FileHeader{Name: f.name, Method: zip.Deflate})
		check(t, err)
		_, err = io.WriteString(m, f.content)
		check(t, err)
	}
	check(t, w.Close())
	return b.String()
}

// storedZip has no compression and no data descriptors, so that bytes in it can be changed in place.
func storedZip(t testing.TB, files ...file) string {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, f := range files {
		m, err := w.CreateRaw(&zip.FileHeader{
			Name: f.name, CRC32: crcOf(f.content),
			CompressedSize64: uint64(len(f.content)), UncompressedSize64: uint64(len(f.content)),
		})
		check(t, err)
		_, err = io.WriteString(m, f.content)
		check(t, err)
	}
	check(t, w.Close())
	return b.String()
}

func tarOf(t testing.TB, files ...file) string {
	t.Helper()
	var b bytes.Buffer
	w := tar.NewWriter(&b)
	for _, f := range files {
		check(t, w.WriteHeader(&tar.Header{Name: f.name, Size: int64(len(f.content)), Mode: 0o600}))
		_, err := io.WriteString(w, f.content)
		check(t, err)
	}
	check(t, w.Close())
	return b.String()
}

func gz(t testing.TB, content string) string {
	t.Helper()
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	_, err := io.WriteString(w, content)
	check(t, err)
	check(t, w.Close())
	return b.String()
}

func check(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func sha(s string) string {
	sum := sha256.Sum256([]byte(s))
	return hex.EncodeToString(sum[:])
}

// write puts a file into a folder and returns its path.
func write(t testing.TB, dir, name, content string) string {
	t.Helper()
	path := filepath.Join(dir, filepath.FromSlash(name))
	check(t, os.MkdirAll(filepath.Dir(path), 0o700))
	check(t, os.WriteFile(path, []byte(content), 0o600))
	return path
}

func open(t testing.TB, opts Options, paths ...string) *Case {
	t.Helper()
	if opts.TempDir == "" {
		opts.TempDir = t.TempDir()
	}
	c, err := Open(t.Context(), paths, nil, opts)
	check(t, err)
	t.Cleanup(func() { check(t, c.Close()) })
	return c
}

// openBytes opens one file with the given name and content.
func openBytes(t testing.TB, opts Options, name, content string) *Case {
	t.Helper()
	return open(t, opts, write(t, t.TempDir(), name, content))
}

// walked is everything that a walk gave.
type walked struct {
	content map[string]string
	results map[string]Result // of members
	archive map[string]Result // of archives as a whole
}

func walk(t testing.TB, c *Case) walked {
	t.Helper()
	var mu sync.Mutex
	w := walked{map[string]string{}, map[string]Result{}, map[string]Result{}}
	busy := make([]sync.Mutex, c.Jobs())
	read := func(_ context.Context, by *Worker, m *Member, r io.Reader) error {
		worker := by.Number
		if !busy[worker].TryLock() {
			t.Errorf("worker %d was given %s while it was reading another member", worker, m.Path)
		}
		defer busy[worker].Unlock()
		b, err := io.ReadAll(r)
		mu.Lock()
		defer mu.Unlock()
		if _, twice := w.content[m.Path]; twice {
			t.Errorf("%s was handed out twice", m.Path)
		}
		w.content[m.Path] = string(b)
		return err
	}
	done := func(_ int, result Result) {
		mu.Lock()
		defer mu.Unlock()
		into := w.results
		if result.Archive {
			into = w.archive
		}
		if _, twice := into[result.Member.Path]; twice {
			t.Errorf("%s was reported twice", result.Member.Path)
		}
		into[result.Member.Path] = result
	}
	check(t, c.Walk(t.Context(), read, done))
	for path := range w.content {
		if _, reported := w.results[path]; !reported {
			t.Errorf("%s was handed out but not reported", path)
		}
	}
	return w
}

// paths returns the members that were read without an error, sorted.
func (w walked) paths() []string {
	var paths []string
	for path, result := range w.results {
		if result.Err == nil {
			paths = append(paths, path)
		}
	}
	slices.Sort(paths)
	return paths
}

// reasons returns the members and archives that were not read to their end.
func (w walked) reasons() map[string]Reason {
	reasons := map[string]Reason{}
	for path, result := range w.results {
		if result.Err != nil {
			reasons[path] = result.Err.Reason
		}
	}
	for path, result := range w.archive {
		reasons["archive "+path] = result.Err.Reason
	}
	return reasons
}
