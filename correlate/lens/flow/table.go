package flow

import (
	"iter"
	"math/bits"
	"math/rand/v2"
)

// Key is what a Table finds its entries by.
type Key interface {
	comparable

	// Words returns the key as three numbers, different keys as different ones, as far as anybody can foresee.
	Words() (a, b, c uint64)
}

// Table is a map from keys to what is counted under them. It takes less room and time than a Go map of pointers where
// there are very many: entries lie side by side in slabs that never move, and nothing but the slabs is a pointer.
type Table[K Key, G any] struct {
	places []place // by hash
	slabs  []*[slabSize]entry[K, G]
	size   int
}

// place is where an entry is found. Its hash keeps the search from looking at the entries of other keys, which are mostly
// far from the processor.
type place struct{ hash, number uint32 } // of the entry, counted from 1; 0 is free

type entry[K Key, G any] struct {
	key   K
	group G
}

const slabSize = 256

// seeds make sure that nobody can write a log whose keys all have the same hash.
var seeds = [2]uint64{rand.Uint64(), rand.Uint64()}

func hash(a, b, c uint64) uint64 {
	high, low := bits.Mul64(a^seeds[0], b^seeds[1])
	high, low = bits.Mul64(high^low^seeds[1], c^seeds[0])
	return high ^ low
}

// Fold makes one number of two, for keys that are longer than three.
func Fold(a, b uint64) uint64 { return hash(a, b, 0) }

// Len returns the number of entries.
func (t *Table[K, G]) Len() int { return t.size }

func (t *Table[K, G]) entry(n uint32) *entry[K, G] { return &t.slabs[n/slabSize][n%slabSize] }

// Get returns what stands under a key. Where nothing does, it is made, and added is true. It stays where it is.
func (t *Table[K, G]) Get(key K) (group *G, added bool) {
	if 4*t.size >= 3*len(t.places) {
		t.grow()
	}
	a, b, c := key.Words()
	h := uint32(hash(a, b, c))
	at := t.find(key, h)
	if n := t.places[at].number; n != 0 {
		return &t.entry(n - 1).group, false
	}
	if t.size%slabSize == 0 {
		t.slabs = append(t.slabs, new([slabSize]entry[K, G]))
	}
	e := t.entry(uint32(t.size))
	e.key = key
	t.size++
	t.places[at] = place{h, uint32(t.size)}
	return &e.group, true
}

// find returns the place of a key, or the free one where it belongs.
func (t *Table[K, G]) find(key K, hash uint32) uint32 {
	mask := uint32(len(t.places) - 1)
	for at := hash & mask; ; at = (at + 1) & mask {
		if p := t.places[at]; p.number == 0 || p.hash == hash && t.entry(p.number-1).key == key {
			return at
		}
	}
}

func (t *Table[K, G]) grow() {
	old := t.places
	t.places = make([]place, max(2*len(old), slabSize))
	mask := uint32(len(t.places) - 1)
	for _, p := range old {
		if p.number == 0 {
			continue
		}
		at := p.hash & mask
		for t.places[at].number != 0 {
			at = (at + 1) & mask
		}
		t.places[at] = p
	}
}

// All goes over the entries in the order in which they were added.
func (t *Table[K, G]) All() iter.Seq2[K, *G] {
	return func(yield func(K, *G) bool) {
		for n := range uint32(t.size) {
			if e := t.entry(n); !yield(e.key, &e.group) {
				return
			}
		}
	}
}

// Drain empties the table and goes over what was in it, letting go of the entries behind it: where they move to another
// table, room for both is never needed. Entries may be added meanwhile, which it does not go over.
func (t *Table[K, G]) Drain() iter.Seq2[K, *G] {
	return func(yield func(K, *G) bool) {
		slabs, size := t.slabs, t.size
		*t = Table[K, G]{}
		for i, slab := range slabs {
			for n := range min(size-i*slabSize, slabSize) {
				if e := &slab[n]; !yield(e.key, &e.group) {
					return
				}
			}
			slabs[i] = nil
		}
	}
}
