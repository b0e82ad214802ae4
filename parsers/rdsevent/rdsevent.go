package rdsevent

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/tidwall/gjson"

	"hamari/parsers"
	"hamari/parsers/jsonsplit"
	"hamari/parsers/textlog"
)

// Slots of an event in [parsers.Event].Values, in the order of the fields of the kind "rdsevent".
const (
	SlotSourceType int = iota
	SlotSourceIdentifier
	SlotDBInstance
	SlotDBCluster
	SlotSnapshot
	SlotSourceARN
	SlotAccount
	SlotRegion
	SlotCategories
	SlotEventID
	SlotMessage
)

// Kind is the vocabulary of an event.
var Kind = newKind()

func newKind() *parsers.Kind {
	k := parsers.NewKind("rdsevent", "event of Amazon RDS or Aurora", []parsers.Field{
		SlotSourceType:       {Name: "sourceType", Doc: "what it happened to, as the API words it: db-instance, db-cluster, db-snapshot, db-proxy ..."},
		SlotSourceIdentifier: {Name: "sourceIdentifier", Doc: "name of what it happened to"},
		SlotDBInstance:       {Name: "dbInstance", Entity: "db-instance", Doc: "name of the DB instance, where it happened to one"},
		SlotDBCluster:        {Name: "dbCluster", Entity: "db-cluster", Doc: "name of the DB cluster, where it happened to one"},
		SlotSnapshot:         {Name: "snapshot", Doc: "name of the DB snapshot, where it happened to one"},
		SlotSourceARN:        {Name: "sourceArn", Doc: "ARN of what it happened to"},
		SlotAccount:          {Name: "account", Entity: "account", Doc: "account ID in that ARN"},
		SlotRegion:           {Name: "region", Entity: "region", Doc: "Region in that ARN"},
		SlotCategories:       {Name: "categories", Doc: "categories with commas between: failover,notification"},
		SlotEventID:          {Name: "eventID", Doc: "RDS-EVENT-0049; EventBridge and SNS tell it, describe-events does not"},
		SlotMessage:          {Name: "message", Doc: "what happened"},
	})
	k.Nested = true
	return k
}

// Format reads RDS events, with events of the kind "rdsevent".
var Format = &parsers.Format{
	Name:   "rdsevent",
	Title:  "Amazon RDS events",
	URL:    "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_Events.Messages.html",
	Kinds:  []*parsers.Kind{Kind},
	Detect: detect,
	Read:   read,
}

const list = "Events"

var (
	errInvalidJSON = errors.New("not valid JSON")
	errNotAnEvent  = errors.New("not an RDS event: no source type and message")
	errNoDate      = errors.New("no date")
)

// keys are what one way of delivery calls the parts of an event.
type keys struct{ sourceType, identifier, arn, message, date, id string }

var (
	apiKeys = keys{"SourceType", "SourceIdentifier", "SourceArn", "Message", "Date", "EventID"}
	snsKeys = keys{`Event Source`, `Source ID`, `Source ARN`, `Event Message`, `Event Time`, `Event ID`}
)

// keysOf returns the keys that an object has, if it is an event.
func keysOf(doc gjson.Result) (keys, bool) {
	for _, k := range []keys{apiKeys, snsKeys} {
		if doc.Get(k.sourceType).Type == gjson.String && doc.Get(k.message).Type == gjson.String {
			return k, true
		}
	}
	return keys{}, false
}

// sourceTypes maps what EventBridge says to the words of the API.
// See https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_Event.html
var sourceTypes = map[string]string{
	"instance": "db-instance", "cluster": "db-cluster", "snapshot": "db-snapshot", "cluster-snapshot": "db-cluster-snapshot",
	"parameter-group": "db-parameter-group", "security-group": "db-security-group", "proxy": "db-proxy", "shard-group": "db-shard-group",
}

// typeOf unifies the spellings of a source type.
func typeOf(text string) string {
	t := strings.ReplaceAll(strings.ToLower(text), "_", "-")
	if api := sourceTypes[t]; api != "" {
		return api
	}
	return t
}

// isRDS reports whether a source type is one of RDS: ElastiCache, Redshift and others answer in the same shape.
func isRDS(sourceType string) bool {
	return strings.HasPrefix(sourceType, "db-") || sourceType == "custom-engine-version" || sourceType == "blue-green-deployment" ||
		sourceType == "zero-etl"
}

// detect looks at the first event.
func detect(h *parsers.Header) parsers.Confidence {
	if !textlog.IsJSON(h.Prefix) ||
		!bytes.Contains(h.Prefix, []byte(`"`+apiKeys.sourceType+`"`)) && !bytes.Contains(h.Prefix, []byte(`"`+snsKeys.sourceType+`"`)) {
		return parsers.No
	}
	rec, err := jsonsplit.New(bytes.NewReader(h.Prefix), jsonsplit.Options{Lists: []string{list}}).Next()
	if err != nil {
		return parsers.No
	}
	doc := gjson.ParseBytes(rec.Raw)
	k, ok := keysOf(doc)
	if !ok || !doc.Get(k.date).Exists() || !isRDS(typeOf(doc.Get(k.sourceType).String())) {
		return parsers.No
	}
	return parsers.ByContent
}

// reader turns the events of one member into events of the kind.
type reader struct {
	sink  parsers.Sink
	event parsers.Event
}

func read(ctx context.Context, r io.Reader, src *parsers.Source, sink parsers.Sink) error {
	rr := &reader{sink: sink, event: parsers.Event{Kind: Kind, Values: make([]parsers.Value, len(Kind.Fields))}}
	split := jsonsplit.New(r, jsonsplit.Options{Lists: []string{list}, Field: func(key, value []byte) {
		if (string(key) == "Marker" || string(key) == "NextToken") && len(value) > 0 && string(value) != "null" {
			sink.Note(string(key) + " present: the answer was cut, there are more events")
		}
	}})
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		rec, err := split.Next()
		var broken *jsonsplit.Error
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case errors.Is(err, jsonsplit.ErrUnclosed):
			sink.Note("the text ends between two events: it was cut")
		case errors.As(err, &broken):
			rr.event.Pos = parsers.Pos{Member: src.Member, Line: broken.Line, Record: broken.Index, Offset: broken.Offset}
			rr.reject(broken.Err)
		case err != nil:
			return fmt.Errorf("RDS events cut off: %w", err)
		default:
			rr.event.Pos = parsers.Pos{Member: src.Member, Line: rec.Line, Record: rec.Index, Offset: rec.Offset}
			if err := rr.record(rec.Raw); err != nil {
				return err
			}
		}
	}
}

func (rr *reader) reject(err error) {
	rr.sink.Reject(&parsers.SyntaxError{Pos: rr.event.Pos, Err: err})
}

func (rr *reader) record(raw []byte) error {
	if !gjson.ValidBytes(raw) {
		rr.reject(errInvalidJSON)
		return nil
	}
	doc := gjson.ParseBytes(raw)
	k, ok := keysOf(doc)
	if !ok {
		if doc.Get(list).Exists() { // an answer without events
			return nil
		}
		rr.reject(errNotAnEvent)
		return nil
	}
	date := doc.Get(k.date)
	if !date.Exists() {
		rr.reject(errNoDate)
		return nil
	}
	at, zoned, ok := parseDate(date)
	if !ok {
		rr.reject(fmt.Errorf("%.60q: not a date", strings.Trim(date.Raw, `"`)))
		return nil
	}
	rr.event.Time, rr.event.WallClock, rr.event.Raw = at, !zoned, raw
	rr.fields(doc, k)
	return rr.sink.Event(&rr.event)
}

// parseDate reads the forms in which the CLI and the deliveries write a date.
func parseDate(v gjson.Result) (at time.Time, zoned, ok bool) {
	if v.Type == gjson.Number { // seconds since 1970
		const year2262 = 9.2e9
		seconds := v.Float()
		return time.UnixMilli(int64(seconds * 1000)).UTC(), true, seconds > 0 && seconds < year2262
	}
	s, ok := textlog.ParseStamp([]byte(v.String()))
	return s.Time, s.Zoned, ok && s.Length == len(v.String())
}

func (rr *reader) fields(doc gjson.Result, k keys) {
	clear(rr.event.Values)
	sourceType := typeOf(doc.Get(k.sourceType).String())
	name := doc.Get(k.identifier).String()
	rr.set(SlotSourceType, sourceType)
	rr.set(SlotSourceIdentifier, name)
	switch sourceType {
	case "db-instance":
		rr.set(SlotDBInstance, name)
	case "db-cluster":
		rr.set(SlotDBCluster, name)
	case "db-snapshot", "db-cluster-snapshot":
		rr.set(SlotSnapshot, name)
	}
	arn := doc.Get(k.arn).String()
	rr.set(SlotSourceARN, arn)
	if parts := strings.Split(arn, ":"); len(parts) > 5 {
		rr.set(SlotRegion, parts[3])
		rr.set(SlotAccount, parts[4])
	}
	var categories []string
	for _, c := range doc.Get("EventCategories").Array() {
		categories = append(categories, c.String())
	}
	rr.set(SlotCategories, strings.Join(categories, ","))
	id := doc.Get(k.id).String()
	rr.set(SlotEventID, id[strings.LastIndexByte(id, '#')+1:]) // SNS gives the address of its documentation
	rr.set(SlotMessage, doc.Get(k.message).String())
}

func (rr *reader) set(slot int, value string) {
	if value != "" {
		rr.event.Values[slot] = parsers.Value(value)
	}
}
