package flowlog

import (
	"bytes"
	"io"
	"sync"

	"hamari/parsers"
	"hamari/parsers/chunk"
)

const (
	bufferSize  = 256 << 10
	maxLineSize = 64 << 10 // the longest record with every field of version 11 is below 8 KiB
)

// line is one line of the text, without its line end. The text is valid until the next line is asked for.
type line struct {
	text    []byte
	number  int   // 1-based
	offset  int64 // bytes before the line
	ended   bool  // a line end follows; false only for the last line
	tooLong bool  // text is only the beginning of a line of more than maxLineSize bytes
}

// lineReader cuts a stream into lines in bounded memory.
type lineReader struct {
	r          io.Reader
	buf        []byte // with slack bytes at its end that are never filled
	begin, end int    // what of buf is read and not yet handed out
	base       int64  // offset of buf[0] in the stream
	number     int    // of the last line handed out
	err        error  // why there is nothing more to read; io.EOF at the regular end
}

// buffers spares the many small members of a bundle a buffer each.
var buffers = sync.Pool{New: func() any { return new([bufferSize + slack]byte) }}

func newLineReader(r io.Reader) *lineReader {
	return &lineReader{r: r, buf: buffers.Get().(*[bufferSize + slack]byte)[:]}
}

// close gives the buffer back; lines that were handed out are no longer valid.
func (l *lineReader) close() {
	buffers.Put((*[bufferSize + slack]byte)(l.buf))
	l.buf = nil
}

// next returns the next line, or false at the end of what can be read; failure tells whether that is the real end.
func (l *lineReader) next() (line, bool) {
	scanned := 0
	for {
		if i := bytes.IndexByte(l.buf[l.begin+scanned:l.end], '\n'); i >= 0 && scanned+i <= maxLineSize {
			return l.take(scanned+i, true), true
		}
		scanned = l.end - l.begin
		switch {
		case scanned > maxLineSize:
			return l.takeTooLong(), true
		case l.err == nil:
			l.fill()
		case scanned == 0:
			return line{}, false
		default:
			return l.take(scanned, false), true
		}
	}
}

// failure returns the error that ended the reading before the end of the stream, if one did.
func (l *lineReader) failure() error {
	if l.err == io.EOF {
		return nil
	}
	return l.err
}

// peek returns up to n of the bytes that the next lines are made of, n being at most bufferSize, and whether they are
// all that is left.
func (l *lineReader) peek(n int) (head []byte, complete bool) {
	for l.end-l.begin < n && l.err == nil {
		l.fill()
	}
	return l.buf[l.begin:min(l.begin+n, l.end)], l.err != nil && l.end-l.begin <= n
}

// skip drops n bytes that peek has shown.
func (l *lineReader) skip(n int) { l.begin += n }

// remaining is the stream beyond what the buffer holds.
func (l *lineReader) remaining() io.Reader {
	if l.err != nil {
		return chunk.Ended(l.err)
	}
	return l.r
}

// restart makes the lines those of another stream, which begins at the position.
func (l *lineReader) restart(r io.Reader, at parsers.Pos) {
	l.r, l.err = r, nil
	l.number, l.base = at.Line-1, at.Offset
	l.begin, l.end = 0, 0
}

// take hands out the next size bytes as a line, and drops the line feed behind them if there is one.
func (l *lineReader) take(size int, ended bool) line {
	l.number++
	text := l.buf[l.begin : l.begin+size]
	taken := line{text: text, number: l.number, offset: l.base + int64(l.begin), ended: ended}
	l.begin += size
	if ended {
		l.begin++
	}
	return taken
}

// takeTooLong hands out the beginning of a line that is too long and reads past its end.
func (l *lineReader) takeTooLong() line {
	taken := l.take(maxLineSize, false)
	taken.tooLong, taken.ended = true, true
	taken.text = bytes.Clone(taken.text[:maxQuote])
	for {
		if i := bytes.IndexByte(l.buf[l.begin:l.end], '\n'); i >= 0 {
			l.begin += i + 1
			return taken
		}
		l.begin = l.end
		if l.err != nil {
			taken.ended = false
			return taken
		}
		l.fill()
	}
}

// fill reads more of the stream behind what the buffer holds.
func (l *lineReader) fill() {
	if l.begin > 0 {
		l.base += int64(l.begin)
		l.end = copy(l.buf, l.buf[l.begin:l.end])
		l.begin = 0
	}
	for range 100 {
		n, err := l.r.Read(l.buf[l.end:bufferSize])
		l.end += n
		if l.err = err; n > 0 || err != nil {
			return
		}
	}
	l.err = io.ErrNoProgress
}
