package cloudtrail

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"hamari/parsers"
)

// samples returns the files of a folder of real records that others published, or skips the test.
func samples(t *testing.T, folder string) []string {
	t.Helper()
	root := os.Getenv("HAMARI_SAMPLES")
	if root == "" {
		root = filepath.Join("..", "..", "..", "shared")
	}
	files, err := filepath.Glob(filepath.Join(root, "samples", folder, "*.json"))
	if err != nil {
		t.Fatal(err)
	}
	if len(files) == 0 {
		t.Skipf("no samples in %s; set HAMARI_SAMPLES to the folder that holds them", root)
	}
	return files
}

func TestSamples(t *testing.T) {
	for _, tt := range []struct {
		folder         string
		files, records int
	}{
		{"cloudtrail-invictus", 55, 2900},
		{"cloudtrail-stratus", 35, 310},
	} {
		t.Run(tt.folder, func(t *testing.T) {
			files := samples(t, tt.folder)
			c := &collector{}
			for _, file := range files {
				text, err := os.ReadFile(file)
				if err != nil {
					t.Fatal(err)
				}
				h := &parsers.Header{Name: "x.json", Prefix: text[:min(len(text), parsers.HeaderSize)], Complete: len(text) <= parsers.HeaderSize}
				if got := Format.Detect(h); got != parsers.ByContent {
					t.Errorf("%s: detected %d", file, got)
				}
				if err := readFrom(bytes.NewReader(text), c); err != nil {
					t.Errorf("%s: %v", file, err)
				}
			}
			if len(files) != tt.files || len(c.events) != tt.records || len(c.rejects)+len(c.notes) > 0 {
				t.Errorf("%d files, %d events, rejects %q, notes %q", len(files), len(c.events), c.rejects, c.notes)
			}
			for _, e := range c.events {
				for _, name := range []string{"eventSource", "eventName", "awsRegion", "eventID", "eventType", "recipientAccountId", "readOnly"} {
					if e.Fields[name] == "" {
						t.Errorf("%s: no %s", e.Pos, name)
					}
				}
			}
		})
	}
}
