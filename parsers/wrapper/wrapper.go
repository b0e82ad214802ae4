package wrapper

import (
	"errors"
	"io"
	"slices"
	"time"

	"hamari/parsers"
)

// Wrapper is one kind of envelope.
type Wrapper struct {
	Name  string // short, as in reports: "lookup-events"
	Title string // for people
	URL   string // the AWS page that describes it

	// LogEvents says that the entries are log events of CloudWatch Logs, of any log group, with the time of each.
	LogEvents bool

	// Detect answers ByContent if the text is such an envelope, No otherwise; names of files say nothing here.
	Detect func(*parsers.Header) parsers.Confidence

	marks mark // the text bears one of them; 0 where nothing is required
	open  func(io.Reader) entries
	lines bool // entries begin lines, so that the number of the line tells where one is
	local bool // other programs write such times, too, which are not said to be UTC
	limit int  // entries that the service hands over at most in one answer; 0 where there is no such bound
}

// entries is an opened envelope.
type entries interface {
	// next returns the next entry. It appends the message to line, which is empty, and leaves it in entry.message. The
	// error is io.EOF at the end, and otherwise what the reader said when it could not be read any further.
	next(line []byte) (entry, error)

	// notes says, once next has returned io.EOF, what a reader of the report must know about the envelope.
	notes() []string

	// close gives back what the entries were read with; next must not be called afterwards.
	close()
}

// entry is one entry of an envelope: a message, or the reason why there is none.
type entry struct {
	message []byte
	pos     parsers.Pos // without Member
	at      time.Time   // when it was logged, as the envelope says; zero if it does not
	stream  []byte      // its log stream, likewise, perhaps in quotes; valid until the next entry
	leftOut string      // why the entry is no log record; empty if it is one
	err     error       // what is wrong with the entry
}

// maxEntry bounds one entry in bytes. CloudWatch Logs takes messages of up to 1 MiB, EventBridge events of 256 KiB and
// CloudTrail writes records of 256 KiB; escaping and layout come on top.
const maxEntry = 8 << 20

// maxQuote bounds what is cited of a foreign text in a message, in bytes.
const maxQuote = 80

var (
	errTooLong   = errors.New("entry longer than the limit")
	errNoMessage = errors.New("entry without a message")
)

const (
	leftOutBlank   = "blank message"
	leftOutControl = "control message of the subscription"
	leftOutProbe   = "permission check of an export task"
)

// maxRows is how many rows a Logs Insights query returns at most. See
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/cloudwatch_limits_cwl.html.
const maxRows = 10_000

var all = []*Wrapper{
	rdsEvents, noticesAmongOthers, eventBridge, agentSyslog, athenaALB, exportTask, flowInsightsJSON, flowQueryResults, insightsCSV, insightsJSON, jsonCells, logCSV, logEvents, logEventsText, logFile, logsTail,
	logsTailShort, lookupEvents, payload, pythonRepr, queryResults, subscription, tabJoined, messageList, textList, messageObjects, notification, yamlAnswer,
}

// All returns the envelopes, in the order in which they are asked: the particular before the general.
func All() []*Wrapper { return slices.Clone(all) }

// Detect returns the envelope that the text is, or nil.
func Detect(h *parsers.Header) *Wrapper {
	if h.HoldsRecords() {
		return nil
	}
	marks := marksOf(h.Prefix)
	for _, w := range all {
		if w.marks != 0 && w.marks&marks == 0 {
			continue
		}
		if w.Detect(h) == parsers.ByContent {
			return w
		}
	}
	return nil
}

// byContent turns a test of the text into a Detect function.
func byContent(test func(prefix []byte) bool) func(*parsers.Header) parsers.Confidence {
	return func(h *parsers.Header) parsers.Confidence {
		if test(h.Prefix) {
			return parsers.ByContent
		}
		return parsers.No
	}
}
