package html

import (
	"encoding/json"
	"fmt"
	"math"
	"reflect"
	"strings"
	"testing"
	"time"

	"hamari/cmd/internal/report/reporttest"
	"hamari/cmd/internal/report/walk"
	"hamari/correlate/report"
)

var noon = time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC)

func at(minutes float64) *time.Time {
	t := noon.Add(time.Duration(minutes * float64(time.Minute)))
	return &t
}

// sample is a report in which there is one of everything.
func sample() *report.Report {
	const volume, instance = "vol-0aaaaaaaaaaaaaaaa", "i-0bbbbbbbbbbbbbbbb"
	trail := "AWSLogs/111122223333/CloudTrail/eu-central-1/2026/03/04/111122223333_CloudTrail_eu-central-1_20260304T1200Z_abcdef.json.gz"
	entities := map[string][]string{"volume": {volume}, "instance": {instance}, "region": {"eu-central-1"}}
	evidence := []report.Evidence{
		{Step: "change", Role: report.Context, Time: at(-10), Text: "ModifyVolume of " + volume + " by role Operator",
			At: report.Position{Member: trail, Record: 4, ID: "11111111-2222-3333-4444-555555555555"}, Raw: json.RawMessage(`{"eventName":"ModifyVolume","requestParameters":{"volumeId":"` + volume + `"}}`)},
		{Step: "denied", Role: report.Match, Time: at(5), Text: "AttachVolume of " + volume + " failed: VolumeInUse",
			At: report.Position{Member: trail, Record: 9}, Raw: json.RawMessage(`{"eventName":"AttachVolume","errorCode":"VolumeInUse"}`)},
		{Step: "capped", Role: report.Confirm, Time: at(10), End: at(40), Text: volume + ": 3,000 IOPS, 100 % of its limit",
			At: report.Position{Member: "ebs.csv", Line: 12, Record: 10}, Raw: json.RawMessage(`"2026-03-04 12:10,3000"`)},
		{Step: "described", Role: report.Context, Text: instance + " as described", At: report.Position{Member: "describe-instances.json", Line: 3, Record: 0}},
	}
	var timeline []report.Moment
	for i, sign := range []report.Sign{report.Change, report.Failure, ""} {
		ev := evidence[i]
		m := report.Moment{Time: *ev.Time, End: ev.End, Kind: "cloudtrail", Text: ev.Text, Entities: entities, Finding: 1, Sign: sign}
		if i == 2 {
			m.Kind = "metrics"
		}
		timeline = append(timeline, m)
	}
	timeline = append(timeline, report.Moment{Time: *at(55), Kind: "cloudtrail", Text: "RebootInstances of " + instance + " by role Operator",
		Entities: map[string][]string{"instance": {instance}}, Sign: report.Change})
	mean := make(report.Values, 120)
	for i := range mean {
		if mean[i] = 200 + float64(i%7); i >= 70 && i < 100 {
			mean[i] = 2990 + float64(i%11)
		}
	}
	mean[20] = math.NaN()
	part := report.Finding{
		Pattern: "queue-grows", Title: "Operations wait", Severity: report.Low, Verdict: report.Likely, Start: *at(12), End: *at(38), Count: 1,
		Summary: "Up to 19 operations waited.", Evidence: []report.Evidence{{Step: "queued", Role: report.Match, Time: at(12), Text: "queue of 19"}},
	}
	timeline = append(timeline, report.Moment{Time: *at(12), Kind: "metrics", Text: "queue of 19", Entities: entities, Finding: 1})
	return &report.Report{
		Schema: report.Schema, Tool: report.Tool{Name: "hamari", Version: "v1"},
		Bundle: []report.Bundle{{Name: "case.zip", SHA256: strings.Repeat("ab", 32), Bytes: 123456, Members: 3}},
		Window: report.Span{Start: at(-60), End: at(60)},
		Sources: report.SourcesOf(
			report.Source{Member: trail, Format: "cloudtrail", State: report.OK, Bytes: 1000, SHA256: strings.Repeat("cd", 32), Records: 20, Start: at(-60), End: at(60), Timezone: "UTC"},
			report.Source{Member: "ebs.csv", Format: "metrics", State: report.Partial, Records: 120, Rejected: 3, Start: at(-60), End: at(60), Timezone: "assumed UTC",
				Reason: "1 record is broken", Rejects: []report.Reject{{Line: 7, Error: "no number"}}},
		),
		Coverage: []report.Coverage{{Format: "cloudtrail", Account: "111122223333", Region: "eu-central-1", Start: at(-60), End: at(60),
			Gaps: []report.Gap{{Start: *at(-40), End: *at(-30), Why: "missing file"}}}},
		Findings: []report.Finding{{
			Pattern: "volume-capped", Title: "EBS volume is held at its limit", Severity: report.High, Verdict: report.Confirmed,
			Start: *at(10), End: *at(40), Count: 2, Entities: entities, Summary: volume + " stayed at 3,000 IOPS.", Explain: "More was asked of it than it may deliver.",
			Evidence: evidence, DroppedEvidence: 3,
			Tables: []report.Table{
				{Title: "Beside another", Header: []string{"", instance, "i-0cccccccccccccccc"}, Rows: [][]string{{"state", "stopped", "running"}, {"zone", "a", "a"}}, Differ: []int{0}},
				{Title: "Hop by hop", Header: []string{"hop", "zone", "interface", "ACCEPT", "REJECT", "rule"},
					Rows: [][]string{
						{"1 gateway in", "euc1-az1", "eni-01111111111111111", "0", "1,052", "deny 90"},
						{"1 gateway in", "euc1-az2", "eni-02222222222222222", "41", "0", "allow 100"},
						{"2 instance in", "euc1-az2", "eni-03333333333333333", "41", "9", "allow 100"},
					},
					Path: &report.Path{Stage: 0, Lane: 1, Place: 2, Passed: 3, Stopped: 4, Note: 5}},
			},
			Series: []report.Series{{
				Kind: "volume-load", Name: "iops", Title: "Operations per second", Unit: "operations/s", Key: map[string]string{"volume": volume},
				Start: *at(-60), Step: 60, Mean: mean,
				Lines: []report.Line{{Name: "limit_iops", Title: "limit of the volume", Levels: []report.Level{{From: *at(-60), Value: 3000}}},
					{Title: "looked for: at least 1000", Levels: []report.Level{{From: *at(-60), Value: 1000}}}},
				Held: []report.Stretch{{Start: *at(10), End: *at(40)}},
			}},
			Explains: []report.Finding{part}, DroppedExplains: 4,
			Remedy:  []report.Remedy{{Kind: "command", Text: "Raise it.", Body: "aws ec2 modify-volume --volume-id " + volume + " --iops 6000\n"}},
			Collect: []report.Collect{{Why: "what it is", Command: "aws ec2 describe-volumes > describe-volumes.json"}},
			Rivals: []report.Rival{{Pattern: "instance-capped", TellApart: "then the instance would be the ceiling.",
				Missing: []string{"instance-load"}, Collect: &report.Collect{Why: "what the instance did", Command: "aws cloudwatch get-metric-data"}}},
			References: []string{"https://docs.aws.amazon.com/ebs/"},
		}},
		Patterns: []report.Pattern{
			{ID: "volume-capped", Status: report.Matched, Why: "1 finding"},
			{ID: "start-denied", Title: "It does not start", Status: report.RuledOut, Why: "the grant was given", Evidence: evidence[1:2]},
			{ID: "acl", Title: "An ACL rejects", Status: report.NotAssessable, Why: "the bundle holds no VPC flow logs", Missing: []string{"flowlog"},
				Collect: []report.Collect{{Why: "flow logs", Command: "aws s3 cp ..."}}, Near: report.NearResources},
			{ID: "pods", Title: "A pod is evicted", Status: report.NotAssessable, Why: "the bundle holds no log of pods", Missing: []string{"applog"},
				Collect: []report.Collect{{Why: "pods", Command: "aws logs tail PODS"}}},
			{ID: "trail", Title: "The trail was stopped", Status: report.NotFound, Why: "nothing fits"},
		},
		Timeline: timeline,
		Failures: []report.FailureSort{{Format: "cloudtrail", Code: "VolumeInUse", What: "AttachVolume", Count: 2, Of: 20, Unit: "records", Start: at(5), End: at(6),
			At: report.Position{Member: "ct/" + strings.Repeat("111122223333", 6) + ".json.gz", Record: 9}}},
		Notes: []string{"ebs.csv states no time zone"},
	}
}

// hostile puts what an attacker would write into every text of the sample that a bundle can reach.
func hostile(text string) *report.Report {
	keep := map[string]bool{"Schema": true, "Severity": true, "Verdict": true, "Role": true, "State": true, "Status": true, "Sign": true, "Kind": true, "Tool": true}
	r := walk.Copy(sample(), func(field string, v reflect.Value) {
		switch {
		case v.Type() == reflect.TypeFor[json.RawMessage]():
			raw, err := json.Marshal(map[string]string{text: text})
			if err == nil {
				v.SetBytes(raw)
			}
		case v.Kind() == reflect.String && !keep[field]:
			v.SetString(text)
		}
	})
	for i := range r.Findings[0].Tables {
		for k, row := range r.Findings[0].Tables[i].Rows { // the cells stay apart, so that there are several stages and lanes
			for c := range row {
				row[c] = fmt.Sprint(text, k)
			}
		}
	}
	return r
}

// crowded has many marks, with records as long as CloudTrail's are.
func crowded(marks int) *report.Report {
	r := sample()
	f := r.Findings[0]
	raw := json.RawMessage(`{"eventVersion":"1.11","userIdentity":{"type":"AssumedRole","arn":"arn:aws:sts::111122223333:assumed-role/Operator/session"},"note":"` + strings.Repeat("x ", 500) + `"}`)
	r.Findings, r.Timeline = nil, nil
	for n := 0; len(r.Timeline) < marks; n++ {
		one := f
		one.Evidence = nil
		for i := range 30 {
			ev := f.Evidence[i%2]
			when := noon.Add(time.Duration(n*300+i*7) * time.Second)
			ev.Time, ev.At.Record, ev.Raw = &when, n*30+i, raw
			ev.Text = fmt.Sprintf("AttachVolume of vol-%017d failed: VolumeInUse, since it is attached to another instance", n)
			one.Evidence = append(one.Evidence, ev)
			r.Timeline = append(r.Timeline, report.Moment{Time: when, Kind: "cloudtrail", Text: ev.Text, Finding: n + 1, Sign: report.Failure,
				Entities: map[string][]string{"volume": {fmt.Sprintf("vol-%017d", n)}, "instance": {"i-0bbbbbbbbbbbbbbbb"}}})
		}
		one.Start, one.End = *one.Evidence[0].Time, *one.Evidence[29].Time
		one.Series, one.Tables = nil, nil
		r.Findings = append(r.Findings, one)
	}
	return r
}

func rendered(t testing.TB, r *report.Report) string {
	t.Helper()
	return reporttest.Render(Render).Text(t, r)
}
