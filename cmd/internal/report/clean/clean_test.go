package clean

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"hamari/cmd/internal/report/walk"
	"hamari/correlate/report"
)

func TestLine(t *testing.T) {
	for _, test := range []struct{ name, in, want string }{
		{"plain", "StartInstances i-0abc", "StartInstances i-0abc"},
		{"empty", "", ""},
		{"other scripts", "東京 Zürich\u3000عربي", "東京 Zürich\u3000عربي"},
		{"colour", "\x1b[31mred\x1b[0m", `\x1b[31mred\x1b[0m`},
		{"title bar", "\x1b]0;owned\x07", `\x1b]0;owned\x07`},
		{"C1 introducer", "\u009b2J", `\u009b2J`},
		{"bare C1 byte", "a\x9b2J", `a\x9b2J`},
		{"delete and backspace", "a\b\x7f", `a\x08\x7f`},
		{"line breaks", "a\r\nb\tc", `a\r\nb\tc`},
		{"separators", "a\u2028b\u2029c\u0085d", `a\u2028b\u2029c\u0085d`},
		{"overrides", "\u202eexe.\u2066x\u2069\u202c", `\u202eexe.\u2066x\u2069\u202c`},
		{"invisible", "a\u200bb\ufeffc\U000e0041", `a\u200bb\ufeffc\U000e0041`},
		{"replacement character itself", "\ufffd", "\ufffd"},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := Line(test.in); got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

func TestBlockKeepsLines(t *testing.T) {
	got := Block("{\r\n\t\"a\": \x1b[2J\r1\n}\u2028")
	if want := "{\n\t\"a\": \\x1b[2J\\r1\n}\\u2028"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// TestReport fills every string of the model with a hostile value, so that a field added later is covered too.
func TestReport(t *testing.T) {
	hostile := report.Report{}
	fill(reflect.ValueOf(&hostile).Elem(), "a\x1b[31mb\nc\u202e", nil)
	strings, lines := 0, 0
	walk.Copy(Report(&hostile), func(field string, v reflect.Value) {
		if v.Kind() != reflect.String {
			return
		}
		strings++
		for _, r := range v.String() {
			switch {
			case r == '\n' && multiline[field]:
				lines++
			case Hazard(r):
				t.Errorf("%s holds %q", field, v.String())
			}
		}
	})
	if strings < 40 {
		t.Errorf("only %d strings seen", strings)
	}
	if lines < len(multiline) {
		t.Errorf("only %d line breaks kept", lines)
	}
	if hostile.Schema != "a\x1b[31mb\nc\u202e" {
		t.Error("the report itself was changed")
	}
}

// fill sets every string below v, giving lists and maps one element. What stands in another of its kind, as findings do
// that another explains, is filled once more, but not for ever.
func fill(v reflect.Value, s string, within []reflect.Type) {
	switch v.Kind() {
	case reflect.String:
		v.SetString(s)
	case reflect.Struct:
		within = append(slices.Clip(within), v.Type())
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				fill(v.Field(i), s, within)
			}
		}
	case reflect.Slice:
		if first := slices.Index(within, v.Type().Elem()); first >= 0 && slices.Contains(within[first+1:], v.Type().Elem()) {
			return
		}
		v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		fill(v.Index(0), s, within)
	case reflect.Map:
		key, value := reflect.New(v.Type().Key()).Elem(), reflect.New(v.Type().Elem()).Elem()
		fill(key, s, within)
		fill(value, s, within)
		v.Set(reflect.MakeMap(v.Type()))
		v.SetMapIndex(key, value)
	}
}

func FuzzLine(f *testing.F) {
	f.Add("a\x1b[2Jb")
	f.Add("\xff\u202e\u2028")
	f.Fuzz(func(t *testing.T, s string) {
		line := Line(s)
		if !utf8.ValidString(line) || strings.IndexFunc(line, Hazard) >= 0 {
			t.Errorf("Line(%q) = %q", s, line)
		}
		if Line(line) != line {
			t.Errorf("cleaning %q twice differs", s)
		}
	})
}

// TestReportSources holds that every text of a source is cleaned, those that are added to the model later included, and
// that neither the report nor its clean sources change.
func TestReportSources(t *testing.T) {
	fields := reflect.TypeFor[report.Source]()
	for i := range fields.NumField() {
		var hostile report.Source
		switch f := reflect.ValueOf(&hostile).Elem().Field(i); f.Interface().(type) {
		case string, report.State:
			f.SetString("a\x1b[31m")
		case []string:
			f.Set(reflect.ValueOf([]string{"plain", "a\x1b[31m"}))
		case []report.Reject:
			f.Set(reflect.ValueOf([]report.Reject{{Error: "a\x1b[31m"}}))
		default:
			continue
		}
		r := &report.Report{Sources: report.SourcesOf(report.Source{Member: "before"}, hostile, report.Source{Member: "after"})}
		got := Report(r)
		if text := fmt.Sprint(got.Sources.List()); strings.Contains(text, "\x1b") || !strings.Contains(text, `a\x1b[31m`) {
			t.Errorf("%s is not cleaned: %q", fields.Field(i).Name, text)
		}
		if !reflect.DeepEqual(r.Sources.At(1), hostile) || got.Sources.At(0).Member != "before" || got.Sources.At(2).Member != "after" {
			t.Errorf("%s: the report was changed", fields.Field(i).Name)
		}
	}
}
