package catalogue_test

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"testing"

	"hamari/correlate/catalogue"
	"hamari/correlate/pattern"
)

var update = flag.Bool("update", false, "write the trees of the built-in patterns anew")

// TestTrees holds the tree of every built-in pattern to its file. What loading a tree takes for granted, templates and
// regular expressions that are right, is checked here.
func TestTrees(t *testing.T) {
	files, err := filepath.Glob("*/pattern.yaml")
	if err != nil || len(files) == 0 {
		t.Fatal("no patterns", err)
	}
	voc := catalogue.Vocabulary()
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := pattern.Parse(file, data, voc); err != nil {
			t.Error(err)
			continue
		}
		want, err := pattern.Tree(file, data)
		if err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(filepath.Dir(file), "pattern.tree")
		if got, err := os.ReadFile(path); err == nil && bytes.Equal(got, want) {
			continue
		}
		if !*update {
			t.Errorf("%s is not that of %s: write it with go test ./correlate/catalogue -run Trees -update, then run the tests once more", path, file)
			continue
		}
		if err := os.WriteFile(path, want, 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// TestTreesHaveFiles holds that no pattern is built in whose file is gone.
func TestTreesHaveFiles(t *testing.T) {
	trees, err := filepath.Glob("*/pattern.tree")
	if err != nil {
		t.Fatal(err)
	}
	for _, tree := range trees {
		if _, err := os.Stat(filepath.Join(filepath.Dir(tree), "pattern.yaml")); err != nil {
			t.Errorf("%s has no file: %v", tree, err)
		}
	}
}
