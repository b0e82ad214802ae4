package text

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"hamari/cmd/internal/report/words"
	"hamari/correlate/report"
)

func TestWrap(t *testing.T) {
	arn := "arn:aws:kms:eu-west-1:111122223333:key/81e82b2e"
	for _, test := range []struct {
		name, text string
		width      int
		want       []string
	}{
		{"empty", "  \n ", 10, nil},
		{"fits exactly", "ten colums", 10, []string{"ten colums"}},
		{"at spaces", "one two three", 8, []string{"one two", "three"}},
		{"spaces collapse", "one\n  two", 10, []string{"one two"}},
		{"id longer than the line", "key " + arn + " is gone", 10, []string{"key", arn, "is gone"}},
		{"wide characters", "東京大阪", 5, []string{"東京", "大阪"}},
		{"escapes are no id", `\x1b\x1b\x1b`, 5, []string{`\x1b\`, `x1b\x`, `1b`}},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := wrap(test.text, test.width); !slices.Equal(got, test.want) {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

func TestElide(t *testing.T) {
	const path = "AWSLogs/111122223333/CloudTrail/eu-west-1/2026/03/04/x.json.gz"
	for width, want := range map[int]string{
		100: path,
		40:  "AWSLogs/.../2026/03/04/x.json.gz",
		21:  "AWSLogs/.../x.json.gz",
		16:  ".../04/x.json.gz",
		5:   ".../x.json.gz", // the name of the file always stays
	} {
		if got := elide(path, width); got != want {
			t.Errorf("%d columns: got %s, want %s", width, got, want)
		}
	}
}

func TestCut(t *testing.T) {
	for _, test := range []struct {
		text  string
		width int
		want  string
	}{
		{"short", 10, "short"},
		{"0123456789", 7, "01...89"},
		{"0123456789", 8, "01...789"},
		{"東京都千代田区", 8, "東...区"},
		{"0123456789", 2, "..."},
	} {
		if got := cut(test.text, test.width); got != test.want {
			t.Errorf("cut(%s, %d) = %s, want %s", test.text, test.width, got, test.want)
		}
	}
}

// TestTableBecomesList holds that ids which no table can hold side by side are written below each other, whole.
func TestTableBecomesList(t *testing.T) {
	key := "arn:aws:kms:eu-west-1:111122223333:key/81e82b2e-c27c-48b3-9f79-50650f0020cc"
	p := &page{width: 80}
	p.table(2, []column{{title: "Instance"}, {title: "Key"}}, [][]string{{"i-1", key}, {"i-2"}, {"i-3", "a", "b"}})
	want := strings.Join([]string{
		"  Instance  i-1", "  Key       " + key, "", "  Instance  i-2", "", "  Instance  i-3", "  Key       a, b", "",
	}, "\n")
	if got := p.buf.String(); got != want || p.err != nil {
		t.Errorf("got\n%s\nwant\n%s\n%v", got, want, p.err)
	}
}

// TestPatternStaysWhole holds that the overview cuts no pattern's ID, which people search for.
func TestPatternStaysWhole(t *testing.T) {
	const id = "alb-502-keepalive-mismatch"
	p := &page{width: 80}
	at := time.Date(2026, 3, 4, 9, 15, 2, 512e6, time.UTC)
	findings := []report.Finding{{
		Pattern: id, Title: "Load balancer answers 502 now and then", Verdict: report.Confirmed, Severity: report.Medium, Start: at,
		Entities: map[string][]string{"load-balancer": {"app/checkout-of-the-shop/50dc6c495c0c9188"}},
	}}
	r := &report.Report{Findings: findings}
	p.verdict(r, words.Causes(r))
	if got := p.buf.String(); !strings.Contains(got, id) {
		t.Error(got)
	}
}

func TestTableFits(t *testing.T) {
	p := &page{width: 80}
	p.table(0, []column{{title: "Text"}, {title: "Count", right: true}}, [][]string{{strings.Repeat("word ", 40), "7"}})
	lines := strings.Split(strings.TrimRight(p.buf.String(), "\n"), "\n")
	if len(lines) != 5 || columns(lines[2]) != 80 || !strings.HasSuffix(lines[2], "    7") {
		t.Errorf("got\n%s", p.buf.String())
	}
}

// TestAlsoShows holds that what a finding explains is told in short, and many of a kind in shorter.
func TestAlsoShows(t *testing.T) {
	f := &report.Finding{DroppedExplains: 7}
	for i := range 5 {
		f.Explains = append(f.Explains, report.Finding{Pattern: "many", Verdict: report.Likely, Count: 1, Summary: fmt.Sprintf("Call %d was denied.", i)})
	}
	f.Explains = append(f.Explains, report.Finding{Pattern: "one", Verdict: report.Confirmed, Count: 2000, Summary: "It broke."})
	p := &page{width: 80}
	p.alsoShows(f)
	want := `
   This also shows as
     - many, likely, seen once
       Call 0 was denied.
     - many, likely, seen once
       Call 1 was denied.
     - many, likely, seen once
       Call 2 was denied.
     - and 2 more of many
     - one, confirmed, seen 2,000 times
       It broke.
     - and 7 more, left out of the report
`
	if got := p.buf.String(); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// TestRivals holds that a rival which cannot be told apart yet says what to collect.
func TestRivals(t *testing.T) {
	p := &page{width: 80, patterns: []report.Pattern{{ID: "one", Status: report.NotFound}, {ID: "other", Status: report.NotAssessable}}}
	p.rivals([]report.Rival{
		{Pattern: "one", TellApart: "It rejects."},
		{Pattern: "other", TellApart: "It drops.", Missing: []string{"flowlog"}, Collect: &report.Collect{Why: "the flow log", Command: "aws s3 cp"}},
	})
	want := `     - one (looked for and not found)
       It rejects.
     - other (cannot be judged from this bundle)
       It drops.
       Missing in the bundle: flowlog.
       - the flow log
         aws s3 cp
`
	if got := p.buf.String(); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// TestMeasured holds that a chart has its figures beside it, and marks when it was as the finding says.
func TestMeasured(t *testing.T) {
	at := time.Date(2026, 3, 4, 9, 0, 0, 0, time.UTC)
	series := []report.Series{{
		Title: "Operations per second", Unit: "operations/s", Key: map[string]string{"volume": "vol-1"}, Start: at, Step: 60,
		Mean:  report.Values{10, 500, 2990, 3000, 20},
		Lines: []report.Line{{Name: "limit_iops", Title: "limit of the volume", Levels: []report.Level{{From: at, Value: 3000}}}},
		Held:  []report.Stretch{{Start: at.Add(2 * time.Minute), End: at.Add(4 * time.Minute)}},
	}, {Title: "Operations that wait", Key: map[string]string{"volume": "vol-1"}, Start: at, Step: 60, Mean: report.Values{0, 0, 8, 9, 0}}}
	const form = `
   Measured (^ marks when it was as said)
     vol-1, 2026-03-04 09:00:00 to 09:05:00 UTC
     - Operations per second: 10 to 3,000 operations/s; limit of the volume
       3,000
       %s
         ^^
     - Operations that wait: 0 to 9
       %s
`
	for _, test := range []struct {
		unicode    bool
		iops, wait string
	}{{false, "_.##_", "__##_"}, {true, "▁▂██▁", "▁▁██▁"}} {
		p := &page{width: 80, unicode: test.unicode}
		p.measured(series)
		if want := fmt.Sprintf(form, test.iops, test.wait); p.buf.String() != want {
			t.Errorf("got\n%s\nwant\n%s", p.buf.String(), want)
		}
		coloured := &page{width: 80, unicode: test.unicode, palette: true}
		coloured.measured(series)
		if got := trimLines(sgr.ReplaceAllString(coloured.buf.String(), "")); got != p.buf.String() || !strings.Contains(coloured.buf.String(), "\x1b[33m  ^^\x1b") {
			t.Errorf("colour changes more than the colour:\n%q", coloured.buf.String())
		}
	}
}
