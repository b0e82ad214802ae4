package jsonscan

import (
	"errors"
	"math/bits"
)

// MaxDepth is how deep objects and arrays may be nested. AWS records stay below 30.
const MaxDepth = 512

// ErrMismatch is why a container does not end.
var ErrMismatch = errors.New("a bracket closed by one of another kind")

// Nesting finds the ends of objects and arrays in a text that may come piece by piece.
type Nesting struct {
	closers [MaxDepth]byte // what the containers that are open must end with
	depth   int
	beyond  int  // containers that are open below MaxDepth, which are only counted
	deep    bool // there were some
	quoting quoting

	marks [256]Marks // of some blocks of the text
	block int        // the first of them
	known int        // how many they are
}

// Start makes ready for a container that begins where the next Scan does.
func (n *Nesting) Start() { n.depth, n.beyond, n.deep, n.quoting = 0, 0, false, quoting{} }

// TooDeep reports whether there was something deeper than MaxDepth in the container.
func (n *Nesting) TooDeep() bool { return n.deep }

// Changed must be called when the bytes of the text have changed, or have become more, from the given place on.
func (n *Nesting) Changed(from int) { n.known = max(0, min(n.known, from/BlockSize-n.block)) }

// Scan reads the text from i on until the outermost container ends, a bracket is wrong or the text is over, and returns
// the place behind what it has read. If the container has not ended, Scan goes on from there when there is more text.
func (n *Nesting) Scan(text []byte, i int) (behind int, ended bool, err error) {
	for i < len(text) {
		block, first := i/BlockSize, i%BlockSize
		from := block * BlockSize
		if uint(block-n.block) >= uint(n.known) {
			n.block, n.known = block, Mark(text[from:], n.marks[:])
		}
		m := n.marks[block-n.block].behind(first)
		quotes := m.Quotes
		if m.Backslashes != 0 || n.quoting.escaped {
			quotes = n.quoting.unescaped(m, first, min(BlockSize, len(text)-from))
		}
		var within uint64
		within, n.quoting.inside = strings(quotes, n.quoting.inside)
		for brackets := m.Brackets &^ within; brackets != 0; brackets &= brackets - 1 {
			at := from + bits.TrailingZeros64(brackets)
			if err := n.bracket(text[at]); err != nil || n.depth == 0 {
				return at + 1, err == nil, err
			}
		}
		i = from + BlockSize
	}
	return len(text), false, nil
}

func (n *Nesting) bracket(c byte) error {
	if c == '{' || c == '[' {
		if n.depth == MaxDepth {
			n.beyond, n.deep = n.beyond+1, true
			return nil
		}
		n.closers[n.depth] = c + 2 // '{'+2 == '}', '['+2 == ']'
		n.depth++
		return nil
	}
	if n.beyond > 0 {
		n.beyond--
		return nil
	}
	n.depth--
	if n.closers[n.depth] != c {
		return ErrMismatch
	}
	return nil
}
