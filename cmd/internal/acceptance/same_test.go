package acceptance

import (
	"math/rand/v2"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"hamari/cmd/internal/generate"
	"hamari/correlate/patterntest"
	"hamari/correlate/report"
)

// TestSameReport holds that a report depends neither on the number of workers nor on the order of members, for bundles
// with every kind of log, duplicates included.
func TestSameReport(t *testing.T) {
	for _, opts := range []generate.Options{
		{Seed: 5, Size: 2_500_000, Duplicates: 4},
		{Seed: 6, Size: 1_000_000, Duplicates: 60, NoInventory: true, Zone: location(t, "Asia/Kolkata")},
		{Seed: 7, Size: 1_000_000, Forms: generate.Forms{CloudTrail: "lookup-events", FlowLog: "custom", Metrics: "plain-csv"}},
	} {
		inOrder, _ := written(t, "mixed", opts)
		opts.Shuffle = true
		shuffled, _ := written(t, "mixed", opts)
		holdSame(t, "", inOrder, shuffled)
	}
}

// TestSameReportOnTestBundles holds the same for the test bundles of the patterns.
func TestSameReportOnTestBundles(t *testing.T) {
	files, err := filepath.Glob(filepath.Join("..", "..", "..", "correlate", "catalogue", "*", "testdata", "*.txtar"))
	if err != nil || len(files) == 0 {
		t.Fatal("no test bundles found", err)
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			t.Parallel()
			b, err := patterntest.Load(file)
			if err != nil {
				t.Fatal(err)
			}
			var orders [][]byte
			for seed := range uint64(3) {
				packed, err := b.Zip(func(files []txtar.File) {
					if seed == 0 {
						return
					}
					rand.New(rand.NewPCG(seed, 0)).Shuffle(len(files), func(i, j int) { files[i], files[j] = files[j], files[i] })
				})
				if err != nil {
					t.Fatal(err)
				}
				orders = append(orders, packed)
			}
			holdSame(t, b.Expect.Timezone, orders...)
		})
	}
}

// holdSame analyses bundles of the same members with several numbers of workers. All reports must be the same to the
// byte, the hash of the bundle itself aside.
func holdSame(t *testing.T, timezone string, orders ...[]byte) {
	t.Helper()
	var first []byte
	for n, packed := range orders {
		for _, jobs := range []int{1, 2, 8} {
			rep := analyzeIn(t, packed, timezone, jobs)
			rep.Bundle = []report.Bundle{}
			got := rendered(t, rep)
			if first == nil {
				first = got
			}
			if diff := cmp.Diff(string(first), string(got)); diff != "" {
				t.Fatalf("order %d with %d workers gives another report:\n%s", n, jobs, diff)
			}
		}
	}
}
