package correlate

import (
	"archive/zip"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"hamari/parsers/bundle"
)

// TestRoomOfMembers holds how much memory each member takes of which nothing is read: a bundle may have a million of them,
// and the case and the report on it must stay below 300 MB.
func TestRoomOfMembers(t *testing.T) {
	const members, most = 50_000, 220
	path := filepath.Join(t.TempDir(), "case.zip")
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	z := zip.NewWriter(f)
	for i := range members {
		if _, err := z.CreateHeader(&zip.FileHeader{Name: fmt.Sprintf("empty/%07d", i)}); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	before := heap()
	c, err := bundle.Open(t.Context(), []string{path}, nil, bundle.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	rep, err := List(t.Context(), c, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if each := (heap() - before) / members; each > most {
		t.Errorf("each member takes %d bytes", each)
	}
	if rep.Sources.Len() != members || rep.Bundle[0].Members != members {
		t.Errorf("%d sources of %d members", rep.Sources.Len(), rep.Bundle[0].Members)
	}
	runtime.KeepAlive(c)
}

// heap returns how many bytes are in use.
func heap() int64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.GC() // the first leaves what pools hold
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}
