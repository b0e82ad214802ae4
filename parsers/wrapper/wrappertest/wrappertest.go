package wrappertest

import (
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"strings"
)

// Envelope is one way to hand over messages.
type Envelope struct {
	Name string   // of this way, for the test's messages
	Via  []string // names of the wrappers that open it, outermost first
	JSON bool     // takes JSON messages only

	Wrap func(messages []string) string

	// Line returns the line of the text in which an entry begins, given that no message has a line break; nil where
	// the envelope is not made of lines.
	Line func(text string, entry int) int
}

const stamp = "2024-10-08T15:33:25"

// Envelopes returns all of them.
func Envelopes() []Envelope {
	return []Envelope{
		{Name: "lookup-events, CLI version 1", Via: []string{"lookup-events"}, JSON: true, Wrap: lookupV1},
		{Name: "lookup-events, CLI version 2", Via: []string{"lookup-events"}, JSON: true, Wrap: lookupV2},
		{Name: "lookup-events, strings broken over lines", Via: []string{"lookup-events"}, JSON: true, Wrap: lookupBroken},
		{Name: "lookup-events --query Events", Via: []string{"lookup-events"}, JSON: true, Wrap: only("Events", lookupV2)},
		{Name: "lookup-events --output yaml", Via: []string{"yaml", "lookup-events"}, JSON: true, Wrap: lookupYAML("- ", "  "), Line: dashedLine},
		{Name: "lookup-events --output yaml, indented", Via: []string{"yaml", "lookup-events"}, JSON: true, Wrap: lookupYAML("  - ", "    "), Line: dashedLine},
		{Name: "get-log-events --output yaml", Via: []string{"yaml", "log-events"}, Wrap: logYAML, Line: dashedLine},
		{Name: "lookup-events of boto3, printed", Via: []string{"python", "lookup-events"}, JSON: true, Wrap: lookupPython,
			Line: func(string, int) int { return 1 }},
		{Name: "EventBridge, one event per line", Via: []string{"eventbridge"}, JSON: true, Wrap: eventBridge("", "\n", "\n")},
		{Name: "EventBridge, array", Via: []string{"eventbridge"}, JSON: true, Wrap: eventBridge("[", ",\n", "]")},
		{Name: "EventBridge, nothing in between", Via: []string{"eventbridge"}, JSON: true, Wrap: eventBridge("", "", "")},
		{Name: "SNS, one message per line", Via: []string{"notification"}, JSON: true, Wrap: snsMessages},
		{Name: "SNS messages in a queue", Via: []string{"notification", "notification"}, JSON: true, Wrap: queuedMessages},
		{Name: "EventBridge, events of RDS", Via: []string{"eventbridge-rds"}, JSON: true, Wrap: rdsEvents},
		{Name: "get-log-events", Via: []string{"log-events"}, Wrap: getLogEvents},
		{Name: "get-log-events --query events", Via: []string{"log-events"}, Wrap: only("events", getLogEvents)},
		{Name: "filter-log-events, an entry per page", Via: []string{"log-events"}, Wrap: filterLogEvents},
		{Name: "get-query-results", Via: []string{"query-results"}, Wrap: queryResults},
		{Name: "get-log-events --query events[].message", Via: []string{"text-list"}, Wrap: func(messages []string) string {
			return indent(string(list(each(messages, func(_ int, m string) string { return encode(m) }))))
		}},
		{Name: "get-log-events --query events[].[timestamp,message]", Via: []string{"text-list"}, Wrap: func(messages []string) string {
			return string(list(each(messages, func(_ int, m string) string { return "[1433190184356, " + encode(m) + "]" })))
		}},
		{Name: "download-db-log-file-portion", Via: []string{"log-file-portion"}, Wrap: func(messages []string) string {
			return object("LogFileData", strings.Join(messages, "\n"), "Marker", "0", "AdditionalDataPending", false)
		}},
		{Name: "flow logs of Firehose", Via: []string{"message-objects"}, Wrap: messageObjects(`"message":`)},
		{Name: "jq .events[]", Via: []string{"message-objects"}, Wrap: messageObjects(`"timestamp":1433190184356,"message":`)},
		{Name: "get-log-events --output text", Via: []string{"log-events-text"}, Line: below(1), Wrap: eventsText("1433190184400")},
		{Name: "filter-log-events --output text", Via: []string{"log-events-text"}, Line: below(1),
			Wrap: eventsText(strings.Repeat("3", 56) + "\t1433190184400\tstream/a")},
		{Name: "subscription", Via: []string{"subscription"}, Wrap: subscription},
		{Name: "subscription of a Lambda function", Via: []string{"payload", "subscription"}, Wrap: func(messages []string) string {
			return strings.Join(each(messages, func(_ int, m string) string {
				return object("awslogs", raw(object("data", packed(delivery([]string{m})))))
			}), "\n")
		}},
		{Name: "subscription through Firehose, before its Lambda function", Via: []string{"payload", "subscription"}, Wrap: func(messages []string) string {
			return object("invocationId", "1", "records", list(each(messages, func(i int, m string) string {
				return object("recordId", fmt.Sprint(i), "approximateArrivalTimestamp", 1, "data", packed(delivery([]string{m})))
			})))
		}},
		{Name: "Kinesis records", Via: []string{"payload"}, JSON: true, Wrap: func(messages []string) string {
			return object("Records", list(each(messages, func(i int, m string) string {
				return object("kinesis", raw(object("partitionKey", "p", "data", base64.StdEncoding.EncodeToString([]byte(m)))), "eventSource", "aws:kinesis")
			})))
		}},
		{Name: "console CSV", Via: []string{"log-csv"}, Wrap: table(",", "timestamp", "message"), Line: below(2)},
		{Name: "console CSV, saved by a spreadsheet", Via: []string{"log-csv"}, Wrap: spreadsheet, Line: below(2)},
		{Name: "Insights CSV", Via: []string{"insights-csv"}, Wrap: table(",", "@timestamp", "@message"), Line: below(2)},
		{Name: "Insights JSON, messages as text", Via: []string{"insights-json"}, Wrap: insightsText},
		{Name: "Insights JSON, messages as objects", Via: []string{"insights-json"}, JSON: true, Wrap: insightsObjects},
		{Name: "logs tail", Via: []string{"logs-tail"}, Wrap: lines(stamp + ".000000+00:00 a/[b]c "), Line: below(1)},
		{Name: "logs tail in colour", Via: []string{"logs-tail"},
			Wrap: lines("\x1b[32m" + stamp + ".000000+00:00\x1b[0m \x1b[36ma/b\x1b[0m "), Line: below(1)},
		{Name: "logs tail --format short in colour", Via: []string{"logs-tail-short"}, Wrap: lines("\x1b[32m" + stamp + "\x1b[0m "), Line: below(1)},
		{Name: "logs tail --format json in colour", Via: []string{"logs-tail"}, JSON: true, Line: stampedLine, Wrap: func(messages []string) string {
			return lines("\x1b[32m" + stamp + ".000000+00:00\x1b[0m \x1b[36ma/b\x1b[0m ")(each(messages, func(i int, m string) string { return indent(m) }))
		}},
		{Name: "logs tail --format short", Via: []string{"logs-tail-short"}, Wrap: lines(stamp + " "), Line: below(1)},
		{Name: "logs tail --format json", Via: []string{"logs-tail"}, JSON: true, Wrap: tailPretty, Line: stampedLine},
		{Name: "export task", Via: []string{"export-task"}, Wrap: lines(stamp + ".000Z "), Line: below(1)},
		{Name: "system log", Via: []string{"syslog"}, Wrap: lines("Oct  7 10:43:16 ip-10-0-1-5 amazon-ssm-agent[2373]: "), Line: below(1)},
		{Name: "system log, ISO times", Via: []string{"syslog"},
			Wrap: lines("2026-10-07T10:43:16.123456+00:00 ip-10-0-1-5 amazon-ssm-agent.amazon-ssm-agent[1151]: "), Line: below(1)},
		{Name: "system log in a log group", Via: []string{"log-events", "syslog"}, Wrap: func(messages []string) string {
			return getLogEvents(each(messages, func(_ int, m string) string { return "Oct  7 10:43:16 ip-10-0-1-5 amazon-ssm-agent: " + m }))
		}},
		{Name: "EventBridge events in a log group, Insights JSON", Via: []string{"insights-json", "eventbridge"}, JSON: true,
			Wrap: func(messages []string) string { return insightsObjects(asEventBridge(messages)) }},
		{Name: "EventBridge events in a log group, console CSV", Via: []string{"log-csv", "eventbridge"}, JSON: true,
			Wrap: func(messages []string) string { return spreadsheet(asEventBridge(messages)) }, Line: below(2)},
	}
}

// below is for envelopes in which each entry is one line.
func below(first int) func(string, int) int {
	return func(_ string, entry int) int { return first + entry }
}

// stampedLine finds the line with the stamp of the given entry.
func stampedLine(text string, entry int) int {
	before := strings.Join(strings.SplitAfter(text, stamp)[:entry+1], "")
	return 1 + strings.Count(before, "\n")
}

// object is a JSON object whose keys keep their order.
func object(keysAndValues ...any) string {
	var b strings.Builder
	for i := 0; i < len(keysAndValues); i += 2 {
		fmt.Fprintf(&b, ",%s:%s", encode(keysAndValues[i]), encode(keysAndValues[i+1]))
	}
	return "{" + strings.TrimPrefix(b.String(), ",") + "}"
}

func encode(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err) // a mistake in this file
	}
	return string(b)
}

func raw(text string) json.RawMessage { return json.RawMessage(text) }

func list(entries []string) json.RawMessage { return raw("[" + strings.Join(entries, ",") + "]") }

// each applies a way to write one entry to all messages.
func each(messages []string, write func(i int, message string) string) []string {
	entries := make([]string, len(messages))
	for i, m := range messages {
		entries[i] = write(i, m)
	}
	return entries
}

func indent(text string) string {
	var v json.RawMessage = raw(text)
	b, err := json.MarshalIndent(v, "", "    ")
	if err != nil {
		panic(err) // a mistake in this file
	}
	return string(b)
}

func lookupV1(messages []string) string {
	return indent(object("Events", list(each(messages, func(i int, m string) string {
		return object("EventId", fmt.Sprint(i), "EventTime", 1424476529.0, "CloudTrailEvent", m, "Resources", raw("[]"))
	}))))
}

func lookupV2(messages []string) string {
	return indent(object("Events", list(each(messages, func(i int, m string) string {
		return object("EventId", fmt.Sprint(i), "ReadOnly", "false", "EventTime", "2021-11-18T09:41:02-08:00",
			"Resources", raw(`[{"ResourceType":"AWS::EC2::Instance","ResourceName":"i-1"}]`), "CloudTrailEvent", m)
	}))))
}

// lookupBroken is the look of examples in documentation: the escaped record stands on several lines.
func lookupBroken(messages []string) string {
	return strings.ReplaceAll(lookupV2(messages), `,\"`, ",\n            "+`\"`)
}

// only takes the list with the given key out of an answer, as --query does.
func only(key string, wrap func([]string) string) func([]string) string {
	return func(messages []string) string {
		var answer map[string]json.RawMessage
		if err := json.Unmarshal([]byte(wrap(messages)), &answer); err != nil {
			panic(err) // a mistake in this file
		}
		return string(answer[key])
	}
}

func asEventBridge(messages []string) []string {
	return each(messages, func(i int, m string) string {
		return object("version", "0", "id", fmt.Sprint(i), "detail-type", "AWS API Call via CloudTrail",
			"source", "aws.ec2", "account", "111122223333", "time", "2026-03-04T09:15:02Z", "region", "eu-west-1",
			"resources", raw("[]"), "detail", raw(m))
	})
}

func eventBridge(begin, between, end string) func([]string) string {
	return func(messages []string) string { return begin + strings.Join(asEventBridge(messages), between) + end }
}

func rdsEvents(messages []string) string {
	return strings.Join(each(messages, func(i int, m string) string {
		return object("version", "0", "id", fmt.Sprint(i), "detail-type", "RDS DB Instance Event", "source", "aws.rds",
			"account", "111122223333", "time", "2026-03-04T09:15:02Z", "region", "eu-west-1", "detail", raw(m))
	}), "\n")
}

func snsMessages(messages []string) string {
	return strings.Join(each(messages, func(i int, m string) string {
		return object("Type", "Notification", "MessageId", fmt.Sprint(i), "TopicArn", "arn:aws:sns:eu-west-1:111122223333:events",
			"Message", m, "Timestamp", "2026-03-04T09:15:02.000Z")
	}), "\n")
}

func queuedMessages(messages []string) string {
	return indent(object("Messages", list(each(messages, func(i int, m string) string {
		return object("MessageId", fmt.Sprint(i), "ReceiptHandle", "x", "Body", snsMessages([]string{m}))
	}))))
}

func getLogEvents(messages []string) string {
	return indent(object("nextForwardToken", "f/1", "events", list(each(messages, func(i int, m string) string {
		return object("ingestionTime", 1433190494190+i, "timestamp", 1433190184356, "message", m+"\n")
	})), "nextBackwardToken", "b/1"))
}

func filterLogEvents(messages []string) string {
	return strings.Join(each(messages, func(i int, m string) string {
		return object("events", list([]string{object("logStreamName", "s", "timestamp", 1, "message", m, "eventId", "3")}),
			"searchedLogStreams", raw("[]"))
	}), "\n")
}

func queryResults(messages []string) string {
	return object("results", list(each(messages, func(i int, m string) string {
		return string(list([]string{object("field", "@timestamp", "value", "2026-02-20 22:20:53.168"),
			object("field", "@message", "value", m), object("field", "@ptr", "value", "C")}))
	})), "statistics", raw(`{"recordsMatched":5.0}`), "status", "Complete")
}

func eventsText(before string) func([]string) string {
	return func(messages []string) string {
		return strings.Join(each(messages, func(_ int, m string) string { return "EVENTS\t" + before + "\t" + m + "\t1433190184356\n" }), "")
	}
}

func messageObjects(before string) func([]string) string {
	return func(messages []string) string {
		return strings.Join(each(messages, func(_ int, m string) string { return "{" + before + encode(m) + "}" }), "")
	}
}

func subscription(messages []string) string {
	half := len(messages) / 2
	control := object("messageType", "CONTROL_MESSAGE", "owner", "CloudwatchLogs", "logEvents", list([]string{
		object("id", "", "timestamp", 1, "message", "CWL CONTROL MESSAGE: Checking health of destination Firehose.")}))
	return delivery(messages[:half]) + delivery(messages[half:]) + control
}

func delivery(messages []string) string {
	return object("messageType", "DATA_MESSAGE", "owner", "111122223333", "logGroup", "g", "logStream", "s",
		"subscriptionFilters", raw(`["f"]`), "logEvents", list(each(messages, func(i int, m string) string {
			return object("id", fmt.Sprint(i), "timestamp", 1, "message", m)
		})))
}

// packed is what a subscription makes of a delivery.
func packed(text string) string {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	if _, err := w.Write([]byte(text)); err != nil {
		panic(err) // a bytes.Buffer takes everything
	}
	if err := w.Close(); err != nil {
		panic(err)
	}
	return base64.StdEncoding.EncodeToString(b.Bytes())
}

func table(separator string, header ...string) func([]string) string {
	return func(messages []string) string {
		rows := each(messages, func(_ int, m string) string {
			return fmt.Sprintf("1728401605000%s\"%s\"", separator, strings.ReplaceAll(m, `"`, `""`))
		})
		return strings.Join(header, separator) + "\n" + strings.Join(rows, "\n") + "\n"
	}
}

// spreadsheet has semicolons and CRLF, quotes only where they are needed, and has spoilt the times.
func spreadsheet(messages []string) string {
	var b strings.Builder
	w := csv.NewWriter(&b)
	w.Comma, w.UseCRLF = ';', true
	rows := [][]string{{"timestamp", "message"}}
	for _, m := range messages {
		rows = append(rows, []string{"1.7284E+12", m})
	}
	if err := w.WriteAll(rows); err != nil {
		panic(err) // a strings.Builder takes everything
	}
	return b.String()
}

func insightsText(messages []string) string {
	return string(list(each(messages, func(i int, m string) string {
		return object("@timestamp", "2026-02-20 22:20:53.168", "@message", m)
	})))
}

func insightsObjects(messages []string) string {
	return indent(string(list(each(messages, func(i int, m string) string {
		return object("@timestamp", "2026-02-20 22:20:53.168", "@message", raw(m))
	}))))
}

func lines(begin string) func([]string) string {
	return func(messages []string) string {
		return strings.Join(each(messages, func(i int, m string) string { return begin + m + "\n" }), "")
	}
}

func tailPretty(messages []string) string {
	return lines(stamp + ".000000+00:00 a/b ")(each(messages, func(i int, m string) string { return indent(m) }))
}

// dashedLine finds the line with the dash of the given entry.
func dashedLine(text string, entry int) int {
	for n, line := range strings.Split(text, "\n") {
		line = strings.TrimLeft(line, " ")
		if strings.HasPrefix(line, "- CloudTrailEvent") || strings.HasPrefix(line, "- ingestionTime") {
			if entry--; entry < 0 {
				return n + 1
			}
		}
	}
	return 0
}

func quotedYAML(s string) string {
	return "'" + strings.ReplaceAll(strings.ReplaceAll(s, "'", "''"), "\n", "\n\n") + "'"
}

func lookupYAML(dash, indent string) func([]string) string {
	return func(messages []string) string {
		return "Events:\n" + strings.Join(each(messages, func(i int, m string) string {
			return fmt.Sprintf("%sCloudTrailEvent: %s\n%sEventId: '%d'\n%sEventTime: '2021-11-18T09:41:02-08:00'\n%sResources:\n%s- ResourceName: i-1\n%s  ResourceType: AWS::EC2::Instance\n",
				dash, encode(m), indent, i, indent, indent, indent, indent)
		}), "")
	}
}

func logYAML(messages []string) string {
	return "events:\n" + strings.Join(each(messages, func(i int, m string) string {
		return fmt.Sprintf("- ingestionTime: %d\n  message: %s\n  timestamp: 1433190184356\n", 1433190494190+i, quotedYAML(m))
	}), "") + "nextBackwardToken: b/1\nnextForwardToken: f/1\n"
}

// lookupPython is what print(client.lookup_events()) writes.
func lookupPython(messages []string) string {
	return "{'Events': [" + strings.Join(each(messages, func(i int, m string) string {
		m = strings.NewReplacer(`\`, `\\`, `'`, `\'`, "\n", `\n`).Replace(m)
		return fmt.Sprintf("{'EventId': '%d', 'EventTime': datetime.datetime(2021, 11, 18, 9, 41, 2, tzinfo=tzlocal()), 'ReadOnly': 'false', 'Resources': [], 'CloudTrailEvent': '%s'}", i, m)
	}), ", ") + "], 'ResponseMetadata': {'HTTPStatusCode': 200, 'RetryAttempts': 0}}\n"
}
