package acceptance

import (
	"bytes"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"hamari/cmd/internal/report/json"
	"hamari/correlate/catalogue"
	"hamari/correlate/patterntest"
	"hamari/correlate/report"
)

// analyze judges a packed bundle by all patterns.
func analyze(t testing.TB, packed []byte, jobs int) *report.Report {
	t.Helper()
	return analyzeIn(t, packed, "", jobs)
}

// analyzeIn does so with the zone of the sources that carry none given.
func analyzeIn(t testing.TB, packed []byte, timezone string, jobs int) *report.Report {
	t.Helper()
	patterns, err := catalogue.Load()
	if err != nil {
		t.Fatal(err)
	}
	rep, err := patterntest.Analyze(t.Context(), packed, patterns, timezone, jobs)
	if err != nil {
		t.Fatal(err)
	}
	return rep
}

// validate holds a JSON report against the schema that the program prints.
func validate(t *testing.T, data []byte) {
	t.Helper()
	schema, err := jsonschema.UnmarshalJSON(bytes.NewReader(json.Schema))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	if err := c.AddResource("report.json", schema); err != nil {
		t.Fatal(err)
	}
	compiled, err := c.Compile("report.json")
	if err != nil {
		t.Fatal(err)
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	if err := compiled.Validate(doc); err != nil {
		t.Error(err)
	}
}

// rendered is a report as JSON.
func rendered(t testing.TB, rep *report.Report) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := json.Render(&out, rep); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}
