package json

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"hamari/cmd/internal/report/clean"
	"hamari/cmd/internal/report/walk"
	"hamari/correlate/report"
)

// reference is what encoding/json makes of the report as a whole.
func reference(t *testing.T, r *report.Report) string {
	t.Helper()
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(walk.Copy(r, complete)); err != nil {
		t.Fatal(err)
	}
	return string(clean.AppendJSON(nil, b.Bytes()))
}

// filled sets every field of the model's source, those that are added later included.
func filled(t *testing.T) report.Source {
	t.Helper()
	var s report.Source
	v := reflect.ValueOf(&s).Elem()
	for i := range v.NumField() {
		switch f := v.Field(i); f.Interface().(type) {
		case string, report.State:
			f.SetString(fmt.Sprintf("text %d", i))
		case int64:
			f.SetInt(int64(1000 + i))
		case []string:
			f.Set(reflect.ValueOf([]string{"one", `t"w<o`}))
		case *time.Time:
			at := time.Date(2026, 3, 4, 9, 0, i, 5e8, time.FixedZone("", 9*3600))
			f.Set(reflect.ValueOf(&at))
		case []report.Reject:
			f.Set(reflect.ValueOf([]report.Reject{{Line: 1, Record: 2, Offset: 3, Error: "\x1b[31m & <"}, {}}))
		default:
			t.Fatalf("no value for the field %s", v.Type().Field(i).Name)
		}
	}
	return s
}

// TestSourcesAsEncoded holds that the list written element by element is what encoding/json would write.
func TestSourcesAsEncoded(t *testing.T) {
	hostile := func(text string) report.Source {
		return report.Source{Member: text, Reason: text, Notes: []string{text}}
	}
	for name, sources := range map[string][]report.Source{
		"none":       nil,
		"empty list": {},
		"zero":       {{}},
		"one":        {filled(t)},
		"several":    {{}, filled(t), {Via: []string{}, Notes: []string{}, Rejects: []report.Reject{}}, filled(t)},
		"hostile": {
			hostile("\"sources\": []\n  \"sources\": []"), hostile("<&>\u2028\u202e"), hostile("\xff\x00\x7f\u0085"),
			hostile("é 日本 \U000e0001 😀"), hostile(`\ / "`),
		},
	} {
		t.Run(name, func(t *testing.T) {
			r := &report.Report{Schema: report.Schema, Sources: report.SourcesOf(sources...), Notes: []string{"\n  \"sources\": []"}}
			if diff := cmp.Diff(reference(t, r), string(render(t, r))); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestSourceTimeBeyondJSON(t *testing.T) {
	far := time.Date(12000, 1, 1, 0, 0, 0, 0, time.UTC)
	if err := Render(io.Discard, &report.Report{Sources: report.SourcesOf(report.Source{Start: &far})}); err == nil {
		t.Error("a year of five digits is written")
	}
}

// BenchmarkRender writes the report on a bundle of very many members.
func BenchmarkRender(b *testing.B) {
	at := time.Date(2026, 3, 4, 9, 0, 0, 0, time.UTC)
	sources := make([]report.Source, 100_000)
	for i := range sources {
		sources[i] = report.Source{
			Member: fmt.Sprintf("AWSLogs/111122223333/CloudTrail/eu-west-1/2026/03/04/111122223333_CloudTrail_eu-west-1_%06d.json.gz", i),
			Format: "cloudtrail", State: report.OK, Bytes: 1200, SHA256: strings.Repeat("0123456789abcdef", 4), Records: 3,
			Start: &at, End: &at, Timezone: "UTC", Rejects: []report.Reject{},
		}
	}
	r := &report.Report{Sources: report.SourcesOf(sources...)}
	b.ReportAllocs()
	for b.Loop() {
		if err := Render(io.Discard, r); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(len(sources)), "ns/source")
}
