package cloudtrail

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/tidwall/gjson"

	"hamari/parsers"
)

// A call that EC2 made on behalf of a role's session and that was denied.
const deniedGrant = `{"eventVersion":"1.11","userIdentity":{"type":"AssumedRole","principalId":"AROAEXAMPLE:ops","arn":"arn:aws:sts::111122223333:assumed-role/OpsRole/ops","accountId":"111122223333","accessKeyId":"ASIAEXAMPLE","sessionContext":{"attributes":{"creationDate":"2026-03-04T09:00:00Z"},"sessionIssuer":{"type":"Role","arn":"arn:aws:iam::111122223333:role/OpsRole","userName":"OpsRole"}},"inScopeOf":{"credentialsIssuedTo":"arn:aws:ec2:eu-west-1:111122223333:instance/i-0aaaabbbbccccdddd"},"invokedBy":"ec2-frontend-api.amazonaws.com"},"eventTime":"2026-03-04T09:15:04Z","eventSource":"kms.amazonaws.com","eventName":"CreateGrant","awsRegion":"eu-west-1","sourceIPAddress":"ec2-frontend-api.amazonaws.com","userAgent":"ec2-frontend-api.amazonaws.com","errorCode":"AccessDenied","errorMessage":"not \"authorized\"\u0021","requestParameters":null,"responseElements":null,"requestID":"r-1","eventID":"e-1","readOnly":false,"eventType":"AwsApiCall","apiVersion":null,"managementEvent":true,"recipientAccountId":"111122223333","sharedEventID":"s-1","vpcEndpointId":"AWS Internal","eventCategory":"Management"}`

func TestFields(t *testing.T) {
	c := readAll(t, deniedGrant)
	if len(c.events) != 1 {
		t.Fatalf("%d events, rejects %q", len(c.events), c.rejects)
	}
	e := c.events[0]
	want := map[string]string{
		"eventVersion":             "1.11",
		"eventTime":                "2026-03-04T09:15:04Z",
		"eventSource":              "kms.amazonaws.com",
		"eventName":                "CreateGrant",
		"awsRegion":                "eu-west-1",
		"sourceIPAddress":          "ec2-frontend-api.amazonaws.com",
		"userAgent":                "ec2-frontend-api.amazonaws.com",
		"errorCode":                "AccessDenied",
		"errorMessage":             `not "authorized"!`,
		"requestID":                "r-1",
		"eventID":                  "e-1",
		"eventType":                "AwsApiCall",
		"eventCategory":            "Management",
		"readOnly":                 "false",
		"managementEvent":          "true",
		"recipientAccountId":       "111122223333",
		"sharedEventID":            "s-1",
		"vpcEndpointId":            "AWS Internal",
		"userIdentity.type":        "AssumedRole",
		"userIdentity.arn":         "arn:aws:sts::111122223333:assumed-role/OpsRole/ops",
		"userIdentity.accountId":   "111122223333",
		"userIdentity.principalId": "AROAEXAMPLE:ops",
		"userIdentity.accessKeyId": "ASIAEXAMPLE",
		"userIdentity.invokedBy":   "ec2-frontend-api.amazonaws.com",
		"userIdentity.sessionContext.sessionIssuer.arn":      "arn:aws:iam::111122223333:role/OpsRole",
		"userIdentity.sessionContext.sessionIssuer.userName": "OpsRole",
		"userIdentity.inScopeOf.credentialsIssuedTo":         "arn:aws:ec2:eu-west-1:111122223333:instance/i-0aaaabbbbccccdddd",
		"callerService": "ec2-frontend-api.amazonaws.com",
	}
	if diff := cmp.Diff(want, e.Fields); diff != "" {
		t.Error(diff)
	}
	if e.ID != "e-1" || !e.Time.Equal(time.Date(2026, 3, 4, 9, 15, 4, 0, time.UTC)) || !e.End.IsZero() || e.Raw != deniedGrant {
		t.Errorf("event %+v", e)
	}
}

// TestSlots holds the constants against the field table.
func TestSlots(t *testing.T) {
	slot := map[int]string{
		SlotEventVersion:        "eventVersion",
		SlotEventTime:           "eventTime",
		SlotEventSource:         "eventSource",
		SlotEventName:           "eventName",
		SlotAWSRegion:           "awsRegion",
		SlotSourceIPAddress:     "sourceIPAddress",
		SlotUserAgent:           "userAgent",
		SlotErrorCode:           "errorCode",
		SlotErrorMessage:        "errorMessage",
		SlotRequestID:           "requestID",
		SlotEventID:             "eventID",
		SlotEventType:           "eventType",
		SlotEventCategory:       "eventCategory",
		SlotReadOnly:            "readOnly",
		SlotManagementEvent:     "managementEvent",
		SlotRecipientAccountID:  "recipientAccountId",
		SlotSharedEventID:       "sharedEventID",
		SlotVPCEndpointID:       "vpcEndpointId",
		SlotAPIVersion:          "apiVersion",
		SlotInsightType:         "insightDetails.insightType",
		SlotInsightState:        "insightDetails.state",
		SlotInsightSource:       "insightDetails.eventSource",
		SlotInsightName:         "insightDetails.eventName",
		SlotInsightErrorCode:    "insightDetails.errorCode",
		SlotIdentityType:        "userIdentity.type",
		SlotIdentityARN:         "userIdentity.arn",
		SlotIdentityAccountID:   "userIdentity.accountId",
		SlotIdentityPrincipalID: "userIdentity.principalId",
		SlotIdentityAccessKeyID: "userIdentity.accessKeyId",
		SlotIdentityUserName:    "userIdentity.userName",
		SlotIdentityInvokedBy:   "userIdentity.invokedBy",
		SlotIssuerARN:           "userIdentity.sessionContext.sessionIssuer.arn",
		SlotIssuerUserName:      "userIdentity.sessionContext.sessionIssuer.userName",
		SlotCredentialsIssuedTo: "userIdentity.inScopeOf.credentialsIssuedTo",
		SlotCallerService:       "callerService",
	}
	if len(slot) != len(Kind.Fields) || len(Kind.Fields) != slots {
		t.Fatalf("%d constants, %d fields, slots = %d", len(slot), len(Kind.Fields), slots)
	}
	for i, f := range Kind.Fields {
		if slot[i] != f.Name || Kind.Slot(f.Name) != i {
			t.Errorf("slot %d is %q, the constant says %q", i, f.Name, slot[i])
		}
	}
}

// event returns a small record.
func event(id string) string {
	return fmt.Sprintf(`{"eventTime":"2026-03-04T09:15:02Z","eventSource":"ec2.amazonaws.com","eventName":"StartInstances","eventID":"%s"}`, id)
}

func TestForms(t *testing.T) {
	a, b, c := event("a"), event("b"), event("c")
	tests := []struct {
		name, in string
		ids      string
		lines    []int
	}{
		{"S3 delivery", `{"Records":[` + a + `,` + b + `]}`, "a b", []int{1, 1}},
		{"array", "[\n" + a + ",\n" + b + "\n]\n", "a b", []int{2, 3}},
		{"lines", a + "\n" + b + "\r\n" + c, "a b c", []int{1, 2, 3}},
		{"one after the other", a + b, "a b", []int{1, 1}},
		{"deliveries one after the other", `{"Records":[` + a + `]}{"Records":[` + b + `,` + c + `]}`, "a b c", []int{1, 1, 1}},
		{"single record", a, "a", []int{1}},
		{"pretty-printed", "{\n \"Records\" : [\n  {\n \"eventTime\" : \"2026-03-04T09:15:02Z\" ,\n \"eventName\" :\n\"Foo\",\n\"eventID\":\"x\"\n}\n]\n}", "x", []int{3}},
		{"empty list", `{"Records":[]}`, "", nil},
		{"null list", `{"Records":null}`, "", nil},
		{"nothing", "", "", nil},
	}
	for _, tt := range tests {
		c := readAll(t, tt.in)
		var ids []string
		for i, e := range c.events {
			ids = append(ids, e.ID)
			if e.Pos.Record != i || e.Pos.Line != tt.lines[i] || !strings.HasPrefix(tt.in[e.Pos.Offset:], e.Raw) {
				t.Errorf("%s: event %d at %+v", tt.name, i, e.Pos)
			}
		}
		if strings.Join(ids, " ") != tt.ids || len(c.rejects)+len(c.notes) > 0 {
			t.Errorf("%s: %q, rejects %q, notes %q", tt.name, ids, c.rejects, c.notes)
		}
	}
}

func TestCallerService(t *testing.T) {
	tests := []struct{ name, members, want string }{
		{"invokedBy counts first", `"userIdentity":{"invokedBy":"autoscaling.amazonaws.com"},"sourceIPAddress":"ec2.amazonaws.com"`, "autoscaling.amazonaws.com"},
		{"address", `"sourceIPAddress":"ec2.amazonaws.com","userAgent":"AWS Internal"`, "ec2.amazonaws.com"},
		{"agent", `"sourceIPAddress":"203.0.113.10","userAgent":"AWS Internal"`, "AWS Internal"},
		{"China", `"sourceIPAddress":"ec2.amazonaws.com.cn"`, "ec2.amazonaws.com.cn"},
		{"person", `"userIdentity":{"invokedBy":""},"sourceIPAddress":"203.0.113.10","userAgent":"aws-cli/2.15.0"`, ""},
		{"person at the console", `"sourceIPAddress":"203.0.113.10","userAgent":"console.ec2.amazonaws.com"`, ""},
		{"person signing in", `"sourceIPAddress":"203.0.113.10","userAgent":"signin.amazonaws.com"`, ""},
	}
	for _, tt := range tests {
		c := readAll(t, `{"eventTime":"2026-03-04T09:15:02Z","eventName":"X",`+tt.members+`}`)
		if got := c.events[0].Fields["callerService"]; got != tt.want {
			t.Errorf("%s: %q", tt.name, got)
		}
	}
}

func TestOtherRecordTypes(t *testing.T) {
	insight := `{"eventVersion":"1.09","eventTime":"2026-03-04T09:15:00Z","awsRegion":"eu-west-1","eventID":"i","eventType":"AwsCloudTrailInsight","recipientAccountId":"111122223333","sharedEventID":"s","insightDetails":{"state":"Start","eventSource":"ec2.amazonaws.com","eventName":"RunInstances"},"eventCategory":"Insight"}`
	network := `{"eventVersion":"1.09","userIdentity":{"type":"AWSAccount"},"eventTime":"2026-03-04T09:15:00Z","eventSource":"kms.amazonaws.com","eventName":"ListKeys","eventID":"n","eventType":"AwsVpceEvent","errorCode":"VpceAccessDenied","vpcEndpointId":"vpce-1","vpcEndpointAccountId":"111122223333","eventCategory":"NetworkActivity"}`
	aggregated := `{"eventVersion":"1.0","accountId":"111122223333","eventId":"g","eventCategory":"Aggregated","eventType":"AwsAggregatedEvent","awsRegion":"eu-west-1","eventSource":"s3.amazonaws.com","timeWindow":{"windowStart":"2026-03-04T09:10:00Z","windowEnd":"2026-03-04T09:15:00Z","windowSize":"PT5M"},"summary":{}}`
	c := readAll(t, `{"Records":[`+insight+`,`+network+`,`+aggregated+`]}`)
	if len(c.events) != 3 || len(c.rejects) > 0 {
		t.Fatalf("%d events, rejects %q", len(c.events), c.rejects)
	}
	if e := c.events[0]; e.ID != "i" || e.Fields["eventName"] != "" || e.Fields["eventSource"] != "" {
		t.Errorf("insight: no call was made, but %v", e.Fields)
	}
	if e := c.events[1]; e.ID != "n" || e.Fields["vpcEndpointId"] != "vpce-1" {
		t.Errorf("network activity: %v", e.Fields)
	}
	e := c.events[2]
	start := time.Date(2026, 3, 4, 9, 10, 0, 0, time.UTC)
	if e.ID != "g" || e.Fields["recipientAccountId"] != "111122223333" || !e.Time.Equal(start) || e.End.Sub(e.Time) != 5*time.Minute {
		t.Errorf("aggregated: %+v", e)
	}
}

func TestRejects(t *testing.T) {
	good := event("good")
	tests := []struct{ name, in, want string }{
		{"number", `7`, "not a JSON object"},
		{"list", `[]`, "not a JSON object"},
		{"no time", `{"eventName":"X"}`, "no eventTime"},
		{"null time", `{"eventName":"X","eventTime":null}`, "no eventTime"},
		{"bad time", `{"eventName":"X","eventTime":"yesterday"}`, `eventTime: "yesterday" is not a time`},
		{"no such day", `{"eventName":"X","eventTime":"2026-02-30T00:00:00Z"}`, `eventTime: "2026-02-30T00:00:00Z" is not a time`},
		{"other object", `{"eventTime":"2026-03-04T09:15:02Z","message":"hello"}`, "no eventName, eventSource or eventType"},
		{"S3 notification", `{"eventVersion":"2.1","eventSource":"aws:s3","eventTime":"2026-03-04T09:15:02Z","eventName":"ObjectCreated:Put"}`, "event notification"},
		{"comma missing", `{"eventName":"X" "eventTime":"2026-03-04T09:15:02Z"}`, "not valid JSON"},
		{"colon missing", `{"eventName" "X","eventTime":"2026-03-04T09:15:02Z"}`, "not valid JSON"},
		{"comma at the end", `{"eventName":"X","eventTime":"2026-03-04T09:15:02Z",}`, "not valid JSON"},
		{"word", `{"eventName":"X","eventTime":"2026-03-04T09:15:02Z","readOnly":yes}`, "not valid JSON"},
		{"escape", `{"eventName":"\x","eventTime":"2026-03-04T09:15:02Z"}`, "not valid JSON"},
		{"broken inside, and no time", `{"eventName":"X","requestParameters":{"a" 1}}`, "not valid JSON, no eventTime"},
		{"empty", `{}`, "no eventName, eventSource or eventType"},
	}
	for _, tt := range tests {
		c := readAll(t, `{"Records":[`+good+`,`+tt.in+`,`+good+`]}`)
		if len(c.events) != 2 || len(c.rejects) != 1 || !strings.Contains(c.rejects[0], tt.want) {
			t.Errorf("%s: %d events, rejects %q", tt.name, len(c.events), c.rejects)
		}
		if len(c.rejects) == 1 && !strings.HasPrefix(c.rejects[0], "trail.json#1: ") {
			t.Errorf("%s: no position in %q", tt.name, c.rejects[0])
		}
	}
}

func TestTruncated(t *testing.T) {
	c := readAll(t, `{"Records":[`+event("a")+`,{"eventTime":"2026-`)
	if len(c.events) != 1 || len(c.rejects) != 1 {
		t.Errorf("within a record: %d events, rejects %q", len(c.events), c.rejects)
	}
	c = &collector{}
	err := readFrom(strings.NewReader(`{"Records":[`+event("a")+`,`), c)
	if err == nil || !strings.Contains(err.Error(), "cut short") || len(c.events) != 1 || len(c.rejects) > 0 {
		t.Errorf("between records: %v, %d events, rejects %q", err, len(c.events), c.rejects)
	}
}

func TestNotes(t *testing.T) {
	c := readAll(t, `{"Records":[`+event("a")+`],"NextToken":"t"}`)
	if len(c.events) != 1 || len(c.notes) != 1 || !strings.HasPrefix(c.notes[0], "NextToken present: the answer was cut") {
		t.Errorf("NextToken: %q", c.notes)
	}
	c = readAll(t, `{"Records":[],"NextToken":null}`)
	if len(c.notes) != 0 {
		t.Errorf("no NextToken: %q", c.notes)
	}
	c = readAll(t, `{ }`)
	if len(c.notes) != 1 || len(c.rejects) != 0 {
		t.Errorf("empty document: notes %q, rejects %q", c.notes, c.rejects)
	}
}

// stopper is a sink that wants no more events.
type stopper struct{ collector }

var errStop = errors.New("stop")

func (s *stopper) Event(*parsers.Event) error { return errStop }

func TestStops(t *testing.T) {
	for _, in := range []string{event("a"), "Event time,Event name\n2026-03-04T09:15:02Z,X\n"} {
		if err := readFrom(strings.NewReader(in), &stopper{}); err != errStop {
			t.Errorf("error of the sink: %v", err)
		}
		ctx, cancel := context.WithCancel(context.Background())
		cancel()
		if err := Format.Read(ctx, strings.NewReader(in), &parsers.Source{}, &collector{}); !errors.Is(err, context.Canceled) {
			t.Errorf("cancelled: %v", err)
		}
	}
	failing := iotest.ErrReader(errors.New("bad checksum"))
	if err := readFrom(failing, &collector{}); err == nil || !strings.Contains(err.Error(), "bad checksum") {
		t.Errorf("error of the reader: %v", err)
	}
}

// TestValuesMatchGJSON holds the one-pass reader against a full JSON reader, on the escapes that are easy to get wrong.
func TestValuesMatchGJSON(t *testing.T) {
	for _, text := range []string{
		`plain`, `a\"b`, `\\`, `\\\"`, `\\\\`, `end\\`, `\u00e9`, `\ud83d\ude00`, `\ud83d`, `\ude00x`, `\ud83d\u0041`,
		`\b\f\n\r\t\/`, `日本語`, `\u0000`, `}{][,:`,
	} {
		raw := `{"eventTime":"2026-03-04T09:15:02Z","requestParameters":{"k":["` + text + `"]},"eventName":"` + text + `"}`
		c := readAll(t, raw)
		if len(c.events) != 1 {
			t.Errorf("%s: rejects %q", text, c.rejects)
			continue
		}
		if got, want := c.events[0].Fields["eventName"], gjson.Get(raw, "eventName").String(); got != want {
			t.Errorf("%s: %q, want %q", text, got, want)
		}
	}
}

func TestParseTime(t *testing.T) {
	nine := time.Date(2026, 3, 4, 9, 15, 2, 0, time.UTC)
	tests := []struct {
		in   string
		want time.Time
	}{
		{"2026-03-04T09:15:02Z", nine},
		{"2026-03-04T09:15:02.5Z", nine.Add(time.Second / 2)},
		{"2026-03-04T18:15:02+09:00", nine},
		{"2026-03-04T18:15:02+0900", nine},
		{"2026-03-04T09:15:02", nine},
		{"2026-03-04 09:15:02", nine},
		{"2026-03-04 09:15:02.000", nine},
		{"2024-02-29T00:00:00Z", time.Date(2024, 2, 29, 0, 0, 0, 0, time.UTC)},
	}
	for _, tt := range tests {
		if got, err := parseTime([]byte(tt.in)); err != nil || !got.Equal(tt.want) || got.Location() != time.UTC {
			t.Errorf("%s: %v, %v", tt.in, got, err)
		}
	}
	for _, in := range []string{"", "2026-03-04T24:00:00Z", "2026-13-04T09:15:02Z", "2025-02-29T00:00:00Z", "2026-03-04T09:15:0/Z", "1772615702", "2026-03-04T09:15:60Z"} {
		if got, err := parseTime([]byte(in)); err == nil {
			t.Errorf("%q: %v", in, got)
		}
	}
}

func TestRoots(t *testing.T) {
	for path, want := range map[string]bool{
		"requestParameters.instancesSet.items.#.instanceId": true,
		"resources.0.ARN":      true,
		"requestParameter.x":   false,
		"insightDetails.state": true,
	} {
		if got := Kind.Reaches(path); got != want {
			t.Errorf("%s: %t", path, got)
		}
	}
}
