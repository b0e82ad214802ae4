package metrics

import (
	"bytes"
	"slices"
	"strings"

	"github.com/tidwall/gjson"

	"hamari/parsers/jsonsplit"
)

// statistics emits the answer of get-metric-statistics.
func (j *jsonReader) statistics(rec jsonsplit.Record, doc, points gjson.Result) error {
	label := doc.Get("Label").String()
	d := description{label: label, metric: label}
	var times []int64
	points.ForEach(func(_, p gjson.Result) bool {
		if at, err := parseStamp(unquote([]byte(p.Get("Timestamp").Raw)), orderUnknown); err == nil {
			times = append(times, at.time.Unix())
		}
		return true
	})
	d.complete(j.path)
	if d.period == 0 {
		d.period = inferPeriod(times)
	}
	find := j.seriesFinder(d)
	known := func(name, stat, unit string) *series {
		s := find(name, stat, unit)
		s.settled = true
		return s
	}
	wanted := askedFor(points, d.stat)
	line, counted := rec.Line, 0
	var err error
	points.ForEach(func(_, p gjson.Result) bool {
		line += bytes.Count(rec.Raw[counted:p.Index], []byte{'\n'})
		counted = p.Index
		err = j.datapoint(line, j.base+rec.Offset+int64(p.Index), p, wanted, known)
		return err == nil
	})
	return err
}

// seriesFinder returns a function that gives the series of a statistic of the metric described. The result is kept, so
// that the points of an answer do not describe their series again and again.
func (j *jsonReader) seriesFinder(d description) func(key, stat, unit string) *series {
	found := map[[2]string]*series{}
	return func(key, stat, unit string) *series {
		if s, ok := found[[2]string{key, unit}]; ok {
			return s
		}
		one := d
		one.dims = slices.Clone(d.dims)
		one.stat, one.unit = stat, unit
		s := j.seriesOf(one)
		if len(found) >= maxStatistics {
			clear(found)
		}
		found[[2]string{strings.Clone(key), strings.Clone(unit)}] = s
		return s
	}
}

// datapoint emits the statistics of one datapoint of get-metric-statistics.
func (j *jsonReader) datapoint(line int, offset int64, doc gjson.Result, wanted asked, find func(key, stat, unit string) *series) error {
	unit := word(doc.Get("Unit"))
	stampText := unquote([]byte(doc.Get("Timestamp").Raw))
	var err error
	points := 0
	one := func(key, value gjson.Result) bool {
		stat, ok := statistic(key.String())
		if !ok || value.Type == gjson.Null {
			return true
		}
		points++
		if !wanted.wants(stat) {
			return true
		}
		pos := j.pos(line, offset)
		j.points++
		p, bad := newPoint(stampText, []byte(value.Raw))
		if bad != nil {
			j.reject(pos, bad)
			return true
		}
		p.pos, p.raw = pos, []byte(doc.Raw)
		err = j.add(find(key.String(), stat, unit), &p)
		return err == nil
	}
	doc.ForEach(one)
	if err == nil {
		doc.Get("ExtendedStatistics").ForEach(one)
	}
	if err == nil && points == 0 {
		j.refuse(line, offset, errNoStatistic)
	}
	return err
}
