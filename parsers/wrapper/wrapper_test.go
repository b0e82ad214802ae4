package wrapper_test

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"

	"hamari/parsers"
	"hamari/parsers/wrapper"
	"hamari/parsers/wrapper/wrappertest"
)

// records are JSON messages with what is hard to carry through an envelope.
var records = []string{
	`{"eventVersion":"1.11","eventName":"StartInstances","requestParameters":{"instancesSet":{"items":[{"instanceId":"i-0a1"}]}}}`,
	`{"eventVersion":"1.11","eventName":"Decrypt","errorMessage":"User: \"ops\" is not authorized\nto perform: kms:Decrypt"}`,
	`{"eventVersion":"1.11","userAgent":"a, b; c\td","path":"C:\\logs\\x"}`,
	`{"eventVersion":"1.11","userIdentity":{"userName":"J\u00fcrgen \ud83d\ude00","note":"日本"}}`,
	`{"eventVersion":"1.11","resources":[],"eventID":"5"}`,
}

// lines are messages that are plain text.
var lines = []string{
	`2 111122223333 eni-0a 10.0.0.1 10.0.0.2 40000 443 6 10 1000 1772615700 1772615760 ACCEPT OK`,
	`2 111122223333 eni-0a - - - - - - - 1772615760 1772615820 - NODATA`,
	`a "quoted" word, a comma; a semicolon`,
	`日本語 and a \ backslash`,
	`last`,
}

// collector is a sink that keeps what it is given.
type collector struct {
	places  []parsers.Pos
	rejects []string
	notes   []string
}

func (c *collector) Event(e *parsers.Event) error { c.places = append(c.places, e.Pos); return nil }
func (c *collector) Note(text string)             { c.notes = append(c.notes, text) }
func (c *collector) Reject(e *parsers.SyntaxError) {
	c.rejects = append(c.rejects, fmt.Sprintf("record %d, line %d: %v", e.Pos.Record, e.Pos.Line, e.Err))
}

// unwrap opens every envelope of the text and reads it line by line, as a format would.
func unwrap(t testing.TB, r io.Reader, via []string) (messages []string, got *collector, counts wrapper.Counts) {
	t.Helper()
	got = &collector{}
	var sink parsers.Sink = got
	for _, name := range via {
		opened := find(t, name).Open(r, "m", sink)
		r, sink = opened, opened.Sink()
		defer func() { counts = opened.Counts() }()
	}
	scanner := bufio.NewScanner(r)
	scanner.Buffer(nil, 32<<20)
	for scanner.Scan() {
		messages = append(messages, scanner.Text())
		e := parsers.Event{Pos: parsers.Pos{Member: "m", Line: len(messages), Record: len(messages) - 1}}
		if err := sink.Event(&e); err != nil {
			t.Fatal(err)
		}
	}
	if err := scanner.Err(); err != nil {
		t.Fatal(err)
	}
	return messages, got, counts
}

func find(t testing.TB, name string) *wrapper.Wrapper {
	t.Helper()
	for _, w := range wrapper.All() {
		if w.Name == name {
			return w
		}
	}
	t.Fatalf("no wrapper %q", name)
	return nil
}

func detect(text string) string {
	prefix := text[:min(len(text), parsers.HeaderSize)]
	if w := wrapper.Detect(&parsers.Header{Prefix: []byte(prefix), Complete: len(prefix) == len(text)}); w != nil {
		return w.Name
	}
	return ""
}

func TestEnvelopes(t *testing.T) {
	for _, envelope := range wrappertest.Envelopes() {
		t.Run(envelope.Name, func(t *testing.T) {
			wrapTest(t, envelope, records)
			if !envelope.JSON {
				wrapTest(t, envelope, lines)
			}
		})
	}
}

func wrapTest(t *testing.T, envelope wrappertest.Envelope, messages []string) {
	t.Helper()
	text := envelope.Wrap(messages)
	if got := detect(text); got != envelope.Via[0] {
		t.Errorf("recognised as %q", got)
	}
	for name, r := range map[string]io.Reader{"whole": strings.NewReader(text), "byte by byte": iotest.OneByteReader(strings.NewReader(text))} {
		got, seen, counts := unwrap(t, r, envelope.Via)
		if diff := cmp.Diff(normalise(messages), normalise(got)); diff != "" {
			t.Errorf("%s: messages: %s", name, diff)
		}
		if len(seen.rejects) > 0 || counts.Messages != len(messages) {
			t.Errorf("%s: %+v, rejects %q", name, counts, seen.rejects)
		}
		var want []parsers.Pos
		for i := range messages {
			pos := parsers.Pos{Member: "m", Record: i, Offset: -1}
			if envelope.Line != nil {
				pos.Line = envelope.Line(text, i)
			}
			want = append(want, pos)
		}
		if diff := cmp.Diff(want, seen.places); diff != "" {
			t.Errorf("%s: positions: %s", name, diff)
		}
	}
}

// normalise decodes messages that are JSON: how characters are escaped is the envelope's business.
func normalise(messages []string) []any {
	out := make([]any, len(messages))
	for i, m := range messages {
		if json.Unmarshal([]byte(m), &out[i]) != nil {
			out[i] = m
		}
	}
	return out
}

// TestBroken holds that a broken entry costs only itself, and what is said about it.
func TestBroken(t *testing.T) {
	tests := []struct {
		name, via, in string
		want          []string
		rejects       []string
		notes         []string
		leftOut       int
	}{
		{name: "lookup without a record", via: "lookup-events",
			in:   `{"Events":[{"CloudTrailEvent":"{}"},{"EventId":"1"},{"CloudTrailEvent":null},{"CloudTrailEvent":"{\"a\":1}"}],"NextToken":"t"}`,
			want: []string{`{}`, `{"a":1}`},
			rejects: []string{"record 1, line 0: lookup-events: entry without a message: no CloudTrailEvent",
				"record 2, line 0: lookup-events: entry without a message"},
			notes: []string{"NextToken present: the answer was cut, there is more than these entries"}},
		{name: "lookup, pages appended", via: "lookup-events",
			in:   `{"Events":[{"CloudTrailEvent":"{}"}],"NextToken":"t"}{"Events":[{"CloudTrailEvent":"{}"}]}`,
			want: []string{`{}`, `{}`}},
		{name: "events, paging stopped by --max-items", via: "log-events",
			in:   `{"events":[{"timestamp":1,"message":"a"}],"searchedLogStreams":[],"":"x","NextToken":"t"}`,
			want: []string{"a"}, notes: []string{"nextToken present: the answer was cut, there is more than these entries"}},
		{name: "lookup, cut", via: "lookup-events", in: `{"Events":[{"CloudTrailEvent":"{}"},{"CloudTrailEvent":"{`,
			want: []string{`{}`}, rejects: []string{"record 1, line 0: lookup-events: the text ends inside a record"}},
		{name: "lookup, cut between entries", via: "lookup-events", in: `{"Events":[{"CloudTrailEvent":"{}"},`,
			want: []string{`{}`}, notes: []string{"the text ends between two entries: it was cut"}},
		{name: "EventBridge events of other services", via: "eventbridge",
			in: `{"detail-type":"EC2 Instance State-change Notification","detail":{}}` + "\n" +
				`{"detail-type":"AWS Console Sign In via CloudTrail","detail":{"a" : 1}}` + "\n" + `{"a":1}`,
			want: []string{`{"a" : 1}`}, rejects: []string{"record 2, line 0: eventbridge: not an EventBridge event: no detail-type"},
			notes:   []string{`1 of the entries left out: EventBridge event that is not from CloudTrail: "EC2 Instance State-change Notification"`},
			leftOut: 1},
		{name: "EventBridge events, a notice of AWS Health before others", via: "eventbridge",
			in: `{"detail-type":"AWS Health Event","detail":{}}` + "\n" +
				`{"detail-type":"AWS Console Sign In via CloudTrail","detail":{"a" : 1}}`,
			want:    []string{`{"a" : 1}`},
			notes:   []string{`1 of the entries left out: EventBridge event that is not from CloudTrail: "AWS Health Event"`},
			leftOut: 1},
		{name: "EventBridge events, a notice among others of EC2", via: "eventbridge-notices",
			in: `[{"detail-type":"EC2 Instance Rebalance Recommendation","detail":{}},` + "\n" +
				`{"detail-type":"EC2 Spot Instance Interruption Warning","detail":{}}]`,
			want:    []string{`{"detail-type":"EC2 Spot Instance Interruption Warning","detail":{}}`},
			notes:   []string{`1 of the entries left out: EventBridge event that is not read: "EC2 Instance Rebalance Recommendation"`},
			leftOut: 1},
		{name: "EventBridge events of RDS behind another", via: "eventbridge-rds",
			in: `{"detail-type":"EC2 Instance State-change Notification","detail":{}}` + "\n" +
				`{"detail-type":"RDS DB Instance Event","detail":{"Message":"a"}}`,
			want:    []string{`{"Message":"a"}`},
			notes:   []string{`1 of the entries left out: EventBridge event that is not from RDS: "EC2 Instance State-change Notification"`},
			leftOut: 1},
		{name: "Athena, rows of an ALB's access log", via: "athena-alb",
			in: `type,time,elb,client_ip,client_port,target_ip,target_port,request_processing_time,target_processing_time,response_processing_time,elb_status_code,target_status_code,received_bytes,sent_bytes,request_verb,request_url,request_proto,user_agent,ssl_cipher,ssl_protocol,target_group_arn,trace_id` + "\r\n" +
				`"http","2026-03-04T09:15:03.1Z","app/shop/0a","198.51.100.25","40000","","","-1.0","-1.0","-1.0","503","","120","337","GET","http://a:80/?q=""x y""","HTTP/1.1","curl 8","-","-","arn:x","Root=1"` + "\r\n" +
				"http,2026-03-04T09:15:04.1Z,app/shop/0a,198.51.100.25,40000,10.0.0.7,80,0.0,0.1,0.0,200,200,120,337,GET,http://a:80/,HTTP/1.1,,,,arn:x,\r\n" + "http,2026\r\n",
			want: []string{`http 2026-03-04T09:15:03.1Z app/shop/0a 198.51.100.25:40000 - -1.0 -1.0 -1.0 503 - 120 337 "GET http://a:80/?q=\x22x y\x22 HTTP/1.1" "curl 8" - - arn:x "Root=1"`,
				`http 2026-03-04T09:15:04.1Z app/shop/0a 198.51.100.25:40000 10.0.0.7:80 0.0 0.1 0.0 200 200 120 337 "GET http://a:80/ HTTP/1.1" "-" - - arn:x "-"`},
			rejects: []string{"record 2, line 4: athena-alb: entry without a message: the row has 2 cells"}},
		{name: "EventBridge events of RDS among others", via: "eventbridge-rds",
			in: `{"detail-type":"RDS DB Cluster Event","detail":{"Message":"a"}}` + "\n" +
				`{"detail-type":"AWS API Call via CloudTrail","detail":{}}` + "\n" + `{"detail-type":"RDS DB Instance Event"}` + "\n" + `{"a":1}`,
			want: []string{`{"Message":"a"}`},
			rejects: []string{"record 2, line 0: eventbridge-rds: entry without a message: no detail",
				"record 3, line 0: eventbridge-rds: not an EventBridge event: no detail-type"},
			notes:   []string{`1 of the entries left out: EventBridge event that is not from RDS: "AWS API Call via CloudTrail"`},
			leftOut: 1},
		{name: "messages of SNS", via: "notification",
			in: `{"Type":"SubscriptionConfirmation","TopicArn":"arn:aws:sns:r:1:t","Message":"You have chosen"}` + "\n" +
				`{"Type":"Notification","TopicArn":"arn:aws:sns:r:1:t","Message":"{\"a\" : 1}"}` + "\n" + `{"Type":"Notification"}`,
			want: []string{`{"a" : 1}`}, rejects: []string{"record 2, line 0: notification: entry without a message: neither Message nor Body"},
			notes:   []string{"1 of the entries left out: request to confirm a subscription of SNS"},
			leftOut: 1},
		{name: "messages of SNS for a Lambda function", via: "notification",
			in:   `{"Records":[{"EventSource":"aws:sns","Sns":{"Type":"Notification","TopicArn":"arn:aws:sns:r:1:t","Message":"a"}}]}`,
			want: []string{"a"}},
		{name: "messages of SQS", via: "notification",
			in:   `{"Messages":[{"MessageId":"1","ReceiptHandle":"x","Body":"{\"a\":1}"},{"MessageId":"2","Body":"b"}]}`,
			want: []string{`{"a":1}`, "b"}},
		{name: "messages of SQS for a Lambda function", via: "notification",
			in:   `{"Records":[{"messageId":"1","receiptHandle":"x","body":"a","eventSource":"aws:sqs"}]}`,
			want: []string{"a"}},
		{name: "system log", via: "syslog",
			in: "-- Logs begin at Mon --\nOct  7 10:43:15 host systemd[1]: Started x.\n<30>Oct  7 10:43:16 host amazon-ssm-agent[2]: a#011b#012c # #08 #0\n" +
				"\nOct  7 10:43:16 host amazon-ssm-agent: #011d\nOct  7 10:43:17 host amazon-ssm-agent[2]:\nOct  7 10:43:17 host kernel: x\n",
			want: []string{"a\tb c # #08 #0", "\td"}, leftOut: 5,
			notes: []string{"1 of the entries left out: line that is not of a system log", "1 of the entries left out: written by kernel",
				"1 of the entries left out: written by systemd", "2 of the entries left out: blank message"}},
		{name: "control message and blank message", via: "subscription",
			in: `{"messageType":"CONTROL_MESSAGE","logEvents":[{"id":"","timestamp":1,"message":"CWL CONTROL MESSAGE: Checking"}]}` +
				`{"messageType":"DATA_MESSAGE","logEvents":[{"message":" "},{"message":"a\nb\r\n"},{"message":"c"}]}`,
			want:    []string{"a b", "c"},
			notes:   []string{"1 of the entries left out: blank message", "1 of the entries left out: control message of the subscription"},
			leftOut: 2},
		{name: "query still running", via: "query-results",
			in:   `{"results":[[{"field":"@message","value":"a"}],[{"field":"n","value":"1"}]],"status":"Running"}`,
			want: []string{"a"}, rejects: []string{"record 1, line 0: query-results: entry without a message: no field @message"},
			notes: []string{`query status "Running": not all results are there`}},
		{name: "objects of --query, keys renamed", via: "text-list",
			in:      `[{"Name":"StartInstances","Record":"{\"eventVersion\":\"1.11\"}"},{"n":1}]`,
			want:    []string{`{"eventVersion":"1.11"}`},
			rejects: []string{"record 1, line 0: text-list: entry without a message: neither a text nor a row with one"}},
		{name: "rows of --query", via: "text-list",
			in:   `[[1,"2026-03-04 09:15:02 a line of a log"],[1,null],{},["b",2]]`,
			want: []string{"2026-03-04 09:15:02 a line of a log", "b"},
			rejects: []string{"record 1, line 0: text-list: entry without a message: neither a text nor a row with one",
				"record 2, line 0: text-list: entry without a message: neither a text nor a row with one"}},
		{name: "events as text", via: "log-events-text",
			in: "b/1/s\tf/1/s\nEVENTS\t1433190184400\ta\tb\n  c\t1433190184356\r\nEVENTS\t1433190184400\td\nEVENTS\t1433190184400\te\t1433190184356\n" +
				"EVENTS\t1433190184400\tf",
			want: []string{"a\tb   c", "e"}, leftOut: 1, notes: []string{"1 of the entries left out: line beside the events"},
			rejects: []string{"record 2, line 4: log-events-text: no time behind the message", "record 4, line 6: log-events-text: no time behind the message"}},
		{name: "messages as text", via: "tab-joined",
			in: "2026-03-04 09:15:02 INFO [a] first of the messages\t2026-03-04 09:15:03 ERROR b\n\tstatus code: 400\tc\t2026-03-04 09:15:04 INFO d\n" +
				"2026-03-04 09:15:05 INFO e\n",
			want: []string{"2026-03-04 09:15:02 INFO [a] first of the messages", "2026-03-04 09:15:03 ERROR b \tstatus code: 400\tc",
				"2026-03-04 09:15:04 INFO d", "2026-03-04 09:15:05 INFO e"}},
		{name: "access log as text", via: "tab-joined",
			in: "https 2026-05-06T09:00:00.1Z app/web/5 203.0.113.7:20 - -1\thttp 2026-05-06T09:00:01.2Z app/web/5 203.0.113.7:20 - -1\t",
			want: []string{"https 2026-05-06T09:00:00.1Z app/web/5 203.0.113.7:20 - -1",
				"http 2026-05-06T09:00:01.2Z app/web/5 203.0.113.7:20 - -1"}},
		{name: "log file of a database, in two answers", via: "log-file-portion",
			in: `{"LogFileData": "a \"b\"\n\tc\\n\n\nd", "Marker": "1", "AdditionalDataPending": true}` + "\n" +
				`{"LogFileData":"e\n","AdditionalDataPending":false}`,
			want: []string{`a "b"`, "\tc\\n", "d", "e"}, leftOut: 2, notes: []string{"2 of the entries left out: blank message"}},
		{name: "log file of a database, not all of it", via: "log-file-portion",
			in:   `{"LogFileData":"a","Marker":"1","AdditionalDataPending":true}`,
			want: []string{"a"}, notes: []string{"AdditionalDataPending: the log file has more lines than these"}},
		{name: "log file of a database, cut", via: "log-file-portion", in: `{"LogFileData":"a\nb\`,
			want: []string{"a", "b"}, notes: []string{"the text ends inside LogFileData: it was cut"}},
		{name: "CSV", via: "log-csv",
			in:   "timestamp,message\n1,\"open\n2,\"b\"\n\n3\n4,\"c\" d\n5,\"e\nf\"\n6,g",
			want: []string{"b", "e f", "g"},
			rejects: []string{"record 0, line 2: log-csv: text behind the closing quote of a cell",
				"record 2, line 5: log-csv: entry without a message: the row has 1 cells",
				"record 3, line 6: log-csv: text behind the closing quote of a cell"}},
		{name: "query for fields of flow log records", via: "query-results-fields",
			in: `{"results":[[{"field":"@timestamp","value":"2026-06-15 09:00:00.000"},{"field":"interfaceId","value":"eni-1"},{"field":"srcAddr","value":"10.0.0.1"},{"field":"dstAddr","value":"10.0.0.2"},{"field":"srcPort","value":"40000"},{"field":"dstPort","value":"443"},{"field":"protocol","value":"6"},{"field":"action","value":"REJECT"}],` +
				`[{"field":"@timestamp","value":"2026-06-15 09:01:00.000"},{"field":"srcAddr","value":"10.0.0.1"}],` +
				`[{"field":"interfaceId","value":"eni-1"},{"field":"srcAddr","value":"10.0.0.1 x"},{"field":"action","value":"ACCEPT"}]],"status":"Complete"}`,
			want: []string{"2 - eni-1 10.0.0.1 10.0.0.2 40000 443 6 - - 1781514000 1781514000 REJECT OK"},
			rejects: []string{"record 1, line 0: query-results-fields: entry without a message: no interfaceId or no action",
				"record 2, line 0: query-results-fields: entry without a message: field srcAddr is no word"}},
		{name: "export of fields of flow log records", via: "insights-json-fields",
			in:   `[{"accountId":"111122223333","interfaceId":"eni-1","srcAddr":"10.0.0.1","dstAddr":"10.0.0.2","srcPort":"1","dstPort":"443","protocol":"6","packets":"3","bytes":"180","startTime":"1781514000","endTime":"1781514050","action":"ACCEPT","logStatus":"OK","version":"2"}]`,
			want: []string{"2 111122223333 eni-1 10.0.0.1 10.0.0.2 1 443 6 3 180 1781514000 1781514050 ACCEPT OK"}},
		{name: "CSV with an open quote at the end", via: "insights-csv", in: "@message\na\n\"b\nc\n",
			want: []string{"a", "c"}, rejects: []string{"record 1, line 3: insights-csv: quoted cell that is not closed"}},
		{name: "export", via: "export-task",
			in: "rest of a message\n2024-10-08T15:33:25.000Z Permission Check Successful\n" +
				"2024-10-08T15:33:25.000Z Error:\n  at x\n\n2024-10-08T15:33:25.000Z {\n  \"a\": \"b c\"\n}\n2024-10-08T15:33:25.000Z",
			want: []string{"Error:   at x", `{"a":"b c"}`}, leftOut: 2,
			rejects: []string{"record 0, line 1: export-task: no time stamp at the beginning"},
			notes:   []string{"1 of the entries left out: blank message", "1 of the entries left out: permission check of an export task"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := detect(tt.in); got != tt.via {
				t.Errorf("recognised as %q", got)
			}
			messages, seen, counts := unwrap(t, strings.NewReader(tt.in), []string{tt.via})
			if diff := cmp.Diff(tt.want, messages); diff != "" {
				t.Errorf("messages: %s", diff)
			}
			if diff := cmp.Diff(tt.rejects, seen.rejects); diff != "" {
				t.Errorf("rejects: %s", diff)
			}
			if diff := cmp.Diff(tt.notes, seen.notes); diff != "" {
				t.Errorf("notes: %s", diff)
			}
			want := wrapper.Counts{Entries: len(tt.want) + len(tt.rejects) + tt.leftOut, Messages: len(tt.want), Rejected: len(tt.rejects), LeftOut: tt.leftOut}
			if counts != want {
				t.Errorf("counts %+v, want %+v", counts, want)
			}
		})
	}
}

// TestNotWrapped holds that what only looks like an envelope is left alone.
func TestNotWrapped(t *testing.T) {
	for name, text := range map[string]string{
		"S3 delivery":                     `{"Records":[{"eventVersion":"1.11"}]}`,
		"RDS events":                      `{"Events":[{"SourceIdentifier":"db","Message":"Backing up","Date":"2018-07-31T23:09:23.983Z"}]}`,
		"--query, IDs":                    `["i-0a1b2c3d4e5f60718","i-0a1b2c3d4e5f60719"]`,
		"--query, objects":                `[{"InstanceId":"i-0a1b2c3d4e5f60718","Name":"the host of the shop, and of its blog"}]`,
		"--query, rows":                   `[["i-0a1b2c3d4e5f60718","t3.micro","the host of the shop, and of its blog"]]`,
		"--query, times":                  `["2026-03-04T09:15:02.123456+00:00","2026-03-04T09:15:03.123456+00:00"]`,
		"--query, times and descriptions": `[["2026-03-04T09:15:02Z","the host of the shop, and of its blog"]]`,
		"health events":                   `{"events":[{"arn":"arn:aws:health:::event/1","service":"EC2"}]}`,
		"Insights CSV without messages":   "@timestamp,srcAddr,dstAddr\n2026,10.0.0.1,10.0.0.2\n",
		"query results without messages":  `{"results":[[{"field":"srcAddr","value":"@message"}]],"status":"Complete"}`,
		"CloudTrail record about a query": `{"eventVersion":"1.11","requestParameters":{"queryString":"fields \"@message\""}}`,
		"Classic Load Balancer":           "2015-05-13T23:39:43.945958Z my-lb 192.168.131.39:2817 10.0.0.1:80\n",
		"PostgreSQL":                      "2019-03-10 03:54:59 UTC:10.0.0.123(52834):postgres@logtestdb:[20175]:ERROR: x\n",
		"flow log":                        lines[0] + "\n",
		"metrics":                         "Id,m1\nLabel,CPUUtilization\n2026/02/14 15:00:00,2.083\n",
		"empty":                           "",
		"table with tabs":                 "web server of the shop and of its blog, always on\tweb server of the shop and of its blog\n",
		"general log of MySQL":            "2026-03-04T09:15:02.123456Z\t    5 Query\tSELECT a, b, c, d, e FROM t WHERE a = 1 AND b = 2\n",
		"lines with a tab in the first":   "2026-03-04 09:15:02 INFO [a] first of the messages\tstatus code: 400\n2026-03-04 09:15:02 INFO b\n",
		"system log without the agent":    "Oct  7 10:43:15 host systemd[1]: Started ssm-like.service\n",
		"syslog without a tag":            "Oct  7 10:43:15 host amazon-ssm-agent said\n",
		"tail of another log group":       "amazon-ssm-agent[2]: Oct  7 10:43:15 host x: y\n",
	} {
		if got := detect(text); got != "" {
			t.Errorf("%s: recognised as %s", name, got)
		}
	}
}

func TestReadError(t *testing.T) {
	failure := errors.New("bad checksum")
	for _, envelope := range wrappertest.Envelopes() {
		text := envelope.Wrap(records)
		r := io.MultiReader(strings.NewReader(text[:len(text)/2]), iotest.ErrReader(failure))
		var inner io.Reader = r
		for _, name := range envelope.Via {
			inner = find(t, name).Open(inner, "m", &collector{})
		}
		if _, err := io.ReadAll(inner); !errors.Is(err, failure) {
			t.Errorf("%s: error %v", envelope.Name, err)
		}
	}
}

// TestTooLong holds that entries beyond the limit are rejected in bounded memory, and that the next one is read.
func TestTooLong(t *testing.T) {
	long := strings.Repeat("x", 18<<20)
	for via, text := range map[string]string{
		"log-csv":          "timestamp,message\n1,a\n2,\"" + long + "\"\n3,b\n",
		"insights-csv":     "@timestamp,@message\n1,a\n2," + long + "\n3,b\n",
		"export-task":      "2024-10-08T15:33:25.000Z a\n2024-10-08T15:33:25.000Z c\n" + long + "\n2024-10-08T15:33:25.000Z b\n",
		"log-file-portion": `{"LogFileData":"a\n` + long + `\nb"}`,
		"insights-json":    `[{"@message":"a"},{"@message":"` + long + `"},{"@message":"b"}]`,
	} {
		messages, seen, _ := unwrap(t, strings.NewReader(text), []string{via})
		if diff := cmp.Diff([]string{"a", "b"}, messages); diff != "" || len(seen.rejects) != 1 || !strings.Contains(seen.rejects[0], "longer than the limit") {
			t.Errorf("%s: %d messages, rejects %q", via, len(messages), seen.rejects)
		}
	}
}

func TestRowLimit(t *testing.T) {
	text := "@message\n" + strings.Repeat("a\n", 10_000)
	_, seen, _ := unwrap(t, strings.NewReader(text), []string{"insights-csv"})
	if diff := cmp.Diff([]string{"10000 rows, which is the most that one answer holds: there may be more"}, seen.notes); diff != "" {
		t.Error(diff)
	}
}

// FuzzUnwrap holds, for any text in any envelope, that reading ends, that the counts add up, that each message is one
// line, that every position is that of an entry, and that nothing depends on how the text arrives.
func FuzzUnwrap(f *testing.F) {
	for i, w := range wrapper.All() {
		for _, envelope := range wrappertest.Envelopes() {
			if envelope.Via[0] == w.Name {
				f.Add(uint8(i), []byte(envelope.Wrap(records)))
			}
		}
		f.Add(uint8(i), []byte("timestamp,message\n1,\"a\"\"\"\n\"\"\"\n"))
	}
	f.Fuzz(func(t *testing.T, which uint8, text []byte) {
		all := wrapper.All()
		w := all[int(which)%len(all)]
		checkDetect(t, text)
		messages, seen, counts := unwrap(t, strings.NewReader(string(text)), []string{w.Name})
		again, seenAgain, _ := unwrap(t, iotest.HalfReader(strings.NewReader(string(text))), []string{w.Name})
		if diff := cmp.Diff(messages, again) + cmp.Diff(seen, seenAgain, cmp.AllowUnexported(collector{})); diff != "" {
			t.Errorf("depends on how it is read: %s", diff)
		}
		if counts.Entries != counts.Messages+counts.Rejected+counts.LeftOut || counts.Messages != len(messages) || counts.Rejected != len(seen.rejects) {
			t.Errorf("%+v, %d messages, %d rejects", counts, len(messages), len(seen.rejects))
		}
		last := -1
		for _, pos := range seen.places {
			if pos.Record <= last || pos.Record >= counts.Entries {
				t.Errorf("record %d of %d behind %d", pos.Record, counts.Entries, last)
			}
			last = pos.Record
		}
	})
}

// checkDetect holds that the quick look at a text which comes first never keeps an envelope from being recognised.
func checkDetect(t *testing.T, text []byte) {
	t.Helper()
	h := &parsers.Header{Prefix: text, Complete: true}
	var want *wrapper.Wrapper
	for _, w := range wrapper.All() {
		if want == nil && !h.HoldsRecords() && w.Detect(h) == parsers.ByContent {
			want = w
		}
	}
	if got := wrapper.Detect(h); got != want {
		t.Errorf("%.80q is taken for %v, want %v", text, got, want)
	}
}

// BenchmarkDetect is the look at a member that is in no envelope, as most are.
func BenchmarkDetect(b *testing.B) {
	text := []byte(`{"Records":[` + strings.Repeat(records[0]+",", 4) + records[0] + `]}`)
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		if w := wrapper.Detect(&parsers.Header{Prefix: text, Complete: true}); w != nil {
			b.Fatalf("taken for %s", w.Name)
		}
	}
}

func BenchmarkCSV(b *testing.B)       { benchmark(b, "console CSV") }
func BenchmarkLookup(b *testing.B)    { benchmark(b, "lookup-events, CLI version 2") }
func BenchmarkExport(b *testing.B)    { benchmark(b, "export task") }
func BenchmarkDelivery(b *testing.B)  { benchmark(b, "subscription") }
func BenchmarkYAML(b *testing.B)      { benchmark(b, "lookup-events --output yaml") }
func BenchmarkPython(b *testing.B)    { benchmark(b, "lookup-events of boto3, printed") }
func BenchmarkTwoLayers(b *testing.B) { benchmark(b, "EventBridge events in a log group, console CSV") }

func benchmark(b *testing.B, name string) {
	var many []string
	for i := range 2000 {
		many = append(many, fmt.Sprintf(`{"eventVersion":"1.11","userIdentity":{"type":"AssumedRole","arn":"arn:aws:sts::111122223333:assumed-role/Ops/%d"},"eventTime":"2026-03-04T09:15:02Z","eventName":"DescribeInstances","requestParameters":{"filterSet":{},"instancesSet":{"items":[{"instanceId":"i-%017x"}]}},"eventID":"%x"}`, i, i, i))
	}
	for _, envelope := range wrappertest.Envelopes() {
		if envelope.Name != name {
			continue
		}
		text := envelope.Wrap(many)
		b.SetBytes(int64(len(text)))
		b.ReportAllocs()
		for b.Loop() {
			var r io.Reader = strings.NewReader(text)
			for _, via := range envelope.Via {
				r = find(b, via).Open(r, "m", &collector{})
			}
			if _, err := io.Copy(io.Discard, r); err != nil {
				b.Fatal(err)
			}
		}
		return
	}
	b.Fatalf("no envelope %q", name)
}

// TestCountedFlows holds that a query which counts flow log records is not taken for some.
func TestCountedFlows(t *testing.T) {
	for _, in := range []string{
		`{"results":[[{"field":"interfaceId","value":"eni-1"},{"field":"srcAddr","value":"10.0.0.1"},{"field":"dstAddr","value":"10.0.0.2"},{"field":"action","value":"REJECT"},{"field":"count(*)","value":"412"}]]}`,
		`[{"interfaceId":"eni-1","srcAddr":"10.0.0.1","dstAddr":"10.0.0.2","action":"REJECT","count(*)":"412"}]`,
	} {
		if got := detect(in); got != "" {
			t.Errorf("recognised as %q", got)
		}
	}
}
