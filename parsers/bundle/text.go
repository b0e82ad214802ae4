package bundle

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"io"
	"unicode/utf16"
	"unicode/utf8"
)

// plainText takes the byte order mark off, turns UTF-16 and UTF-32 into UTF-8, and makes line feeds of the carriage
// returns that end the lines of old Macs' files. It returns the name of the encoding where a mark or the bytes
// themselves give it away, and "" where the content passes as it is: in UTF-8, in an old encoding, or no text at all.
func plainText(r *bufio.Reader) (text io.Reader, encoding string) {
	head, _ := r.Peek(sniffSize) // an error comes back with the first Read
	form := encodingOf(head)
	_, _ = r.Discard(form.mark) // cannot fail: the bytes are in the buffer
	if form.decode != nil {
		r = bufio.NewReaderSize(&transcoder{r: r, decode: form.decode}, bufferSize)
	}
	if hasLoneReturns(r) {
		return &lineEnds{r: r}, form.name
	}
	return r, form.name
}

// textForm is a way to write text as bytes.
type textForm struct {
	name   string
	mark   int // bytes of the mark
	decode decodeFunc
}

// encodingOf tells how the text that begins with head is written. The mark of UTF-32 begins with that of UTF-16.
func encodingOf(head []byte) textForm {
	switch {
	case bytes.HasPrefix(head, []byte{0xef, 0xbb, 0xbf}):
		return textForm{"UTF-8", 3, nil}
	case bytes.HasPrefix(head, []byte{0xff, 0xfe, 0, 0}) && len(head)%4 == 0:
		return textForm{"UTF-32LE", 4, decode32(binary.LittleEndian)}
	case bytes.HasPrefix(head, []byte{0, 0, 0xfe, 0xff}):
		return textForm{"UTF-32BE", 4, decode32(binary.BigEndian)}
	case bytes.HasPrefix(head, []byte{0xff, 0xfe}):
		return textForm{"UTF-16LE", 2, decode16(binary.LittleEndian)}
	case bytes.HasPrefix(head, []byte{0xfe, 0xff}):
		return textForm{"UTF-16BE", 2, decode16(binary.BigEndian)}
	}
	switch unmarked(head) {
	case 1:
		return textForm{"UTF-16LE", 0, decode16(binary.LittleEndian)}
	case 0:
		return textForm{"UTF-16BE", 0, decode16(binary.BigEndian)}
	}
	return textForm{}
}

// unmarked recognises UTF-16 without a mark. What logs begin with are characters of ASCII, so that every other byte is
// zero; binary files have zeros in the other places, too. It returns which bytes are the zeros: 0 for the first of
// two, 1 for the second, -1 for no such text.
func unmarked(head []byte) int {
	const (
		least = 8  // units: a shorter text proves nothing
		often = 2  // one unit in as many is of ASCII
		rare  = 16 // as many times rarer are zeros in the other places: some characters have one
	)
	if bytes.IndexByte(head, 0) < 0 { // as nearly always
		return -1
	}
	units := len(head) / 2
	var zeros [2]int
	for i, b := range head[:2*units] {
		if b == 0 {
			zeros[i%2]++
		}
	}
	switch {
	case units < least:
	case zeros[0]*rare <= zeros[1] && zeros[1]*often >= units && isPlainASCII(head[:least], 0):
		return 1
	case zeros[1]*rare <= zeros[0] && zeros[0]*often >= units && isPlainASCII(head[:least], 1):
		return 0
	}
	return -1
}

// isPlainASCII reports whether every other byte is one that text begins with, and those between them are zero.
func isPlainASCII(head []byte, first int) bool {
	for i := first; i < len(head); i += 2 {
		c, zero := head[i], head[i^1]
		if zero != 0 || c >= utf8.RuneSelf || c < ' ' && c != '\t' && c != '\r' && c != '\n' {
			return false
		}
	}
	return true
}

// decodeFunc decodes the character at the beginning of in, which is not empty. A width of 0 asks for more of the text;
// at its end, what is incomplete becomes U+FFFD.
type decodeFunc func(in []byte, atEnd bool) (c rune, width int)

// decode16 decodes UTF-16. A half of a surrogate pair becomes U+FFFD.
func decode16(order binary.ByteOrder) decodeFunc {
	return func(in []byte, atEnd bool) (rune, int) {
		if len(in) < 2 {
			return incomplete(in, atEnd)
		}
		c := rune(order.Uint16(in))
		if !utf16.IsSurrogate(c) {
			return c, 2
		}
		if len(in) < 4 && !atEnd {
			return 0, 0
		}
		if len(in) >= 4 {
			if c := utf16.DecodeRune(c, rune(order.Uint16(in[2:]))); c != utf8.RuneError {
				return c, 4
			}
		}
		return utf8.RuneError, 2
	}
}

func decode32(order binary.ByteOrder) decodeFunc {
	return func(in []byte, atEnd bool) (rune, int) {
		if len(in) < 4 {
			return incomplete(in, atEnd)
		}
		if c := order.Uint32(in); c <= utf8.MaxRune {
			return rune(c), 4
		}
		return utf8.RuneError, 4
	}
}

func incomplete(in []byte, atEnd bool) (rune, int) {
	if atEnd {
		return utf8.RuneError, len(in)
	}
	return 0, 0
}

// transcoder turns another encoding into UTF-8.
type transcoder struct {
	r      *bufio.Reader
	decode decodeFunc
	out    []byte
	next   int // the first byte of out that was not handed out
	err    error
}

func (t *transcoder) Read(p []byte) (int, error) {
	for t.next == len(t.out) {
		if t.err != nil {
			return 0, t.err
		}
		t.fill()
	}
	n := copy(p, t.out[t.next:])
	t.next += n
	return n, nil
}

// fill transcodes what the buffer below holds.
func (t *transcoder) fill() {
	const atOnce = 4096
	t.out, t.next = t.out[:0], 0
	in, err := t.r.Peek(atOnce)
	used := 0
	for used < len(in) {
		c, width := t.decode(in[used:], err != nil)
		if width == 0 {
			break
		}
		t.out = utf8.AppendRune(t.out, c)
		used += width
	}
	_, _ = t.r.Discard(used) // cannot fail: the bytes are in the buffer
	t.err = err
}

// hasLoneReturns reports whether the first lines of a text end with carriage returns alone. Binary files are left in
// peace.
func hasLoneReturns(r *bufio.Reader) bool {
	for _, size := range [...]int{sniffSize, bufferSize} { // mostly the first line is short
		if head, _ := r.Peek(size); bytes.IndexByte(head, '\n') >= 0 {
			return false
		}
	}
	head, _ := r.Peek(bufferSize) // an error comes back with the first Read
	return bytes.IndexByte(head, '\r') >= 0 && bytes.IndexByte(head, 0) < 0 && !bytes.HasPrefix(head, parquetMagic)
}

var parquetMagic = []byte("PAR1")

// lineEnds turns carriage returns into line feeds. Offsets stay what they were. A pair of both stays a pair, in case
// that another file was appended.
type lineEnds struct {
	r *bufio.Reader
}

func (l *lineEnds) Read(p []byte) (int, error) {
	n, err := l.r.Read(p)
	for i := 0; i < n; i++ {
		next := bytes.IndexByte(p[i:n], '\r')
		if next < 0 {
			break
		}
		i += next
		if !l.beforeFeed(p[i+1 : n]) {
			p[i] = '\n'
		}
	}
	return n, err
}

// beforeFeed reports whether a line feed comes next, in the rest of what was read or in the text behind it.
func (l *lineEnds) beforeFeed(rest []byte) bool {
	if len(rest) == 0 {
		rest, _ = l.r.Peek(1) // an error comes back with the next Read
	}
	return len(rest) > 0 && rest[0] == '\n'
}
