package json

import (
	"encoding/json"
	"math"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"hamari/correlate/report"
)

func TestJoinNumbers(t *testing.T) {
	for _, test := range []struct{ name, text, want string }{
		{"numbers", "[\n  1,\n  -2.5e-7,\n  null\n]", "[1, -2.5e-7, null]"},
		{"none", "[]", "[]"},
		{"texts", "[\n  \"1\"\n]", "[\n  \"1\"\n]"},
		{"lists of numbers", "[\n  [\n    1\n  ],\n  [\n    2\n  ]\n]", "[\n  [1],\n  [2]\n]"},
		{"a bracket in a text", "[\n  \"[ ]\"\n]", "[\n  \"[ ]\"\n]"},
		{"cut off", "[\n  1", "[\n  1"},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := string(joinNumbers([]byte(test.text))); got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

// TestSeries holds that a series comes back as it was written, on few lines.
func TestSeries(t *testing.T) {
	values := report.Values{1, math.NaN(), 3000.5}
	r := &report.Report{Schema: report.Schema, Findings: []report.Finding{{
		Severity: report.High, Verdict: report.Likely,
		Series: []report.Series{{Step: 60, Mean: values}},
		Tables: []report.Table{{Differ: []int{0, 2}, Path: &report.Path{Note: 5}}},
	}}}
	text := render(t, r)
	if err := validate(compiledSchema(t), text); err != nil {
		t.Errorf("%v\n%s", err, text)
	}
	for _, want := range []string{`"mean": [1, null, 3000.5]`, `"differ": [0, 2]`, `"note": 5`} {
		if !strings.Contains(string(text), want) {
			t.Errorf("%s is missing in\n%s", want, text)
		}
	}
	var back report.Report
	if err := json.Unmarshal(text, &back); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(values, back.Findings[0].Series[0].Mean, cmpopts.EquateNaNs()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
