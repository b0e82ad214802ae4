package catalogue_test

import (
	"path/filepath"
	"strings"
	"testing"

	"hamari/correlate/catalogue"
	"hamari/correlate/patterntest"
)

// TestBundles runs all patterns over the test bundles of each: what one pattern's bundle shows must not be mistaken by
// another.
func TestBundles(t *testing.T) {
	patterns, err := catalogue.Load()
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range patterns {
		files, err := filepath.Glob(filepath.Join(p.ID, "testdata", "*.txtar"))
		if err != nil {
			t.Fatal(err)
		}
		matching, missing := 0, 0
		for _, file := range files {
			b, err := patterntest.Load(file)
			if err != nil {
				t.Error(err)
				continue
			}
			if len(b.Expect.Findings) > 0 {
				matching++
			} else {
				missing++
			}
			t.Run(strings.TrimSuffix(file, ".txtar"), func(t *testing.T) {
				t.Parallel()
				r, err := b.Analyze(t.Context(), patterns, 2)
				if err != nil {
					t.Fatal(err)
				}
				for _, d := range b.Compare(r) {
					t.Error(d)
				}
			})
		}
		if matching < 3 || missing < 3 {
			t.Errorf("pattern %s has %d bundles that match and %d near misses, and needs three of each", p.ID, matching, missing)
		}
	}
}
