package metric

import (
	"sort"
	"time"

	"hamari/correlate/lens"
)

// table holds the figures of the periods of a volume or an instance, a column for each field. A column that is not
// there is absent in all periods.
type table struct {
	numbers [][]float64 // by slot
	n       int
	room    *room
}

func newTable(slots, n int, r *room) table {
	return table{numbers: make([][]float64, slots), n: n, room: r}
}

// huge bounds what counts as a figure: damaged metrics may hold values whose quotient is infinite.
const huge = 1e300

// set enters a figure, if it is one.
func (t *table) set(slot, i int, f float64) {
	if f > -huge && f < huge {
		if t.numbers[slot] == nil {
			t.numbers[slot] = t.room.absent(t.n)
		}
		t.numbers[slot][i] = f
	}
}

// get returns a figure; 0 where it is absent.
func (t *table) get(slot, i int) (f float64, ok bool) {
	if column := t.numbers[slot]; column != nil {
		if f = column[i]; f == f {
			return f, true
		}
	}
	return 0, false
}

// column gives a field in all periods.
func (t *table) column(slot int) lens.Column {
	if slot < 0 || slot >= len(t.numbers) {
		return lens.Column{}
	}
	return lens.Column{Numbers: t.numbers[slot]}
}

// sameNumber is a figure that all periods share; absent if it is none.
func sameNumber(f float64) lens.Value {
	if f > -huge && f < huge {
		return lens.Number(f)
	}
	return lens.Value{}
}

// larger is the larger share of two measured figures in their limits; a limit of 0 is not known.
func (t *table) larger(i, slotA int, limitA float64, slotB int, limitB float64) (share float64, known bool) {
	if value, ok := t.get(slotA, i); ok && limitA > 0 {
		share, known = max(share, value/limitA), true
	}
	if value, ok := t.get(slotB, i); ok && limitB > 0 {
		share, known = max(share, value/limitB), true
	}
	return share, known
}

// era is a stretch of periods, up to the given one, in which the same is known of an entity.
type era[T any] struct {
	to    int
	facts T
}

// eras tells what is known in each stretch between the times at which it may change.
func eras[T any](starts []int64, changes []time.Time, known func(at time.Time) T) []era[T] {
	var list []era[T]
	from := 0
	for _, at := range changes {
		to := sort.Search(len(starts), func(i int) bool { return !at.After(time.Unix(starts[i], 0)) })
		if to > from {
			list = append(list, era[T]{to, known(time.Unix(starts[from], 0).UTC())})
			from = to
		}
	}
	if from < len(starts) {
		list = append(list, era[T]{len(starts), known(time.Unix(starts[from], 0).UTC())})
	}
	return list
}

// fact gives a column of what eras know.
func fact[T any](list []era[T], value func(T) lens.Value) lens.Column {
	if len(list) == 1 {
		return lens.Column{Same: value(list[0].facts)}
	}
	return lens.Column{Each: func(i int) lens.Value {
		return value(list[sort.Search(len(list), func(k int) bool { return i < list[k].to })].facts)
	}}
}
