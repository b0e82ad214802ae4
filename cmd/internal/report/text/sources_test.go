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

// TestTelling holds that members which differ in a folder only can be told apart, whatever room there is.
func TestTelling(t *testing.T) {
	const export = "exportedlogs/7c1f3e90-52bd-4a0e-9d0b-6a3c2e8f1b47/"
	paths := []string{
		export + "eni-01a2b3c4d5e6f7081-all/000000.gz", export + "eni-02b3c4d5e6f708192-all/000000.gz", export + "eni-02b3c4d5e6f708192-all/000001.gz",
		"a/" + strings.Repeat("x", 40) + "1" + strings.Repeat("y", 40) + "/log", "a/" + strings.Repeat("x", 40) + "2" + strings.Repeat("y", 40) + "/log", "short.json",
	}
	fit := telling(paths)
	if got := fit(paths[0], 26); len(got) != 2 || columns(got[0]) > 26 || !strings.HasPrefix(got[0], ".../eni-01a") || got[1] != "000000.gz" {
		t.Errorf("%q", got)
	}
	for width := 12; width < 130; width++ {
		seen := map[string]bool{}
		for _, path := range paths {
			lines := fit(path, width)
			if len(lines) == 0 || seen[strings.Join(lines, "")] {
				t.Errorf("at %d columns, %s is %q", width, path, lines)
			}
			seen[strings.Join(lines, "")] = true
			for _, line := range lines {
				if columns(line) > width {
					t.Errorf("%q is wider than %d", line, width)
				}
			}
		}
	}
}
