package pattern

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestTreeIsTheFile holds that a tree gives the nodes that the file has, and is given up at any cut.
func TestTreeIsTheFile(t *testing.T) {
	files, err := filepath.Glob("testdata/*.yaml")
	if err != nil || len(files) == 0 {
		t.Fatal("no files", err)
	}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		want, problem := document(data)
		tree, err := Tree(file, data)
		if problem != nil {
			if err == nil {
				t.Errorf("%s: a tree of what is not YAML", file)
			}
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		got, err := readTree(string(tree), nil)
		if err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		if diff := cmp.Diff(*want, got[0], cmp.AllowUnexported(node{}, place{}), cmp.Comparer(sameContent)); diff != "" {
			t.Errorf("%s: %s", file, diff)
		}
		for n := range tree {
			if _, err := readTree(string(tree[:n]), nil); !errors.Is(err, errNoTree) {
				t.Fatalf("%s cut at %d: %v", file, n, err)
			}
		}
		if _, err := readTree(string(tree)+"x", nil); !errors.Is(err, errNoTree) {
			t.Errorf("%s with something behind it: %v", file, err)
		}
	}
}

// sameContent takes no content and empty content for the same.
func sameContent(a, b []node) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		x, y := a[i], b[i]
		if x.place != y.place || x.kind != y.kind || x.number != y.number || x.value != y.value || !sameContent(x.content, y.content) {
			return false
		}
	}
	return true
}

// TestParseTree holds that a pattern out of a tree says what the one out of the file says, templates and expressions
// included.
func TestParseTree(t *testing.T) {
	const file = "testdata/sample.good.yaml"
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	want, err := Parse(file, data, testVocabulary())
	if err != nil {
		t.Fatal(err)
	}
	tree, err := Tree(file, data)
	if err != nil {
		t.Fatal(err)
	}
	got, err := ParseTree(file, string(tree), testVocabulary())
	if err != nil {
		t.Fatal(err)
	}
	words := func(p *Pattern) (all []string) {
		all = append(all, p.File, p.ID, p.Title, string(p.Severity))
		for _, s := range p.Steps {
			all = append(all, s.Name, s.String(), s.Text.Source())
		}
		for _, r := range append(p.Match, p.Refute...) {
			all = append(all, r.String(), r.Why.Source())
		}
		summary, err := p.Report.Summary.Render(map[string]any{"denied": map[string]any{"errorCode": "AccessDenied"}}, nil)
		if err != nil {
			t.Error(err)
		}
		return append(all, summary)
	}
	if diff := cmp.Diff(words(want), words(got)); diff != "" {
		t.Error(diff)
	}
	if _, err := ParseTree(file, "no tree", testVocabulary()); !errors.Is(err, errNoTree) {
		t.Errorf("got %v", err)
	}
}

func FuzzTree(f *testing.F) {
	data, err := os.ReadFile("testdata/sample.good.yaml")
	if err != nil {
		f.Fatal(err)
	}
	tree, err := Tree("x.yaml", data)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(string(tree))
	voc := testVocabulary()
	f.Fuzz(func(t *testing.T, tree string) {
		p, err := ParseTree("x.yaml", tree, voc)
		if (p == nil) == (err == nil) {
			t.Errorf("pattern %v, error %v", p, err)
		}
	})
}
