package patterntest

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"hamari/correlate/report"
)

// write puts a test bundle into a file.
func write(t *testing.T, content string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "bundle.txtar")
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestLoad(t *testing.T) {
	b, err := Load(write(t, "What it shows.\n-- a/one.json --\n{}\n-- expect.yaml --\nfindings:\n  - {pattern: p, verdict: likely, entities: {instance: [i-1]}}\ntimezone: Asia/Tokyo\n-- two.csv --\nx\n"))
	if err != nil {
		t.Fatal(err)
	}
	if len(b.Files) != 2 || b.Files[0].Name != "a/one.json" || b.Expect.Timezone != "Asia/Tokyo" || b.Expect.Findings[0].Verdict != "likely" {
		t.Errorf("%+v", b)
	}
}

func TestLoadMistakes(t *testing.T) {
	for content, want := range map[string]string{
		"-- a --\nx\n":                                                           "no file expect.yaml",
		"-- expect.yaml --\nfinding: []\n":                                       "expect.yaml: line 1: unknown word finding, known: findings, status, why, notes, timezone",
		"-- expect.yaml --\nfindings: [{patern: p}]\n":                           "unknown word patern, known: pattern, verdict,",
		"-- expect.yaml --\nfindings: [\n":                                       "expect.yaml",
		"-- expect.yaml --\nfindings: [{pattern: p, entities: {user: [ana]}}]\n": "expect.yaml: no finding is on a user:",
		"-- expect.yaml --\nfindings: [{pattern: p, explains: [{pattern: q, entities: {user: [ana]}}]}]\n": "expect.yaml: no finding is on a user:",
	} {
		if b, err := Load(write(t, content)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %+v, %v", content, b, err)
		}
	}
	if _, err := Load(filepath.Join(t.TempDir(), "none")); err == nil {
		t.Error("a file that is not there was read")
	}
}

func TestZip(t *testing.T) {
	b := &Bundle{Name: "test", Files: []txtar.File{{Name: "b", Data: []byte("1")}, {Name: "a/c", Data: []byte("2")}}}
	for _, tt := range []struct {
		order func([]txtar.File)
		want  []string
	}{
		{nil, []string{"b", "a/c"}},
		{func(files []txtar.File) { slices.Reverse(files) }, []string{"a/c", "b"}},
	} {
		data, err := b.Zip(tt.order)
		if err != nil {
			t.Fatal(err)
		}
		r, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
		if err != nil {
			t.Fatal(err)
		}
		var names []string
		for _, f := range r.File {
			names = append(names, f.Name)
		}
		if !slices.Equal(names, tt.want) {
			t.Errorf("%v, want %v", names, tt.want)
		}
	}
	if b.Files[0].Name != "b" {
		t.Error("packing in another order changed the bundle")
	}
}

// TestAnalyze runs a bundle without patterns from end to end.
func TestAnalyze(t *testing.T) {
	b := &Bundle{Name: "test", Files: []txtar.File{{Name: "note.txt", Data: []byte("nothing of AWS\n")}}}
	r, err := b.Analyze(t.Context(), nil, 2)
	if err != nil || r.Sources.Len() != 1 || r.Sources.At(0).Member != "note.txt" {
		t.Errorf("%+v, %v", r, err)
	}
	b.Expect.Timezone = "Mars/Olympus"
	if _, err := b.Analyze(t.Context(), nil, 1); err == nil {
		t.Error("an unknown time zone was taken")
	}
}

// found is a report with one finding that names i-1.
func found() *report.Report {
	return &report.Report{
		Findings: []report.Finding{{
			Pattern: "p", Verdict: report.Likely, Severity: "low", Count: 2, Summary: "i-1 is stuck", Entities: map[string][]string{"instance": {"i-1", "i-2"}},
			Evidence: []report.Evidence{{Text: "seen", At: report.Position{Member: "a"}, Raw: json.RawMessage(`{}`)}},
			Tables:   []report.Table{{Header: []string{"", "i-1"}, Rows: [][]string{{"state", "stopped"}}}},
			Remedy:   []report.Remedy{{Text: "start it", Body: "aws ec2 start-instances"}},
			Collect:  []report.Collect{{Why: "its state", Command: "aws ec2 describe-instances"}},
			Explains: []report.Finding{{Pattern: "part", Count: 3}},
		}},
		Patterns: []report.Pattern{{ID: "p", Status: report.Matched, Why: "1 finding"}},
		Notes:    []string{"the zone was assumed"},
	}
}

func TestCompare(t *testing.T) {
	fits := Finding{Pattern: "p", Verdict: "likely", Severity: "low", Entities: map[string][]string{"instance": {"i-1"}}, Count: 2,
		Contains: []string{"stuck", "seen", "state | stopped", "start-instances", "describe-instances"}, Without: []string{"i-3"}}
	with := func(change func(*Finding)) Expectation {
		f := fits
		change(&f)
		return Expectation{Findings: []Finding{f}}
	}
	for _, tt := range []struct {
		name   string
		expect Expectation
		want   []string // parts of the differences, in order
	}{
		{"all as expected", Expectation{Findings: []Finding{fits}, Status: map[string]string{"p": "matched"}, Why: map[string]string{"p": "1 find"}, Notes: []string{"assumed"}}, nil},
		{"nothing expected", Expectation{}, []string{"unexpected finding of p (likely) on instance i-1 i-2"}},
		{"one too many expected", Expectation{Findings: []Finding{fits, fits}}, []string{"expected a finding of p on instance i-1; it is matched (1 finding)"}},
		{"the other of two first", Expectation{Findings: []Finding{{Pattern: "p", Contains: []string{"else"}}, fits}}, []string{"expected a finding of p; it is matched"}},
		{"another pattern", with(func(f *Finding) { f.Pattern = "q" }), []string{"expected a finding of q on instance i-1; no pattern of that id is tested", "unexpected finding of p"}},
		{"another entity", with(func(f *Finding) { f.Entities = map[string][]string{"instance": {"i-9"}} }), []string{"p: instance i-9 expected, it is on instance i-1 i-2"}},
		{"another text", with(func(f *Finding) { f.Contains = []string{"else"} }), []string{`p: "else" expected in its texts, its summary is: i-1 is stuck`}},
		{"another verdict", with(func(f *Finding) { f.Verdict = "confirmed" }), []string{"verdict likely, expected confirmed"}},
		{"another severity", with(func(f *Finding) { f.Severity = "high" }), []string{"severity low, expected high"}},
		{"another count", with(func(f *Finding) { f.Count = 3 }), []string{"count 2, expected 3"}},
		{"a text that must not be there", with(func(f *Finding) { f.Lacks = []string{"running", "state | stopped"} }), []string{`it says "state | stopped"`}},
		{"an entity that must not be there", with(func(f *Finding) { f.Without = []string{"i-2"} }), []string{"instance i-2 must not be part of it"}},
		{"what it explains", with(func(f *Finding) { f.Explains = []Finding{{Pattern: "part", Count: 3}} }), nil},
		{"another number of what it explains", with(func(f *Finding) { f.Explains = []Finding{{Pattern: "part", Count: 2}} }), []string{"part: count 3, expected 2"}},
		{"explains something else", with(func(f *Finding) { f.Explains = []Finding{{Pattern: "else"}} }), []string{"expected a finding of else attached to it"}},
		{"another status", Expectation{Findings: []Finding{fits}, Status: map[string]string{"p": "ruled-out"}}, []string{"pattern p is matched"}},
		{"another reason", Expectation{Findings: []Finding{fits}, Status: map[string]string{"p": "matched"}, Why: map[string]string{"p": "refuted"}}, []string{`expected "refuted" in it`}},
		{"an unknown pattern", Expectation{Findings: []Finding{fits}, Status: map[string]string{"q": "matched"}}, []string{"pattern q is not in the report"}},
		{"another note", Expectation{Findings: []Finding{fits}, Notes: []string{"given"}}, []string{`expected a note with "given"`}},
	} {
		got := (&Bundle{Expect: tt.expect}).Compare(found())
		if len(got) != len(tt.want) {
			t.Errorf("%s: %q", tt.name, got)
			continue
		}
		for i, part := range tt.want {
			if !strings.Contains(got[i], part) {
				t.Errorf("%s: %q, want %q in it", tt.name, got[i], part)
			}
		}
	}
}

func TestExpects(t *testing.T) {
	b := &Bundle{Expect: Expectation{Findings: []Finding{{Pattern: "p", Explains: []Finding{{Pattern: "part"}}}}}}
	for id, want := range map[string]bool{"p": true, "part": true, "q": false} {
		if b.Expects(id) != want {
			t.Errorf("%s: %t", id, !want)
		}
	}
}

// TestCompareEvidence holds that evidence without its record is a difference: a report must show what it rests on.
func TestCompareEvidence(t *testing.T) {
	for _, raw := range []string{"null", ""} {
		r := found()
		r.Findings[0].Evidence[0].Raw = json.RawMessage(raw)
		got := (&Bundle{Expect: Expectation{Findings: []Finding{{Pattern: "p"}}}}).Compare(r)
		if len(got) != 1 || !strings.Contains(got[0], "the record at a#0 was not fetched") {
			t.Errorf("raw %q: %q", raw, got)
		}
	}
}

// TestTextsFail holds that a bundle differs where a text of a pattern could not be filled in, unless it expects that.
func TestTextsFail(t *testing.T) {
	const note = `pattern p: a placeholder has no value in "down to [no value] %"`
	r := &report.Report{Notes: []string{note, "p.json states no time zone"}}
	if got := (&Bundle{}).Compare(r); !slices.Equal(got, []string{note}) {
		t.Errorf("%q", got)
	}
	if got := (&Bundle{Expect: Expectation{Notes: []string{"a placeholder has no value"}}}).Compare(r); len(got) > 0 {
		t.Errorf("%q", got)
	}
}
