package acceptance

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"hamari/cmd/internal/generate"
	reportjson "hamari/cmd/internal/report/json"
	"hamari/cmd/internal/report/walk"
	"hamari/correlate"
	"hamari/correlate/catalogue"
	"hamari/correlate/patterntest"
	"hamari/correlate/report"
	"hamari/parsers/bundle"
)

// caseOf opens files as one case.
func caseOf(t *testing.T, paths ...string) *bundle.Case {
	t.Helper()
	c, err := bundle.Open(t.Context(), paths, nil, bundle.Options{Jobs: 2})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	return c
}

// reported analyses files and returns the report as JSON.
func reported(t *testing.T, paths ...string) []byte {
	t.Helper()
	patterns, err := catalogue.Load()
	if err != nil {
		t.Fatal(err)
	}
	rep, err := correlate.Analyze(t.Context(), caseOf(t, paths...), patterns, correlate.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return rendered(t, rep)
}

// verified holds a report against files.
func verified(t *testing.T, data []byte, paths ...string) *correlate.Verification {
	t.Helper()
	rep, err := reportjson.Parse(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	v, err := correlate.Verify(t.Context(), caseOf(t, paths...), rep, correlate.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func stow(t *testing.T, name string, data []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestVerify holds that every report of ours goes with its bundle, whatever that is called and in whatever order several are
// given, and that each single change of a report is noticed which concerns what it rests on.
func TestVerify(t *testing.T) {
	packed, _ := written(t, "start-denied", generate.Options{Seed: 3, Size: 200_000})
	path := stow(t, "case.zip", packed)
	data := reported(t, path)
	holds := verified(t, data, path)
	if !holds.Holds() || holds.Records.Same == 0 || holds.Members.Same == 0 {
		t.Fatalf("a report does not go with its own bundle: %+v", holds)
	}
	if v := verified(t, data, stow(t, "renamed.zip", packed)); !v.Holds() {
		t.Errorf("a renamed bundle is another: %v", v.Mismatches)
	}
	for name, change := range map[string]func(*report.Report){
		"hash of the bundle":    func(r *report.Report) { r.Bundle[0].SHA256 = strings.Repeat("0", 64) },
		"no hash of the bundle": func(r *report.Report) { r.Bundle[0].SHA256 = "" },
		"bytes of the bundle":   func(r *report.Report) { r.Bundle[0].Bytes++ },
		"no bundle":             func(r *report.Report) { r.Bundle = nil },
		"bundle twice":          func(r *report.Report) { r.Bundle = append(r.Bundle, r.Bundle[0]) },
		"hash of a member":      func(r *report.Report) { r.Sources.List()[0].SHA256 = strings.Repeat("0", 64) },
		"no hash of a member":   func(r *report.Report) { r.Sources.List()[0].SHA256 = "" },
		"bytes of a member":     func(r *report.Report) { r.Sources.List()[0].Bytes-- },
		"name of a member":      func(r *report.Report) { r.Sources.List()[0].Member += "x" },
		"member that is gone":   func(r *report.Report) { r.Sources = report.SourcesOf(r.Sources.List()[1:]...) },
		"member twice":          func(r *report.Report) { r.Sources = report.SourcesOf(append(r.Sources.List(), r.Sources.At(0))...) },
		"records of a member":   func(r *report.Report) { r.Sources.List()[0].Records++ },
		"format of a member":    func(r *report.Report) { r.Sources.List()[0].Format = "console" },
		"quotation":             func(r *report.Report) { quoted(r).Raw = json.RawMessage(`{"eventName":"Other"}`) },
		"one character of a quotation": func(r *report.Report) {
			e := quoted(r)
			e.Raw = bytes.Replace(e.Raw, []byte("2026"), []byte("2025"), 1)
		},
		"quotation that is gone": func(r *report.Report) { quoted(r).Raw = json.RawMessage("null") },
		"line":                   func(r *report.Report) { quoted(r).At.Line++ },
		"record":                 func(r *report.Report) { quoted(r).At.Record++ },
		"record that cannot be":  func(r *report.Report) { e := quoted(r); e.At.Record, e.Raw = -7, json.RawMessage("null") },
		"member of a quotation":  func(r *report.Report) { quoted(r).At.Member = "elsewhere" },
		"quotation from nowhere": func(r *report.Report) { quoted(r).At = report.Position{} },
		"ID":                     func(r *report.Report) { quoted(r).At.ID = "00000000-0000-0000-0000-000000000000" },
		"quotation of another's finding": func(r *report.Report) {
			r.Patterns[0].Evidence = append(r.Patterns[0].Evidence, report.Evidence{At: report.Position{Member: r.Sources.List()[0].Member, Record: 1 << 40}, Raw: json.RawMessage(`"x"`)})
		},
	} {
		rep, err := reportjson.Parse(bytes.NewReader(data))
		if err != nil {
			t.Fatal(err)
		}
		change(rep)
		if v := verified(t, rendered(t, rep), path); v.Holds() {
			t.Errorf("%s: it is not noticed", name)
		}
	}
}

// quoted is the first piece of evidence that quotes a record of CloudTrail.
func quoted(r *report.Report) *report.Evidence {
	for i := range r.Findings {
		for j := range r.Findings[i].Evidence {
			if e := &r.Findings[i].Evidence[j]; e.At.ID != "" && len(e.Raw) > 4 {
				return e
			}
		}
	}
	panic("no record is quoted")
}

// TestVerifySeveral holds that the report of a case of several inputs goes with them in any order and under other names.
func TestVerifySeveral(t *testing.T) {
	one, _ := written(t, "start-denied", generate.Options{Seed: 3, Size: 200_000})
	two, _ := written(t, "intermittent", generate.Options{Seed: 4, Size: 200_000})
	log := []byte("2 111122223333 eni-0a1b2c3d4e5f60718 10.0.1.5 10.0.2.7 52011 443 6 10 840 1772590200 1772590260 ACCEPT OK\n")
	a, b, c := stow(t, "a.zip", one), stow(t, "b.zip", two), stow(t, "flow.log", log)
	data := reported(t, a, b, c)
	for name, paths := range map[string][]string{
		"as they were":       {a, b, c},
		"in another order":   {c, b, a},
		"under other names":  {stow(t, "x.zip", one), stow(t, "y.zip", two), stow(t, "z.log", log)},
		"with names swapped": {stow(t, "b.zip", one), stow(t, "a.zip", two), c},
	} {
		if v := verified(t, data, paths...); !v.Holds() {
			t.Errorf("%s: %v", name, v.Mismatches)
		}
	}
	for name, paths := range map[string][]string{"one is missing": {a, b}, "one is another": {a, a, c}, "one too many": {a, b, c, c}} {
		if v := verified(t, data, paths...); v.Holds() {
			t.Errorf("%s: it is not noticed", name)
		}
	}
	single := reported(t, c)
	if v := verified(t, single, stow(t, "renamed.log", log)); !v.Holds() {
		t.Errorf("a renamed file: %v", v.Mismatches)
	}
}

// TestVerifyRedacted holds a redacted report against the redacted bundle: the hashes are those of the originals, so that they do
// not go together, but every record that the report quotes stands there word for word.
func TestVerifyRedacted(t *testing.T) {
	packed, _ := written(t, "start-denied", generate.Options{Seed: 21, Size: 200_000})
	path := stow(t, "case.zip", packed)
	redacted, r, _ := redactedCase(t, packed)
	rep, err := reportjson.Parse(bytes.NewReader(reported(t, path)))
	if err != nil {
		t.Fatal(err)
	}
	rep = walk.Copy(rep, func(_ string, v reflect.Value) {
		if raw, ok := v.Interface().(json.RawMessage); ok {
			v.Set(reflect.ValueOf(json.RawMessage(r.Append(nil, raw))))
		} else if v.Kind() == reflect.String {
			v.SetString(r.Text(v.String()))
		}
	})
	v := verified(t, rendered(t, rep), stow(t, "redacted.zip", redacted))
	if v.Holds() || v.Bundles.Same > 0 {
		t.Error("the redacted bundle is taken for the original")
	}
	if v.Records.Compared == 0 || v.Records.Same != v.Records.Compared {
		t.Errorf("%d of %d records are what the report says: %v", v.Records.Same, v.Records.Compared, v.Mismatches)
	}
	rep.Notes = append(rep.Notes, report.RedactedNote) // with account ids in the names of members
	v = verified(t, rendered(t, rep), path)
	if n := rep.Sources.Len(); v.Members != (correlate.Tally{Compared: n, Same: n}) || v.Bundles.Same != 1 {
		t.Errorf("of its own bundle with %d members: %+v", n, v.Members)
	}
}

// TestHostileReports holds that what only looks like a report is told from one, and costs little.
func TestHostileReports(t *testing.T) {
	packed, _ := written(t, "start-denied", generate.Options{Seed: 3, Size: 100_000})
	path := stow(t, "case.zip", packed)
	data := string(reported(t, path))
	for name, text := range map[string]string{
		"cut":                           data[:len(data)/2],
		"a second report behind it":     data + data,
		"a field twice":                 strings.Replace(data, `"findings": [`, `"findings": [], "findings": [`, 1),
		"a field twice, in capitals":    strings.Replace(data, `"findings": [`, `"FINDINGS": [], "findings": [`, 1),
		"another schema":                strings.Replace(data, "hamari.report/v1", "hamari.report/v9", 1),
		"deeply nested":                 `{"schema":"hamari.report/v1","findings":` + strings.Repeat(`[`, 1_000_000),
		"explained for ever":            `{"schema":"hamari.report/v1","findings":` + strings.Repeat(`[{"explains":`, 20_000) + "[]" + strings.Repeat("}]", 20_000) + "}",
		"numbers that are none of ours": `{"schema":"hamari.report/v1","bundle":[{"bytes":1e99}]}`,
	} {
		if _, err := reportjson.Parse(strings.NewReader(text)); err == nil {
			t.Errorf("%s: it is taken for a report", name)
		}
	}
	var many strings.Builder // citations of records that are not there
	many.WriteString(`{"schema":"hamari.report/v1","findings":[{"evidence":[`)
	for range 50_000 {
		many.WriteString(`{"at":{"member":"\u001b[31m` + "../../etc/passwd" + `","record":9},"raw":"x"},`)
	}
	many.WriteString(`{}]}]}`)
	v := verified(t, []byte(many.String()), path)
	if len(v.Mismatches) != correlate.MaxMismatches || v.Dropped == 0 || v.Records.Same > 0 {
		t.Errorf("%d mismatches, %d more, %d records are the same", len(v.Mismatches), v.Dropped, v.Records.Same)
	}
}

// TestVerifyPatternBundles holds that the report of every test bundle of the catalogue goes with it, whatever kinds of records it
// cites.
func TestVerifyPatternBundles(t *testing.T) {
	paths, err := filepath.Glob("../../../correlate/catalogue/*/testdata/*.txtar")
	if err != nil || len(paths) < 50 {
		t.Fatalf("%d test bundles, %v", len(paths), err)
	}
	for i, path := range paths {
		if testing.Short() && i%8 != 0 {
			continue
		}
		b, err := patterntest.Load(path)
		if err != nil {
			t.Fatal(err)
		}
		packed, err := b.Zip(nil)
		if err != nil {
			t.Fatal(err)
		}
		if v := verified(t, rendered(t, analyzeIn(t, packed, b.Expect.Timezone, 1)), stow(t, "case.zip", packed)); !v.Holds() || v.Members.Same == 0 {
			t.Errorf("%s: %d members are the same, %v", path, v.Members.Same, v.Mismatches)
		}
	}
}
