package html

import (
	"encoding/json"
	"math"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"hamari/cmd/internal/report/reporttest"
	"hamari/correlate/report"
)

// TestWholePage holds that everything a report says is on the page, and that it is well-formed where browsers forgive.
func TestWholePage(t *testing.T) {
	page := rendered(t, sample())
	for _, want := range []string{
		"<title>case.zip - Hamari</title>", "123.5 kB, 3 members, SHA-256 abab", "2026-03-04 11:00:00 to 13:00:00 UTC (2 h)",
		"140 records in 2 of 3 members; not read in full: 1 partial",
		`<a href="#f1">EBS volume is held at its limit</a>`, "stayed at 3,000 IOPS.", "More was asked of it than it may deliver.",
		"seen 2 times", "and 3 more of the same kind", `<tr id="f1e2" tabindex="-1" data-at="1772625900000"`, `data-findings="1" data-sign="error"`,
		"event 11111111-2222-3333-4444-555555555555", "file 1</span>, <span class=\"at\">record 9", "file 1 is <code>AWSLogs/111122223333",
		"&#34;errorCode&#34;: &#34;VolumeInUse&#34;", "2026-03-04 12:10,3000", "without a time",
		`<tr class="differs">`, `<span role="img" aria-label="differs">`, "1,052 REJECT", "nothing goes on from here", "limit of the volume 3,000",
		`overflow="visible"><path class="mark change"`, `overflow="visible"><path class="mark error"`, "<h4>Collect</h4>",
		"This also shows as", `<details class="explained" id="f1x1">`, "Up to 19 operations waited.", `<tr id="f1x1e1" tabindex="-1" data-at="`, "and 4 more, left out",
		"Raise it.", "aws ec2 modify-volume", "describe-volumes.json", "then the instance would be the ceiling. Missing in the bundle: instance-load.", "<p>what the instance did</p>", "aws cloudwatch get-metric-data", `<a href="https://docs.aws.amazon.com/ebs/"`,
		"Ruled out", "the grant was given", `href="#f1e2">record above</a>`, "Cannot be judged from this bundle", "aws s3 cp ...",
		"Looked for and not found", "2026-03-04 11:20:00 to 11:30:00 (10 min): missing file", "1 record is broken", "<p>rejected line 7: no number</p><p>and 2 more</p>", "assumed UTC",
		strings.Repeat("cd", 32), "ebs.csv states no time zone", "What else happened: 1 record", "RebootInstances",
		`<i data-from="1772623200000" data-to="1772623800000">missing file</i>`,
	} {
		if !strings.Contains(page, want) {
			t.Errorf("%s is missing", want)
		}
	}
	if t.Failed() {
		t.Log(page)
	}
	balanced(t, page)
	if page != rendered(t, sample()) {
		t.Error("the same report gives another page")
	}
}

// balanced holds that every element that is opened is closed, in order.
func balanced(t *testing.T, page string) {
	t.Helper()
	body := page[strings.Index(page, "<body>"):strings.LastIndex(page, "<script>")]
	empty := map[string]bool{"br": true, "input": true, "meta": true}
	var open []string
	for _, tag := range regexp.MustCompile(`<(/?)([a-zA-Z0-9]+)[^>]*?(/?)>`).FindAllStringSubmatch(body, -1) {
		switch name := tag[2]; {
		case tag[1] == "/" && (len(open) == 0 || open[len(open)-1] != name):
			t.Fatalf("</%s> closes nothing; open are %v", name, open)
		case tag[1] == "/":
			open = open[:len(open)-1]
		case tag[3] == "" && !empty[name]:
			open = append(open, name)
		}
	}
	if len(open) != 1 || open[0] != "body" {
		t.Errorf("left open: %v", open)
	}
}

// TestIDs holds that each place that a link leads to is there, once.
func TestIDs(t *testing.T) {
	for name, r := range map[string]*report.Report{"sample": sample(), "nothing": {Schema: report.Schema}, "many": crowded(300)} {
		page := rendered(t, r)
		ids := map[string]int{}
		for _, m := range regexp.MustCompile(`\bid="([^"]+)"`).FindAllStringSubmatch(page, -1) {
			ids[m[1]]++
		}
		for id, n := range ids {
			if n > 1 && id != "hatch" && id != "arrow" {
				t.Errorf("%s: %d elements have the id %s", name, n, id)
			}
		}
		for _, m := range regexp.MustCompile(`(?:href="#|aria-labelledby="|aria-describedby=")([^"]+)"`).FindAllStringSubmatch(page, -1) {
			if ids[m[1]] == 0 {
				t.Errorf("%s: nothing has the id %s", name, m[1])
			}
		}
	}
}

// TestPolicy holds that the page allows its own script and style and nothing else.
func TestPolicy(t *testing.T) {
	page := rendered(t, sample())
	between := func(from, to string) string {
		_, rest, _ := strings.Cut(page, from)
		text, _, _ := strings.Cut(rest, to)
		return text
	}
	want := "default-src &#39;none&#39;; script-src &#39;" + hash([]byte(between("<script>", "</script>"))) + "&#39;; style-src &#39;" +
		hash([]byte(between("<style>", "</style>"))) + "&#39;; base-uri &#39;none&#39;; form-action &#39;none&#39;"
	if got := between(`http-equiv="Content-Security-Policy" content="`, `"`); strings.ReplaceAll(got, "&#43;", "+") != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if regexp.MustCompile(`\s(style|on[a-z]+)="`).MatchString(page) {
		t.Error("the policy forbids attributes with style or script")
	}
}

// TestSizeBound is the bound of a page with 5,000 marks, whose records are as long as CloudTrail's.
func TestSizeBound(t *testing.T) {
	page := rendered(t, crowded(5000))
	t.Logf("%d bytes", len(page))
	if len(page) > 5_000_000 {
		t.Errorf("the page has %d bytes", len(page))
	}
	if n := strings.Count(page, " data-at="); n < 5000 {
		t.Errorf("%d marks", n)
	}
	if !strings.Contains(page, "record left out to keep the page small") {
		t.Error("nothing says that records are left out")
	}
}

func TestNothingFound(t *testing.T) {
	page := rendered(t, &report.Report{Schema: report.Schema, Patterns: []report.Pattern{{ID: "a", Status: report.NotAssessable, Why: "no logs"}}})
	for _, want := range []string{"Nothing found: the one pattern that was checked cannot be judged from this bundle. A pattern that cannot be judged", "Nothing has a time."} {
		if !strings.Contains(page, want) {
			t.Errorf("%s is missing in\n%s", want, page)
		}
	}
	balanced(t, page)
	narrowed := rendered(t, &report.Report{Window: report.Span{Start: at(60)}, Coverage: sample().Coverage})
	if !strings.Contains(narrowed, "<p>Nothing lies in the time that was asked for.</p>") || strings.Contains(narrowed, `id="stage"`) {
		t.Error("a timeline of no time is drawn")
	}
	if page := rendered(t, &report.Report{}); !strings.Contains(page, "no pattern was checked") {
		t.Error("an empty report does not say that nothing was checked")
	}
}

func TestSharedEvidenceIsOneMark(t *testing.T) {
	r := sample()
	second := r.Findings[0]
	r.Findings = append(r.Findings, second)
	page := rendered(t, r)
	if n := strings.Count(page, `data-findings="1 2"`); n != 3 {
		t.Errorf("%d marks belong to both findings, want 3", n)
	}
	if n := strings.Count(page, " data-at="); n != 5 {
		t.Errorf("%d marks, want 5", n)
	}
	if !strings.Contains(page, `<a class="same" href="#f1e2">record above</a>`) {
		t.Error("the record is there twice")
	}
}

func TestRecordText(t *testing.T) {
	for _, test := range []struct{ name, raw, want string }{
		{"object", `{"a":[1]}`, "{\n  \"a\": [\n    1\n  ]\n}"},
		{"line of text", `"5 eni-1 REJECT"`, "5 eni-1 REJECT"},
		{"terminal escapes", `"\u001b[31mred\u202e"`, `\x1b[31mred\u202e`},
		{"none", "null", ""},
		{"nothing", "", ""},
		{"not JSON", "{cut", "{cut"},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := recordText(json.RawMessage(test.raw)); got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

func TestLongRecordsAreCut(t *testing.T) {
	r := sample()
	raw, err := json.Marshal(strings.Repeat("é", maxRecord))
	if err != nil {
		t.Fatal(err)
	}
	r.Findings[0].Evidence[2].Raw = raw
	page := rendered(t, r)
	if !strings.Contains(page, "é\n... (cut; the JSON report has the whole record)") || len(page) > 1<<20 {
		t.Errorf("the record is not cut: %d bytes", len(page))
	}
}

func TestCurve(t *testing.T) {
	same := func(f float64) float64 { return f }
	nan := math.NaN()
	for _, test := range []struct {
		name   string
		values report.Values
		want   string
	}{
		{"a line", report.Values{1, 2, 3, 4}, "M125 1L375 2L625 3L875 4"},
		{"a gap", report.Values{1, 2, nan, 3, 4}, "M100 1L300 2M700 3L900 4"},
		{"alone", report.Values{nan, 5, nan, nan}, "M250 5h250"},
		{"nothing", report.Values{nan}, ""},
	} {
		if got := curve(test.values, same); got != test.want {
			t.Errorf("%s: got %s, want %s", test.name, got, test.want)
		}
	}
}

func TestChart(t *testing.T) {
	r := sample()
	_, marks := newTimeline(r)
	c := newChart("c", 1, &r.Findings[0].Series[0], marks, map[int]string{0: "f1e1"})
	if diff := cmp.Diff([]level{{25, "limit of the volume 3,000", false}, {75, "looked for: at least 1000", true}}, c.Levels); diff != "" {
		t.Errorf("levels (-want +got):\n%s", diff)
	}
	if len(c.Held) != 1 || c.Held[0].X != "58.33%" || c.Held[0].Width != "25.00%" {
		t.Errorf("held %+v", c.Held)
	}
	if len(c.Calls) != 3 || c.Calls[0].X != "41.67%" || c.Calls[0].Ref != "f1e1" {
		t.Errorf("calls %+v", c.Calls)
	}
	want := "Operations per second: 200 to 3,000 operations/s; limit of the volume 3,000; looked for: at least 1000 " +
		"(vol-0aaaaaaaaaaaaaaaa, 2026-03-04 11:00:00 to 13:00:00 UTC); as the finding says 2026-03-04 12:10:00 to 12:40:00"
	if c.Describe != want {
		t.Errorf("got  %s\nwant %s", c.Describe, want)
	}
}

// TestChartBeginsWithTheCall holds that a call shortly before the first value is on the chart.
func TestChartBeginsWithTheCall(t *testing.T) {
	r := sample()
	s := &r.Findings[0].Series[0]
	s.Start = *at(0) // ten minutes after the volume was modified
	_, marks := newTimeline(r)
	c := newChart("c", 1, s, marks, nil)
	if len(c.Calls) == 0 || !strings.Contains(c.Calls[0].Text, "ModifyVolume") {
		t.Errorf("calls %+v", c.Calls)
	}
	if !strings.HasPrefix(c.Data, strings.Repeat(",", 15)) || strings.HasPrefix(c.Data, strings.Repeat(",", 20)) {
		t.Errorf("the values begin at the wrong place: %.40s", c.Data)
	}
}

// TestFarLimit holds that a limit far away does not press the curve flat.
func TestFarLimit(t *testing.T) {
	s := &report.Series{Start: noon, Step: 60, Mean: report.Values{4, 5}, Lines: []report.Line{{Name: "limit", Title: "limit", Levels: []report.Level{{From: noon, Value: 3000}}}}}
	c := newChart("c", 1, s, nil, nil)
	if c.Values[2].Text != "6" || c.Levels[0].Y != 0 || c.Levels[0].Text != "\u2191 limit 3,000" || c.Limits != "" {
		t.Errorf("values %+v, levels %+v", c.Values, c.Levels)
	}
}

// TestPercent holds that there is no room above 100 percent where there can be nothing.
func TestPercent(t *testing.T) {
	for most, want := range map[float64]string{97.8: "100", 100: "100", 7: "8", 130: "150"} {
		c := newChart("c", 1, &report.Series{Start: noon, Step: 60, Unit: "percent", Mean: report.Values{0, most}}, nil, nil)
		if got := c.Values[2].Text; got != want {
			t.Errorf("an axis for %g ends at %s, want %s", most, got, want)
		}
	}
}

func TestTextsOfLinesStayApart(t *testing.T) {
	var got []float64
	for _, l := range apart([]level{{Y: 50}, {Y: 50}, {Y: 0}, {Y: 3}, {Y: 45}}) {
		got = append(got, l.Y)
	}
	if diff := cmp.Diff([]float64{50, 38, 0, 12, 26}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestWay(t *testing.T) {
	tables := sample().Findings[0].Tables
	if newWay(&tables[0]) != nil {
		t.Error("a table without a path is drawn")
	}
	w := newWay(&tables[1])
	if len(w.Boxes) != 3 || len(w.Stages) != 2 || len(w.Lanes) != 2 {
		t.Fatalf("%+v", w)
	}
	if b := w.Boxes[0]; !b.Blocked || b.BarWidth != "88.00%" || b.Stopped != "1,052 REJECT" {
		t.Errorf("%+v", b)
	}
	if b := w.Boxes[2]; b.Blocked || !b.Mixed || b.BarWidth != "15.84%" {
		t.Errorf("%+v", b)
	}
	if diff := cmp.Diff([]wayLink{{"75.00%", "75.00%", w.Boxes[1].Y + boxHeight, w.Boxes[2].Y}}, w.Links); diff != "" {
		t.Errorf("links (-want +got):\n%s", diff)
	}
	tables[1].Rows[1] = []string{"short"}
	if newWay(&tables[1]) != nil {
		t.Error("a table with a row too short is drawn")
	}
}

func TestLanes(t *testing.T) {
	tl, marks := newTimeline(sample())
	var labels []string
	for _, l := range tl.Lanes {
		labels = append(labels, l.Label)
	}
	want := []string{"cloudtrail 111122223333 eu-central-1", "metrics", "instance i-0bbbbbbbbbbbbbbbb", "volume vol-0aaaaaaaaaaaaaaaa"}
	if diff := cmp.Diff(want, labels); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	for i, want := range []string{"0 2 3", "0 2 3", "1 2 3", "0 2", "1 2 3"} {
		if got := numbers(marks[i].Lanes); got != want {
			t.Errorf("mark %d lies in %v, want %q", i, marks[i].Lanes, want)
		}
	}
}

func TestTicks(t *testing.T) {
	for _, test := range []struct {
		length time.Duration
		want   string
	}{
		{3 * time.Second, "12:00:01 12:00:02"},
		{4 * time.Hour, "13:00 14:00 15:00"},
		{30 * time.Hour, "Mar 5 00:00 Mar 5 12:00"},
		{20 * 24 * time.Hour, "Mar 9 Mar 16 Mar 23"},
		{0, ""},
	} {
		var texts []string
		for _, tick := range (axis{noon, noon.Add(test.length)}).ticks() {
			texts = append(texts, tick.Text)
		}
		if got := strings.Join(texts, " "); got != test.want {
			t.Errorf("%v: %s, want %s", test.length, got, test.want)
		}
	}
}

func TestManySources(t *testing.T) {
	list := make([]report.Source, maxSources+5)
	for i := range list {
		list[i].State = report.OK
	}
	r := &report.Report{Sources: report.SourcesOf(list...)}
	last := &list[len(list)-1]
	last.Member, last.State = "broken.json", report.Failed
	page := rendered(t, r)
	if !strings.Contains(page, "broken.json") || !strings.Contains(page, "and 5 more; hamari ls") {
		t.Error("the member with a problem is among those left out, or nothing says that some are")
	}
}

func TestWriteError(t *testing.T) {
	reporttest.Render(Render).TellsWriteErrors(t)
}

// FuzzRender renders reports whose texts and figures are anything, and holds that no text of them becomes markup.
func FuzzRender(f *testing.F) {
	f.Add("<script>", "{}", int64(0), 1.5, "0")
	f.Add("javascript:x", `{"a":"</pre><b>"}`, int64(-62135596800), math.Inf(1), "1,000")
	f.Add("javascript", "{}", int64(0), 0.0, "0") // without a colon it is the name of a page
	f.Add("\u202e\x00", "\"\x1b[0m\"", int64(253402300799), math.NaN(), "")
	f.Fuzz(func(t *testing.T, text, raw string, seconds int64, value float64, cell string) {
		r := hostile(text)
		if seconds > -1<<40 && seconds < 1<<40 {
			when := time.Unix(seconds, 0).UTC()
			r.Findings[0].Start, r.Timeline[0].Time, r.Findings[0].Evidence[0].Time = when, when, &when
			r.Window.Start = &when
		}
		r.Findings[0].Evidence[0].Raw = json.RawMessage(raw)
		s := &r.Findings[0].Series[0]
		s.Mean[0], s.Lines[0].Levels[0].Value = value, value
		r.Findings[0].Tables[1].Rows[0][3] = cell
		page := rendered(t, r)
		for _, tag := range []string{"script", "style"} {
			if n := strings.Count(strings.ToLower(page), "<"+tag); n != 1 {
				t.Errorf("%d elements %s", n, tag)
			}
		}
		for _, tag := range []string{"<img", "<iframe", `href="javascript:`} {
			if strings.Contains(strings.ToLower(page), tag) {
				t.Errorf("%s is on the page", tag)
			}
		}
	})
}
