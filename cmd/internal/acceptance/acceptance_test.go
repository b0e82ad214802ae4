package acceptance

import (
	"bytes"
	"slices"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"hamari/cmd/internal/generate"
	"hamari/cmd/internal/report/json"
	"hamari/correlate/catalogue"
	"hamari/correlate/patterntest"
	"hamari/correlate/report"
)

func analyze(t testing.TB, packed []byte, jobs int) *report.Report {
	t.Helper()
	patterns, err := catalogue.Load()
	if err != nil {
		t.Fatal(err)
	}
	rep, err := patterntest.Analyze(t.Context(), packed, patterns, "", jobs)
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

// holdTruth compares a report with what is true of a generated bundle: every expected cause is found with all its
// entities, nothing else is, no look-alike is named, and every record is accounted for.
func holdTruth(t *testing.T, rep *report.Report, truth generate.Truth) {
	t.Helper()
	left := slices.Clone(rep.Findings)
	for _, want := range truth.Expect {
		i := slices.IndexFunc(left, func(f report.Finding) bool { return names(f, want) && overlap(f, want) })
		if i < 0 {
			t.Errorf("not found: %s on %v at %s", want.Pattern, want.Entities, want.Start)
			continue
		}
		left = slices.Delete(left, i, i+1)
	}
	for _, f := range left {
		t.Errorf("found, but not there: %s (%s) on %v: %s", f.Pattern, f.Verdict, f.Entities, f.Summary)
	}
	for _, f := range rep.Findings {
		for _, healthy := range truth.Healthy {
			if f.Pattern == healthy.Pattern && touches(f, healthy) {
				t.Errorf("%s (%s) names what is healthy: %v", f.Pattern, f.Verdict, healthy.Entities)
			}
		}
	}
	holdAccount(t, rep, truth)
}

// holdAccount compares the counts of records with what was written.
func holdAccount(t *testing.T, rep *report.Report, truth generate.Truth) {
	t.Helper()
	got := map[string]int64{}
	for _, s := range rep.Sources {
		if s.State != report.OK {
			t.Errorf("%s is %s: %s", s.Member, s.State, s.Reason)
		}
		got[s.Format] += s.Records + s.Rejected + s.Duplicates
	}
	for format, want := range map[string]int64{"cloudtrail": truth.Events, "flowlog": truth.Flows, "metrics": truth.Points} {
		if got[format] != want {
			t.Errorf("%d records of %s are accounted for, %d were written", got[format], format, want)
		}
	}
}

// names reports whether a finding is of the pattern and names all that must be named.
func names(f report.Finding, want generate.Expected) bool {
	for key, list := range want.Entities {
		for _, name := range list {
			if !slices.Contains(f.Entities[key], name) {
				return false
			}
		}
	}
	return f.Pattern == want.Pattern
}

// touches reports whether a finding names any of the entities.
func touches(f report.Finding, e generate.Expected) bool {
	for key, list := range e.Entities {
		for _, name := range list {
			if slices.Contains(f.Entities[key], name) {
				return true
			}
		}
	}
	return false
}

func overlap(f report.Finding, want generate.Expected) bool {
	return !f.Start.After(want.End) && !f.End.Before(want.Start)
}

// TestForms analyses every scenario in every form that customers hand logs over in.
func TestForms(t *testing.T) {
	if testing.Short() {
		t.Skip("many bundles")
	}
	for _, scenario := range []string{"start-denied", "slow-after-migration", "intermittent", "quiet", "mixed"} {
		for kind, forms := range generate.FormNames {
			for n, form := range forms {
				t.Run(scenario+"/"+kind+"="+form, func(t *testing.T) {
					t.Parallel()
					parsed, err := generate.ParseForms(kind + "=" + form)
					if err != nil {
						t.Fatal(err)
					}
					opts := generate.Options{Seed: uint64(100*n + len(scenario)), Size: 700_000, Forms: parsed, Shuffle: n%2 == 1, Duplicates: float64(5 * n)}
					var packed bytes.Buffer
					truth, err := generate.Write(&packed, scenario, opts)
					if err != nil {
						t.Fatal(err)
					}
					holdTruth(t, analyze(t, packed.Bytes(), 2), truth)
				})
			}
		}
	}
}

// TestSameBytes holds that a report depends neither on the number of workers nor on the order of members.
func TestSameBytes(t *testing.T) {
	for _, shuffle := range []bool{false, true} {
		var packed bytes.Buffer
		if _, err := generate.Write(&packed, "mixed", generate.Options{Seed: 5, Size: 4_000_000, Duplicates: 4, Shuffle: shuffle}); err != nil {
			t.Fatal(err)
		}
		var first []byte
		for _, jobs := range []int{1, 2, 8} {
			var out bytes.Buffer
			if err := json.Render(&out, analyze(t, packed.Bytes(), jobs)); err != nil {
				t.Fatal(err)
			}
			if first == nil {
				first = out.Bytes()
			} else if !bytes.Equal(first, out.Bytes()) {
				t.Errorf("shuffle %v: the report of %d workers differs from that of one", shuffle, jobs)
			}
		}
	}
}
