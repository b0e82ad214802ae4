package pattern

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"text/template"

	"hamari/parsers"
)

// testVocabulary is a small world for the tests: one log kind with nested parts, one derived kind.
func testVocabulary() *Vocabulary {
	cloudtrail := parsers.NewKind("cloudtrail", "", []parsers.Field{
		{Name: "eventName"}, {Name: "errorCode"}, {Name: "readOnly", Type: parsers.Bool},
		{Name: "sourceIPAddress"}, {Name: "recipientAccountId", Entity: "account"},
	})
	cloudtrail.Nested, cloudtrail.Roots = true, []string{"requestParameters", "responseElements", "resources"}
	load := parsers.NewKind("load", "", []parsers.Field{{Name: "volume", Entity: "volume"}, {Name: "iops", Type: parsers.Float}})
	return &Vocabulary{
		Kinds: []*parsers.Kind{cloudtrail, load}, Formats: []string{"cloudtrail", "metrics"},
		EntityKeys: []string{"account", "volume", "tgw-attachment"}, RemedyKinds: []string{"command", "advice"},
		Funcs: template.FuncMap{"num": func(any) string { return "" }},
	}
}

// TestMistakes holds every file *.bad.yaml to the messages that its first lines name, in their order and no others.
func TestMistakes(t *testing.T) {
	files, err := filepath.Glob("testdata/*.bad.yaml")
	if err != nil || len(files) == 0 {
		t.Fatal("no files", err)
	}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var want []string
		for line := range strings.Lines(string(data)) {
			if text, ok := strings.CutPrefix(line, "# want: "); ok {
				want = append(want, filepath.Base(file)+":"+strings.TrimSpace(text))
			}
		}
		_, err = Parse(filepath.Base(file), data, testVocabulary())
		var problems Problems
		if !errors.As(err, &problems) {
			t.Errorf("%s: no mistake was found", file)
			continue
		}
		if got := problems.Error(); got != strings.Join(want, "\n") {
			t.Errorf("%s:\n got %s\nwant %s", file, got, strings.Join(want, "\n"))
		}
	}
}

func TestGoodFile(t *testing.T) {
	data, err := os.ReadFile("testdata/sample.good.yaml")
	if err != nil {
		t.Fatal(err)
	}
	p, err := Parse("sample.good.yaml", data, testVocabulary())
	if err != nil {
		t.Fatal(err)
	}
	if p.ID != "sample" || len(p.Steps) != 2 || len(p.Match) != 2 || p.Match[1].Within == nil || p.Match[1].Within.To.Minutes() != 2 {
		t.Errorf("read as %+v", p)
	}
	text, err := p.Report.Summary.Render(map[string]any{"denied": map[string]any{"errorCode": "AccessDenied"}}, nil)
	if err != nil || text != "s AccessDenied" {
		t.Errorf("summary %q, %v", text, err)
	}
}

func TestNotAPattern(t *testing.T) {
	for name, data := range map[string]string{
		"empty": "", "not YAML": "a: [", "a list": "- a", "a word": "hello", "too long": strings.Repeat("#", MaxFileSize+1),
	} {
		if p, err := Parse("x.yaml", []byte(data), testVocabulary()); err == nil {
			t.Errorf("%s was read as %+v", name, p)
		}
	}
}

func FuzzParse(f *testing.F) {
	files, _ := filepath.Glob("testdata/*.yaml")
	for _, file := range files {
		if data, err := os.ReadFile(file); err == nil {
			f.Add(data)
		}
	}
	voc := testVocabulary()
	f.Fuzz(func(t *testing.T, data []byte) {
		p, err := Parse("x.yaml", data, voc)
		if (p == nil) == (err == nil) {
			t.Errorf("pattern %v, error %v", p, err)
		}
	})
}
