package reporttest

import (
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"hamari/correlate/report"
)

// Update says that the golden files are to be written anew.
var Update = flag.Bool("update", false, "write the golden files")

// MadeUp returns the reports that are written by hand, by their names. The test's folder must lie beside theirs.
func MadeUp(t testing.TB) map[string]*report.Report {
	t.Helper()
	return read(t, "../testdata/*.report.json", "")
}

// All returns the reports that are written by hand, as made-up-NAME, and those of the whole bundles.
func All(t testing.TB) map[string]*report.Report {
	t.Helper()
	all := read(t, "../testdata/*.report.json", "made-up-")
	for name, r := range read(t, "../../../../testdata/*.report.json", "") {
		all[name] = r
	}
	return all
}

func read(t testing.TB, pattern, prefix string) map[string]*report.Report {
	t.Helper()
	names, err := filepath.Glob(pattern)
	if err != nil || len(names) == 0 {
		t.Fatalf("no reports at %s: %v", pattern, err)
	}
	all := make(map[string]*report.Report)
	for _, name := range names {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		r := new(report.Report)
		if err := json.Unmarshal(text, r); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		all[prefix+strings.TrimSuffix(filepath.Base(name), ".report.json")] = r
	}
	return all
}

// Golden compares what came out with a file, or writes the file where that is asked for.
func Golden(t *testing.T, file, got string) {
	t.Helper()
	if *Update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("run go test -update if this is meant (-want +got):\n%s", diff)
	}
}
