package integrity

import (
	"crypto/sha256"
	"encoding/hex"
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

// Sum hashes a text.
func (s *Sums) read(r io.Reader) error {
	w := &summer{plain: sha256.New(), compact: sha256.New()}
	if _, err := io.Copy(w, r); err != nil {
		return err
	}
	w.plain.Sum(s.Plain[:0])
	w.compact.Sum(s.Compact[:0])
	return nil
}

// SumsOf hashes what a reader holds.
func SumsOf(r io.Reader) (s Sums, err error) {
	err = s.read(r)
	return s, err
}

func sumsOf(text []byte) (s Sums) {
	w := &summer{plain: sha256.New(), compact: sha256.New()}
	_, _ = w.Write(text) // a hash takes everything
	w.plain.Sum(s.Plain[:0])
	w.compact.Sum(s.Compact[:0])
	return s
}

// summer hashes what is written to it.
type summer struct {
	plain, compact    hash.Hash
	inString, escaped bool
	out               []byte
}

func (w *summer) Write(p []byte) (int, error) {
	_, _ = w.plain.Write(p)
	w.out = w.out[:0]
	for _, c := range p {
		switch {
		case w.escaped:
			w.escaped = false
		case c == '"':
			w.inString = !w.inString
		case w.inString:
			w.escaped = c == '\\'
		case c == ' ' || c == '\n' || c == '\r' || c == '\t':
			continue
		}
		w.out = append(w.out, c)
	}
	_, _ = w.compact.Write(w.out)
	return len(p), nil
}
