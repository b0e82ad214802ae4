package metric

import (
	"math"
	"slices"
)

// minLater is how many later periods with reads it takes to call a latency settled.
const minLater = 5

// settle tells each period how the same volume's reads fared later, which shows whether its slowness passed. Periods
// at the limit are left out where there are others, since waiting in a queue is no property of the disk.
func (l *volumeLoad) settle() {
	all := newRanking(l.numbers[volReadLatency])
	calm := all.empty()
	for i := l.n - 1; i >= 0; i-- {
		latency, ok := l.get(volReadLatency, i)
		later := calm
		if later.count < minLater {
			later = all
		}
		if later.count >= minLater {
			settled := later.nth(later.count / 5)
			l.set(volSettled, i, settled)
			if ok && settled > 0 {
				l.set(volSlowdown, i, latency/settled)
			}
		}
		if !ok {
			continue
		}
		all.add(latency)
		if s, known := l.get(volShare, i); known && s < nearLimit {
			calm.add(latency)
		}
	}
}

// ranking answers which of the values added so far is the n-th smallest. The values that may come are known
// beforehand; a Fenwick tree over their order counts those that came, so that weeks of minutes stay cheap.
type ranking struct {
	values []float64 // all that may be added, sorted, each once
	tree   []int32
	count  int
}

// newRanking returns a ranking for the values of a column.
func newRanking(column []float64) *ranking {
	values := slices.DeleteFunc(slices.Clone(column), math.IsNaN)
	slices.Sort(values)
	r := &ranking{values: slices.Compact(values)}
	return r.empty()
}

// empty returns a ranking for the same values to which none has been added.
func (r *ranking) empty() *ranking {
	return &ranking{values: r.values, tree: make([]int32, len(r.values)+1)}
}

func (r *ranking) add(x float64) {
	i, found := slices.BinarySearch(r.values, x)
	if !found {
		return
	}
	r.count++
	for i++; i < len(r.tree); i += i & -i {
		r.tree[i]++
	}
}

// nth returns the n-th smallest value, from 0.
func (r *ranking) nth(n int) float64 {
	bit := 1
	for bit*2 < len(r.tree) {
		bit *= 2
	}
	at := 0
	for left := int32(n); bit > 0; bit /= 2 {
		if next := at + bit; next < len(r.tree) && r.tree[next] <= left {
			at = next
			left -= r.tree[next]
		}
	}
	return r.values[at]
}

// Bounds, in milliseconds, of the latency that an unhindered EBS operation is taken to have where the volume itself
// shows none: gp3 and gp2 promise single-digit milliseconds and show around one.
const minServiceTime, defaultServiceTime, maxServiceTime = 0.5, 1.0, 2.0

// estimateNeed says what the waiting operations would amount to if nothing hindered them.
func (l *volumeLoad) estimateNeed() {
	for i := range l.n {
		iops, okIOPS := l.get(volIOPS, i)
		queue, okQueue := l.get(volQueue, i)
		if !okIOPS || !okQueue {
			continue
		}
		service, ok := l.get(volSettled, i)
		if !ok {
			service = defaultServiceTime
		}
		service = min(max(service, minServiceTime), maxServiceTime)
		needed := max(iops, queue/(service/1000))
		l.set(volNeededIOPS, i, needed)
		if size, ok := l.get(volIOSize, i); ok {
			l.set(volNeededThroughput, i, needed*size/1024)
		}
	}
}
