package correlate_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"
	"github.com/tidwall/gjson"

	"hamari/correlate/report"
)

const lambdaEvents = `{"events":[
 {"timestamp":1772614921000,"message":"START RequestId: 7c1f2a3b-1111-4222-8333-944455556666 Version: $LATEST\n"},
 {"timestamp":1772614922000,"message":"[ERROR]\t2026-03-04T09:02:02.120Z\t7c1f2a3b-1111-4222-8333-944455556666\tno order 17\n"},
 {"timestamp":1772614923000,"message":"[ERROR] ClientError: An error occurred (AccessDeniedException) when calling the PutItem operation: User: arn:aws:sts::111122223333:assumed-role/orders/f is not authorized to perform: dynamodb:PutItem on resource: arn:aws:dynamodb:eu-west-1:111122223333:table/t because no identity-based policy allows the dynamodb:PutItem action\nTraceback (most recent call last):\n"},
 {"timestamp":1772614931000,"message":"2026-03-04T09:02:11.000Z 7c1f2a3b-1111-4222-8333-944455556666 Task timed out after 3.00 seconds\n\n"}]}`

const lambdaExport = `2026-03-04T09:02:01.000Z START RequestId: 7c1f2a3b-1111-4222-8333-944455556666 Version: $LATEST
2026-03-04T09:02:02.000Z [ERROR]	2026-03-04T09:02:02.120Z	7c1f2a3b-1111-4222-8333-944455556666	no order 17
2026-03-04T09:02:03.000Z [ERROR] ClientError: An error occurred (AccessDeniedException) when calling the PutItem operation: User: arn:aws:sts::111122223333:assumed-role/orders/f is not authorized to perform: dynamodb:PutItem on resource: arn:aws:dynamodb:eu-west-1:111122223333:table/t because no identity-based policy allows the dynamodb:PutItem action
Traceback (most recent call last):
2026-03-04T09:02:11.000Z 2026-03-04T09:02:11.000Z 7c1f2a3b-1111-4222-8333-944455556666 Task timed out after 3.00 seconds
`

// TestApplicationLog holds that the log of a Lambda function tells the same however it was collected: what failed and when,
// and which call was refused.
func TestApplicationLog(t *testing.T) {
	want := []string{
		"2026-03-04T09:02:02Z ERROR: no order ...",
		"2026-03-04T09:02:11Z Task timed out: Task timed out after ... seconds",
		"2026-03-04T09:02:03Z AccessDeniedException: PutItem",
	}
	for _, file := range []txtar.File{{Name: "events.json", Data: []byte(lambdaEvents)}, {Name: "export.log", Data: []byte(lambdaExport)}} {
		rep := analyzeWithAll(t, file)
		var got []string
		for _, f := range rep.Failures {
			got = append(got, f.Start.UTC().Format("2006-01-02T15:04:05Z")+" "+f.Code+": "+f.What)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: %s", file.Name, diff)
		}
		if s := source(t, rep, file.Name); s.Format != "applog" || s.Records != 4 || s.Rejected != 0 {
			t.Errorf("%s: %+v", file.Name, s)
		}
		for _, p := range rep.Patterns {
			if p.ID == "iam-implicit-deny" && p.Status != report.Matched {
				t.Errorf("%s: %s, %s", file.Name, p.Status, p.Why)
			}
		}
	}
}

// TestMessagesAlone holds that what --query leaves of an application's messages is read: dated by the time beside a message,
// else by the one that it begins with.
func TestMessagesAlone(t *testing.T) {
	var rows, messages []string
	for _, event := range gjson.Get(lambdaEvents, "events").Array() {
		messages = append(messages, event.Get("message").Raw)
		rows = append(rows, "["+event.Get("timestamp").Raw+","+event.Get("message").Raw+"]")
	}
	for want, list := range map[string][]string{"09:02:02 ERROR, 09:02:11 Task timed out, 09:02:03 AccessDeniedException": rows, "09:02:02 ERROR, 09:02:11 Task timed out, - AccessDeniedException": messages} {
		rep := analyzeWithAll(t, txtar.File{Name: "messages.json", Data: []byte("[" + strings.Join(list, ",\n") + "]")})
		var got []string
		for _, f := range rep.Failures {
			at := "-"
			if f.Start != nil {
				at = f.Start.UTC().Format(time.TimeOnly)
			}
			got = append(got, at+" "+f.Code)
		}
		if got := strings.Join(got, ", "); got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
}
