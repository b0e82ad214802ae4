package metrics

import (
	"math"
	"strconv"
	"strings"

	"github.com/tidwall/gjson"

	"hamari/parsers/jsonsplit"
)

// streamStats are the names that a metric stream gives to the basic statistics.
var streamStats = map[string]string{"count": "SampleCount", "sum": "Sum", "min": "Minimum", "max": "Maximum"}

// streamRecord is a record of a metric stream, taken apart.
type streamRecord struct {
	account, region, namespace, metric, dimensions, unit gjson.Result
	timestamp, value                                     gjson.Result
}

func newStreamRecord(doc gjson.Result) (r streamRecord) {
	doc.ForEach(func(key, value gjson.Result) bool {
		switch key.Str {
		case "account_id":
			r.account = value
		case "region":
			r.region = value
		case "namespace":
			r.namespace = value
		case "metric_name":
			r.metric = value
		case "dimensions":
			r.dimensions = value
		case "unit":
			r.unit = value
		case "timestamp":
			r.timestamp = value
		case "value":
			r.value = value
		}
		return true
	})
	return r
}

// stream emits a record of a metric stream: a point for each of its statistics, and the average that follows from sum
// and count.
func (j *jsonReader) stream(rec jsonsplit.Record, doc gjson.Result) error {
	record := newStreamRecord(doc)
	group := j.streamGroup(&record)
	offset := j.base + rec.Offset
	j.stamp = append(j.stamp[:0], record.timestamp.Raw...)
	emit := func(stat string) error { // of the value in j.number
		pos := j.pos(rec.Line, offset)
		j.points++
		p, err := newPoint(unquote(j.stamp), j.number)
		if err != nil {
			j.reject(pos, err)
			return nil
		}
		p.pos, p.raw = pos, rec.Raw
		return j.add(j.streamSeries(group, &record, stat), &p)
	}
	var sum, count gjson.Result
	var err error
	points := 0
	record.value.ForEach(func(key, v gjson.Result) bool {
		points++
		stat, ok := streamStats[key.Str]
		if !ok {
			stat = key.String()
		}
		switch stat {
		case "Sum":
			sum = v
		case "SampleCount":
			count = v
		}
		j.number = append(j.number[:0], v.Raw...)
		err = emit(stat)
		return err == nil
	})
	if err != nil {
		return err
	}
	if points == 0 {
		j.refuse(rec.Line, offset, errNoStreamValue)
		return nil
	}
	average := sum.Num / count.Num
	if sum.Type != gjson.Number || count.Type != gjson.Number || count.Num <= 0 || math.IsInf(average, 0) || math.IsNaN(average) {
		return nil
	}
	j.number = strconv.AppendFloat(j.number[:0], average, 'g', -1, 64)
	return emit("Average")
}

// streamGroup returns the series of a stream record's metric, by statistic.
func (j *jsonReader) streamGroup(r *streamRecord) map[string]*series {
	j.key = j.key[:0]
	for _, part := range [...]string{r.account.Raw, r.region.Raw, r.namespace.Raw, r.metric.Raw, r.dimensions.Raw, r.unit.Raw} {
		j.key = append(append(j.key, part...), 0)
	}
	if group, ok := j.streams[string(j.key)]; ok {
		return group
	}
	if len(j.streams) >= maxSeries/8 {
		clear(j.streams)
	}
	group := map[string]*series{}
	j.streams[string(j.key)] = group
	return group
}

// maxStatistics bounds the statistics of one metric that are remembered; a stream can carry 20 beside the basic ones.
const maxStatistics = 64

func (j *jsonReader) streamSeries(group map[string]*series, r *streamRecord, stat string) *series {
	if s, ok := group[stat]; ok {
		return s
	}
	s := j.seriesOf(description{
		namespace: r.namespace.String(),
		metric:    r.metric.String(),
		stat:      stat,
		unit:      r.unit.String(),
		region:    r.region.String(),
		account:   r.account.String(),
		dims:      jsonDimensions(r.dimensions),
		stated:    true,
	})
	if len(group) >= maxStatistics {
		clear(group)
	}
	group[strings.Clone(stat)] = s
	return s
}
