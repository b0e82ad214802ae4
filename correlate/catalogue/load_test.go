package catalogue_test

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"
	"testing/fstest"

	"hamari/correlate/catalogue"
	"hamari/correlate/pattern"
)

var idLine = regexp.MustCompile(`(?m)^id: .*$`)

// synthetic writes a folder of n patterns as large as a built-in one.
func synthetic(t testing.TB, n int) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("tgw-az-nacl-intermittent", "pattern.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	for i := range n {
		id := fmt.Sprintf("synthetic-%03d", i)
		if err := os.WriteFile(filepath.Join(dir, id+".yaml"), idLine.ReplaceAll(text, []byte("id: "+id)), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func load(t testing.TB, dir string, want int) {
	t.Helper()
	patterns, err := catalogue.LoadDir(dir)
	if err != nil || len(patterns) != want {
		t.Fatalf("%d patterns of %d: %v", len(patterns), want, err)
	}
}

// TestLoadIsLinear holds that ten times the patterns take ten times the memory, in bytes and in pieces. Unlike time that
// can be told on a busy machine, too; for the time see BenchmarkLoad.
func TestLoadIsLinear(t *testing.T) {
	const few, many = 6, 60
	cost := func(n int) (bytes, pieces float64) {
		dir := synthetic(t, n)
		load(t, dir, n) // what is made once is made
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		load(t, dir, n)
		runtime.ReadMemStats(&after)
		return float64(after.TotalAlloc - before.TotalAlloc), float64(after.Mallocs - before.Mallocs)
	}
	fewBytes, fewPieces := cost(few)
	manyBytes, manyPieces := cost(many)
	for what, ratio := range map[string]float64{"bytes": manyBytes / fewBytes, "pieces": manyPieces / fewPieces} {
		if ratio > 1.1*many/few {
			t.Errorf("%d patterns take %.1f times the memory of %d, counted in %s", many, ratio, few, what)
		}
	}
}

func TestLoadRefusesTwins(t *testing.T) {
	dir := synthetic(t, 2)
	text, err := os.ReadFile(filepath.Join(dir, "synthetic-000.yaml"))
	if err == nil {
		err = os.WriteFile(filepath.Join(dir, "twin.yaml"), text, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	if _, err := catalogue.LoadDir(dir); err == nil || !regexp.MustCompile(`twin\.yaml:1:1: the id synthetic-000 is taken by .*synthetic-000\.yaml`).MatchString(err.Error()) {
		t.Errorf("got %v", err)
	}
}

// BenchmarkLoad loads and compiles as many patterns as the catalogue has or will have, and ten times as many: out of a
// folder of the user's, and as those that are built in.
func BenchmarkLoad(b *testing.B) {
	for _, n := range []int{27, 270} {
		b.Run(fmt.Sprintf("files=%d", n), func(b *testing.B) {
			dir := synthetic(b, n)
			benchmark(b, n, func() ([]*pattern.Pattern, error) { return catalogue.LoadDir(dir) })
		})
		b.Run(fmt.Sprintf("trees=%d", n), func(b *testing.B) {
			trees := syntheticTrees(b, n)
			benchmark(b, n, func() ([]*pattern.Pattern, error) { return catalogue.LoadTrees(trees) })
		})
	}
}

func benchmark(b *testing.B, n int, load func() ([]*pattern.Pattern, error)) {
	b.ReportAllocs()
	for b.Loop() {
		if patterns, err := load(); err != nil || len(patterns) != n {
			b.Fatalf("%d patterns of %d: %v", len(patterns), n, err)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N*n), "µs/pattern")
}

// syntheticTrees has the trees of the patterns that synthetic writes.
func syntheticTrees(t testing.TB, n int) fs.FS {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(synthetic(t, n), "*.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	trees := fstest.MapFS{}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		tree, err := pattern.Tree(file, data)
		if err != nil {
			t.Fatal(err)
		}
		trees[strings.TrimSuffix(filepath.Base(file), ".yaml")+"/pattern.tree"] = &fstest.MapFile{Data: tree}
	}
	return trees
}
