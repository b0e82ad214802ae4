package pattern

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"text/template"
	"time"

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
	load.Series = true
	finding := parsers.NewKind(FindingKind, "", []parsers.Field{{Name: "pattern"}})
	return &Vocabulary{
		Kinds: []*parsers.Kind{cloudtrail, load, finding}, Formats: []string{"cloudtrail", "metrics"},
		Origins:    map[string][]string{"cloudtrail": {"cloudtrail"}, "load": {"metrics"}},
		Resources:  []string{"volume"},
		EntityKeys: []string{"account", "volume", "tgw-attachment"}, RemedyKinds: []string{"command", "advice"},
		Funcs: template.FuncMap{"num": func(any) string { return "" }, "mul": func(a, b any) float64 { return 0 }},
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
	if p.ID != "sample" || len(p.Steps) != 2 || len(p.Match) != 2 || p.Match[1].Within == nil || p.Match[1].Within[0].To.Minutes() != 2 {
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

// TestPlaces holds that mistakes which keep the whole file from being read are told with their place, too.
func TestPlaces(t *testing.T) {
	for data, want := range map[string]string{
		"":                                      "x.yaml:1:1: empty file",
		"id: a\n---\nid: b\n":                   "x.yaml:2:1: a second document, a file holds one pattern",
		"id: a\ntitle: b: c\n":                  "x.yaml:2:9: not YAML: mapping values are not allowed in this context",
		strings.Repeat("\n", MaxFileSize) + "a": "x.yaml:1:1: longer than 1048576 bytes",
	} {
		if _, err := Parse("x.yaml", []byte(data), testVocabulary()); err == nil || err.Error() != want {
			t.Errorf("%.20q: %v, want %s", data, err, want)
		}
	}
}

// TestExpansion holds that a file whose aliases would stand for gigabytes is refused at once.
func TestExpansion(t *testing.T) {
	bomb := "a: &a [x, x, x, x, x, x, x, x, x]\n"
	for c := 'b'; c < 'p'; c++ {
		bomb += fmt.Sprintf("%c: &%c [*%c, *%c, *%c, *%c, *%c, *%c, *%c, *%c]\n", c, c, c-1, c-1, c-1, c-1, c-1, c-1, c-1, c-1)
	}
	start := time.Now()
	if _, err := Parse("x.yaml", []byte(bomb+"needs: *o\n"), testVocabulary()); err == nil || time.Since(start) > time.Second {
		t.Errorf("%v after %s", err, time.Since(start))
	}
}

func TestSuggest(t *testing.T) {
	known := []string{"errorCode", "eventName", "for"}
	for word, want := range map[string]string{
		"errorcode": ", did you mean errorCode?", "evntName": ", did you mean eventName?", "fro": ", did you mean for?", "xyz": "", "": "",
	} {
		if got := suggest(word, known); got != want {
			t.Errorf("%s: %q, want %q", word, got, want)
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

func TestGoName(t *testing.T) {
	for name, want := range map[string]string{
		"tgw-attachment": "tgw_attachment", "cs(User-Agent)": "cs_User_Agent", "target:port_list": "target_port_list",
		"timestamp(ms)": "timestamp_ms", "eventName": "eventName",
	} {
		if got := GoName(name); got != want {
			t.Errorf("%s: %s, want %s", name, got, want)
		}
	}
}

// TestHoles tells a placeholder that leaves a hole from one of several of which another has a value, and from an empty cell.
func TestHoles(t *testing.T) {
	data := map[string]any{"one": "GET /login (2 of 25)", "name": "db", "step": map[string]any{"found": "yes"}}
	for source, want := range map[string]string{
		"plain": "", "{{.name}} is up": "", "{{.missing}}": "",
		"down to {{.missing}} %":                       "down to [no value] %",
		"({{.name}} {{.missing}})":                     "(db [no value])",
		"key \"{{.step.missing}}\" of {{.step.found}}": "key \"[no value]\" of yes",
		"asked for: {{.missing}}{{.one}}{{.other}}.":   "",
		"asked for: {{.missing}}{{.other}}.":           "asked for: [no value].",
		"at {{.name}}{{.missing}} and later":           "",
		"up{{with .missing}} since {{.}}{{end}}":       "",
	} {
		tmpl := &Template{source: source}
		text, withHoles, err := tmpl.Fill(data, nil)
		if err != nil || withHoles != want || strings.Contains(text, "value") {
			t.Errorf("%s: %q with holes %q, %v; want %q", source, text, withHoles, err, want)
		}
	}
}
