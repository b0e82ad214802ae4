package jsonscan

import "math/bits"

// quoting is what a block must know of the text before it.
type quoting struct {
	inside  uint64 // whether it begins within a string: all bits or none
	escaped bool   // whether its first byte is escaped
}

// strings marks the bytes within strings, opening quotes included and closing ones not, and says whether the text
// behind the block is within one. quotes are those that open or close a string.
func strings(quotes, inside uint64) (within, next uint64) {
	within = quotes
	within ^= within << 1 // from here on: an odd number of quotes up to and including this byte
	within ^= within << 2
	within ^= within << 4
	within ^= within << 8
	within ^= within << 16
	within ^= within << 32
	within ^= inside
	return within, uint64(int64(within) >> 63)
}

// unescaped returns the quotes that open or close a string, in a block that is read from the first byte up to the one
// behind. A backslash outside of strings, where JSON has none, escapes nothing.
func (q *quoting) unescaped(m Marks, first, behind int) uint64 {
	if q.escaped {
		m.Quotes &^= 1 << first
		m.Backslashes &^= 1 << first
		q.escaped = false
	}
	inside := q.inside != 0
	for marks := m.Quotes | m.Backslashes; marks != 0; marks &= marks - 1 {
		bit := marks & -marks
		switch {
		case m.Quotes&bit != 0:
			inside = !inside
		case inside: // a backslash
			m.Quotes &^= bit << 1
			marks &^= bit << 1
			q.escaped = bits.TrailingZeros64(bit)+1 == behind
		}
	}
	return m.Quotes
}
