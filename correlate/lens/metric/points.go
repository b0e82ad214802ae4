package metric

import (
	"maps"
	"slices"
	"sort"
	"strings"
	"time"

	"hamari/correlate/lens"
)

// Names reports the metrics in the store with how many series each has.
func (l *Lens) Names() map[string]int {
	names := map[string]int{}
	for key := range l.series {
		names[key.metric]++
	}
	return names
}

// Points gives the rows of one series after the other, those of the metrics that are asked for.
func (l *Lens) Points(wanted func(namespace, metric string) bool, yield func(rows []lens.Row)) {
	for _, key := range slices.SortedFunc(maps.Keys(l.series), compareKeys) {
		if s := l.series[key]; wanted(key.namespace, key.metric) {
			yield(s.rows())
		}
	}
}

func (s *series) rows() []lens.Row {
	points := s.order()
	step := time.Duration(s.step()) * time.Second
	vpn := ""
	for _, d := range strings.Split(s.key.dimensions, ",") {
		if name, ok := strings.CutPrefix(d, "VpnId="); ok {
			vpn = name
		}
	}
	rows := make([]lens.Row, len(points))
	cites := make([]lens.Cite, len(points))
	for i, p := range points {
		v := []lens.Value{
			pointNamespace: lens.Text(s.key.namespace), pointName: lens.Text(s.key.metric), pointStat: lens.Text(s.key.stat),
			pointDimensions: lens.Text(s.key.dimensions), pointInstance: lens.Text(s.instance), pointVolume: lens.Text(s.volume),
			pointVPN: lens.Text(vpn), pointRegion: lens.Text(s.key.region), pointAccount: lens.Text(s.key.account),
			pointPeriod: lens.Number(step.Seconds()), pointValue: lens.Number(p.value),
		}
		cites[i] = s.cite(i)
		rows[i] = lens.Row{Kind: PointKind, Start: s.start(p), End: s.start(p).Add(step), Values: v, Cites: cites[i : i+1 : i+1], Records: 1}
	}
	return rows
}

// Running tells for every reading of an AWS/EC2 metric of the wanted instances that they ran then.
func (l *Lens) Running(wanted func(instance string) bool, yield func(instance string, start, end time.Time, metric string, cite lens.Cite)) {
	for _, key := range slices.SortedFunc(maps.Keys(l.series), compareKeys) {
		s := l.series[key]
		if key.namespace != "AWS/EC2" || s.instance == "" || !wanted(s.instance) {
			continue
		}
		for i, p := range s.order() {
			yield(s.instance, s.start(p), s.end(p), key.metric, s.cite(i))
		}
	}
}

// Clip drops the points outside a stretch of time; a zero end leaves that side open.
func (l *Lens) Clip(since, until time.Time) {
	if since.IsZero() && until.IsZero() {
		return
	}
	for _, s := range l.series {
		s.clip(since, until)
	}
	maps.DeleteFunc(l.series, func(_ seriesKey, s *series) bool { return len(s.points) == 0 })
}

func (s *series) clip(since, until time.Time) {
	points := s.order()
	from, to := 0, len(points)
	if !since.IsZero() {
		from = sort.Search(len(points), func(i int) bool { return int64(points[i].time) >= since.Unix() })
	}
	if !until.IsZero() {
		to = sort.Search(len(points), func(i int) bool { return int64(points[i].time) > until.Unix() })
	}
	to = max(from, to)
	for i := range s.runs {
		s.runs[i].from = max(0, s.runs[i].from-from)
	}
	// Of several runs that now begin at the first point the last is its own; those behind the last point have none.
	for len(s.runs) > 1 && s.runs[1].from == 0 {
		s.runs = s.runs[1:]
	}
	s.points = points[from:to]
}

// Covers reports whether any series has points on both sides of a stretch of time.
func (l *Lens) Covers(from, to time.Time) bool {
	for _, s := range l.series {
		points := s.order()
		if len(points) > 0 && int64(points[0].time) <= from.Unix() && s.end(points[len(points)-1]).Unix() >= to.Unix() {
			return true
		}
	}
	return false
}
