package correlate_test

import (
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"hamari/correlate/catalogue"
	"hamari/correlate/patterntest"
	"hamari/correlate/report"
)

const (
	historyTitles = "User name,Event time,Event source,Event name,AWS region,Source IP address,Error code,Resources,Event ID,Read-only,Recipient Account Id\n"

	refusedRow = "ann,2026-03-04T09:15:02Z,sqs.amazonaws.com,SendMessage,eu-west-1,203.0.113.10,AccessDenied,[],e-1,false,111122223333\n"
	allowedRow = "ann,2026-03-04T09:16:02Z,sqs.amazonaws.com,SendMessage,eu-west-1,203.0.113.10,,[],e-2,false,111122223333\n"
	fleetRow   = "ann,2026-03-04T09:17:02Z,ec2.amazonaws.com,CreateFleet,eu-west-1,203.0.113.10,,[],e-3,false,111122223333\n"

	refusedInFull = `{"Records":[{"eventVersion":"1.11","eventID":"e-1","eventTime":"2026-03-04T09:15:02Z","eventSource":"sqs.amazonaws.com","eventName":"SendMessage",` +
		`"awsRegion":"eu-west-1","recipientAccountId":"111122223333","errorCode":"AccessDenied","userIdentity":{"type":"IAMUser","userName":"ann","arn":"arn:aws:iam::111122223333:user/ann"},` +
		`"errorMessage":"User: arn:aws:iam::111122223333:user/ann is not authorized to perform: sqs:SendMessage on resource: arn:aws:sqs:eu-west-1:111122223333:q because no identity-based policy allows the sqs:SendMessage action"}]}`
)

// TestUntold holds that a pattern which asks for a field is not called "not found" where records that may show it were
// handed out without that field, and that it is where there are no such records, or they are there in full.
func TestUntold(t *testing.T) {
	history := func(rows ...string) txtar.File {
		return txtar.File{Name: "history.csv", Data: []byte(historyTitles + strings.Join(rows, ""))}
	}
	full := txtar.File{Name: "trail.json", Data: []byte(refusedInFull)}
	const leavesOut = "records that may show it are in history.csv, which leaves out their "
	for _, tt := range []struct {
		name    string
		files   []txtar.File
		pattern string
		status  report.Status
		why     string
	}{
		{"refused", []txtar.File{history(refusedRow, allowedRow)}, "iam-explicit-deny", report.NotAssessable, leavesOut + "errorMessage"},
		{"refused, in words", []txtar.File{history(refusedRow)}, "sts-assume-role-denied", report.NotAssessable, leavesOut + "errorMessage"},
		{"refused, seen as far as it is told", []txtar.File{history(refusedRow)}, "iam-implicit-deny", report.Matched, ""},
		{"not refused", []txtar.File{history(allowedRow)}, "iam-explicit-deny", report.NotFound, ""},
		{"in full", []txtar.File{full}, "iam-explicit-deny", report.NotFound, ""},
		{"in full, too", []txtar.File{history(refusedRow, allowedRow), full}, "iam-explicit-deny", report.NotFound, ""},
		{"an answer", []txtar.File{history(fleetRow)}, "ec2-insufficient-capacity", report.NotAssessable, leavesOut + "responseElements"},
		{"no such call", []txtar.File{history(allowedRow)}, "ec2-insufficient-capacity", report.NotFound, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p := judged(t, tt.files...)[tt.pattern]
			if p.Status != tt.status || tt.why != "" && p.Why != tt.why {
				t.Errorf("%s: %s", p.Status, p.Why)
			}
			if p.Status == report.NotAssessable && (len(p.Collect) != 1 || len(p.Missing) != 1 || p.Missing[0] != "cloudtrail" || p.Near != report.NearRecords) {
				t.Errorf("missing %q, collect %+v, near %q", p.Missing, p.Collect, p.Near)
			}
		})
	}
}

// judged returns what became of each pattern of the catalogue.
func judged(t *testing.T, files ...txtar.File) map[string]report.Pattern {
	t.Helper()
	byID := map[string]report.Pattern{}
	for _, p := range analyzeWithAll(t, files...).Patterns {
		byID[p.ID] = p
	}
	return byID
}

// analyzeWithAll makes the report of all patterns of the catalogue.
func analyzeWithAll(t *testing.T, files ...txtar.File) *report.Report {
	t.Helper()
	patterns, err := catalogue.Load()
	if err != nil {
		t.Fatal(err)
	}
	rep, err := (&patterntest.Bundle{Files: files}).Analyze(t.Context(), patterns, 2)
	if err != nil {
		t.Fatal(err)
	}
	return rep
}

// TestNear holds that a pattern which cannot be judged says what it has to do with the bundle.
func TestNear(t *testing.T) {
	volumes := txtar.File{Name: "describe-volumes.json", Data: []byte(`{"Volumes":[{"VolumeId":"vol-0b7d5e21f9c3406aa","Size":100,"VolumeType":"gp2","State":"in-use","Attachments":[]}]}`)}
	pasted := txtar.File{Name: "mail.txt", Data: []byte("An error occurred (AccessDenied) when calling the SendMessage operation: User: arn:aws:iam::111122223333:user/ann is not authorized to perform: " +
		"sqs:SendMessage on resource: arn:aws:sqs:eu-west-1:111122223333:q because no identity-based policy allows the sqs:SendMessage action\n")}
	all := judged(t, volumes, pasted)
	for id, want := range map[string]report.Nearness{
		"iam-implicit-deny": "", "iam-explicit-deny": report.NearFinding, "ebs-burst-exhausted": report.NearResources, "alb-502-keepalive-mismatch": "",
	} {
		if p := all[id]; p.Near != want || (p.Status == report.NotAssessable) == (id == "iam-implicit-deny") {
			t.Errorf("%s is %s, near %q, want %q", id, p.Status, p.Near, want)
		}
	}
}
