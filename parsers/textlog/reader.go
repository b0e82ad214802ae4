package textlog

import (
	"bytes"
	"io"

	"hamari/parsers"
	"hamari/parsers/lines"
)

// MaxRecord bounds one record in bytes, its continuation lines included. RDS cuts its own messages far below that, and
// the bodies that the SSM Agent logs are a few kilobytes long.
const MaxRecord = 1 << 20

// Record is one record: the line that begins it and those that continue it.
type Record struct {
	Text   []byte // lines joined by line feeds, without the last one's end; valid until Next is called again
	Line   int    // 1-based
	Offset int64  // bytes before it
	Lines  int    // how many lines it has, blank ones included
	Begins bool   // false: a line that stands before the first record and belongs to none
	Cut    bool   // it, or one of its lines, is longer than what is kept; Text is its beginning
}

// Pos returns where the record stands; number is what the format has counted it as.
func (r *Record) Pos(member string, number int) parsers.Pos {
	return parsers.Pos{Member: member, Line: r.Line, Record: number, Offset: r.Offset}
}

// Reader cuts a text into records in bounded memory.
type Reader struct {
	lines  *lines.Reader
	begins func(line []byte) bool

	record Record
	text   []byte

	ahead     lines.Line // read, but not yet part of a record
	beginning bool       // it begins one
	have      bool
}

// NewReader returns a reader of the records whose first line begins tells. begins is asked once per line, in order, and
// is given the line without its end.
func NewReader(r io.Reader, begins func(line []byte) bool) *Reader {
	return &Reader{lines: lines.New(r), begins: begins}
}

// Next returns the next record; the error is io.EOF at the end, and otherwise what kept the text from being read any
// further. The record before an error has been returned by then.
func (r *Reader) Next() (*Record, error) {
	if !r.have && !r.advance() {
		return nil, r.end()
	}
	for r.isBlank() { // blank lines before the first record
		if !r.advance() {
			return nil, r.end()
		}
	}
	l, begins := r.ahead, r.beginning
	r.text = append(r.text[:0], l.Text...)
	r.record = Record{Line: l.Number, Offset: l.Offset, Lines: 1, Begins: begins, Cut: l.TooLong}
	for r.advance() && begins && !r.beginning {
		r.join()
	}
	r.record.Text = bytes.TrimRight(r.text, "\n")
	return &r.record, nil
}

// end returns why there is no further line.
func (r *Reader) end() error {
	if err := r.lines.Failure(); err != nil {
		return err
	}
	return io.EOF
}

func (r *Reader) isBlank() bool { return !r.beginning && len(bytes.TrimSpace(r.ahead.Text)) == 0 }

// join adds the line ahead to the record.
func (r *Reader) join() {
	r.record.Lines++
	if r.record.Cut || len(r.text)+1+len(r.ahead.Text) > MaxRecord {
		r.record.Cut = true
		return
	}
	r.text = append(append(r.text, '\n'), r.ahead.Text...)
	r.record.Cut = r.ahead.TooLong
}

// advance reads the next line; false at the end.
func (r *Reader) advance() bool {
	if r.ahead, r.have = r.lines.Next(); r.have {
		r.beginning = r.begins(r.ahead.Text)
	}
	return r.have
}
