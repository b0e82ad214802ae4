package scan

import (
	"iter"
	"math/bits"
	"math/rand/v2"
)

// idTable is a hash table of events. It has no pointers, so that the garbage collector need not look at it, and grows
// part by part, so that it is never in memory twice.
type idTable struct {
	parts [64]idPart
	len   int
	seed  uint64 // so that nobody can make up events that get into each other's way
}

type idPart struct {
	slots []idEntry // of which at least a quarter is empty, and at most half, but for the smallest
	used  int
}

// idEntry is one event; no hash is 0.
type idEntry struct {
	hash  uint64
	place place
}

func newIDTable() idTable { return idTable{seed: rand.Uint64() | 1} }

// find returns the entry of a hash. It is valid until the next add.
func (t *idTable) find(hash uint64) (*idEntry, bool) {
	p := t.part(hash)
	if p.used == 0 {
		return nil, false
	}
	e := p.slot(hash, t.seed)
	return e, e.hash != 0
}

// add adds an entry that is not in the table.
func (t *idTable) add(hash uint64, at place) {
	p := t.part(hash)
	if p.used >= len(p.slots)/4*3 {
		p.grow(t.seed)
	}
	*p.slot(hash, t.seed) = idEntry{hash, at}
	p.used++
	t.len++
}

// drain yields all entries and empties the table, letting go of each part once it is gone over. The order is not fixed.
func (t *idTable) drain() iter.Seq[idEntry] {
	return func(yield func(idEntry) bool) {
		parts := t.parts
		*t = newIDTable() // with another seed: what comes in the order of its slots would crowd
		for i := range parts {
			for _, e := range parts[i].slots {
				if e.hash != 0 && !yield(e) {
					return
				}
			}
			parts[i].slots = nil
		}
	}
}

func (t *idTable) part(hash uint64) *idPart { return &t.parts[hash%uint64(len(t.parts))] }

// slot returns the slot that has the hash, or the empty one where it belongs.
func (p *idPart) slot(hash, seed uint64) *idEntry {
	n, _ := bits.Mul64(hash*seed, uint64(len(p.slots)))
	for {
		e := &p.slots[n]
		if e.hash == hash || e.hash == 0 {
			return e
		}
		if n++; n == uint64(len(p.slots)) {
			n = 0
		}
	}
}

func (p *idPart) grow(seed uint64) {
	const smallest = 16
	old := p.slots
	p.slots = make([]idEntry, max(smallest, len(old)/2*3))
	for _, e := range old {
		if e.hash != 0 {
			*p.slot(e.hash, seed) = e
		}
	}
}
