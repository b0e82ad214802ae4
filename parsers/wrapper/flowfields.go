package wrapper

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
)

// CloudWatch Logs Insights finds the fields of flow log records in the default format by itself, under names of its own. A
// query that asks for them, and not for @message, gets no record as it was logged: one of the default format is made of
// the fields, in which what was not asked for is "-".
//
// AWS: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_AnalyzeLogData-discoverable-fields.html
const flowFieldsURL = "https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_AnalyzeLogData-discoverable-fields.html"

// flowFields are those names in the order of the default format; the start and the end of a record have two.
var flowFields = [...][]string{
	{"version"}, {"accountId"}, {"interfaceId"}, {"srcAddr"}, {"dstAddr"}, {"srcPort"}, {"dstPort"}, {"protocol"}, {"packets"}, {"bytes"},
	{"start", "startTime"}, {"end", "endTime"}, {"action"}, {"logStatus"},
}

// Places in the default format.
const (
	flowVersion   = 0
	flowInterface = 2
	flowStart     = 10
	flowEnd       = 11
	flowAction    = 12
	flowStatus    = 13
)

// flowNeeds are the fields without which a row says nothing; a row that counts records has no time.
var flowNeeds = []string{"interfaceId", "srcAddr", "dstAddr", "action"}

var flowQueryResults = ofLogEvents(jsonList(markInterface, "query-results-fields", "answer of aws logs get-query-results, with the fields of flow log records",
	flowFieldsURL,
	func(prefix []byte) bool {
		var names []string
		for name := range valuesAt(prefix, "results", "[]", "[]", "field") {
			names = append(names, unquote(name))
		}
		return isFlowQuery(names)
	},
	form{lists: []string{"results"}, message: flowOfRow, loggedAt: inRow(`"@timestamp"`), stream: inRow(`"@logStream"`), status: "status", limit: maxRows}))

var flowInsightsJSON = ofLogEvents(jsonList(markInterface, "insights-json-fields", "JSON export of a CloudWatch Logs Insights query, with the fields of flow log records",
	flowFieldsURL,
	func(prefix []byte) bool {
		if has(prefix, "[]", "@message") {
			return false
		}
		return tellsFlow(func(name string) bool { return has(prefix, "[]", name) })
	},
	form{message: flowOfObject, loggedAt: valueAt("@timestamp"), stream: valueAt("@logStream"), limit: maxRows}))

// isFlowQuery reports whether the columns of a query are fields of flow log records, each record by itself.
func isFlowQuery(names []string) bool {
	known := func(name string) bool {
		return strings.HasPrefix(name, "@") && name != "@message" || slices.ContainsFunc(flowFields[:], func(f []string) bool { return slices.Contains(f, name) })
	}
	if slices.ContainsFunc(names, func(name string) bool { return !known(name) }) {
		return false
	}
	return tellsFlow(func(name string) bool { return slices.Contains(names, name) })
}

// tellsFlow reports whether rows have what a flow log record cannot be without, and a time.
func tellsFlow(has func(name string) bool) bool {
	missing := func(name string) bool { return !has(name) }
	return !slices.ContainsFunc(flowNeeds, missing) && (has("@timestamp") || has("start") || has("startTime"))
}

func flowOfRow(raw []byte) (value []byte, leftOut string, err error) {
	return flowRecord(func(name string) []byte { return ofRow(raw, `"`+name+`"`) })
}

func flowOfObject(raw []byte) (value []byte, leftOut string, err error) {
	return flowRecord(func(name string) []byte {
		value, _ := member(raw, name)
		return value
	})
}

// flowRecord makes a record of the default format, as a JSON string, of the fields of a row.
func flowRecord(field func(name string) []byte) (value []byte, leftOut string, err error) {
	words := make([]string, len(flowFields))
	for i, names := range flowFields {
		words[i] = "-"
		for _, name := range names {
			if v := unquote(field(name)); v != "" {
				words[i] = v
			}
		}
		if strings.ContainsAny(words[i], " \t\r\n\"\\") {
			return nil, "", fmt.Errorf("%w: field %s is no word", errNoMessage, names[0])
		}
	}
	if words[flowInterface] == "-" || words[flowAction] == "-" {
		return nil, "", fmt.Errorf("%w: no interfaceId or no action", errNoMessage)
	}
	if words[flowVersion] == "-" {
		words[flowVersion] = "2"
	}
	if words[flowStatus] == "-" {
		words[flowStatus] = "OK"
	}
	// The time of the log event is the start of the record.
	if at := loggedAt(field("@timestamp")); words[flowStart] == "-" && !at.IsZero() {
		words[flowStart] = fmt.Sprint(at.Unix())
	}
	if words[flowEnd] == "-" && words[flowStart] != "-" {
		words[flowEnd] = words[flowStart]
	}
	return fmt.Appendf(nil, `"%s"`, strings.Join(words, " ")), "", nil
}

func unquote(value []byte) string { return string(bytes.Trim(value, `"`)) }
