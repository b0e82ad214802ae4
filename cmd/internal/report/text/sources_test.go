package text

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"hamari/correlate/report"
)

// TestManySources holds that the report can be read however many members there are, and says what it leaves out.
func TestManySources(t *testing.T) {
	var list []report.Source
	add := func(n int, s report.Source) {
		for i := range n {
			s.Member = fmt.Sprintf("%s/%06d/log", s.State, i)
			list = append(list, s)
		}
	}
	add(2000, report.Source{State: report.Failed, Reason: "the data end too early"})
	add(300, report.Source{State: report.OK, Format: "cloudtrail", Records: 1})
	add(700, report.Source{State: report.Unrecognised, Reason: "text"})
	r := &report.Report{Schema: report.Schema, Sources: report.SourcesOf(list...)}
	var b bytes.Buffer
	if err := Render(&b, r, Options{Width: 100}); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"and 2,800 further members; hamari ls and the JSON report list all of them",
		"which hamari ls and the JSON report list: 1,800 failed, 700", // and perhaps a line break
	} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("the text %q is missing", want)
		}
	}
	if lines := strings.Count(b.String(), "\n"); lines > 1000 {
		t.Errorf("%d lines", lines)
	}
}
