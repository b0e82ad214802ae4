package draw

import (
	"math"
	"slices"
	"strconv"
	"sync"
	"time"

	"hamari/correlate/lens"
	"hamari/correlate/report"
)

// Bounds of what is drawn.
const (
	maxPoints   = 300           // of one series
	maxFindings = 60            // whose series are drawn
	around      = 3 * time.Hour // shown before and after a finding, or as long as it lasts if that is longer
	lineSteps   = 40            // levels of a line; beyond, it is no limit but a quantity of its own
)

// Plan is what is to be drawn of a report.
type Plan struct {
	drawing func(kind string) (lens.Drawing, bool)

	mu     sync.Mutex
	wanted map[string][]place // by kind and key
	left   int                // findings beyond the bound
}

// place is a series of a finding, and the time that is to be shown of it.
type place struct {
	series   *report.Series
	from, to time.Time
}

// New plans the series of the findings, which match has named.
func New(findings []report.Finding, drawing func(kind string) (lens.Drawing, bool)) *Plan {
	p := &Plan{drawing: drawing, wanted: map[string][]place{}}
	drawn := 0
	for _, f := range all(findings) {
		if len(f.Series) == 0 {
			continue
		}
		if drawn++; drawn > maxFindings {
			f.Series = nil
			p.left++
			continue
		}
		margin := max(around, f.End.Sub(f.Start))
		for k := range f.Series {
			s := &f.Series[k]
			d, _ := drawing(s.Kind)
			id := identity(s.Kind, d.Key, func(field string) string { return s.Key[field] })
			p.wanted[id] = append(p.wanted[id], place{s, f.Start.Add(-margin), f.End.Add(margin)})
		}
	}
	return p
}

// all returns the findings, and after them those that they explain.
func all(findings []report.Finding) (list []*report.Finding) {
	for i := range findings {
		list = append(list, &findings[i])
	}
	for i := range findings {
		list = append(list, all(findings[i].Explains)...)
	}
	return list
}

func identity(kind string, fields []string, text func(field string) string) string {
	id := kind
	for _, field := range fields {
		id += "\x00" + strconv.Quote(text(field))
	}
	return id
}

// Empty reports whether there is nothing to draw.
func (p *Plan) Empty() bool { return len(p.wanted) == 0 }

// Left is the number of findings whose series are not drawn because there are too many.
func (p *Plan) Left() int { return p.left }

// Texts are the texts under a field of the keys of all series that are to be drawn.
func (p *Plan) Texts(field string) map[string]bool {
	texts := map[string]bool{}
	for _, places := range p.wanted {
		if text := places[0].series.Key[field]; text != "" {
			texts[text] = true
		}
	}
	return texts
}

// Add draws rows, if any series shows them. Several goroutines may call it.
func (p *Plan) Add(rows lens.Series) {
	d, ok := p.drawing(rows.Kind().Name)
	if !ok || rows.Len() == 0 {
		return
	}
	id := identity(rows.Kind().Name, d.Key, func(field string) string {
		column := rows.Column(rows.Kind().Slot(field))
		return column.Same.String()
	})
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, place := range p.wanted[id] {
		for i := range d.Charts {
			if c := &d.Charts[i]; d.Name != "" || c.Field == place.series.Name {
				place.draw(rows, c)
				break
			}
		}
	}
}

// Finish takes away the series that nothing was found for.
func Finish(findings []report.Finding) {
	for _, f := range all(findings) {
		f.Series = slices.DeleteFunc(f.Series, func(s report.Series) bool { return len(s.Mean) == 0 })
		if len(f.Series) == 0 {
			f.Series = nil
		}
	}
}

// draw takes what the rows have of the time that is to be shown.
func (p place) draw(rows lens.Series, c *lens.Chart) {
	first, last := p.visible(rows)
	if first > last {
		return
	}
	s := p.series
	start, _ := rows.Span(first)
	end, _ := rows.Span(last)
	step := finest(rows, first, last)
	n := int(end.Sub(start)/step) + 1
	if merge := (n + maxPoints - 1) / maxPoints; merge > 1 {
		step *= time.Duration(merge)
		n = int(end.Sub(start)/step) + 1
	}
	b := newBuckets(n)
	column := rows.Column(rows.Kind().Slot(c.Field))
	for i := first; i <= last; i++ {
		if v, ok := number(&column, i); ok {
			at, to := rows.Span(i)
			b.add(int(at.Sub(start)/step), max(1, int((to.Sub(at)+step/2)/step)), v)
		}
	}
	if b.empty() {
		return // the rows are of something else that was measured on the same thing
	}
	s.Start, s.Step = start.UTC(), int64(step/time.Second)
	b.write(s)
	for i := range s.Lines {
		s.Lines[i].Levels[0].From = s.Start // what the pattern asks for holds always
	}
	for _, l := range c.Lines {
		if line, ok := drawLine(rows, first, last, l); ok {
			s.Lines = append(s.Lines, line)
		}
	}
}

// visible are the first and the last row of the time that is to be shown; first is the larger where there is none.
func (p place) visible(rows lens.Series) (first, last int) {
	first, last = rows.Len(), -1
	for i := range rows.Len() {
		start, end := rows.Span(i)
		if end.Before(p.from) || start.After(p.to) {
			continue
		}
		first, last = min(first, i), i
	}
	return first, last
}

// finest is the shortest period of the rows, a second at least.
func finest(rows lens.Series, first, last int) time.Duration {
	step := time.Duration(math.MaxInt64)
	for i := first; i <= last; i++ {
		if start, end := rows.Span(i); end.Sub(start) >= time.Second {
			step = min(step, end.Sub(start))
		}
	}
	if step == math.MaxInt64 {
		return time.Minute
	}
	return step.Truncate(time.Second)
}

func number(c *lens.Column, i int) (float64, bool) {
	v := c.Value(i)
	if !v.Exists() {
		return 0, false
	}
	f, ok := v.Float()
	return f, ok && !math.IsNaN(f) && !math.IsInf(f, 0)
}

// buckets gathers the values that become one point.
type buckets struct {
	sum, min, max []float64
	count         []int
}

func newBuckets(n int) *buckets {
	return &buckets{make([]float64, n), make([]float64, n), make([]float64, n), make([]int, n)}
}

// add puts a value into the points that its period covers.
func (b *buckets) add(at, length int, v float64) {
	for i := at; i < min(at+length, len(b.sum)); i++ {
		if b.count[i] == 0 {
			b.min[i], b.max[i] = v, v
		}
		b.min[i], b.max[i] = min(b.min[i], v), max(b.max[i], v)
		b.sum[i] += v
		b.count[i]++
	}
}

func (b *buckets) empty() bool {
	return !slices.ContainsFunc(b.count, func(n int) bool { return n > 0 })
}

func (b *buckets) write(s *report.Series) {
	s.Mean = make(report.Values, len(b.sum))
	several := false
	for i, n := range b.count {
		s.Mean[i] = math.NaN()
		if n > 0 {
			s.Mean[i] = rounded(b.sum[i] / float64(n))
		}
		several = several || n > 1
	}
	if !several {
		return
	}
	s.Min, s.Max = make(report.Values, len(b.sum)), make(report.Values, len(b.sum))
	for i, n := range b.count {
		s.Min[i], s.Max[i] = math.NaN(), math.NaN()
		if n > 0 {
			s.Min[i], s.Max[i] = rounded(b.min[i]), rounded(b.max[i])
		}
	}
}

// rounded keeps five digits: more cannot be seen.
func rounded(f float64) float64 {
	short, err := strconv.ParseFloat(strconv.FormatFloat(f, 'g', 5, 64), 64)
	if err != nil {
		return f
	}
	return short
}

// drawLine takes the levels of a line; there is none where no row has it, or where it is never the same for long.
func drawLine(rows lens.Series, first, last int, l lens.Line) (report.Line, bool) {
	line := report.Line{Name: l.Field, Title: l.Title}
	column := rows.Column(rows.Kind().Slot(l.Field))
	for i := first; i <= last; i++ {
		v, ok := number(&column, i)
		if !ok {
			continue
		}
		v = rounded(v)
		if n := len(line.Levels); n > 0 && line.Levels[n-1].Value == v {
			continue
		}
		start, _ := rows.Span(i)
		line.Levels = append(line.Levels, report.Level{From: start.UTC(), Value: v})
	}
	return line, len(line.Levels) > 0 && len(line.Levels) <= lineSteps
}
