package bundle

import (
	"bufio"
	"io"
	"unicode/utf16"
	"unicode/utf8"
)

// plainText takes the byte order mark off and turns UTF-16 into UTF-8. It returns the name of the encoding if a mark
// was there. Text without a mark passes as it is.
func plainText(r *bufio.Reader) (text io.Reader, encoding string) {
	head, _ := r.Peek(3) // an error comes back with the first Read
	switch {
	case len(head) >= 3 && head[0] == 0xef && head[1] == 0xbb && head[2] == 0xbf:
		_, _ = r.Discard(3) // cannot fail: the bytes are in the buffer
		return r, "UTF-8"
	case len(head) >= 2 && head[0] == 0xff && head[1] == 0xfe:
		_, _ = r.Discard(2) // cannot fail: the bytes are in the buffer
		return &utf16Reader{r: r, low: 0, high: 1}, "UTF-16LE"
	case len(head) >= 2 && head[0] == 0xfe && head[1] == 0xff:
		_, _ = r.Discard(2) // cannot fail: the bytes are in the buffer
		return &utf16Reader{r: r, low: 1, high: 0}, "UTF-16BE"
	}
	return r, ""
}

// utf16Reader turns UTF-16 into UTF-8. A half surrogate pair or a last odd byte becomes U+FFFD.
type utf16Reader struct {
	r         *bufio.Reader
	low, high int // where in a unit its low and its high byte stand
	out       []byte
	next      int // the first byte of out that was not handed out
	err       error
}

func (u *utf16Reader) Read(p []byte) (int, error) {
	for u.next == len(u.out) {
		if u.err != nil {
			return 0, u.err
		}
		u.fill()
	}
	n := copy(p, u.out[u.next:])
	u.next += n
	return n, nil
}

// fill transcodes what the buffer below holds.
func (u *utf16Reader) fill() {
	const atOnce = 4096
	u.out, u.next = u.out[:0], 0
	in, err := u.r.Peek(atOnce)
	used := 0
	for used+2 <= len(in) {
		c := u.unit(in[used:])
		width := 2
		if utf16.IsSurrogate(c) {
			if used+4 > len(in) && err == nil {
				break // the other half comes with the next fill
			}
			c, width = u.pair(in[used:])
		}
		u.out = utf8.AppendRune(u.out, c)
		used += width
	}
	if err != nil && len(in)-used == 1 {
		u.out = utf8.AppendRune(u.out, utf8.RuneError)
		used++
	}
	_, _ = u.r.Discard(used) // cannot fail: the bytes are in the buffer
	u.err = err
}

func (u *utf16Reader) unit(b []byte) rune { return rune(b[u.high])<<8 | rune(b[u.low]) }

// pair decodes a surrogate pair, or the lonely half of one.
func (u *utf16Reader) pair(b []byte) (c rune, width int) {
	if len(b) >= 4 {
		if c := utf16.DecodeRune(u.unit(b), u.unit(b[2:])); c != utf8.RuneError {
			return c, 4
		}
	}
	return utf8.RuneError, 2
}
