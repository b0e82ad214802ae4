package lines

import (
	"bytes"
	"io"
	"sync"
)

const (
	bufferSize = 256 << 10
	headSize   = 256 // bytes kept of a line that is too long
)

// Slack is how many bytes behind a line are in its memory, at least, up to the capacity of its text: scans that look at
// many bytes at a time may read them, whatever they are. Lines of [Text] have what there is behind the text.
const Slack = 64

// MaxSize is how long a line may be, in bytes. It leaves room for a URL and headers at the services' own limits
// (8 KiB and 20 KiB), with every byte of them percent-encoded twice.
const MaxSize = 160 << 10

// Line is one line of the text, without its line end ("\n" or "\r\n").
type Line struct {
	Text    []byte // valid until the next line is asked for; what is behind it in memory is not its own
	Number  int    // 1-based
	Offset  int64  // bytes before the line
	Ended   bool   // a line feed follows; false only for the last line
	TooLong bool   // Text is only the beginning of a line of more than MaxSize bytes
}

// Reader cuts a stream into lines.
type Reader struct {
	r          io.Reader
	buf        []byte // the last Slack bytes are never filled
	begin, end int    // what of buf is read and not yet handed out
	base       int64  // offset of buf[0] in the stream
	number     int    // of the last line handed out
	err        error  // why there is nothing more to read; io.EOF at the regular end
	pooled     bool   // buf is one of buffers
}

// buffers spares the many small members of a bundle a buffer each.
var buffers = sync.Pool{New: func() any { return new([bufferSize + Slack]byte) }}

// New returns a reader of the lines of r. A byte order mark is left out.
func New(r io.Reader) *Reader {
	l := &Reader{r: r, buf: buffers.Get().(*[bufferSize + Slack]byte)[:], pooled: true}
	mark := []byte("\xef\xbb\xbf")
	if head, _ := l.Peek(len(mark)); bytes.HasPrefix(head, mark) {
		l.begin += len(mark)
	}
	return l
}

// Text returns a reader of the lines of a text in memory, before which there are so many lines and bytes of the stream.
func Text(text []byte, number int, offset int64) *Reader {
	return &Reader{buf: text, end: len(text), base: offset, number: number, err: io.EOF}
}

// Close gives the memory back; neither the reader nor the lines that it has handed out may be used afterwards. A reader
// that is not closed costs its memory, nothing else.
func (l *Reader) Close() {
	if l.pooled {
		buffers.Put((*[bufferSize + Slack]byte)(l.buf))
	}
	*l = Reader{err: io.EOF}
}

// Next returns the next line, or false at the end of what can be read.
func (l *Reader) Next() (Line, bool) {
	scanned := 0
	for {
		if i := bytes.IndexByte(l.buf[l.begin+scanned:l.end], '\n'); i >= 0 && scanned+i <= MaxSize {
			return l.take(scanned+i, true), true
		}
		scanned = l.end - l.begin
		switch {
		case scanned > MaxSize:
			return l.takeTooLong(), true
		case l.err == nil:
			l.fill()
		case scanned == 0:
			return Line{}, false
		default:
			return l.take(scanned, false), true
		}
	}
}

// Number returns the number of the last line handed out, 0 before the first.
func (l *Reader) Number() int { return l.number }

// Failure returns the error that ended the reading before the end of the stream, nil if none did.
func (l *Reader) Failure() error {
	if l.err == io.EOF {
		return nil
	}
	return l.err
}

// Offset returns where in the stream the next line begins.
func (l *Reader) Offset() int64 { return l.base + int64(l.begin) }

// Peek returns up to n of the bytes that the next lines are made of, n being at most MaxSize, and whether they are all
// that is left.
func (l *Reader) Peek(n int) (head []byte, complete bool) {
	for l.end-l.begin < n && l.err == nil {
		l.fill()
	}
	return l.buf[l.begin:min(l.begin+n, l.end)], l.err != nil && l.end-l.begin <= n
}

// Unread returns what has been read and not handed out, and what follows it. The text is valid until the next line is
// asked for.
func (l *Reader) Unread() (text []byte, rest io.Reader) {
	if l.err != nil {
		return l.buf[l.begin:l.end], errorReader{l.err}
	}
	return l.buf[l.begin:l.end], l.r
}

// Rest returns what has not been handed out, for a text that is not made of lines after all.
func (l *Reader) Rest() io.Reader {
	text, rest := l.Unread()
	return io.MultiReader(bytes.NewReader(text), rest)
}

// Restart goes on with the lines of another stream, before which there are so many lines and bytes.
func (l *Reader) Restart(r io.Reader, number int, offset int64) {
	l.r, l.err = r, nil
	l.number, l.base, l.begin, l.end = number, offset, 0, 0
}

// errorReader has nothing but an error.
type errorReader struct{ err error }

func (r errorReader) Read([]byte) (int, error) { return 0, r.err }

// take hands out the next size bytes as a line, and drops the line feed behind them if there is one.
func (l *Reader) take(size int, ended bool) Line {
	l.number++
	text := l.buf[l.begin : l.begin+size]
	if size > 0 && text[size-1] == '\r' {
		text = text[:size-1]
	}
	taken := Line{Text: text, Number: l.number, Offset: l.base + int64(l.begin), Ended: ended}
	l.begin += size
	if ended {
		l.begin++
	}
	return taken
}

// takeTooLong hands out the beginning of a line that is too long and reads past its end.
func (l *Reader) takeTooLong() Line {
	taken := l.take(MaxSize, false)
	taken.TooLong, taken.Ended = true, true
	taken.Text = bytes.Clone(taken.Text[:headSize])
	for {
		if i := bytes.IndexByte(l.buf[l.begin:l.end], '\n'); i >= 0 {
			l.begin += i + 1
			return taken
		}
		l.begin = l.end
		if l.err != nil {
			taken.Ended = false
			return taken
		}
		l.fill()
	}
}

// fill reads more of the stream behind what the buffer holds.
func (l *Reader) fill() {
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
