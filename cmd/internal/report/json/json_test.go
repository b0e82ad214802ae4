package json

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/tidwall/gjson"

	"hamari/cmd/internal/report/reporttest"
	"hamari/correlate/report"
)

func compiledSchema(t testing.TB) *jsonschema.Schema {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(Schema))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	if err := c.AddResource("report.json", doc); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile("report.json")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func validate(s *jsonschema.Schema, text []byte) error {
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		return err
	}
	return s.Validate(doc)
}

func render(t testing.TB, r *report.Report) []byte {
	t.Helper()
	return []byte(reporttest.Render(Render).Text(t, r))
}

// TestGolden holds that reading a report and writing it again changes nothing, and that the schema allows it.
func TestGolden(t *testing.T) {
	s := compiledSchema(t)
	names, err := filepath.Glob("../testdata/*.report.json")
	if err != nil || len(names) == 0 {
		t.Fatalf("no reports in testdata: %v", err)
	}
	for _, name := range names {
		t.Run(filepath.Base(name), func(t *testing.T) {
			want, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			var r report.Report
			if err := json.Unmarshal(want, &r); err != nil {
				t.Fatal(err)
			}
			got := render(t, &r)
			if err := validate(s, got); err != nil {
				t.Error(err)
			}
			if *reporttest.Update {
				if err := os.WriteFile(name, got, 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			if diff := cmp.Diff(string(want), string(got)); diff != "" {
				t.Errorf("run go test -update if this is meant (-want +got):\n%s", diff)
			}
		})
	}
}

// TestNothingIsNull fills a report with one element of each list and no more, which leaves every inner list nil.
func TestNothingIsNull(t *testing.T) {
	s := compiledSchema(t)
	at := time.Date(2026, 3, 4, 18, 15, 2, 0, time.FixedZone("JST", 9*3600))
	bare := &report.Report{
		Schema:   report.Schema,
		Sources:  report.SourcesOf(report.Source{State: report.OK}),
		Coverage: []report.Coverage{{}},
		Findings: []report.Finding{{
			Severity: report.High, Verdict: report.Likely, Start: at, End: at,
			Evidence: []report.Evidence{{Role: report.Match}},
			Tables:   []report.Table{{}},
			Remedy:   []report.Remedy{{Kind: "advice", Text: "<b> & more"}},
		}},
		Patterns: []report.Pattern{{Status: report.NotFound}},
		Timeline: []report.Moment{{Time: at}},
	}
	for _, r := range []*report.Report{bare, {Schema: report.Schema}} {
		got := render(t, r)
		if err := validate(s, got); err != nil {
			t.Errorf("%v\n%s", err, got)
		}
	}
	text := string(render(t, bare))
	for _, want := range []string{`"start": "2026-03-04T09:15:02Z"`, `"<b> & more"`, `"entities": {}`, `"raw": null`, `"notes": []`} {
		if !strings.Contains(text, want) {
			t.Errorf("%s is missing in\n%s", want, text)
		}
	}
	if !strings.HasSuffix(text, "}\n") {
		t.Error("no line feed at the end")
	}
	if bare.Notes != nil {
		t.Error("the report itself was changed")
	}
}

func TestRaw(t *testing.T) {
	for _, test := range []struct{ name, raw, want string }{
		{"object", `{"b":1,"a":1.0}`, `{"b":1,"a":1.0}`},
		{"line of text", `"5 eni-1 REJECT"`, `"5 eni-1 REJECT"`},
		{"none", "", "null"},
		{"not JSON", `{"cut":`, `"{\"cut\":"`},
		{"number", "12", `"12"`},
		{"list", "[1]", `"[1]"`},
		{"not UTF-8", "{\"a\":\"\xff\"}", `{"a":"�"}`},
		{"two documents", `{}{}`, `"{}{}"`},
		{"terminal escapes", "{\"a\":\"\u009b2J\u202e\U000e0041\x7f\"}", `{"a":"\u009b2J\u202e\udb40\udc41\u007f"}`},
	} {
		t.Run(test.name, func(t *testing.T) {
			r := &report.Report{Findings: []report.Finding{{Evidence: []report.Evidence{{Raw: json.RawMessage(test.raw)}}}}}
			var got struct {
				Findings []struct {
					Evidence []struct{ Raw json.RawMessage }
				}
			}
			if err := json.Unmarshal(render(t, r), &got); err != nil {
				t.Fatal(err)
			}
			var compact bytes.Buffer
			if err := json.Compact(&compact, got.Findings[0].Evidence[0].Raw); err != nil {
				t.Fatal(err)
			}
			if compact.String() != test.want {
				t.Errorf("got %s, want %s", &compact, test.want)
			}
		})
	}
}

func TestSchemaRefuses(t *testing.T) {
	s := compiledSchema(t)
	good := string(render(t, &report.Report{
		Schema:  report.Schema,
		Sources: report.SourcesOf(report.Source{State: report.OK}),
	}))
	for _, test := range []struct{ name, old, new string }{
		{"another schema", `"hamari.report/v1"`, `"hamari.report/v2"`},
		{"unknown field", `"member": ""`, `"member": "", "mood": ""`},
		{"missing field", `"reason": "",`, ``},
		{"unknown state", `"state": "ok"`, `"state": "fine"`},
		{"null list", `"notes": []`, `"notes": null`},
		{"no date", `"start": null`, `"start": "yesterday"`},
		{"negative count", `"records": 0`, `"records": -1`},
	} {
		t.Run(test.name, func(t *testing.T) {
			bad := strings.ReplaceAll(good, test.old, test.new)
			if bad == good {
				t.Fatalf("%s is not in the report", test.old)
			}
			if validate(s, []byte(bad)) == nil {
				t.Error("the schema allows it")
			}
		})
	}
}

// TestFindingWithoutATime holds that a finding on records without times, such as an inventory, states none.
func TestFindingWithoutATime(t *testing.T) {
	timed := report.Finding{Severity: report.High, Verdict: report.Likely, Start: time.Date(2026, 3, 4, 9, 0, 0, 0, time.UTC)}
	timed.End = timed.Start
	for want, f := range map[bool]report.Finding{true: timed, false: {Severity: report.High, Verdict: report.Likely}} {
		text := render(t, &report.Report{Schema: report.Schema, Findings: []report.Finding{f}})
		if err := validate(compiledSchema(t), text); err != nil {
			t.Errorf("%v\n%s", err, text)
		}
		finding := gjson.GetBytes(text, "findings.0")
		if finding.Get("start").Exists() != want || finding.Get("end").Exists() != want {
			t.Errorf("start and end are there: want %v\n%s", want, text)
		}
		back, err := Parse(bytes.NewReader(text))
		if err != nil || !back.Findings[0].Start.Equal(f.Start) || !back.Findings[0].End.Equal(f.End) {
			t.Errorf("read back as %+v, %v", back, err)
		}
	}
}

func TestWriteError(t *testing.T) {
	reporttest.Render(Render).TellsWriteErrors(t)
}
