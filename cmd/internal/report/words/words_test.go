package words

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"hamari/correlate/report"
)

func TestWords(t *testing.T) {
	at := time.Date(2026, 3, 4, 9, 15, 2, 482_000_000, time.UTC)
	for _, test := range []struct{ got, want string }{
		{Span(at, at), "2026-03-04 09:15:02.482"},
		{Span(at, at.Add(time.Second)), "2026-03-04 09:15:02.482 to 09:15:03.482"},
		{Span(at, at.Add(24*time.Hour)), "2026-03-04 09:15:02.482 to 2026-03-05 09:15:02.482"},
		{Span(at.In(time.FixedZone("JST", 9*3600)), time.Time{}), "2026-03-04 09:15:02.482"},
		{SpanUTC(at, at.Add(time.Second)), "2026-03-04 09:15:02.482 to 09:15:03.482 UTC"},
		{SpanUTC(time.Time{}, time.Time{}), "without a time in the bundle"},
		{Since(at, " "), "2026-03-04 09:15:02.482"},
		{Since(time.Time{}, " "), "-"},
		{SinceOf(&report.Finding{Start: at}, " "), "2026-03-04 09:15:02.482"},
		{SinceOf(&report.Finding{Start: at, ClockAssumed: true}, " "), "2026-03-04 09:15:02.482 zone assumed"},
		{Window(report.Span{}), "nothing in the bundle has a time"},
		{Window(report.Span{Start: &at}), "from 2026-03-04 09:15:02.482 UTC on, where the bundle holds no record of a log"},
		{Window(report.Span{End: &at}), "until 2026-03-04 09:15:02.482 UTC, where the bundle holds no record of a log"},
		{TimesOf(&report.Report{}), "nothing in the bundle has a time"},
		{TimesOf(&report.Report{Window: report.Span{Start: &at, End: &at}}), Window(report.Span{Start: &at, End: &at})},
		{TimesOf(&report.Report{Window: report.Span{Start: &at, End: &at}, Findings: []report.Finding{{Start: at, End: at, ClockAssumed: true}}}),
			Window(report.Span{Start: &at, End: &at}) + "; the zone of some times is assumed"},
		{TimesOf(&report.Report{Sources: report.SourcesOf(report.Source{Records: 1})}), "the bundle holds no log"},
		{TimesOf(&report.Report{Sources: report.SourcesOf(report.Source{Records: 1}, report.Source{Start: &at, End: &at, Records: 1})}),
			"the bundle holds no log; what it holds tells of 2026-03-04 09:15:02.482 UTC"},
		{Length(0), "0 s"},
		{Length(59 * time.Second), "59 s"},
		{Length(90 * time.Minute), "1 h 30 min"},
		{Length(49 * time.Hour), "2 d 1 h"},
		{Sentence("the log of i-1"), "The log of i-1"},
		{Sentence("i-1 and its log"), "i-1 and its log"},
		{Sentence(""), ""},
		{Figure(0), "0"},
		{Figure(999), "999"},
		{Figure(-1234567), "-1,234,567"},
		{Size(1), "1 byte"},
		{Size(999), "999 bytes"},
		{Size(1834220), "1.8 MB"},
		{Size(999_999), "1.0 MB"},
	} {
		if test.got != test.want {
			t.Errorf("got %s, want %s", test.got, test.want)
		}
	}
}

// TestNothing holds that a report narrowed to what no finding touches does not deny the findings.
func TestNothing(t *testing.T) {
	for want, patterns := range map[string][]report.Pattern{
		"no pattern was checked":                                        nil,
		"none of 2 patterns matches this bundle":                        {{ID: "a", Status: report.NotFound}, {ID: "b", Status: report.RuledOut}},
		"none of 2 patterns can be judged from this bundle":             {{ID: "a", Status: report.NotAssessable}, {ID: "b", Status: report.NotAssessable}},
		"the one pattern that can be judged does not match this bundle": {{ID: "a", Status: report.NotFound}, {ID: "b", Status: report.NotAssessable}},
		"none of the 2 patterns that can be judged matches this bundle": {
			{ID: "a", Status: report.NotFound}, {ID: "b", Status: report.NotAssessable}, {ID: "c", Status: report.RuledOut}},
		"the one pattern that was checked does not match this bundle":        {{ID: "a", Status: report.NotFound}},
		"the one pattern that was checked cannot be judged from this bundle": {{ID: "a", Status: report.NotAssessable}},
		"what was found of b does not touch what was asked for":              {{ID: "a", Status: report.NotFound}, {ID: "b", Status: report.Matched}},
	} {
		if got := Nothing(&report.Report{Patterns: patterns}); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
	misspelt := &report.Report{Patterns: []report.Pattern{{ID: "b", Status: report.Matched}}, Unnamed: []string{"i-typo"}}
	if got, want := Nothing(misspelt), "the bundle holds nothing named i-typo"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// TestLacks holds that what several patterns lack is asked for once.
func TestLacks(t *testing.T) {
	fetch, other := report.Collect{Why: "flow logs", Command: "aws s3 cp"}, report.Collect{Why: "layouts", Command: "aws ec2 describe-flow-logs"}
	lacks, _ := Lacks(&report.Report{Patterns: near([]report.Pattern{
		{ID: "a", Status: report.NotAssessable, Why: "no flow logs", Missing: []string{"flowlog"}, Collect: []report.Collect{fetch}},
		{ID: "b", Status: report.Matched, Why: "1 finding"},
		{ID: "c", Status: report.NotAssessable, Why: "no metrics", Missing: []string{"metrics"}},
		{ID: "d", Status: report.NotAssessable, Why: "no flow logs", Missing: []string{"flowlog"}, Collect: []report.Collect{other, fetch, {Why: "no flow logs", Command: "aws logs tail"}, {Why: "flow logs", Command: "aws s3 ls"}}},
	})})
	if len(lacks) != 2 || lacks[0].Why != "No flow logs" || len(lacks[0].Patterns) != 2 || lacks[0].Patterns[1].ID != "d" {
		t.Errorf("%+v", lacks)
	}
	if got := lacks[0].Collect; len(got) != 3 || got[0] != (report.Collect{Why: "flow logs", Command: "aws s3 cp\naws s3 ls"}) || got[1] != other || got[2] != (report.Collect{Command: "aws logs tail"}) {
		t.Errorf("asked for: %v", got)
	}
}

func near(patterns []report.Pattern) []report.Pattern {
	for i := range patterns {
		patterns[i].Near = report.NearRecords
	}
	return patterns
}

// TestFarLacks holds that what has to do with the bundle comes first and is told in full, and that nothing is lost of the
// rest, whatever words stand before what is missing.
func TestFarLacks(t *testing.T) {
	lacking := func(id, why string, near report.Nearness, commands ...string) report.Pattern {
		p := report.Pattern{ID: id, Status: report.NotAssessable, Why: why, Near: near}
		for _, c := range commands {
			p.Collect = append(p.Collect, report.Collect{Why: "get " + id, Command: c})
		}
		return p
	}
	r := &report.Report{Findings: make([]report.Finding, 1), Patterns: []report.Pattern{
		lacking("far", "the bundle holds no flow logs", "", "one", "two\nthree"),
		lacking("resources", "the bundle holds no metrics", report.NearResources),
		lacking("rival", "the bundle holds no metrics", report.NearFinding),
		lacking("described", "descriptions do not tell all: the bundle holds no flow logs", "", "four"),
		lacking("part", "the bundle has no loads", report.NearRecords),
	}}
	said := func(lacks []Lack) (all []string) {
		for i := range lacks {
			all = append(all, lacks[i].Why+": "+strings.Join(lacks[i].IDs(), ", "))
		}
		return all
	}
	near, far := Lacks(r)
	if diff := cmp.Diff([]string{"The bundle has no loads: part", "The bundle holds no metrics: rival"}, said(near)); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"The bundle holds no metrics: resources", "The bundle holds no flow logs: far, described"}, said(far)); diff != "" {
		t.Error(diff)
	}
	if command, more := far[1].First(); command != "one" || more != 3 {
		t.Errorf("%s and %d more", command, more)
	}
	r.Findings = nil
	if near, _ = Lacks(r); len(near) != 2 || len(near[1].Patterns) != 2 {
		t.Errorf("without findings: %q", said(near))
	}
}

// TestPerRecord holds that a record on which several steps rest is shown once, with what each of them says.
func TestPerRecord(t *testing.T) {
	at := func(minute int) *time.Time {
		t := time.Date(2026, 3, 4, 9, minute, 0, 0, time.UTC)
		return &t
	}
	mail, trail := report.Position{Member: "mail", Line: 12}, report.Position{Member: "trail", Record: 1}
	cited := PerRecord([]report.Evidence{
		{Role: report.Confirm, Text: "later", Time: at(2), At: mail},
		{Role: report.Match, Text: "refused", Time: at(1), At: mail},
		{Role: report.Match, Text: "elsewhere", Time: at(1), At: trail},
		{Role: report.Confirm, Text: "it says why", Time: at(1), At: mail},
		{Role: report.Match, Step: "again", Time: at(1), At: trail},
		{Role: report.Context, Text: "nowhere"}, {Role: report.Context, Text: "nor here"},
	})
	var got []string
	for _, c := range cited {
		got = append(got, fmt.Sprintf("%s %s (%d)", c.Role, c.Text, len(c.Parts)))
	}
	want := []string{"match refused; confirm: it says why (2)", "match elsewhere; again (2)", "confirm later (1)", "context nowhere (1)", "context nor here (1)"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// TestSeen holds that what many records show is not called seen once.
func TestSeen(t *testing.T) {
	for want, f := range map[string]report.Finding{
		"seen once":          {Count: 1},
		"seen 1,200 times":   {Count: 1200},
		"from 18 records":    {Count: 1, Records: 18},
		"from 1,300 records": {Count: 1200, Records: 1300},
	} {
		if got := Seen(&f); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
