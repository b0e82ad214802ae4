package report

import (
	"bytes"
	"strings"
	"testing"

	"hamari/correlate/report"
)

func TestFormats(t *testing.T) {
	seen := make(map[string]bool)
	for _, f := range Formats() {
		t.Run(f.Name, func(t *testing.T) {
			if seen[f.Name] || f.Name == "" || f.Title == "" {
				t.Errorf("name %q and title %q must be set, and the name once", f.Name, f.Title)
			}
			seen[f.Name] = true
			var b bytes.Buffer
			r := &report.Report{Schema: report.Schema, Notes: []string{"the zone was given"}}
			if err := f.Render(&b, r, Options{Width: 100}); err != nil {
				t.Fatal(err)
			}
			if !strings.Contains(b.String(), "the zone was given") {
				t.Error("the note is missing")
			}
			if found, err := Lookup(f.Name); err != nil || found.Name != f.Name {
				t.Errorf("Lookup gives %q, %v", found.Name, err)
			}
		})
	}
}

func TestLookupNamesWhatThereIs(t *testing.T) {
	_, err := Lookup("pdf")
	if err == nil || !strings.Contains(err.Error(), `"pdf"`) || !strings.Contains(err.Error(), "text, json") {
		t.Errorf("got %v", err)
	}
}
