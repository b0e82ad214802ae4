package bundle

import (
	"path/filepath"
	"strings"
	"testing"
)

// TestDistance holds that a walk reads every byte about once.
func TestDistance(t *testing.T) {
	log := strings.Repeat("a line of a log\n", 1<<14)
	dir := filepath.Join(t.TempDir(), "sent")
	write(t, dir, "a.log", log)
	write(t, dir, "b.zip", storedZip(t, file{"b", log}))
	for name, c := range map[string]*Case{
		"zip":    openBytes(t, Options{}, "case.zip", storedZip(t, file{"a", log}, file{"b", log})),
		"tar":    openBytes(t, Options{}, "case.tar", tarOf(t, file{"a", log})),
		"gzip":   openBytes(t, Options{}, "a.log.gz", gz(t, log)),
		"folder": open(t, Options{}, dir),
	} {
		t.Run(name, func(t *testing.T) {
			before, size := c.Distance()
			if before != 0 || size <= 0 {
				t.Errorf("before the walk %d of %d bytes are read", before, size)
			}
			for range 2 {
				walk(t, c)
				read, same := c.Distance()
				if n := read - before; n < size*9/10 || n > size*11/10 || same != size {
					t.Errorf("a walk reads %d of %d bytes", n, same)
				}
				before = read
			}
		})
	}
}
