package metrics

import (
	"bytes"
	"slices"
	"strings"

	"github.com/tidwall/gjson"

	"hamari/parsers/jsonsplit"
)

// query is one element of a request.
type query struct {
	desc  description
	label string
}

type waitingResult struct {
	raw    []byte
	line   int
	offset int64
}

// query takes an element of a request. A request that comes after the results of another one replaces it. Documents
// that were appended to one file are told apart by this change only, so they must have their request at the same end.
func (j *jsonReader) query(raw []byte) error {
	if j.answered {
		if err := j.flushResults(); err != nil {
			return err
		}
	}
	if len(j.queries) >= maxSeries {
		return nil
	}
	q := gjson.ParseBytes(raw)
	stat := q.Get("MetricStat")
	metric := stat.Get("Metric")
	d := description{
		namespace: metric.Get("Namespace").String(),
		metric:    metric.Get("MetricName").String(),
		stat:      stat.Get("Stat").String(),
		unit:      stat.Get("Unit").String(),
		account:   q.Get("AccountId").String(),
		dims:      jsonDimensions(metric.Get("Dimensions")),
	}
	for _, path := range []string{"MetricStat.Period", "Period"} {
		if n := q.Get(path).Int(); d.period == 0 && n > 0 && n <= maxPeriod {
			d.period = n
		}
	}
	d.stated = d.metric != ""
	j.queries[q.Get("Id").String()] = query{d, q.Get("Label").String()}
	return nil
}

// fits reports whether a result's label agrees with the query of the same Id: Ids such as m1 are used again and again.
func (q query) fits(label string) bool {
	if q.label != "" {
		return q.label == label || strings.Contains(q.label, "${")
	}
	words := append([]string{q.desc.metric, q.desc.stat, q.desc.namespace}, "")
	for _, d := range q.desc.dims {
		words = append(words, d.value)
	}
	return slices.ContainsFunc(words, func(w string) bool { return w != "" && strings.Contains(label, w) }) || q.desc.metric == ""
}

// result takes an element of an answer. One without its query waits, since the request may stand behind the answer.
func (j *jsonReader) result(rec jsonsplit.Record) error {
	if len(j.waiting) > 0 && len(j.queries) > 0 {
		if err := j.flushResults(); err != nil {
			return err
		}
	}
	id := gjson.GetBytes(rec.Raw, "Id").String()
	if _, ok := j.queries[id]; ok {
		j.answered = true
		return j.series(rec.Raw, rec.Line, j.base+rec.Offset)
	}
	if j.waitSize+len(rec.Raw) > maxWaitingResults {
		if err := j.flushResults(); err != nil {
			return err
		}
		return j.series(rec.Raw, rec.Line, j.base+rec.Offset)
	}
	j.waiting = append(j.waiting, waitingResult{bytes.Clone(rec.Raw), rec.Line, j.base + rec.Offset})
	j.waitSize += len(rec.Raw)
	return nil
}

// flushResults emits the results that waited, with the request as far as it is known, and forgets the request.
func (j *jsonReader) flushResults() error {
	waiting := j.waiting
	j.waiting, j.waitSize = nil, 0
	for _, w := range waiting {
		if err := j.series(w.raw, w.line, w.offset); err != nil {
			return err
		}
	}
	clear(j.queries)
	j.answered = false
	return nil
}

// answer is one element of MetricDataResults, taken apart.
type answer struct {
	id, label, status gjson.Result
	messages          gjson.Result
	stamps, values    scalars
	cut               bool // ConvertTo-Json wrote the points down as one word
}

// newAnswer takes an element apart in one pass, since its arrays are long.
func newAnswer(raw []byte) (a answer, ok bool) {
	doc := gjson.ParseBytes(raw)
	a.stamps.i, a.stamps.b = len(raw), raw
	a.values = a.stamps
	doc.ForEach(func(key, value gjson.Result) bool {
		switch key.String() {
		case "Id":
			a.id = value
		case "Label":
			a.label = value
		case "StatusCode":
			a.status = value
		case "Messages":
			a.messages = value
		case "Timestamps":
			a.stamps = arrayAt(raw, value)
			a.cut = value.Type == gjson.String
		case "Values":
			a.values = arrayAt(raw, value)
		}
		return true
	})
	return a, doc.IsObject()
}

// series emits one result: parallel arrays of timestamps and values.
func (j *jsonReader) series(raw []byte, line int, offset int64) error {
	a, ok := newAnswer(raw)
	if !ok {
		j.refuse(line, offset, errNoMetricData)
		return nil
	}
	if a.cut {
		j.refuse(line, offset, errCutDepth)
		return nil
	}
	d := j.describe(a.id.String(), a.label.String())
	j.statuses.add(word(a.status), strings.TrimSpace(d.id+" "+d.label))
	a.messages.ForEach(func(_, m gjson.Result) bool {
		j.message(m)
		return true
	})
	if d.period == 0 {
		d.period = a.stamps.period()
	}
	s := j.seriesOf(d)
	s.settled = true
	j.raw = append(j.raw[:0], '{')
	if a.id.Exists() {
		j.raw = append(append(append(j.raw, `"Id":`...), a.id.Raw...), ',')
	}
	if a.label.Exists() {
		j.raw = append(append(append(j.raw, `"Label":`...), a.label.Raw...), ',')
	}
	return j.pairs(s, raw, line, offset, a.stamps, a.values)
}

// describe says what is known about a result: by its query, else by its label and the member's path.
func (j *jsonReader) describe(id, label string) description {
	d := parseLabel(label)
	if q, ok := j.queries[id]; ok && q.fits(label) {
		if q.desc.stated {
			d = q.desc
		} else {
			d.period = q.desc.period // an expression; its own words say no more
		}
	}
	d.id, d.label = id, label
	d.complete(j.path)
	if len(d.dims) == 0 && !d.stated {
		d.unnamedDim = databaseWord(label, d.metric)
	}
	d.stated = true
	return d
}

// pairs emits the points of a result; j.raw holds the beginning of the object that stands for each of them.
func (j *jsonReader) pairs(s *series, raw []byte, line int, offset int64, stamps, values scalars) error {
	start, counted := len(j.raw), 0
	for {
		stampRaw, _, more := stamps.next()
		valueRaw, at, moreValues := values.next()
		if !more && !moreValues {
			return nil
		}
		if !moreValues {
			at = values.i
		}
		if more && moreValues {
			if value, ok := j.plainPair(stampRaw, valueRaw); ok {
				if err := j.gather(s, value); err != nil {
					return err
				}
				continue
			}
		}
		line += bytes.Count(raw[counted:at], []byte{'\n'})
		counted = at
		pos := j.pos(line, offset+int64(at))
		j.points++
		switch {
		case !moreValues:
			j.reject(pos, errNoValue)
			continue
		case !more:
			j.reject(pos, errNoTimestamp)
			continue
		}
		p, err := newPoint(unquote(stampRaw), valueRaw)
		if err != nil {
			j.reject(pos, err)
			continue
		}
		j.raw = append(append(j.raw[:start], `"Timestamp":`...), stampRaw...)
		j.raw = append(append(append(j.raw, `,"Value":`...), valueRaw...), '}')
		p.pos, p.raw = pos, j.raw
		if err := j.add(s, &p); err != nil {
			return err
		}
	}
}

// plainPair makes a time and a value of the usual form the current point, which gather may take; it does nothing with
// others.
func (j *jsonReader) plainPair(stampRaw, valueRaw []byte) (value float64, ok bool) {
	if j.pointSink == nil {
		return 0, false
	}
	at, fixed := parseFixed(unquote(stampRaw))
	value, n, plain := decimal(valueRaw, ',')
	if !fixed || !plain || n != len(valueRaw) {
		return 0, false
	}
	j.at(&point{at: at, pos: j.pos(0, 0)})
	j.points++
	return value, true
}
