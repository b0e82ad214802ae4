package correlate_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/txtar"

	"hamari/correlate"
	"hamari/correlate/catalogue"
	"hamari/correlate/pattern"
	"hamari/correlate/patterntest"
	"hamari/correlate/report"
	"hamari/parsers/bundle"
)

// host is a machine whose SSM Agent is refused once an hour: CloudTrail has the calls, the agent's log tells of them.
type host struct {
	zone  string
	start time.Time
	hours int
	ids   bool // the log has the request IDs
}

const refusedAgent = "arn:aws:sts::111122223333:assumed-role/App/i-0a1b2c3d4e5f60718"

func requestID(n int) string { return fmt.Sprintf("0d6f1f0e-6c1b-4a53-9a55-%012d", n) }

func (h host) trail() string {
	var records []string
	for i := range h.hours {
		at := h.start.Add(time.Duration(i) * time.Hour)
		records = append(records, fmt.Sprintf(`{"eventVersion":"1.11","eventID":"e%d","eventTime":"%s","eventSource":"ssm.amazonaws.com",`+
			`"eventName":"UpdateInstanceInformation","awsRegion":"eu-west-1","recipientAccountId":"111122223333","errorCode":"AccessDenied","requestID":"%s",`+
			`"userIdentity":{"type":"AssumedRole","arn":"%s"}}`, i, at.Format(time.RFC3339), requestID(i), refusedAgent))
	}
	return `{"Records":[` + strings.Join(records, ",\n") + `]}`
}

func (h host) agent(t *testing.T) string {
	loc, err := time.LoadLocation(h.zone)
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for i := range h.hours {
		at := h.start.Add(time.Duration(i)*time.Hour + 2*time.Second).In(loc)
		fmt.Fprintf(&b, "%s ERROR [ssm-agent-worker] [HealthCheck] error when calling AWS APIs. error details - AccessDeniedException: User: %s is not authorized to perform: ssm:UpdateInstanceInformation\n",
			at.Format("2006-01-02 15:04:05.0000"), refusedAgent)
		if h.ids {
			fmt.Fprintf(&b, "\tstatus code: 400, request id: %s\n", requestID(i))
		}
	}
	return b.String()
}

// refusals ties each line of the agent to the call that it tells of, which must lie seconds before it.
const refusals = `
id: agent-refused
title: The SSM Agent is refused
severity: low
needs: [cloudtrail, ssmagent]
steps:
  call: {kind: cloudtrail, where: {eventName: UpdateInstanceInformation, errorCode|exists: true}}
  told: {kind: ssmagent, where: {errorCode: AccessDeniedException}}
match:
  - told
  - {step: call, same: [principal], within: [-5s, 0s, told]}
group: [principal]
report: {summary: '{{.principal}} was refused.', explain: It lacks a permission.}
`

func analyzeFiles(t *testing.T, opts correlate.Options, files ...txtar.File) *report.Report {
	t.Helper()
	p, err := pattern.Parse("refusals.yaml", []byte(refusals), catalogue.Vocabulary())
	if err != nil {
		t.Fatal(err)
	}
	packed, err := (&patterntest.Bundle{Files: files}).Zip(nil)
	if err != nil {
		t.Fatal(err)
	}
	c, err := bundle.Open(t.Context(), []string{bundle.Stdin}, bytes.NewReader(packed), bundle.Options{Jobs: 2})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	rep, err := correlate.Analyze(t.Context(), c, []*pattern.Pattern{p}, opts)
	if err != nil {
		t.Fatal(err)
	}
	return rep
}

func source(t *testing.T, rep *report.Report, member string) report.Source {
	t.Helper()
	for _, s := range rep.Sources.All() {
		if strings.HasSuffix(s.Member, member) {
			return *s
		}
	}
	t.Fatalf("no source %s", member)
	return report.Source{}
}

func utc(t *testing.T, s string) time.Time {
	t.Helper()
	at, err := time.Parse("2006-01-02 15:04", s)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

// TestZoneOfLogs holds that a log without a zone meets the calls that it tells of, whatever clock it was written by, and
// that sources, coverage and evidence are in UTC.
func TestZoneOfLogs(t *testing.T) {
	for _, tt := range []struct {
		name  string
		host  host
		label string
	}{
		{"UTC", host{"UTC", utc(t, "2026-01-10 03:00"), 6, true}, "estimated +00:00"},
		{"Tokyo", host{"Asia/Tokyo", utc(t, "2026-01-10 03:00"), 6, true}, "estimated +09:00"},
		{"St. John's in winter", host{"America/St_Johns", utc(t, "2026-01-10 03:00"), 6, true}, "estimated -03:30"},
		{"St. John's in summer", host{"America/St_Johns", utc(t, "2026-07-10 03:00"), 6, true}, "estimated -02:30"},
		{"St. John's, clock set forward", host{"America/St_Johns", utc(t, "2026-03-07 20:00"), 24, true}, "estimated -03:30/-02:30"},
		{"Berlin, clock set forward", host{"Europe/Berlin", utc(t, "2026-03-28 12:00"), 24, true}, "estimated +01:00/+02:00"},
		{"Berlin, clock set back", host{"Europe/Berlin", utc(t, "2026-10-24 12:00"), 24, true}, "estimated +02:00/+01:00"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			rep := analyzeFiles(t, correlate.Options{}, txtar.File{Name: "trail.json", Data: []byte(tt.host.trail())},
				txtar.File{Name: "amazon-ssm-agent.log", Data: []byte(tt.host.agent(t))})
			if len(rep.Findings) != 1 || rep.Findings[0].Count != tt.host.hours {
				t.Errorf("findings: %+v, notes %q", rep.Findings, rep.Notes)
			}
			agent := source(t, rep, "agent.log")
			last := tt.host.start.Add(time.Duration(tt.host.hours-1)*time.Hour + 2*time.Second)
			if agent.Timezone != tt.label || !agent.Start.Equal(tt.host.start.Add(2*time.Second)) || !agent.End.Equal(last) {
				t.Errorf("zone %s, %s to %s", agent.Timezone, agent.Start, agent.End)
			}
			for _, c := range rep.Coverage {
				if c.Format == "ssmagent" && (!c.Start.Equal(*agent.Start) || !c.End.Equal(last)) {
					t.Errorf("coverage from %s to %s", c.Start, c.End)
				}
			}
			for _, e := range rep.Findings[0].Evidence {
				if e.Time.Minute() != 0 || e.Time.Before(tt.host.start) || e.Time.After(last) {
					t.Errorf("evidence at %s", e.Time)
				}
			}
			if !strings.Contains(strings.Join(rep.Notes, "\n"), "request(s) or command(s) that CloudTrail dates in UTC") {
				t.Errorf("notes %q", rep.Notes)
			}
		})
	}
}

// TestZoneGiven holds that what the user says goes before any estimate.
func TestZoneGiven(t *testing.T) {
	h := host{"Asia/Tokyo", utc(t, "2026-01-10 03:00"), 6, true}
	kolkata, err := time.LoadLocation("Asia/Kolkata")
	if err != nil {
		t.Fatal(err)
	}
	rep := analyzeFiles(t, correlate.Options{Zone: kolkata}, txtar.File{Name: "trail.json", Data: []byte(h.trail())},
		txtar.File{Name: "amazon-ssm-agent.log", Data: []byte(h.agent(t))})
	if s := source(t, rep, "agent.log"); s.Timezone != "given Asia/Kolkata" || !s.Start.Equal(h.start.Add(3*time.Hour+30*time.Minute+2*time.Second)) || len(rep.Findings) > 0 {
		t.Errorf("zone %s from %s, %d findings", s.Timezone, s.Start, len(rep.Findings))
	}
}

// TestZoneBeside holds that a log that nothing ties follows the clock of the one beside it, and no other's.
func TestZoneBeside(t *testing.T) {
	h := host{"Asia/Tokyo", utc(t, "2026-01-10 03:00"), 6, true}
	quiet := "2026-01-10 12:00:00 INFO [amazon-ssm-agent] Starting Core Agent\n"
	rep := analyzeFiles(t, correlate.Options{}, txtar.File{Name: "trail.json", Data: []byte(h.trail())},
		txtar.File{Name: "a/amazon-ssm-agent.log", Data: []byte(h.agent(t))}, txtar.File{Name: "a/amazon-ssm-agent.log.1", Data: []byte(quiet)},
		txtar.File{Name: "a/other.log", Data: []byte("2026-01-10 05:30:00 INFO [instanceID=i-0ffffffffffffffff] [HealthCheck] HealthCheck reporting agent health.\n")},
		txtar.File{Name: "b/amazon-ssm-agent.log", Data: []byte("2026-01-10 05:30:00 INFO [amazon-ssm-agent] Starting Core Agent\n")})
	for member, label := range map[string]string{"a/amazon-ssm-agent.log.1": "estimated +09:00", "a/other.log": "assumed UTC", "b/amazon-ssm-agent.log": "assumed UTC"} {
		if s := source(t, rep, member); s.Timezone != label {
			t.Errorf("%s: %s, want %s; notes %q", member, s.Timezone, label, rep.Notes)
		}
	}
}

// TestZoneByTurns holds that an agent which starts right after its instance was started tells the zone without an ID.
func TestZoneByTurns(t *testing.T) {
	var calls []string
	var log strings.Builder
	tokyo := time.FixedZone("", 9*3600)
	for i, at := range []string{"2026-01-10 03:00", "2026-01-11 05:20", "2026-01-12 09:40"} {
		calls = append(calls, fmt.Sprintf(`{"eventVersion":"1.11","eventID":"e%d","eventTime":"%s","eventSource":"ec2.amazonaws.com","eventName":"StartInstances",`+
			`"awsRegion":"eu-west-1","recipientAccountId":"111122223333","requestParameters":{"instancesSet":{"items":[{"instanceId":"i-0a1b2c3d4e5f60718"}]}}}`,
			i, utc(t, at).Format(time.RFC3339)))
		fmt.Fprintf(&log, "%s INFO [amazon-ssm-agent] Starting Core Agent\n", utc(t, at).Add(90*time.Second).In(tokyo).Format("2006-01-02 15:04:05"))
	}
	rep := analyzeFiles(t, correlate.Options{}, txtar.File{Name: "trail.json", Data: []byte(`{"Records":[` + strings.Join(calls, ",") + `]}`)},
		txtar.File{Name: "i-0a1b2c3d4e5f60718/amazon-ssm-agent.log", Data: []byte(log.String())})
	if s := source(t, rep, "agent.log"); s.Timezone != "estimated +09:00" || !strings.Contains(strings.Join(rep.Notes, "\n"), "3 call(s) that started or stopped an instance") {
		t.Errorf("zone %s, notes %q", s.Timezone, rep.Notes)
	}
}

// TestSinceAndUntil holds that a log without a zone is cut by the times that it turns out to be from.
func TestSinceAndUntil(t *testing.T) {
	h := host{"Asia/Tokyo", utc(t, "2026-01-10 03:00"), 12, true}
	rep := analyzeFiles(t, correlate.Options{Since: correlate.Bound{At: utc(t, "2026-01-10 05:30")}, Until: correlate.Bound{At: utc(t, "2026-01-10 08:30")}},
		txtar.File{Name: "trail.json", Data: []byte(h.trail())}, txtar.File{Name: "amazon-ssm-agent.log", Data: []byte(h.agent(t))})
	if len(rep.Findings) != 1 || rep.Findings[0].Count != 3 {
		t.Errorf("%+v", rep.Findings)
	}
}

// TestClockAssumed holds that a finding says whether its times rest on a zone that nothing states.
func TestClockAssumed(t *testing.T) {
	h := host{"UTC", utc(t, "2026-01-10 03:00"), 6, true}
	sure := analyzeFiles(t, correlate.Options{}, txtar.File{Name: "trail.json", Data: []byte(h.trail())}, txtar.File{Name: "amazon-ssm-agent.log", Data: []byte(h.agent(t))})
	short := host{"UTC", utc(t, "2026-01-10 05:00"), 2, false}
	open := analyzeFiles(t, correlate.Options{}, txtar.File{Name: "trail.json", Data: []byte(h.trail())}, txtar.File{Name: "amazon-ssm-agent.log", Data: []byte(short.agent(t))})
	if len(sure.Findings) != 1 || len(open.Findings) != 1 || sure.Findings[0].ClockAssumed || !open.Findings[0].ClockAssumed {
		t.Errorf("%+v\n%+v\n%q", sure.Findings, open.Findings, open.Notes)
	}
}

// TestMailIsNoClock holds that the date of a mail neither stretches the time of the report nor speaks for a zone.
func TestMailIsNoClock(t *testing.T) {
	h := host{"UTC", utc(t, "2026-01-10 03:00"), 6, false}
	rep := analyzeFiles(t, correlate.Options{}, txtar.File{Name: "trail.json", Data: []byte(h.trail())},
		txtar.File{Name: "ticket.eml", Data: []byte("From: a@example.com\nDate: Thu, 15 Jan 2026 10:00:00 +0100\n\nAn error occurred (AccessDenied) when calling the GetObject operation: Access Denied\n")})
	if s := source(t, rep, "ticket.eml"); s.Format != "console" || s.Records != 1 || s.Start != nil {
		t.Errorf("%+v", s)
	}
	if end := h.start.Add(5 * time.Hour); !rep.Window.End.Equal(end) {
		t.Errorf("the report ends at %s, want %s", rep.Window.End, end)
	}
}

// TestZoneByEnvelope holds that the times of log events tell the zone of the messages in them.
func TestZoneByEnvelope(t *testing.T) {
	h := host{"Asia/Tokyo", utc(t, "2026-01-10 03:00"), 6, false}
	var events []string
	for i, line := range strings.Split(strings.TrimSpace(h.agent(t)), "\n") {
		events = append(events, fmt.Sprintf(`{"timestamp":%d,"message":%q,"ingestionTime":1}`, h.start.Add(time.Duration(i)*time.Hour+5*time.Second).UnixMilli(), line))
	}
	rep := analyzeFiles(t, correlate.Options{}, txtar.File{Name: "trail.json", Data: []byte(h.trail())},
		txtar.File{Name: "agent.json", Data: []byte(`{"events":[` + strings.Join(events, ",") + `]}`)})
	if s := source(t, rep, "agent.json"); s.Format != "ssmagent" || s.Timezone != "estimated +09:00" || len(rep.Findings) != 1 || rep.Findings[0].Count != h.hours {
		t.Errorf("%s, zone %s, notes %q", s.Format, s.Timezone, rep.Notes)
	}
}

// TestZoneOrder holds that neither the order of members nor the number of workers shows in what became of their clocks.
func TestZoneOrder(t *testing.T) {
	h := host{"America/St_Johns", utc(t, "2026-03-07 20:00"), 24, true}
	files := []txtar.File{{Name: "trail.json", Data: []byte(h.trail())}, {Name: "a/agent.log", Data: []byte(h.agent(t))},
		{Name: "a/errors.log", Data: []byte("2026-03-07 18:00:00 ERROR [instanceID=i-0a1b2c3d4e5f60718] [HealthCheck] failed\n")},
		{Name: "b/agent.log", Data: []byte("2026-03-07 18:00:00 INFO [instanceID=i-0ffffffffffffffff] [HealthCheck] HealthCheck reporting agent health.\n")}}
	var want string
	for range 3 {
		for range len(files) {
			files = append(files[1:], files[0])
			rep := analyzeFiles(t, correlate.Options{}, files...)
			rep.Bundle = nil // names the packed file
			got, err := json.Marshal(rep)
			if err != nil {
				t.Fatal(err)
			}
			if want == "" {
				want = string(got)
			} else if string(got) != want {
				t.Fatalf("reports differ:\n%s\n%s", want, got)
			}
		}
	}
	if !strings.Contains(want, "estimated -03:30/-02:30") {
		t.Error(want)
	}
}

// export is a CSV of the console, in local time.
func export(t *testing.T, zone, metric string, from time.Time, minutes int) txtar.File {
	loc, err := time.LoadLocation(zone)
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	fmt.Fprintf(&b, "Id,m1\nFull label,us-east-1:%s Sum 60\n", metric)
	for i := range minutes {
		fmt.Fprintf(&b, "%s,%d\n", from.Add(time.Duration(i)*time.Minute).In(loc).Format("2006/01/02 15:04:05"), 60*(i+1))
	}
	return txtar.File{Name: strings.ToLower(metric[4:7]) + ".csv", Data: []byte(b.String())}
}

// trailOver is a trail that has a call every ten minutes.
func trailOver(from time.Time, minutes int) txtar.File {
	var records []string
	for i := 0; i < minutes; i += 10 {
		records = append(records, fmt.Sprintf(`{"eventVersion":"1.11","eventID":"e%d","eventTime":"%s","eventSource":"ec2.amazonaws.com","eventName":"DescribeInstances","awsRegion":"us-east-1","recipientAccountId":"111122223333"}`,
			i, from.Add(time.Duration(i)*time.Minute).Format(time.RFC3339)))
	}
	return txtar.File{Name: "trail.json", Data: []byte(`{"Records":[` + strings.Join(records, ",") + `]}`)}
}

// TestExportOverTheNight holds that an export over the night in which the clock is set has the time that it is from, no hour
// more and no hole.
func TestExportOverTheNight(t *testing.T) {
	for _, tt := range []struct{ from, label string }{
		{"2026-03-08 06:00", "estimated -05:00/-04:00"},
		{"2026-11-01 05:00", "estimated -04:00/-05:00"},
	} {
		from, minutes := utc(t, tt.from), 180
		rep := analyzeFiles(t, correlate.Options{}, trailOver(from.Add(-time.Hour), minutes+70),
			export(t, "America/New_York", "AWS/EBS VolumeId:vol-0c5aa328f676226e2 VolumeReadOps", from, minutes))
		s := source(t, rep, ".csv")
		if s.Timezone != tt.label || !s.Start.Equal(from) || !s.End.Equal(from.Add(time.Duration(minutes)*time.Minute)) {
			t.Errorf("%s: zone %s, %s to %s; notes %q", tt.from, s.Timezone, s.Start, s.End, rep.Notes)
		}
		for _, c := range rep.Coverage {
			if c.Format == "metrics" && (len(c.Gaps) > 0 || !c.Start.Equal(from)) {
				t.Errorf("%s: covered from %s, gaps %v", tt.from, c.Start, c.Gaps)
			}
		}
	}
}

// TestExportsWithTheSameTimes holds that they share a zone, also where only one of them tells it.
func TestExportsWithTheSameTimes(t *testing.T) {
	from := utc(t, "2026-06-20 01:00")
	volumes := `{"Volumes":[{"VolumeId":"vol-0c5aa328f676226e2","CreateTime":"2026-06-20T00:58:00Z"}]}`
	rep := analyzeFiles(t, correlate.Options{}, trailOver(from.Add(-67*time.Minute), 41), txtar.File{Name: "describe-volumes.json", Data: []byte(volumes)},
		export(t, "UTC", "AWS/EBS VolumeId:vol-0c5aa328f676226e2 VolumeReadOps", from, 120),
		export(t, "UTC", "AWS/EC2 InstanceId:i-0a1b2c3d4e5f60718 NetworkIn", from, 120))
	if one, two := source(t, rep, "ebs.csv"), source(t, rep, "ec2.csv"); one.Timezone != "assumed UTC" || two.Timezone != one.Timezone {
		t.Errorf("zones %s and %s; notes %q", one.Timezone, two.Timezone, rep.Notes)
	}
	if !strings.Contains(strings.Join(rep.Notes, "\n"), "it has the same times as ebs.csv") {
		t.Errorf("notes %q", rep.Notes)
	}
}
