package metric

import (
	"slices"
	"sort"

	"hamari/correlate/lens"
	"hamari/parsers"
)

// check is a metric with which CloudWatch itself judges a period, 0 or 1, and the slot of its field. It is a fraction
// where the export asked for an average.
type check struct {
	slot    int
	measure measure
}

// saidBy are the measures that alone say some of the fields of a load. What is computed of several is not among them.
var saidBy = map[*parsers.Kind]map[int][]measure{
	VolumeKind: {
		volExceeded:      {iopsCheck, throughputCheck},
		volExceededIOPS:  {iopsCheck},
		volExceededMiBs:  {throughputCheck},
		volExceededShare: {iopsCheck, throughputCheck},
		volBurst:         {burstBalance},
	},
	InstanceKind: {
		insExceeded:      {instanceIOPSCheck, instanceThroughputCheck},
		insExceededIOPS:  {instanceIOPSCheck},
		insExceededMiBs:  {instanceThroughputCheck},
		insExceededShare: {instanceIOPSCheck, instanceThroughputCheck},
	},
}

// citeField returns the record that says the first of the fields of which the frame has one.
func (f frame) citeField(kind *parsers.Kind, slots []int) (lens.Cite, bool) {
	for _, slot := range slots {
		if of := saidBy[kind][slot]; of != nil {
			if c, ok := f.citeOf(func(m measure) bool { return slices.Contains(of, m) }); ok {
				return c, true
			}
		}
	}
	return lens.Cite{}, false
}

// CitesOf gives the record that says a field, or one of the period.
func (l *volumeLoad) CitesOf(i int, slots []int) []lens.Cite {
	if c, ok := (frame{l.grid, i}).citeField(VolumeKind, slots); ok {
		return []lens.Cite{c}
	}
	return l.Cites(i)
}

// CitesOf gives the record that says a field, or those of the period.
func (l *instanceLoad) CitesOf(i int, slots []int) []lens.Cite {
	if f, ok := l.own.covering(l.lines.starts[i]); ok {
		if c, ok := f.citeField(InstanceKind, slots); ok {
			return []lens.Cite{c}
		}
	}
	return l.Cites(i)
}

// checkAt enters what two checks say of a period, and the larger of the two.
func (t *table) checkAt(i int, f frame, a, b check, either int) {
	for _, c := range [...]check{a, b} {
		exceeded, ok := f.get(c.measure)
		if !ok {
			continue
		}
		exceeded = min(exceeded, 1)
		t.set(c.slot, i, exceeded)
		before, _ := t.get(either, i)
		t.set(either, i, max(before, exceeded))
	}
}

// around enters for each period the average of a figure over the ten minutes around it, or over five periods where that
// is longer. Where the figure is absent it counts as 0. Periods before the first of those ten minutes in which the figure
// is above 0, and after the last, get none: a stretch of shares begins and ends with a period that has something.
func (t *table) around(figure, into int, g *grid) {
	if t.numbers[figure] == nil {
		return
	}
	sums := make([]float64, t.n+1) // of the figure times the period
	above := make([]int, t.n+1)    // periods in which it is above 0
	for i := range t.n {
		value, _ := t.get(figure, i)
		sums[i+1], above[i+1] = sums[i]+value*float64(g.periods[i]), above[i]
		if value > 0 {
			above[i+1]++
		}
	}
	for i, start := range g.starts[:t.n] {
		half := max(300, g.periods[i]*5/2)
		from := sort.Search(t.n, func(k int) bool { return g.starts[k] >= start-half })
		to := sort.Search(t.n, func(k int) bool { return g.starts[k] >= start+half })
		if above[i+1] > above[from] && above[to] > above[i] {
			t.set(into, i, min(1, (sums[to]-sums[from])/float64(2*half)))
		}
	}
}
