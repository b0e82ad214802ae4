package correlate

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"hamari/correlate/entity"
	"hamari/correlate/match"
	"hamari/correlate/report"
	"hamari/correlate/scan"
	"hamari/parsers/formats"
)

// global finds calls of services whose names are the same in every region, or that have one region only.
var global = regexp.MustCompile(`aws (?:s3|s3api|cloudfront) `)

// TestCommands holds that a pattern which lacks a kind of log can say how to collect it, whichever it is, and that what
// it says can be pasted.
func TestCommands(t *testing.T) {
	for _, f := range formats.All() {
		c, ok := commands[f.Name]
		if !ok || c.Why == "" || !strings.Contains(c.Command, "aws ") {
			t.Errorf("%s: %+v", f.Name, c)
		}
		if strings.Count(c.Command, "'")%2 != 0 || strings.Count(c.Command, `"`)%2 != 0 || strings.ContainsAny(c.Command, "\n<") {
			t.Errorf("%s: %s", f.Name, c.Command)
		}
		for command := range strings.SplitSeq(c.Command, ";") {
			if strings.Contains(command, "aws ") && !global.MatchString(command) && !strings.Contains(command, "--region REGION") {
				t.Errorf("%s: the default region would be asked: %s", f.Name, command)
			}
		}
	}
}

// TestTellAttached holds that a pattern says to which findings its own are attached, and that no finding holds more of
// them than anybody reads.
func TestTellAttached(t *testing.T) {
	many := report.Finding{Pattern: "whole"}
	for range match.MaxExplains + 2 {
		many.Explains = append(many.Explains, report.Finding{Pattern: "part"})
	}
	a := &analysis{rep: &report.Report{
		Findings: []report.Finding{{Pattern: "else"}, many, {Pattern: "other", Explains: []report.Finding{{Pattern: "part"}}}},
		Patterns: []report.Pattern{{ID: "else", Why: "1 finding"}, {ID: "part", Why: "0 findings"}},
	}}
	a.tellAttached()
	if n, dropped := len(a.rep.Findings[1].Explains), a.rep.Findings[1].DroppedExplains; n != match.MaxExplains || dropped != 2 {
		t.Errorf("%d attached, %d left out", n, dropped)
	}
	if got, want := a.rep.Patterns[1].Why, "0 findings; 102 attached to finding 2 (whole); 1 attached to finding 3 (other)"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	if got := a.rep.Patterns[0].Why; got != "1 finding" {
		t.Error(got)
	}
}

// TestTimelineOfAttached holds that a record which a finding and what it explains both rest on is told once.
func TestTimelineOfAttached(t *testing.T) {
	now := time.Date(2026, time.March, 4, 0, 0, 0, 0, time.UTC)
	seen := func(record int, text string) report.Evidence {
		return report.Evidence{Time: &now, Text: text, At: report.Position{Member: "m", Record: record}}
	}
	a := &analysis{rep: &report.Report{Findings: []report.Finding{
		{Evidence: []report.Evidence{seen(1, "denied")}, Explains: []report.Finding{{Evidence: []report.Evidence{seen(1, "refused"), seen(2, "again")}}}},
	}}}
	a.timeline()
	var got []string
	for _, m := range a.rep.Timeline {
		got = append(got, fmt.Sprint(m.Finding, m.Text))
	}
	if strings.Join(got, ",") != "1again,1denied" {
		t.Error(got)
	}
}

// TestCommandsWithTimes holds that the time that was asked for is the one to collect, as far as it was asked for.
func TestCommandsWithTimes(t *testing.T) {
	since := time.Date(2026, time.March, 4, 2, 0, 0, 0, time.FixedZone("", 3600))
	for _, test := range []struct {
		since, until time.Time
		want         string
	}{
		{time.Time{}, time.Time{}, "--start-time START --end-time END"},
		{since, time.Time{}, "--start-time 2026-03-04T01:00:00Z --end-time END"},
		{since, since.Add(time.Hour), "--start-time 2026-03-04T01:00:00Z --end-time 2026-03-04T02:00:00Z"},
	} {
		a := &analysis{since: test.since, until: test.until, state: &scan.State{Graph: entity.NewGraph()}}
		p := a.withCommands(nil, report.Pattern{Status: report.NotAssessable, Missing: []string{"cloudtrail"}})
		a.rep = &report.Report{Patterns: []report.Pattern{p}}
		a.fillBlanks()
		if len(p.Collect) != 1 || !strings.Contains(p.Collect[0].Command, " "+test.want+" ") {
			t.Errorf("%v, want %s", p.Collect, test.want)
		}
	}
	if strings.Contains(commands["cloudtrail"].Command, "2026") {
		t.Error("the commands have become those of one analysis")
	}
}

// TestCommandsOfAttached holds that the commands of a finding which is attached to another are about what it is about
// itself.
func TestCommandsOfAttached(t *testing.T) {
	finding := func(region string, at time.Time, explains ...report.Finding) report.Finding {
		command := func() report.Collect {
			return report.Collect{Command: "aws x --region REGION --start-time START --end-time END"}
		}
		rival := command()
		return report.Finding{
			Start: at, End: at, Entities: map[string][]string{"region": {region}}, Explains: explains,
			Collect: []report.Collect{command()}, Rivals: []report.Rival{{Collect: &rival}},
		}
	}
	at := time.Date(2026, time.March, 4, 2, 30, 0, 0, time.UTC)
	part := finding("eu-west-2", at.Add(12*time.Hour))
	a := &analysis{state: &scan.State{Graph: entity.NewGraph()}}
	a.rep = &report.Report{Findings: []report.Finding{finding("eu-west-1", at, part)}}
	a.fillBlanks()
	for _, test := range []struct {
		finding report.Finding
		want    string
	}{
		{a.rep.Findings[0], "aws x --region eu-west-1 --start-time 2026-03-04T01:00:00Z --end-time 2026-03-04T04:00:00Z"},
		{a.rep.Findings[0].Explains[0], "aws x --region eu-west-2 --start-time 2026-03-04T13:00:00Z --end-time 2026-03-04T16:00:00Z"},
	} {
		if got := test.finding.Collect[0].Command; got != test.want {
			t.Errorf("%s, want %s", got, test.want)
		}
		if got := test.finding.Rivals[0].Collect.Command; got != test.want {
			t.Errorf("of the rival: %s, want %s", got, test.want)
		}
	}
}

// TestCommandsOfLongFindings holds that the metrics of what lasted for days are asked for as far as one answer holds them,
// and what has no such bound in full.
func TestCommandsOfLongFindings(t *testing.T) {
	start := time.Date(2026, time.March, 4, 2, 30, 0, 0, time.UTC)
	const metrics = "aws cloudwatch get-metric-statistics --period 60 --start-time START --end-time END"
	cut := " (the beginning of it: an answer holds at most 1,440 points)"
	for _, test := range []struct {
		lasted             time.Duration
		command, want, why string
	}{
		{22*time.Hour + 10*time.Minute, metrics, "--start-time 2026-03-04T01:00:00Z --end-time 2026-03-05T01:00:00Z", ""},
		{72 * time.Hour, metrics, "--start-time 2026-03-04T01:00:00Z --end-time 2026-03-05T01:00:00Z", cut},
		{72 * time.Hour, strings.Replace(metrics, "60", "300", 1), "--start-time 2026-03-04T01:00:00Z --end-time 2026-03-07T04:00:00Z", ""},
		{72 * time.Hour, "aws cloudtrail lookup-events --start-time START --end-time END", "--start-time 2026-03-04T01:00:00Z --end-time 2026-03-07T04:00:00Z", ""},
	} {
		a := &analysis{state: &scan.State{Graph: entity.NewGraph()}, rep: &report.Report{Findings: []report.Finding{
			{Start: start, End: start.Add(test.lasted), Collect: []report.Collect{{Why: "why", Command: test.command}}},
		}}}
		a.fillBlanks()
		if c := a.rep.Findings[0].Collect[0]; !strings.HasSuffix(c.Command, test.want) || c.Why != "why"+test.why {
			t.Errorf("%s: %s, want %s", c.Why, c.Command, test.want)
		}
	}
}
