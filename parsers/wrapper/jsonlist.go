package wrapper

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"iter"
	"slices"
	"strings"

	"hamari/parsers"
	"hamari/parsers/jsonsplit"
)

var lookupEvents = jsonList(markLookup, "lookup-events", "answer of aws cloudtrail lookup-events",
	"https://docs.aws.amazon.com/cli/latest/reference/cloudtrail/lookup-events.html",
	func(prefix []byte) bool {
		return has(prefix, "Events", "[]", "CloudTrailEvent") ||
			has(prefix, "[]", "CloudTrailEvent") || has(prefix, "CloudTrailEvent") // --query Events, jq .Events[]
	},
	form{lists: []string{"Events"}, message: memberOf("CloudTrailEvent"), token: "NextToken"})

var eventBridge = jsonList(markEventBridge, "eventbridge", "events that EventBridge delivered",
	"https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-events-structure.html",
	func(prefix []byte) bool {
		return (has(prefix, "detail-type") && has(prefix, "detail") ||
			has(prefix, "[]", "detail-type") && has(prefix, "[]", "detail")) && !allNotices(prefix)
	},
	form{message: detailOfCloudTrail})

// notices are the events that are read as they are, as package inventory does.
var notices = []string{
	`"AWS Health Event"`, `"EC2 Spot Instance Interruption Warning"`, `"EC2 Instance State-change Notification"`, `"EBS Volume Notification"`,
}

// detailTypes are the kinds of the events in the first bytes of a text.
func detailTypes(prefix []byte) iter.Seq[[]byte] {
	return func(yield func([]byte) bool) {
		for _, path := range [][]string{{"detail-type"}, {"[]", "detail-type"}} {
			for detailType := range valuesAt(prefix, path...) {
				if !yield(detailType) {
					return
				}
			}
		}
	}
}

// allNotices reports whether a text has such events only.
func allNotices(prefix []byte) bool {
	for detailType := range detailTypes(prefix) {
		if !isNotice(detailType) {
			return false
		}
	}
	return true
}

func isNotice(detailType []byte) bool { return slices.Contains(notices, string(detailType)) }

func isOfCloudTrail(detailType []byte) bool {
	return bytes.HasSuffix(detailType, []byte(` via CloudTrail"`))
}

// noticesAmongOthers opens the same envelope where events that are read as they are come among others of their service: a
// rule for all events of EC2 delivers warnings of Spot interruptions between changes of state. One member becomes one
// text, and a text has one kind of records: where there are some of CloudTrail or RDS, they are read.
var noticesAmongOthers = jsonList(markEventBridge, "eventbridge-notices", "notices among events that EventBridge delivered",
	"https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-events-structure.html",
	func(prefix []byte) bool {
		notice, other := false, false
		for detailType := range detailTypes(prefix) {
			if isOfCloudTrail(detailType) || isRDSEvent(detailType) {
				return false
			}
			notice, other = notice || isNotice(detailType), other || !isNotice(detailType)
		}
		return notice && other
	},
	form{message: wholeNotice})

// wholeNotice takes an event that is read as it is.
func wholeNotice(raw []byte) (value []byte, leftOut string, err error) {
	detailType, ok := member(raw, "detail-type")
	switch {
	case !ok:
		return nil, "", errors.New("not an EventBridge event: no detail-type")
	case !isNotice(detailType):
		return nil, fmt.Sprintf("EventBridge event that is not read: %.*s", maxQuote, detailType), nil
	}
	return raw, "", nil
}

// rdsEvents opens the same envelope where RDS filled the first one that is of RDS or CloudTrail: those of the other
// services are left out, and counted.
var rdsEvents = jsonList(markEventBridge, "eventbridge-rds", "events of Amazon RDS that EventBridge delivered",
	"https://docs.aws.amazon.com/eventbridge/latest/ref/events-ref-rds.html",
	func(prefix []byte) bool {
		for detailType := range detailTypes(prefix) {
			if isRDSEvent(detailType) || isOfCloudTrail(detailType) {
				return isRDSEvent(detailType)
			}
		}
		return false
	},
	form{message: detailOfRDS})

var logEvents = ofLogEvents(jsonList(markIngestion|markEvents|markForward|markSearched, "log-events", "answer of aws logs get-log-events or filter-log-events",
	"https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_FilterLogEvents.html",
	func(prefix []byte) bool {
		if has(prefix, "[]", "message") && has(prefix, "[]", "ingestionTime") { // --query events
			return true
		}
		if !has(prefix, "events") {
			return false
		}
		return has(prefix, "events", "[]", "message") &&
			(has(prefix, "events", "[]", "timestamp") || has(prefix, "events", "[]", "ingestionTime")) ||
			has(prefix, "nextForwardToken") || has(prefix, "searchedLogStreams")
	},
	form{lists: []string{"events"}, message: memberOf("message"), loggedAt: valueAt("timestamp"), stream: valueAt("logStreamName"), token: "nextToken"}))

var queryResults = ofLogEvents(jsonList(markMessage, "query-results", "answer of aws logs get-query-results",
	"https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_GetQueryResults.html",
	func(prefix []byte) bool {
		if !bytes.Contains(prefix, []byte(`"@message"`)) {
			return false
		}
		for name := range valuesAt(prefix, "results", "[]", "[]", "field") {
			if string(name) == `"@message"` {
				return true
			}
		}
		return false
	},
	form{lists: []string{"results"}, message: messageOfRow, loggedAt: inRow(`"@timestamp"`), stream: inRow(`"@logStream"`), status: "status", limit: maxRows}))

var insightsJSON = ofLogEvents(jsonList(markMessage, "insights-json", "JSON export of a CloudWatch Logs Insights query",
	"https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_Insights-Saving-Queries.html",
	func(prefix []byte) bool { return has(prefix, "[]", "@message") || has(prefix, "@message") },
	form{message: memberOf("@message"), loggedAt: valueAt("@timestamp"), stream: valueAt("@logStream"), limit: maxRows}))

var subscription = ofLogEvents(jsonList(markLogEvents, "subscription", "log events that a CloudWatch Logs subscription delivered",
	"https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/SubscriptionFilters.html",
	func(prefix []byte) bool {
		return has(prefix, "logEvents", "[]", "message") ||
			has(prefix, "messageType") && has(prefix, "logEvents")
	},
	form{lists: []string{"logEvents"}, message: deliveredMessage, loggedAt: valueAt("timestamp")}))

// form is what tells one JSON envelope from another.
type form struct {
	lists []string // keys of the lists that hold the entries; none if every document is an entry

	// message returns the value that holds an entry's message, or the reason why the entry is left out.
	message func(raw []byte) (value []byte, leftOut string, err error)

	// loggedAt returns the value that says when an entry was logged; nil if none does.
	loggedAt func(raw []byte) []byte

	// stream returns the value that names an entry's log stream; nil if none does.
	stream func(raw []byte) []byte

	token  string // key of what a cut answer carries for the next call
	status string // key of what says whether a query has come to its end
	limit  int
}

// ofLogEvents marks an envelope as one of log events.
func ofLogEvents(w *Wrapper) *Wrapper {
	w.LogEvents = true
	return w
}

func jsonList(marks mark, name, title, url string, detect func([]byte) bool, f form) *Wrapper {
	return &Wrapper{Name: name, Title: title, URL: url, Detect: byContent(detect), marks: marks, limit: f.limit,
		open: func(r io.Reader) entries { return newJSONEntries(r, f) }}
}

// jsonEntries reads an envelope that is JSON.
type jsonEntries struct {
	form     form
	splitter *jsonsplit.Splitter

	read       bool // an entry has been read
	tokenFirst bool // the token stands before the entries that it belongs to
	tokenLast  bool // a token stands behind the last entry
	status     string
	unclosed   bool
}

func newJSONEntries(r io.Reader, f form) *jsonEntries {
	j := &jsonEntries{form: f}
	j.splitter = jsonsplit.New(r, jsonsplit.Options{Lists: f.lists, Field: j.field, MaxRecord: maxEntry})
	return j
}

// field sees what an envelope says beside its list. The CLI writes NextToken where it did the paging itself, whatever
// the service calls it.
func (j *jsonEntries) field(key, value []byte) {
	switch {
	case len(key) == 0:
	case strings.EqualFold(string(key), j.form.token):
		if len(value) > 0 && string(value) != "null" {
			j.tokenFirst = j.tokenFirst || !j.read
			j.tokenLast = true
		}
	case string(key) == j.form.status:
		j.status = string(value[:min(len(value), maxQuote)])
	}
}

func (j *jsonEntries) next(line []byte) (entry, error) {
	record, err := j.splitter.Next()
	if errors.Is(err, jsonsplit.ErrUnclosed) { // no entry is lost by that
		j.unclosed = true
		record, err = j.splitter.Next()
	}
	if err != nil {
		return brokenEntry(err)
	}
	j.read, j.tokenLast = true, false
	return j.unpack(line, record), nil
}

// needsTime reports whether a message may have no time of its own, or one without a zone. CloudTrail's records, of which
// there are the most, have one.
func needsTime(message []byte) bool {
	return len(message) > 0 && !bytes.HasPrefix(message, []byte(`{"eventVersion"`))
}

// brokenEntry makes an entry of an error that concerns only one; any other ends the reading.
func brokenEntry(err error) (entry, error) {
	var broken *jsonsplit.Error
	if !errors.As(err, &broken) {
		return entry{}, err
	}
	return entry{pos: parsers.Pos{Record: broken.Index, Line: broken.Line, Offset: broken.Offset}, err: broken.Err}, nil
}

// unpack takes the message out of an entry.
func (j *jsonEntries) unpack(line []byte, record jsonsplit.Record) entry {
	e := entry{pos: parsers.Pos{Record: record.Index, Line: record.Line, Offset: record.Offset}}
	var value []byte
	if value, e.leftOut, e.err = j.form.message(record.Raw); e.err == nil && e.leftOut == "" {
		e.message, e.err = appendValue(line, value)
		if j.form.loggedAt != nil && needsTime(e.message) {
			e.at = loggedAt(j.form.loggedAt(record.Raw))
		}
		if j.form.stream != nil {
			e.stream = j.form.stream(record.Raw)
		}
	}
	return e
}

func (j *jsonEntries) close() { j.splitter.Close() }

func (j *jsonEntries) notes() []string {
	var notes []string
	if j.tokenLast || j.tokenFirst {
		notes = append(notes, j.form.token+" present: the answer was cut, there is more than these entries")
	}
	if j.status != "" && j.status != "Complete" {
		notes = append(notes, fmt.Sprintf("query status %q: not all results are there", j.status))
	}
	if j.unclosed {
		notes = append(notes, "the text ends between two entries: it was cut")
	}
	return notes
}

// memberOf takes the message from the member with the given key.
func memberOf(key string) func([]byte) ([]byte, string, error) {
	missing := fmt.Errorf("%w: no %s", errNoMessage, key)
	return func(raw []byte) (value []byte, leftOut string, err error) {
		value, ok := member(raw, key)
		if !ok {
			return nil, "", missing
		}
		return value, "", nil
	}
}

// valueAt takes a value from the member with the given key.
func valueAt(key string) func([]byte) []byte {
	return func(raw []byte) []byte {
		value, _ := member(raw, key)
		return value
	}
}

// messageOfRow takes the message from a row of a query.
func messageOfRow(raw []byte) (value []byte, leftOut string, err error) {
	if value = ofRow(raw, `"@message"`); value == nil {
		return nil, "", fmt.Errorf("%w: no field @message", errNoMessage)
	}
	return value, "", nil
}

// inRow takes a value from a row of a query.
func inRow(field string) func([]byte) []byte {
	return func(raw []byte) []byte { return ofRow(raw, field) }
}

// ofRow returns what a row, which is a list of pairs of field and value, has under the given name, quotes included.
func ofRow(raw []byte, field string) (value []byte) {
	eachElement(raw, func(pair []byte) bool {
		if name, _ := member(pair, "field"); string(name) == field {
			value, _ = member(pair, "value")
		}
		return value == nil
	})
	return value
}

// detailOfCloudTrail takes the record from an event that came from CloudTrail. What other services send has no record
// in it and is left out.
func detailOfCloudTrail(raw []byte) (value []byte, leftOut string, err error) {
	detailType, ok := member(raw, "detail-type")
	if !ok {
		return nil, "", errors.New("not an EventBridge event: no detail-type")
	}
	if !isOfCloudTrail(detailType) {
		return nil, fmt.Sprintf("EventBridge event that is not from CloudTrail: %.*s", maxQuote, detailType), nil
	}
	if value, ok = member(raw, "detail"); !ok {
		return nil, "", fmt.Errorf("%w: no detail", errNoMessage)
	}
	return value, "", nil
}

// isRDSEvent reports whether a detail-type, quotes included, is one of RDS: "RDS DB Instance Event".
func isRDSEvent(detailType []byte) bool {
	return bytes.HasPrefix(detailType, []byte(`"RDS `)) && !isOfCloudTrail(detailType)
}

// detailOfRDS takes the event from what RDS sent.
func detailOfRDS(raw []byte) (value []byte, leftOut string, err error) {
	detailType, ok := member(raw, "detail-type")
	if !ok {
		return nil, "", errors.New("not an EventBridge event: no detail-type")
	}
	if !isRDSEvent(detailType) {
		return nil, fmt.Sprintf("EventBridge event that is not from RDS: %.*s", maxQuote, detailType), nil
	}
	if value, ok = member(raw, "detail"); !ok {
		return nil, "", fmt.Errorf("%w: no detail", errNoMessage)
	}
	return value, "", nil
}

// deliveredMessage takes the message from a log event of a subscription. CloudWatch Logs sends control messages to
// check that the destination can be reached; their only entry says so.
func deliveredMessage(raw []byte) (value []byte, leftOut string, err error) {
	value, ok := member(raw, "message")
	switch {
	case !ok:
		return nil, "", fmt.Errorf("%w: no message", errNoMessage)
	case bytes.HasPrefix(value, []byte(`"CWL CONTROL MESSAGE:`)):
		return nil, leftOutControl, nil
	}
	return value, "", nil
}
