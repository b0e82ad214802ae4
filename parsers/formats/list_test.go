package formats

import (
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/tidwall/gjson"

	"hamari/parsers"
)

// TestDescribed holds that every format says what it is, and every field of its records what it means.
func TestDescribed(t *testing.T) {
	formats, kinds := map[string]bool{}, map[string]bool{}
	for _, f := range All() {
		if formats[f.Name] || f.Name == "" || f.Title == "" || !strings.HasPrefix(f.URL, "https://docs.aws.amazon.com/") || len(f.Kinds) == 0 {
			t.Errorf("format %q: no name of its own, no title, no page of AWS, or no kind", f.Name)
		}
		formats[f.Name] = true
		for _, k := range f.Kinds {
			if kinds[k.Name] || k.Name == "" || k.Title == "" {
				t.Errorf("%s: kind %q has no name of its own, or no title", f.Name, k.Name)
			}
			kinds[k.Name] = true
			fields := map[string]bool{}
			for _, field := range k.Fields {
				if fields[field.Name] || field.Name == "" || field.Doc == "" {
					t.Errorf("%s: field %q has no name of its own, or its meaning is not told", k.Name, field.Name)
				}
				fields[field.Name] = true
			}
		}
	}
}

// TestFolders holds that the package of every format says what it reads and has a fuzz target, which .ci/run runs.
func TestFolders(t *testing.T) {
	list, err := parser.ParseFile(token.NewFileSet(), "list.go", nil, parser.ImportsOnly)
	if err != nil {
		t.Fatal(err)
	}
	for _, spec := range list.Imports {
		path, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			t.Fatal(err)
		}
		name, inside := strings.CutPrefix(path, "hamari/parsers/")
		if !inside {
			continue
		}
		if _, err := os.Stat(filepath.Join("..", name, "doc.go")); err != nil {
			t.Error(err)
		}
		tests, err := filepath.Glob(filepath.Join("..", name, "*_test.go"))
		if err != nil {
			t.Fatal(err)
		}
		if !slices.ContainsFunc(tests, func(file string) bool { return strings.Contains("\n"+textOf(t, file), "\nfunc Fuzz") }) {
			t.Errorf("%s: no fuzz target", name)
		}
	}
}

func textOf(t *testing.T, file string) string {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// reach is a sink that looks for objects and lists in records that no pattern could look into.
type reach struct {
	collector
	hidden map[string]bool
}

func (r *reach) Event(e *parsers.Event) error {
	if e.Kind.Nested && gjson.ValidBytes(e.Raw) {
		gjson.ParseBytes(e.Raw).ForEach(func(key, value gjson.Result) bool {
			if (value.IsObject() && len(value.Map()) > 0 || value.Get("0").IsObject()) && !e.Kind.Reaches(key.String()) {
				r.hidden[e.Kind.Name+": "+key.String()] = true
			}
			return true
		})
	}
	return nil
}

// TestReaches holds that patterns reach what stands in the objects of a record, where its kind says that it is nested.
func TestReaches(t *testing.T) {
	got := &reach{hidden: map[string]bool{}}
	for format, list := range texts(t) {
		for _, text := range list {
			if _, err := Read(t.Context(), strings.NewReader(text), &parsers.Source{Member: format}, got); err != nil {
				t.Errorf("%s: %v", format, err)
			}
		}
	}
	for path := range got.hidden {
		t.Errorf("%s is no word of the kind: see parsers.Kind.Roots", path)
	}
}
