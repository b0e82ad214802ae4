package acceptance

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"hamari/cmd/internal/generate"
	"hamari/cmd/internal/report/text"
)

var update = flag.Bool("update", false, "write the demo bundles and their reports anew")

// demos are the bundles that the README speaks of.
var demos = []struct {
	scenario string
	opts     generate.Options
}{
	{"start-denied", generate.Options{Seed: 11, Size: 500_000}},
	{"slow-after-migration", generate.Options{Seed: 11, Size: 300_000}},
	{"intermittent", generate.Options{Seed: 11, Size: 500_000}},
}

// TestDemos holds that the demo bundles are what the generator makes of their seeds, and that their reports are the
// ones in testdata, to the byte.
func TestDemos(t *testing.T) {
	for _, d := range demos {
		t.Run(d.scenario, func(t *testing.T) {
			packed, truth := written(t, d.scenario, d.opts)
			base := filepath.Join("..", "..", "..", "testdata", d.scenario)
			golden(t, base+".zip", packed)

			rep := analyze(t, packed, 2)
			rep.Bundle[0].Name = d.scenario + ".zip" // it came through standard input
			holdTruth(t, rep, truth)
			asJSON := rendered(t, rep)
			var asText bytes.Buffer
			if err := text.Render(&asText, rep, text.Options{Width: 80}); err != nil {
				t.Fatal(err)
			}
			golden(t, base+".report.json", asJSON)
			golden(t, base+".report.txt", asText.Bytes())
			validate(t, asJSON)
		})
	}
}

// golden compares with a file in testdata, or writes it.
func golden(t *testing.T, path string, got []byte) {
	t.Helper()
	if *update {
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Equal(want, got) {
		return
	}
	if filepath.Ext(path) == ".zip" {
		t.Errorf("%s is not what the generator makes; run the test with -update", path)
		return
	}
	t.Errorf("%s differs; run the test with -update if that is meant\n%s", path, cmp.Diff(string(want), string(got)))
}
