package metric

import "math"

// room lends columns of numbers, all of which are given back at once. Loads of thousands of volumes are computed one
// after the other in the same memory.
type room struct {
	floats [][]float64
	ints   [][]int64
	f, i   int // lent
}

// free takes everything back that was lent.
func (r *room) free() { r.f, r.i = 0, 0 }

// numbers lends an empty column with room for n.
func (r *room) numbers(n int) []float64 {
	if r.f == len(r.floats) {
		r.floats = append(r.floats, nil)
	}
	if cap(r.floats[r.f]) < n {
		r.floats[r.f] = make([]float64, 0, n)
	}
	r.f++
	return r.floats[r.f-1]
}

// absent lends a column of n figures that are absent.
func (r *room) absent(n int) []float64 {
	column := r.numbers(n)[:n]
	for i := range column {
		column[i] = math.NaN()
	}
	return column
}

// integers lends an empty list with room for n.
func (r *room) integers(n int) []int64 {
	if r.i == len(r.ints) {
		r.ints = append(r.ints, nil)
	}
	if cap(r.ints[r.i]) < n {
		r.ints[r.i] = make([]int64, 0, n)
	}
	r.i++
	return r.ints[r.i-1]
}
