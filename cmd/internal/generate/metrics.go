package generate

import (
	"fmt"
	"strconv"
	"time"
)

// series is one CloudWatch metric of one resource.
type series struct {
	namespace, dimension, resource string
	metric, stat                   string
	value                          func(i int, at int64) (float64, bool) // false where no data was published
}

// metricFile is one export of several series over the same times.
type metricFile struct {
	name   string // without suffix
	region string
	series []series
	start  int64
	period int64 // seconds
	points int
	zone   *time.Location
}

// file returns the member in the given form.
func (m metricFile) file(form string) file {
	f := file{name: m.name + ".csv", size: int64(m.points) * int64(len(m.series)+2) * 10}
	switch form {
	case "get-metric-data":
		f.name, f.render = m.name+".json", m.data
	case "plain-csv":
		f.render = m.plain
	default:
		f.render = m.console
	}
	return f
}

// console renders what the CloudWatch console downloads: rows of attributes, then a row per time, in the console's zone
// and without saying which.
func (m metricFile) console(t *text) {
	row := func(head string, cell func(i int, s series) string) {
		t.string(head)
		for i, s := range m.series {
			t.string(",")
			t.string(cell(i, s))
		}
		t.string("\n")
	}
	row("Id", func(i int, _ series) string { return "m" + strconv.Itoa(i+1) })
	row("StatusCode", func(int, series) string { return "Complete" })
	row("Messages", func(int, series) string { return "" })
	row("Full label", func(_ int, s series) string {
		return fmt.Sprintf("%s:%s %s:%s %s %s %d", m.region, s.namespace, s.dimension, s.resource, s.metric, s.stat, m.period)
	})
	row("Label", func(_ int, s series) string { return s.resource + " " + s.metric })
	for i := range m.points {
		at := m.start + int64(i)*m.period
		_, offset := time.Unix(at, 0).In(m.zone).Zone()
		t.buf = appendClock(t.buf, at+int64(offset), '/', ' ')
		for _, s := range m.series {
			t.buf = append(t.buf, ',')
			if v, ok := s.value(i, at); ok {
				t.buf = appendValue(t.buf, v)
				t.counts.points++
			}
		}
		t.buf = append(t.buf, '\n')
		t.commit()
	}
}

// data renders the answer of get-metric-data: newest points first.
func (m metricFile) data(t *text) {
	t.string("{\n    \"MetricDataResults\": [")
	for k, s := range m.series {
		if k > 0 {
			t.string(",")
		}
		t.string(fmt.Sprintf("\n        {\"Id\": \"m%d\", \"Label\": \"%s %s\", \"Timestamps\": [", k+1, s.resource, s.metric))
		m.newestFirst(t, s, func(at int64, _ float64) {
			t.buf = append(appendClock(append(t.buf, '"'), at, '-', 'T'), `+00:00"`...)
		})
		t.string("], \"Values\": [")
		m.newestFirst(t, s, func(_ int64, v float64) {
			t.buf = appendValue(t.buf, v)
			t.counts.points++
		})
		t.string("], \"StatusCode\": \"Complete\"}")
	}
	t.string("\n    ],\n    \"Messages\": []\n}\n")
}

func (m metricFile) newestFirst(t *text, s series, write func(at int64, v float64)) {
	first := true
	for i := m.points - 1; i >= 0; i-- {
		at := m.start + int64(i)*m.period
		v, ok := s.value(i, at)
		if !ok {
			continue
		}
		if !first {
			t.string(", ")
		}
		first = false
		write(at, v)
		t.commit()
	}
}

// plain renders a table with one value per line, as scripts write it.
func (m metricFile) plain(t *text) {
	t.string("timestamp,namespace,metric,dimension,stat,period,value\n")
	for i := range m.points {
		at := m.start + int64(i)*m.period
		for _, s := range m.series {
			v, ok := s.value(i, at)
			if !ok {
				continue
			}
			t.buf = append(appendTime(t.buf, at), ',')
			t.string(s.namespace + "," + s.metric + "," + s.resource + "," + s.stat + ",")
			t.buf = append(strconv.AppendInt(t.buf, m.period, 10), ',')
			t.buf = append(appendValue(t.buf, v), '\n')
			t.counts.points++
			t.commit()
		}
	}
}

// appendValue appends a number with at most six digits behind the point.
func appendValue(dst []byte, v float64) []byte {
	if v == float64(int64(v)) {
		return strconv.AppendInt(dst, int64(v), 10)
	}
	return strconv.AppendFloat(dst, v, 'f', 6, 64)
}

// wobble returns a value near the given one that depends on nothing but its seed and place, so that a series can be
// rendered in any order.
func wobble(seed uint64, i int, center, share float64) float64 {
	x := (seed + uint64(i)*0x9e3779b97f4a7c15)
	x ^= x >> 31
	x *= 0xbf58476d1ce4e5b9
	x ^= x >> 27
	return center * (1 + share*(2*float64(x>>11)/(1<<53)-1))
}
