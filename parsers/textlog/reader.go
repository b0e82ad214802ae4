package textlog

import (
	"bufio"
	"bytes"
	"errors"
	"io"

	"hamari/parsers"
)

// MaxRecord bounds one record in bytes, its continuation lines included. RDS cuts its own messages far below that, and
// the bodies that the SSM Agent logs are a few kilobytes long.
const MaxRecord = 1 << 20

const bufferSize = 64 << 10

// Record is one record: the line that begins it and those that continue it.
type Record struct {
	Text   []byte // lines joined by line feeds, without the last one's end; valid until Next is called again
	Line   int    // 1-based
	Offset int64  // bytes before it
	Lines  int    // how many lines it has, blank ones included
	Begins bool   // false: a line that stands before the first record and belongs to none
	Cut    bool   // it was longer than MaxRecord; Text is its beginning
}

// Pos returns where the record stands; number is what the format has counted it as.
func (r *Record) Pos(member string, number int) parsers.Pos {
	return parsers.Pos{Member: member, Line: r.Line, Record: number, Offset: r.Offset}
}

// Reader cuts a text into records in bounded memory.
type Reader struct {
	r      *bufio.Reader
	begins func(line []byte) bool

	record Record
	text   []byte
	spill  []byte

	ahead line // read, but not yet part of a record
	have  bool
	first bool

	number int
	offset int64
	err    error
}

// line is one line of the text, without its end.
type line struct {
	text   []byte
	number int
	offset int64
	cut    bool
	begins bool
}

// NewReader returns a reader of the records whose first line begins tells. begins is asked once per line, in order, and
// is given the line without its end.
func NewReader(r io.Reader, begins func(line []byte) bool) *Reader {
	return &Reader{r: bufio.NewReaderSize(r, bufferSize), begins: begins, first: true}
}

// Next returns the next record; the error is io.EOF at the end, and otherwise what kept the text from being read any
// further. The record before an error has been returned by then.
func (r *Reader) Next() (*Record, error) {
	if !r.have && !r.advance() {
		return nil, r.err
	}
	for r.isBlank() { // blank lines before the first record
		if !r.advance() {
			return nil, r.err
		}
	}
	l := r.ahead
	r.text = append(r.text[:0], l.text...)
	r.record = Record{Line: l.number, Offset: l.offset, Lines: 1, Begins: l.begins, Cut: l.cut}
	for r.advance() && l.begins && !r.ahead.begins {
		r.join()
	}
	r.record.Text = bytes.TrimRight(r.text, "\n")
	return &r.record, nil
}

func (r *Reader) isBlank() bool { return !r.ahead.begins && len(bytes.TrimSpace(r.ahead.text)) == 0 }

// join adds the line ahead to the record.
func (r *Reader) join() {
	r.record.Lines++
	if r.record.Cut || len(r.text)+1+len(r.ahead.text) > MaxRecord {
		r.record.Cut = true
		return
	}
	r.text = append(append(r.text, '\n'), r.ahead.text...)
	r.record.Cut = r.ahead.cut
}

// advance reads the next line; false at the end.
func (r *Reader) advance() bool {
	r.have = false
	if r.err != nil {
		return false
	}
	text, size, cut, err := r.readLine()
	r.err = err
	if size == 0 && err != nil {
		return false
	}
	r.number++
	at := r.offset
	r.offset += int64(size)
	text = trimEnd(text)
	if r.first {
		text = bytes.TrimPrefix(text, []byte("\xef\xbb\xbf"))
		r.first = false
	}
	r.ahead = line{text: text, number: r.number, offset: at, cut: cut, begins: r.begins(text)}
	r.have = true
	return true
}

// readLine reads up to and with the next line feed. Of a line that is too long it keeps the beginning.
func (r *Reader) readLine() (text []byte, size int, cut bool, err error) {
	text, err = r.r.ReadSlice('\n')
	size = len(text)
	if err == nil || !errors.Is(err, bufio.ErrBufferFull) {
		return text, size, false, err
	}
	r.spill = append(r.spill[:0], text...)
	for errors.Is(err, bufio.ErrBufferFull) {
		text, err = r.r.ReadSlice('\n')
		size += len(text)
		if room := MaxRecord - len(r.spill); len(text) > room {
			text, cut = text[:room], true
		}
		r.spill = append(r.spill, text...)
	}
	return r.spill, size, cut, err
}

func trimEnd(text []byte) []byte {
	text = bytes.TrimSuffix(text, []byte{'\n'})
	return bytes.TrimSuffix(text, []byte{'\r'})
}
