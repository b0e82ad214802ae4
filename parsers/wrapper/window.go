package wrapper

import (
	"bytes"
	"io"
	"sync"
)

const (
	readSize   = 64 << 10
	windowSize = 128 << 10 // to begin with
)

// window is the part of a text that is being worked on: from the first byte not yet done with, as far as it was read.
type window struct {
	r          io.Reader
	buf        []byte
	begin, end int   // of the window in buf
	base       int64 // offset of buf[0] in the text
	line       int   // 1-based line at begin
	err        error // why nothing more can be read
}

// windows spares the many small members of a bundle a buffer each.
var windows = sync.Pool{New: func() any { return new([windowSize]byte) }}

func newWindow(r io.Reader) *window {
	return &window{r: r, buf: windows.Get().(*[windowSize]byte)[:], line: 1}
}

// close gives the buffer back; the window must not be used afterwards.
func (w *window) close() {
	if len(w.buf) == windowSize {
		windows.Put((*[windowSize]byte)(w.buf))
	}
	w.buf, w.begin, w.end = nil, 0, 0
}

// text returns the window; it is valid until more is called.
func (w *window) text() []byte { return w.buf[w.begin:w.end] }

func (w *window) offset() int64 { return w.base + int64(w.begin) }

// full reports whether the window has reached the size that one entry may have.
func (w *window) full() bool { return w.end-w.begin >= maxEntry }

// more makes the window longer; false if the text ends here, or the window is full.
func (w *window) more() bool {
	if w.err != nil || w.full() {
		return false
	}
	w.makeRoom()
	for range 100 {
		n, err := w.r.Read(w.buf[w.end:])
		w.end += n
		w.err = err
		if n > 0 {
			return true
		}
		if err != nil {
			return false
		}
	}
	w.err = io.ErrNoProgress
	return false
}

// makeRoom provides for readSize further bytes.
func (w *window) makeRoom() {
	if len(w.buf)-w.end >= readSize {
		return
	}
	old := w.text()
	if len(w.buf)-len(old) < readSize {
		w.buf = make([]byte, 2*len(w.buf))
	}
	w.base += int64(w.begin)
	w.begin, w.end = 0, copy(w.buf, old)
}

// reach makes the window at least n bytes long; false if the text ends before.
func (w *window) reach(n int) bool {
	for w.end-w.begin < n {
		if !w.more() {
			return false
		}
	}
	return true
}

// lineEnd returns the place behind the line feed at or after from, or the end of the window if the text ends first; ok
// is false if the window is full before.
func (w *window) lineEnd(from int) (end int, ok bool) {
	for {
		text := w.text()
		if i := bytes.IndexByte(text[from:], '\n'); i >= 0 {
			return from + i + 1, true
		}
		from = len(text)
		if !w.more() {
			return from, !w.full()
		}
	}
}

// drop moves the window's begin n bytes on.
func (w *window) drop(n int) {
	w.line += bytes.Count(w.buf[w.begin:w.begin+n], []byte{'\n'})
	w.begin += n
}

// dropLine moves the window to the next line, however long this one is.
func (w *window) dropLine() {
	for {
		end, ok := w.lineEnd(0)
		w.drop(end)
		if ok {
			return
		}
	}
}
