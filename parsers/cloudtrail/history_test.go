package cloudtrail

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/tidwall/gjson"

	"hamari/parsers"
)

const historyTitles = "User name,AWS access key,Event time,Event source,Event name,AWS region,Source IP address,User agent,Error code,Resources,Request ID,Event ID,Read-only,Event type,Recipient Account Id,Event category\n"

func TestHistory(t *testing.T) {
	c := readAll(t, historyTitles+
		`i-0aaaabbbbccccdddd,ASIAEXAMPLE,2026-03-04T09:15:02Z,ec2.amazonaws.com,AttachVolume,eu-west-1,203.0.113.10,"Mozilla/5.0 (KHTML, like Gecko)",Client.CustomerKeyHasBeenRevoked,"[{""resourceType"":""AWS::EC2::Volume"",""resourceName"":""vol-0894f908458cca170""}]",r-1,e-1,false,AwsApiCall,111122223333,Management`+"\r\n"+
		`,,2026-03-04T09:14:00Z,kms.amazonaws.com,RotateKey,eu-west-1,kms.amazonaws.com,kms.amazonaws.com,,[],,e-2,FALSE,AwsServiceEvent,111122223333,Management`+"\n")
	if len(c.events) != 2 || len(c.rejects)+len(c.notes) > 0 {
		t.Fatalf("%d events, rejects %q, notes %q", len(c.events), c.rejects, c.notes)
	}
	e := c.events[0]
	want := map[string]string{
		"userIdentity.userName":    "i-0aaaabbbbccccdddd",
		"userIdentity.accessKeyId": "ASIAEXAMPLE",
		"eventTime":                "2026-03-04T09:15:02Z",
		"eventSource":              "ec2.amazonaws.com",
		"eventName":                "AttachVolume",
		"awsRegion":                "eu-west-1",
		"sourceIPAddress":          "203.0.113.10",
		"userAgent":                "Mozilla/5.0 (KHTML, like Gecko)",
		"errorCode":                "Client.CustomerKeyHasBeenRevoked",
		"requestID":                "r-1",
		"eventID":                  "e-1",
		"readOnly":                 "false",
		"eventType":                "AwsApiCall",
		"recipientAccountId":       "111122223333",
		"eventCategory":            "Management",
	}
	if diff := cmp.Diff(want, e.Fields); diff != "" {
		t.Error(diff)
	}
	for path, want := range map[string]string{
		"resources.0.resourceName": "vol-0894f908458cca170",
		"userIdentity.userName":    "i-0aaaabbbbccccdddd",
		"eventName":                "AttachVolume",
	} {
		if got := gjson.Get(e.Raw, path).String(); got != want {
			t.Errorf("%s is %q in %s", path, got, e.Raw)
		}
	}
	if e.ID != "e-1" || e.Pos.Line != 2 || e.Pos.Record != 0 || e.Pos.Offset != int64(len(historyTitles)) {
		t.Errorf("id %s at %+v", e.ID, e.Pos)
	}
	e = c.events[1]
	if e.Pos.Line != 3 || e.Fields["readOnly"] != "false" || e.Fields["callerService"] != "kms.amazonaws.com" || gjson.Get(e.Raw, "userIdentity").Exists() {
		t.Errorf("second event: %+v", e)
	}
}

// TestDeferred holds that rows, which say less than records, can be left for later, and records cannot.
func TestDeferred(t *testing.T) {
	const row = `ann,AKIAEXAMPLE,2026-03-04T09:15:02Z,ec2.amazonaws.com,StopInstances,eu-west-1,203.0.113.10,aws-cli,,[],r-1,e-1,false,AwsApiCall,111122223333,Management`
	for text, want := range map[string]error{historyTitles + row + "\n": parsers.ErrDeferred, `{"Records":[]}`: nil} {
		if err := Format.Read(t.Context(), strings.NewReader(text), &parsers.Source{Member: "m", Defer: true}, &collector{}); err != want {
			t.Errorf("%.40s: %v, want %v", text, err, want)
		}
	}
}

func TestHistoryColumns(t *testing.T) {
	tests := []struct{ name, in, id, name2 string }{
		{"few, in another order", "Event name,Event ID,Event time\nStopInstances,e-1,2026-03-04T09:15:02Z\n", "e-1", "StopInstances"},
		{"semicolons", "Event ID;Event time;Event name\ne-1;2026-03-04T09:15:02Z;StopInstances\n", "e-1", "StopInstances"},
		{"tabs and no line end", "Event ID\tEvent time\tEvent name\ne-1\t2026-03-04T09:15:02Z\tStopInstances", "e-1", "StopInstances"},
		{"record's own names", "eventTime,eventName,eventID,userIdentity.arn\n2026-03-04 09:15:02.000,StopInstances,e-1,a\n", "e-1", "StopInstances"},
		{"quoted titles, blank lines", "\n\"Event time\",\"Event name\",\"Event ID\"\n\n2026-03-04T09:15:02Z,StopInstances,e-1\n\n", "e-1", "StopInstances"},
		{"pages in one file", "Event time,Event name,Event ID\n2026-03-04T09:15:02Z,StopInstances,e-1\nEvent time,Event name,Event ID\n", "e-1", "StopInstances"},
	}
	for _, tt := range tests {
		c := readAll(t, tt.in)
		if len(c.events) != 1 || len(c.rejects)+len(c.notes) > 0 {
			t.Errorf("%s: %d events, rejects %q, notes %q", tt.name, len(c.events), c.rejects, c.notes)
			continue
		}
		if e := c.events[0]; e.ID != tt.id || e.Fields["eventName"] != tt.name2 {
			t.Errorf("%s: %+v", tt.name, e)
		}
	}
	c := readAll(t, "Event time,Event name,My remark\n2026-03-04T09:15:02Z,X,y\n")
	if diff := cmp.Diff([]string{`columns that are not read: "My remark"`}, c.notes); diff != "" {
		t.Error(diff)
	}
}

func TestHistoryRejects(t *testing.T) {
	const titles = "Event time,Event name,User agent,Event ID\n"
	const good = "2026-03-04T09:15:02Z,X,curl,e\n"
	tests := []struct{ name, row, want string }{
		{"too few columns", "2026-03-04T09:15:02Z,X", "2 columns instead of 4"},
		{"too many columns", "2026-03-04T09:15:02Z,X,a,b,c", "5 columns instead of 4"},
		{"quote not closed", `2026-03-04T09:15:02Z,X,"curl,e`, "3 columns instead of 4"},
		{"no time", ",X,curl,e", "no eventTime"},
		{"no name", "2026-03-04T09:15:02Z,,curl,e", "not a CloudTrail record"},
		{"bad time", "soon,X,curl,e", `event time: "soon" is not a time`},
		{"day or month", "3/4/2026 9:15,X,curl,e", "which is the day"},
		{"long line", "2026-03-04T09:15:02Z,X," + strings.Repeat("x", maxLine) + ",e", "line longer than"},
	}
	for _, tt := range tests {
		c := readAll(t, titles+good+tt.row+"\n"+good)
		if len(c.events) != 2 || len(c.rejects) != 1 || !strings.Contains(c.rejects[0], tt.want) || !strings.HasPrefix(c.rejects[0], "trail.json:3: ") {
			t.Errorf("%s: %d events, rejects %.100q", tt.name, len(c.events), c.rejects)
			continue
		}
		if e := c.events[1]; e.Pos.Line != 4 || e.Pos.Record != 2 || e.Pos.Offset != int64(len(titles+good+tt.row)+1) {
			t.Errorf("%s: next event at %+v", tt.name, e.Pos)
		}
	}
}

// TestSpreadsheet reads what a spreadsheet program has opened and saved.
func TestSpreadsheet(t *testing.T) {
	at := func(second int) time.Time { return time.Date(2021, 1, 26, 22, 48, second, 0, time.UTC) }
	times := map[string]time.Time{
		"2021-01-26 22:48:41": at(41),
		"2021/01/26 22:48:41": at(41),
		"2021/1/26 22:48":     at(0),
		"1/26/2021 22:48":     at(0),
		"26/01/2021 22:48":    at(0),
		"26-01-2021 22:48:41": at(41),
		"26.01.2021 22:48":    at(0),
	}
	for cell, want := range times {
		c := readAll(t, "Event time,Event name\n"+cell+",X\n")
		if len(c.events) != 1 || !c.events[0].Time.Equal(want) {
			t.Errorf("%s: %+v, rejects %q", cell, c.events, c.rejects)
		}
		if (want.Second() == 0) != (len(c.notes) == 1) {
			t.Errorf("%s: notes %q", cell, c.notes)
		}
	}
	if c := readAll(t, "Event time;Event name;Read-only\n26.01.2021 22:48:41;X;FALSCH\n"); len(c.events) != 1 || c.events[0].Fields["readOnly"] != "false" {
		t.Errorf("truth value: %+v", c.events)
	}
	c := readAll(t, "Event time,Event name,Recipient Account Id\n2/2/2021 10:00:00,X,12345678901\n2/2/2021 10:00:00,X,1.11122E+11\n")
	if len(c.events) != 2 || c.events[0].Fields["recipientAccountId"] != "012345678901" {
		t.Fatalf("%+v, rejects %q", c.events, c.rejects)
	}
	if account, ok := c.events[1].Fields["recipientAccountId"]; ok || len(c.notes) != 1 {
		t.Errorf("rounded account %q, notes %q", account, c.notes)
	}
}

// TestRoundedAccounts restores what was rounded only where one number fits.
func TestRoundedAccounts(t *testing.T) {
	const arn = `"[{""resourceName"":""arn:aws:iam::111122223333:role/a""}]"`
	for _, tt := range []struct{ name, cell, resources, want string }{
		{"an ARN", "1.11122E+11", arn, "111122223333"},
		{"comma as the decimal point", `"1,11122E+11"`, arn, "111122223333"},
		{"all digits but the last", "1.1112222333E+11", arn, "111122223333"},
		{"another account", "1.11123E+11", arn, ""},
		{"two that fit", "1.11122E+11", `"arn:aws:iam::111122223333:x arn:aws:iam::111122224444:y"`, ""},
		{"rounded up", "9.88889E+11", "arn:aws:iam::988888888888:x", "988888888888"},
		{"nothing", "1.11122E+11", "", ""},
		{"part of a longer number", "1.11122E+11", "1111222233334", ""},
		{"another power", "1.11122E+12", arn, ""},
	} {
		c := readAll(t, "Event time,Event name,Recipient Account Id,Resources\n2026-03-04T09:15:02Z,X,"+tt.cell+","+tt.resources+"\n")
		if len(c.events) != 1 || c.events[0].Fields["recipientAccountId"] != tt.want || len(c.notes) != 1 {
			t.Errorf("%s: %+v, notes %q, rejects %q", tt.name, c.events, c.notes, c.rejects)
		}
	}
}

// TestDateOrder reads a date that could be either where another row proves the order.
func TestDateOrder(t *testing.T) {
	march4, april3 := time.Date(2026, 3, 4, 9, 15, 2, 0, time.UTC), time.Date(2026, 4, 3, 9, 15, 2, 0, time.UTC)
	for _, tt := range []struct {
		name, other string
		want        time.Time
	}{
		{"month first", "3/14/2026 9:15:02", march4},
		{"day first", "14/03/2026 09:15:02", april3},
		{"dots", "14.3.2026 9:15:02", april3},
		{"no proof", "3/5/2026 9:15:02", time.Time{}},
		{"not written in an order", "2026-03-14T09:15:02Z", time.Time{}},
	} {
		c := readAll(t, "Event time,Event name\n3/4/2026 9:15:02,X\n"+tt.other+",Y\n")
		switch {
		case tt.want.IsZero():
			if len(c.rejects) == 0 || !strings.Contains(c.rejects[0], "which is the day") {
				t.Errorf("%s: %+v, rejects %q", tt.name, c.events, c.rejects)
			}
		case len(c.events) != 2 || !c.events[0].Time.Equal(tt.want):
			t.Errorf("%s: %+v, rejects %q", tt.name, c.events, c.rejects)
		}
	}
	if c := readAll(t, "Event time,Event name\n04.03.2026 09:15:02,X\n"); len(c.events) != 1 || !c.events[0].Time.Equal(march4) {
		t.Errorf("dots: %+v, rejects %q", c.events, c.rejects)
	}
	c := readAll(t, "Event time,Event name\n3/4/2026 9:15:02,X\n3/14/2026 9:15:02,Y\n14/3/2026 9:15:02,Z\n")
	if len(c.events) != 2 || len(c.rejects) != 1 {
		t.Errorf("both orders in one file: %+v, rejects %q", c.events, c.rejects)
	}
}
