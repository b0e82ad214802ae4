package metric

import (
	"maps"
	"slices"
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
	cites := s.cites()
	for i, p := range points {
		start := time.Unix(p.time, 0).UTC()
		v := []lens.Value{
			pointNamespace: lens.Text(s.key.namespace), pointName: lens.Text(s.key.metric), pointStat: lens.Text(s.key.stat),
			pointDimensions: lens.Text(s.key.dimensions), pointInstance: lens.Text(s.instance), pointVolume: lens.Text(s.volume),
			pointVPN: lens.Text(vpn), pointRegion: lens.Text(s.key.region), pointAccount: lens.Text(s.key.account),
			pointPeriod: lens.Number(step.Seconds()), pointValue: lens.Number(p.value),
		}
		rows[i] = lens.Row{Kind: PointKind, Start: start, End: start.Add(step), Values: v, Cites: cites, Records: 1}
	}
	return rows
}

func sortRows(rows []lens.Row) {
	slices.SortFunc(rows, func(a, b lens.Row) int { return a.Start.Compare(b.Start) })
}

// Running tells for every reading of an AWS/EC2 metric of the wanted instances that they ran then.
func (l *Lens) Running(wanted func(instance string) bool, yield func(instance string, start, end time.Time, metric string, cite lens.Cite)) {
	for _, key := range slices.SortedFunc(maps.Keys(l.series), compareKeys) {
		s := l.series[key]
		if key.namespace != "AWS/EC2" || s.instance == "" || !wanted(s.instance) {
			continue
		}
		cites := s.cites()
		for _, p := range s.order() {
			start := time.Unix(p.time, 0).UTC()
			yield(s.instance, start, start.Add(time.Duration(s.step())*time.Second), key.metric, cites[0])
		}
	}
}

// Clip drops the points outside a stretch of time; a zero end leaves that side open.
func (l *Lens) Clip(since, until time.Time) {
	for _, s := range l.series {
		s.points = slices.DeleteFunc(s.points, func(p point) bool {
			return !since.IsZero() && p.time < since.Unix() || !until.IsZero() && p.time > until.Unix()
		})
	}
	maps.DeleteFunc(l.series, func(_ seriesKey, s *series) bool { return len(s.points) == 0 })
}

// Covers reports whether any series has points on both sides of a stretch of time.
func (l *Lens) Covers(from, to time.Time) bool {
	for _, s := range l.series {
		points := s.order()
		if len(points) > 0 && points[0].time <= from.Unix() && points[len(points)-1].time+s.step() >= to.Unix() {
			return true
		}
	}
	return false
}
