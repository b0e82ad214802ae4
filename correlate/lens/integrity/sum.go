package integrity

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"hash"
	"io"
)

// Sum is a SHA-256.
type Sum [sha256.Size]byte

func (s Sum) String() string { return hex.EncodeToString(s[:]) }

// Sums are the hashes of a text as it stands, and of the same JSON without the white space between its tokens, which is
// how CloudTrail writes.
type Sums struct{ Plain, Compact Sum }

// fits reports whether the text is the one with the given hash, and whether only once its layout is undone.
func (s Sums) fits(want Sum) (fits, reformatted bool) {
	return s.Plain == want || s.Compact == want, s.Plain != want && s.Compact == want
}

// SumsOf hashes what a reader holds.
func SumsOf(r io.Reader) (Sums, error) {
	w := newSummer()
	if _, err := io.Copy(w, r); err != nil {
		return Sums{}, fmt.Errorf("hash: %w", err)
	}
	return w.sums(), nil
}

func sumsOf(text []byte) Sums {
	w := newSummer()
	_, _ = w.Write(text) // a hash takes everything
	return w.sums()
}

// summer hashes what is written to it.
type summer struct {
	plain, compact    hash.Hash
	inString, escaped bool
	tokens            []byte // of what is being written
}

func newSummer() *summer { return &summer{plain: sha256.New(), compact: sha256.New()} }

func (w *summer) sums() (s Sums) {
	w.plain.Sum(s.Plain[:0])
	w.compact.Sum(s.Compact[:0])
	return s
}

func (w *summer) Write(p []byte) (int, error) {
	_, _ = w.plain.Write(p)
	w.tokens = w.tokens[:0]
	from := 0 // of the run that is not copied yet
	for i, c := range p {
		switch {
		case w.escaped:
			w.escaped = false
		case c == '"':
			w.inString = !w.inString
		case w.inString:
			w.escaped = c == '\\'
		case c == ' ' || c == '\n' || c == '\r' || c == '\t':
			w.tokens = append(w.tokens, p[from:i]...)
			from = i + 1
		}
	}
	rest := p[from:]
	if from > 0 {
		w.tokens = append(w.tokens, rest...)
		rest = w.tokens
	}
	_, _ = w.compact.Write(rest)
	return len(p), nil
}
