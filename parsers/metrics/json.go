package metrics

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/tidwall/gjson"

	"hamari/parsers"
	"hamari/parsers/jsonsplit"
)

// Keys of the lists of a get-metric-data answer and of the request that may stand beside it.
const (
	listResults  = "MetricDataResults"
	listQueries  = "MetricDataQueries"
	listMessages = "Messages"
)

// maxWaitingResults bounds, in bytes, the results that wait for a request which may stand behind them.
const maxWaitingResults = 8 << 20

var (
	errCutDepth      = errors.New("ConvertTo-Json has cut the points off: -Depth 5 keeps them")
	errNoMetricData  = errors.New("no metric data in it")
	errNoValue       = errors.New("timestamp without a value")
	errNoTimestamp   = errors.New("value without a timestamp")
	errNoStatistic   = errors.New("datapoint without a statistic")
	errInvalidJSON   = errors.New("not valid JSON")
	errNoStreamValue = errors.New("metric stream record without values")
)

// jsonReader reads one JSON member.
type jsonReader struct {
	*emitter
	base     int64 // bytes of the member before the splitter's text
	points   int   // points so far, rejected ones included
	raw      []byte
	number   []byte
	stamp    []byte
	statuses statusCount
	messages int

	queries  map[string]query // the request of the current document
	answered bool             // results have been described with it
	waiting  []waitingResult
	waitSize int

	asked asked // of datapoints of .NET that stand alone
	quiet []waitingPoint

	streams map[string]map[string]*series
	key     []byte
}

func readJSON(ctx context.Context, r io.Reader, offset int64, e *emitter) error {
	j := &jsonReader{emitter: e, base: offset, queries: map[string]query{}, streams: map[string]map[string]*series{}}
	split := jsonsplit.New(r, jsonsplit.Options{Lists: []string{listResults, listQueries, listMessages}, Field: j.field})
	defer split.Close()
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		rec, err := split.Next()
		var broken *jsonsplit.Error
		switch {
		case errors.Is(err, io.EOF):
			return j.finish()
		case errors.As(err, &broken):
			j.broken(broken)
		case err != nil:
			return errors.Join(err, j.finish())
		default:
			if err := j.record(rec); err != nil {
				return err
			}
		}
	}
}

func (j *jsonReader) field(key, value []byte) {
	if string(key) == "NextToken" && len(value) > 0 && string(value) != "null" {
		j.sink.Note("NextToken present: the answer was cut")
	}
}

func (j *jsonReader) broken(e *jsonsplit.Error) {
	if errors.Is(e.Err, jsonsplit.ErrUnclosed) {
		j.sink.Note("the text ends inside a list: the file was cut")
		return
	}
	j.refuse(e.Line, j.base+e.Offset, e.Err)
}

// refuse rejects one record.
func (j *jsonReader) refuse(line int, offset int64, err error) {
	j.reject(j.pos(line, offset), err)
	j.points++
}

func (j *jsonReader) pos(line int, offset int64) parsers.Pos {
	return parsers.Pos{Member: j.member, Line: line, Record: j.points, Offset: offset}
}

func (j *jsonReader) finish() error {
	err := errors.Join(j.flushResults(), j.flushQuiet())
	if err == nil {
		err = j.emitter.finish()
	}
	j.statuses.note(j.sink)
	return err
}

func (j *jsonReader) record(rec jsonsplit.Record) error {
	if !gjson.ValidBytes(rec.Raw) {
		rec.Raw = quoteNonNumbers(rec.Raw)
	}
	if !gjson.ValidBytes(rec.Raw) {
		j.refuse(rec.Line, j.base+rec.Offset, errInvalidJSON)
		return nil
	}
	switch rec.List {
	case listQueries:
		return j.query(rec.Raw)
	case listMessages:
		j.message(gjson.ParseBytes(rec.Raw))
		return nil
	case listResults:
		return j.result(rec)
	}
	doc := gjson.ParseBytes(rec.Raw)
	switch {
	case !doc.IsObject():
	case doc.Get("metric_stream_name").Exists() || doc.Get("metric_name").Exists():
		return j.stream(rec, doc)
	case doc.Get("Datapoints").IsArray():
		return j.statistics(rec, doc, doc.Get("Datapoints"))
	case isDotNetList(doc):
		return j.statistics(rec, doc, doc.Get("value"))
	case doc.Get("Timestamps").IsArray() && doc.Get("Values").IsArray():
		return j.result(rec)
	case doc.Get("Timestamp").Exists():
		j.holdLimit = holdAnswer
		return j.single(rec.Line, j.base+rec.Offset, doc)
	case doc.Get("Id").Exists() && (doc.Get("MetricStat").Exists() || doc.Get("Expression").Exists()):
		return j.query(rec.Raw)
	case onlyLists(doc):
		return nil
	}
	if doc.Get("Timestamps").Type == gjson.String {
		j.refuse(rec.Line, j.base+rec.Offset, errCutDepth)
		return nil
	}
	j.refuse(rec.Line, j.base+rec.Offset, errNoMetricData)
	return nil
}

// onlyLists reports whether a document is an answer whose lists are all absent or null, such as {"Messages": null}.
func onlyLists(doc gjson.Result) bool {
	return doc.Get(listResults).Exists() || doc.Get(listMessages).Exists() || doc.Get(listQueries).Exists()
}

func (j *jsonReader) message(m gjson.Result) {
	if j.messages++; j.messages > maxMessages {
		j.sink.Note("CloudWatch gave further messages, see the file")
		return
	}
	j.sink.Note("CloudWatch message: " + clip(strings.TrimSpace(m.Get("Code").String()+" "+m.Get("Value").String())))
}

// newPoint checks a point's time and value.
func newPoint(stampText, value []byte) (p point, err error) {
	if p.at, err = parseStamp(stampText, orderUnknown); err != nil {
		return p, fmt.Errorf("%q: %w", clip(string(stampText)), err)
	}
	if err := checkNumber(value); err != nil {
		return p, fmt.Errorf("%q: %w", clip(string(value)), err)
	}
	p.value = value
	return p, nil
}

func unquote(token []byte) []byte {
	if len(token) >= 2 && token[0] == '"' {
		return token[1 : len(token)-1]
	}
	return token
}
