package text

import (
	"bytes"
	"fmt"
	"io"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/mattn/go-runewidth"

	"hamari/cmd/internal/report/clean"
	"hamari/cmd/internal/report/reporttest"
	"hamari/cmd/internal/report/walk"
	"hamari/correlate/report"
)

func render(t testing.TB, r *report.Report, o Options) string {
	t.Helper()
	return reporttest.Render(with(o)).Text(t, r)
}

func with(o Options) func(io.Writer, *report.Report) error {
	return func(w io.Writer, r *report.Report) error { return Render(w, r, o) }
}

func TestGolden(t *testing.T) {
	for name, r := range reporttest.MadeUp(t) {
		for _, o := range []Options{{Width: 80}, {Width: 120}, {Width: 80, Color: true}} {
			file := fmt.Sprintf("testdata/%s.%d.txt", name, o.Width)
			if o.Color {
				file = fmt.Sprintf("testdata/%s.%d.color.txt", name, o.Width)
			}
			t.Run(filepath.Base(file), func(t *testing.T) {
				reporttest.Golden(t, file, render(t, r, o))
			})
		}
	}
}

var sgr = regexp.MustCompile("\x1b\\[[0-9;]*m")

func TestColourAddsNothing(t *testing.T) {
	for name, r := range reporttest.MadeUp(t) {
		plain, coloured := render(t, r, Options{}), render(t, r, Options{Color: true})
		if diff := cmp.Diff(plain, trimLines(sgr.ReplaceAllString(coloured, ""))); diff != "" {
			t.Errorf("%s (-plain +coloured):\n%s", name, diff)
		}
		if strings.Contains(plain, "\x1b") || !strings.Contains(coloured, "\x1b") {
			t.Errorf("%s: colours do not follow the option", name)
		}
	}
}

func trimLines(text string) string {
	return regexp.MustCompile(` +\n`).ReplaceAllString(text, "\n")
}

func TestWidth(t *testing.T) {
	for name, r := range reporttest.MadeUp(t) {
		for _, width := range []int{0, 10, 80, 97, 120, 500} {
			t.Run(fmt.Sprint(name, width), func(t *testing.T) {
				text := render(t, r, Options{Width: width})
				checkWidth(t, r, text, min(max(width, minWidth), maxWidth))
			})
		}
	}
}

// checkWidth finds lines that are too long although they hold nothing that must stay in one piece.
func checkWidth(t *testing.T, r *report.Report, text string, width int) {
	t.Helper()
	narrow := &runewidth.Condition{}
	for line := range strings.SplitSeq(text, "\n") {
		if narrow.StringWidth(line) <= width || mayBeLong(r, line) {
			continue
		}
		cut := strings.LastIndexByte(line, ' ')
		if word := line[cut+1:]; !isID(word) || narrow.StringWidth(line[:cut+1]) > width || len(word) < 30 {
			t.Errorf("%d columns: %s", narrow.StringWidth(line), line)
		}
	}
}

// mayBeLong reports whether a line is a command, a part of what is to be pasted, or the full path of a member.
func mayBeLong(r *report.Report, line string) bool {
	found := false
	walk.Copy(clean.Report(r), func(field string, v reflect.Value) {
		if field != "Body" && field != "Command" && field != "Member" {
			return
		}
		for part := range strings.SplitSeq(v.String(), "\n") {
			part = strings.TrimSpace(part)
			found = found || part != "" && strings.HasSuffix(strings.TrimSpace(line), part)
		}
	})
	return found
}

// TestPaste holds that what is to be pasted stands in the text with nothing but spaces before each line.
func TestPaste(t *testing.T) {
	for name, r := range reporttest.MadeUp(t) {
		text := render(t, r, Options{})
		for _, f := range r.Findings {
			for _, remedy := range f.Remedy {
				indented := strings.Repeat(" ", pasteIndent) + strings.ReplaceAll(remedy.Body, "\n", "\n"+strings.Repeat(" ", pasteIndent))
				if remedy.Body != "" && !strings.Contains(text, "\n"+indented+"\n") {
					t.Errorf("%s: not in one piece:\n%s", name, remedy.Body)
				}
			}
			for _, c := range f.Collect {
				if !strings.Contains(text, " "+c.Command+"\n") {
					t.Errorf("%s: not on a line of its own: %s", name, c.Command)
				}
			}
		}
	}
}

// TestEverythingIsSaid holds that no id, place or reason of a report is left out.
func TestEverythingIsSaid(t *testing.T) {
	for name, r := range reporttest.MadeUp(t) {
		text := render(t, r, Options{})
		words := strings.Join(strings.Fields(text), " ")
		want := append([]string(nil), r.Notes...)
		for _, f := range r.Findings {
			want = append(want, f.Title, f.Summary, f.Pattern)
			want = append(want, f.References...)
			for _, ids := range f.Entities {
				want = append(want, ids...)
			}
			for _, e := range f.Evidence {
				want = append(want, e.At.Member, e.At.ID)
			}
			for _, rival := range f.Rivals {
				want = append(want, rival.Pattern, rival.TellApart)
			}
		}
		for _, p := range r.Patterns {
			want = append(want, p.ID)
			if p.Status != report.Matched {
				want = append(want, strings.TrimSuffix(p.Why, "."))
			}
		}
		for _, s := range r.Sources.All() {
			if s.State != report.OK {
				want = append(want, s.Member, s.Reason)
			}
		}
		for _, w := range want {
			if w = strings.Join(strings.Fields(clean.Block(w)), " "); !strings.Contains(words, w) {
				t.Errorf("%s: %q is missing", name, w)
			}
		}
	}
}

// TestHostile puts a hostile value into every string of a report.
func TestHostile(t *testing.T) {
	for _, bad := range []string{
		"\x1b]0;owned\x07\x1b[2J", "\u009b31m", "a\rb\bc\x7f", "x\ny\r\nz", "\u202etxt.exe\u2066", "\xff\xfe", "%s%!d(MISSING)",
		strings.Repeat("A", maxWord+1), strings.Repeat("長", 100), strings.Repeat("\x1b", 100), " ", "",
	} {
		for name, r := range reporttest.MadeUp(t) {
			hostile := walk.Copy(r, func(_ string, v reflect.Value) {
				if v.Kind() == reflect.String {
					v.SetString(bad)
				}
			})
			for _, o := range []Options{{}, {Width: 120, Color: true}} {
				checkInert(t, name, render(t, hostile, o))
			}
		}
	}
}

// checkInert finds characters that a terminal would obey, beyond line feeds and the colours of this package.
func checkInert(t *testing.T, name, text string) {
	t.Helper()
	reporttest.Inert(t, name, sgr.ReplaceAllString(text, ""))
}

func TestEmptyReport(t *testing.T) {
	text := render(t, &report.Report{}, Options{})
	for _, want := range []string{"no pattern was checked", "nothing in the bundle has a time"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is missing in\n%s", want, text)
		}
	}
}

// TestManyMembers holds that a bundle of hundreds of files gives a short table and loses no count.
func TestManyMembers(t *testing.T) {
	at := time.Date(2026, 3, 4, 9, 0, 0, 0, time.UTC)
	var list []report.Source
	for i := range 400 {
		start, end := at.Add(time.Duration(i)*time.Minute), at.Add(time.Duration(i+1)*time.Minute)
		list = append(list, report.Source{
			Member: fmt.Sprintf("AWSLogs/111122223333/CloudTrail/eu-west-1/2026/03/04/%03d.json.gz", i),
			Format: "cloudtrail", State: report.OK, Records: 10, Start: &start, End: &end, Timezone: "UTC",
		})
	}
	list[7].State, list[7].Reason = report.Failed, "gzip: invalid checksum"
	text := render(t, &report.Report{Sources: report.SourcesOf(list...)}, Options{})
	for _, want := range []string{"(399 files)", "3,990", "007.json.gz", "gzip: invalid checksum", "09:00 - 15:40"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is missing in\n%s", want, text)
		}
	}
	if lines := strings.Count(text, "\n"); lines > 40 {
		t.Errorf("%d lines for one folder", lines)
	}
}

func TestWriteError(t *testing.T) {
	reporttest.Render(with(Options{})).TellsWriteErrors(t)
}

// FuzzRender replaces one in every few strings of a report by the input and changes the widths.
func FuzzRender(f *testing.F) {
	f.Add("\x1b[31mred", 80, 1)
	f.Add("arn:aws:iam::111122223333:role/"+strings.Repeat("r", 90), 100, 2)
	f.Add("東京 リージョン\u202e", 120, 3)
	f.Add("a\n\n\tb", 0, 4)
	all := reporttest.MadeUp(f)
	f.Fuzz(func(t *testing.T, s string, width, step int) {
		for name, r := range all {
			n := 0
			changed := walk.Copy(r, func(_ string, v reflect.Value) {
				if n++; v.Kind() == reflect.String && step != 0 && n%step == 0 {
					v.SetString(s)
				}
			})
			plain := render(t, changed, Options{Width: width})
			checkInert(t, name, plain)
			coloured := render(t, changed, Options{Width: width, Color: true})
			if trimLines(sgr.ReplaceAllString(coloured, "")) != trimLines(plain) {
				t.Errorf("%s: colour changes the words", name)
			}
		}
	})
}

func BenchmarkRender(b *testing.B) {
	r := reporttest.MadeUp(b)["start-denied"]
	var out bytes.Buffer
	for b.Loop() {
		out.Reset()
		if err := Render(&out, r, Options{}); err != nil {
			b.Fatal(err)
		}
	}
	b.SetBytes(int64(out.Len()))
}
