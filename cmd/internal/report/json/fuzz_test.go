package json

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"hamari/cmd/internal/report/clean"
	"hamari/cmd/internal/report/walk"
	"hamari/correlate/report"
)

// samples are the reports of testdata.
func samples(t testing.TB) (all [][]byte) {
	t.Helper()
	names, err := filepath.Glob("../testdata/*.report.json")
	if err != nil || len(names) == 0 {
		t.Fatalf("no reports in testdata: %v", err)
	}
	for _, name := range names {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, data)
	}
	return all
}

// FuzzRender puts a text into one in every few strings and records of a report, and holds that what comes out is valid JSON which
// says the same when it is read again, and in which nothing is obeyed by a terminal.
func FuzzRender(f *testing.F) {
	f.Add("\x1b[31mred\u202e\x9b", 1)
	f.Add("</script>\u2028\xff\n", 2)
	f.Add(`{"a":`, 3)
	f.Add(`"\ud800"`, 5)
	var r report.Report
	if err := json.Unmarshal(samples(f)[0], &r); err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, s string, step int) {
		n := 0
		changed := walk.Copy(&r, func(field string, v reflect.Value) {
			if n++; step == 0 || n%step != 0 || field == "Schema" {
				return
			}
			if _, ok := v.Interface().(json.RawMessage); ok {
				v.Set(reflect.ValueOf(json.RawMessage(s)))
			} else if v.Kind() == reflect.String {
				v.SetString(s)
			}
		})
		text := render(t, changed)
		if !json.Valid(text) || !utf8.Valid(text) {
			t.Fatalf("not JSON: %q", text)
		}
		for _, c := range string(text) {
			if c != '\n' && clean.Hazard(c) {
				t.Fatalf("%q is left", c)
			}
		}
		again, err := Parse(bytes.NewReader(text))
		if err != nil {
			t.Fatal(err)
		}
		once := render(t, again) // with the same words, of which some may be written as escapes or not
		twice, err := Parse(bytes.NewReader(once))
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(once), string(render(t, twice))); diff != "" {
			t.Fatalf("it says something else when it is read again:\n%s", diff)
		}
	})
}

// FuzzParse holds that whatever is taken for a report can be written as one.
func FuzzParse(f *testing.F) {
	for _, data := range samples(f) {
		f.Add(data)
	}
	f.Add([]byte(`{"schema":"hamari.report/v1","Schema":"x"}`))
	f.Add([]byte(`{"schema":"hamari.report/v1","findings":[{"evidence":[{"raw":{"a":1,"A":2,"a":[{}]}}]}]} `))
	f.Fuzz(func(t *testing.T, data []byte) {
		r, err := Parse(bytes.NewReader(data))
		if err != nil {
			return
		}
		text := render(t, r)
		if !json.Valid(text) {
			t.Fatalf("not JSON: %q", text)
		}
		if _, err := Parse(bytes.NewReader(text)); err != nil {
			t.Fatalf("what was read as a report is none when it is written: %v", err)
		}
	})
}
