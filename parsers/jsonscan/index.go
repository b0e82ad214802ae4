package jsonscan

import (
	"math/bits"
	"slices"
)

// Index knows where in a text strings begin and end, and which brackets stand outside of them.
type Index struct {
	// Plain says that there is no backslash in the text: what stands between two quotes is what the string says.
	Plain bool

	quotes   []uint64 // 64 bytes each, the first having the lowest bit
	brackets []uint64
	marks    [32]Marks
}

// Build makes the index of a text that begins outside of strings.
func (x *Index) Build(text []byte) {
	blocks := (len(text) + BlockSize - 1) / BlockSize
	x.quotes = slices.Grow(x.quotes[:0], blocks)[:blocks]
	x.brackets = slices.Grow(x.brackets[:0], blocks)[:blocks]
	x.Plain = true
	var q quoting
	for done := 0; done < blocks; {
		n := Mark(text[done*BlockSize:], x.marks[:])
		for i := range x.marks[:n] {
			m := &x.marks[i]
			quotes := m.Quotes
			if m.Backslashes != 0 || q.escaped {
				x.Plain = false
				quotes = q.unescaped(*m, 0, BlockSize)
			}
			var within uint64
			within, q.inside = strings(quotes, q.inside)
			x.quotes[done+i], x.brackets[done+i] = quotes, m.Brackets&^within
		}
		done += n
	}
}

// Quote returns the place of the first quote at or behind i that opens or closes a string, -1 if there is none.
func (x *Index) Quote(i int) int {
	block := uint(i) / BlockSize
	if block >= uint(len(x.quotes)) {
		return -1
	}
	if quotes := x.quotes[block] >> (uint(i) % BlockSize); quotes != 0 {
		return i + bits.TrailingZeros64(quotes)
	}
	return next(x.quotes, int(block)+1)
}

// ContainerEnd returns the place behind the object or array that begins at i, -1 if it does not end. Only the number
// of brackets is held against each other, not their kinds.
func (x *Index) ContainerEnd(text []byte, i int) int {
	depth := 0
	mask := ^uint64(0) << (uint(i) % BlockSize)
	for block := i / BlockSize; block < len(x.brackets); block++ {
		for brackets := x.brackets[block] & mask; brackets != 0; brackets &= brackets - 1 {
			at := block*BlockSize + bits.TrailingZeros64(brackets)
			if c := text[at]; c == '{' || c == '[' {
				depth++
			} else if depth--; depth == 0 {
				return at + 1
			}
		}
		mask = ^uint64(0)
	}
	return -1
}

// next returns the place of the first mark in a block at or behind the given one, -1 if there is none.
func next(marks []uint64, block int) int {
	for ; block < len(marks); block++ {
		if marks[block] != 0 {
			return block*BlockSize + bits.TrailingZeros64(marks[block])
		}
	}
	return -1
}
