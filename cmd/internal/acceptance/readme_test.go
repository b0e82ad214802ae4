package acceptance

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"hamari/correlate/catalogue"
	"hamari/correlate/pattern"
	"hamari/parsers/formats"
)

// TestReadme holds that the report shown in the README is a stretch of the one that the program writes, and that the
// files it names are there.
func TestReadme(t *testing.T) {
	root := filepath.Join("..", "..", "..")
	readme := read(t, filepath.Join(root, "README.md"))
	_, rest, found := strings.Cut(readme, "```text\n")
	excerpt, _, closed := strings.Cut(rest, "```\n")
	if !found || !closed {
		t.Fatal("the README has no report in it")
	}
	whole := read(t, filepath.Join(root, "testdata", "start-denied.report.txt"))
	for part := range strings.SplitSeq(excerpt, "   ...\n") {
		if !strings.Contains(whole, part) {
			t.Errorf("the README shows what the program does not write:\n%s", part)
		}
	}
	for _, d := range demos {
		if name := "testdata/" + d.scenario + ".zip"; !strings.Contains(readme, name) {
			t.Errorf("the README does not mention %s", name)
		}
	}
}

// TestReadmePatterns holds that the README names every pattern.
func TestReadmePatterns(t *testing.T) {
	readme := read(t, filepath.Join("..", "..", "..", "README.md"))
	patterns, err := catalogue.Load()
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range patterns {
		if !strings.Contains(readme, "`"+p.ID+"`") {
			t.Errorf("the table under What it finds does not name %s", p.ID)
		}
	}
}

// TestReadmeFormats holds that the README says of every format that it is read, by the names that its title has.
func TestReadmeFormats(t *testing.T) {
	readme := read(t, filepath.Join("..", "..", "..", "README.md"))
	_, rest, found := strings.Cut(readme, "\n## What it reads\n")
	section, _, closed := strings.Cut(rest, "\n## ")
	if !found || !closed {
		t.Fatal("the README does not say what is read")
	}
	for _, f := range formats.All() {
		for word := range strings.FieldsSeq(f.Title) {
			isName := word != "AWS" && word != "Amazon" && word[0] >= 'A' && word[0] <= 'Z'
			if isName && !strings.Contains(section, word) {
				t.Errorf("the section What it reads has no word %s of %s (format %s)", word, f.Title, f.Name)
			}
		}
	}
}

// TestReadmePattern holds that the pattern shown in the README is one.
func TestReadmePattern(t *testing.T) {
	readme := read(t, filepath.Join("..", "..", "..", "README.md"))
	_, rest, found := strings.Cut(readme, "\n    id: ")
	block, _, closed := strings.Cut(rest, "\n\n")
	if !found || !closed {
		t.Fatal("the README has no pattern in it")
	}
	yaml := strings.ReplaceAll("    id: "+block+"\n", "\n    ", "\n")[4:]
	if _, err := pattern.Parse("README.md", []byte(yaml), catalogue.Vocabulary()); err != nil {
		t.Error(err)
	}
}

func read(t *testing.T, path string) string {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}
