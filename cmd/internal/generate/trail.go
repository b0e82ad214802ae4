package generate

import (
	"fmt"
	"strconv"
	"time"
)

// trail lays out CloudTrail: everyday calls with the events of the story among them.
type trail struct {
	world      *world
	others     []*world // other accounts of the organisation, whose events are in the bundle too
	story      []event
	failing    float64 // share of failing calls
	duplicates float64 // share of the events that are delivered twice
	form       trailForm
	zone       *time.Location
	when       span
	seed       uint64
}

// trailForm is a way in which CloudTrail events are handed over.
type trailForm struct {
	name                 string
	open, between, close string
	wrap                 func(t *trail, dst, record []byte, e *event) []byte // nil for the bare record
}

var trailForms = map[string]trailForm{
	"s3":            {"", `{"Records":[`, ",", "]}", nil},
	"array":         {"cloudtrail/events-%04d.json", "[", ",\n", "]\n", nil},
	"ndjson":        {"cloudtrail/events-%04d.ndjson", "", "\n", "\n", nil},
	"lookup-events": {"cloudtrail/lookup-events-%04d.json", "{\n    \"Events\": [\n", ",\n", "\n    ]\n}\n", lookupEvent},
	"eventbridge":   {"cloudtrail/eventbridge-%04d.json", "", "\n", "\n", bridgeEvent},
	"cwl-csv":       {"cloudtrail/log-events-viewer-result (%d).csv", "timestamp,message\n", "\n", "\n", logsEvent},
	"insights-json": {"cloudtrail/logs-insights-results (%d).json", "[", ",", "]\n", insightsEvent},
}

// files returns n members of about the given size each, each covering a slot of time.
func (t *trail) files(n int, size int64) []file {
	files := make([]file, 0, n)
	for i := range n {
		w := t.worldOf(i)
		files = append(files, file{
			name: t.name(w, i, n), gzip: t.form.name == "", size: size,
			render: func(out *text) { t.render(out, i, n, size) },
		})
	}
	return files
}

// worldOf returns the account whose events a member holds; the story's account has most of them.
func (t *trail) worldOf(i int) *world {
	if len(t.others) > 0 && i%5 == 4 {
		return t.others[i/5%len(t.others)]
	}
	return t.world
}

// name returns the member's name; only delivery to S3 has a convention.
func (t *trail) name(w *world, i, n int) string {
	if t.form.name != "" {
		return fmt.Sprintf(t.form.name, i+1)
	}
	r := newRandom(t.seed, 0xf11e<<32|uint64(i))
	delivered := time.Unix(t.when.slot(i, n).end, 0).UTC().Truncate(5 * time.Minute)
	return "AWSLogs/" + w.account + "/CloudTrail/" + w.region.name + delivered.Format("/2006/01/02/") + w.account + "_CloudTrail_" +
		w.region.name + delivered.Format("_20060102T1504Z_") + string(r.appendHex(nil, 16)) + ".json"
}

// render writes the i-th of n members: its own events and, where duplicates are wanted, events of the member before.
func (t *trail) render(out *text, i, n int, size int64) {
	d := delivery{trail: t, out: out}
	out.string(t.form.open)
	own := d.slot(i, n, size-int64(len(t.form.close)), -1)
	if t.duplicates > 0 {
		before := (i + n - 1) % n
		d.again = true
		d.slot(before, n, 0, int(float64(own)*t.duplicates+0.5))
	}
	out.string(t.form.close)
}

// delivery writes events into one member.
type delivery struct {
	trail   *trail
	out     *text
	e       event
	record  []byte
	written int
	again   bool // the events were in another member before
}

// slot writes the events of a slot, up to a size or, if it is not negative, up to a number of everyday events. It
// returns that number. The same slot always begins with the same events.
func (d *delivery) slot(i, n int, size int64, events int) int {
	t := d.trail
	w, when := t.worldOf(i), t.when.slot(i, n)
	r := newRandom(t.seed, 0x7a11<<32|uint64(i))
	story := t.storyOf(w, i, n)
	next := r.IntN(4)
	count := 0
	for d.out.ok() && (count < events || events < 0 && d.out.size() < size) {
		for ; len(story) > 0 && count >= next; next += 1 + r.IntN(4) {
			d.write(&story[0])
			story = story[1:]
		}
		w.everyday(&d.e, r, when, t.failing)
		d.write(&d.e)
		count++
	}
	for k := range story {
		d.write(&story[k])
	}
	return count
}

// storyOf returns the story's events that fall into a slot. Slots of other accounts give theirs to the slot before.
func (t *trail) storyOf(w *world, i, n int) []event {
	if w != t.world {
		return nil
	}
	when := t.when.slot(i, n)
	if i+1 < n && t.worldOf(i+1) != t.world {
		when.end = t.when.slot(i+1, n).end
	}
	var in []event
	for _, e := range t.story {
		if when.contains(e.at) {
			in = append(in, e)
		}
	}
	return in
}

func (d *delivery) write(e *event) {
	out, t := d.out, d.trail
	if d.written > 0 {
		out.string(t.form.between)
	}
	if t.form.wrap == nil {
		out.buf = e.appendTo(out.buf)
	} else {
		d.record = e.appendTo(d.record[:0])
		out.buf = t.form.wrap(t, out.buf, d.record, e)
	}
	d.written++
	out.counts.events++
	if d.again {
		out.counts.duplicates++
	}
	out.commit()
}

// lookupEvent wraps a record as aws cloudtrail lookup-events prints it, with the time in the operator's zone.
func lookupEvent(t *trail, dst, record []byte, e *event) []byte {
	dst = append(append(dst, `        {"EventId": "`...), e.eventID...)
	dst = append(append(dst, `", "EventName": "`...), e.name...)
	dst = strconv.AppendBool(append(dst, `", "ReadOnly": "`...), e.readOnly)
	if e.caller.accessKey != "" {
		dst = append(append(dst, `", "AccessKeyId": "`...), e.caller.accessKey...)
	}
	dst = time.Unix(e.at, 0).In(t.zone).AppendFormat(append(dst, `", "EventTime": "`...), "2006-01-02T15:04:05-07:00")
	dst = append(append(dst, `", "EventSource": "`...), e.source...)
	if e.caller.user != "" {
		dst = append(append(dst, `", "Username": "`...), e.caller.user...)
	}
	dst = append(dst, `", "Resources": [], "CloudTrailEvent": "`...)
	return append(appendEscaped(dst, record), `"}`...)
}

// bridgeEvent wraps a record as EventBridge delivers it.
func bridgeEvent(_ *trail, dst, record []byte, e *event) []byte {
	dst = append(append(dst, `{"version":"0","id":"`...), e.requestID...)
	dst = append(dst, `","detail-type":"AWS API Call via CloudTrail","source":"aws.`...)
	dst = append(dst, e.source[:len(e.source)-len(".amazonaws.com")]...)
	dst = append(append(dst, `","account":"`...), e.account...)
	dst = appendTime(append(dst, `","time":"`...), e.at)
	dst = append(append(dst, `","region":"`...), e.region...)
	return append(append(append(dst, `","resources":[],"detail":`...), record...), '}')
}

// logsEvent wraps a record as the CloudWatch Logs console downloads it.
func logsEvent(_ *trail, dst, record []byte, e *event) []byte {
	dst = append(strconv.AppendInt(dst, e.at*1000, 10), ',')
	return appendCell(dst, record)
}

// insightsEvent wraps a record as Logs Insights exports it.
func insightsEvent(_ *trail, dst, record []byte, e *event) []byte {
	dst = appendClock(append(dst, `{"@timestamp":"`...), e.at, '-', ' ')
	return append(append(append(dst, `.000","@message":`...), record...), '}')
}
