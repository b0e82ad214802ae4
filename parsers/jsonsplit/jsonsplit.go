package jsonsplit

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"sync"

	"hamari/parsers/jsonscan"
)

// Limits of what one record may be.
const (
	DefaultMaxRecord = 16 << 20          // bytes; CloudTrail's own limit is 256 KiB, CLI answers are split below the list
	MaxDepth         = jsonscan.MaxDepth // nested objects and arrays
	maxScalar        = 64 << 10          // longest value that is handed to Options.Field
	readSize         = 256 << 10
	maxMarker        = 64 // bytes of a good record among which its first key is looked for
	maxRescans       = 64 // multiples of MaxRecord that may be scanned again after broken records
)

// Options say which parts of the text are records.
type Options struct {
	// Lists are the keys of a top-level object under which an array of records stands. An object that has one of
	// them is an envelope; an object that has none is a record itself.
	Lists []string

	// Field, if set, is given the scalar members of top-level objects (strings without their quotes), so that a
	// caller can see a NextToken beside the list. The slices are valid during the call only.
	Field func(key, value []byte)

	MaxRecord int // longest record in bytes; 0 for DefaultMaxRecord
}

// Record is one record of the stream. Raw is valid until the next call of Next.
type Record struct {
	Raw    []byte
	List   string // key of the list that the record stands in; "" for an element of an array or a document
	Line   int    // 1-based
	Index  int    // 0-based number of the record in the stream, broken ones included
	Offset int64
}

// Error is a record that could not be delimited. Next may be called again.
type Error struct {
	Line   int
	Index  int
	Offset int64
	Err    error
}

func (e *Error) Error() string { return fmt.Sprintf("line %d: %v", e.Line, e.Err) }

// Unwrap returns the reason.
func (e *Error) Unwrap() error { return e.Err }

// Reasons why a record could not be delimited.
var (
	ErrTruncated = errors.New("the text ends inside a record")
	ErrUnclosed  = errors.New("the text ends between two records of a list that is not closed") // no record is lost
	ErrTooLong   = errors.New("record longer than the limit")
	ErrTooDeep   = errors.New("record nested deeper than the limit")
	ErrNotJSON   = errors.New("not JSON")
	ErrGivenUp   = errors.New("too many broken records, the rest was not read")
)

// Splitter cuts one stream into records.
type Splitter struct {
	opts Options
	r    io.Reader

	buf  []byte // text from offset base on
	pos  int    // next unread byte in buf
	keep int    // first byte in buf that must survive a refill
	base int64  // offset of buf[0] in the stream
	err  error  // what the reader said last; io.EOF at the end

	pooled *[readSize]byte // what buf began as, while that is in use

	line    int // line of buf[counted]
	counted int
	index   int

	nesting jsonscan.Nesting // of the value that is being read
	tooDeep bool             // something in the record is
	inArray bool             // reading elements of a list or top-level array
	list    string           // key of the list, while in one
	listed  bool             // the current top-level object has had a list
	inDoc   bool             // inside a top-level object, between its members

	marker   []byte // what the last good record began with; the next one after a broken one is found by it
	rescans  int64
	finished bool
}

// New returns a splitter of r.
func New(r io.Reader, opts Options) *Splitter {
	if opts.MaxRecord <= 0 {
		opts.MaxRecord = DefaultMaxRecord
	}
	return &Splitter{opts: opts, r: r, line: 1}
}

// Next returns the next record. It returns io.EOF at the end, an *Error for a broken record (reading can go on), and
// any other error as the reader gave it, when nothing more can be read.
func (s *Splitter) Next() (Record, error) {
	for {
		if s.finished {
			s.buf, s.pos, s.keep = nil, 0, 0
			s.release()
			return Record{}, s.endError()
		}
		var (
			rec Record
			ok  bool
			err error
		)
		switch {
		case s.inArray:
			rec, ok, err = s.element()
		case s.inDoc:
			err = s.member()
		default:
			rec, ok, err = s.document()
		}
		if err != nil {
			return Record{}, s.broken(err)
		}
		if ok {
			return rec, nil
		}
	}
}

func (s *Splitter) endError() error {
	if s.err == nil || errors.Is(s.err, io.EOF) {
		return io.EOF
	}
	return s.err
}

// document starts the next top-level value.
func (s *Splitter) document() (rec Record, ok bool, err error) {
	s.listed = false
	for {
		c, more := s.between()
		if !more {
			s.finished = true
			return Record{}, false, nil
		}
		switch c {
		case '[':
			s.pos++
			s.inArray, s.list = true, ""
			return Record{}, false, nil
		case '{':
			return s.object()
		case ',':
			s.pos++ // a list that was cut out of its array
		default:
			return Record{}, false, ErrNotJSON
		}
	}
}

// object reads a top-level object up to its first list, or whole if it has none.
func (s *Splitter) object() (rec Record, ok bool, err error) {
	start := s.base + int64(s.pos)
	s.pos++
	s.tooDeep = false
	for {
		end, err := s.key()
		if err != nil {
			return Record{}, false, err
		}
		if s.inArray {
			s.inDoc = true
			return Record{}, false, nil
		}
		if !end {
			continue
		}
		if s.listed { // the list was null
			s.keep = s.pos
			return Record{}, false, nil
		}
		if s.tooDeep {
			return Record{}, false, ErrTooDeep
		}
		return s.take(int(start - s.base)), true, nil
	}
}

// member reads the members of an envelope that follow its list.
func (s *Splitter) member() error {
	s.keep = s.pos
	end, err := s.key()
	if err != nil {
		return err
	}
	if end {
		s.inDoc = false
	}
	return nil
}

// key reads one member of a top-level object; end says that the object was closed instead. At a list it stops inside
// the array and sets inArray.
func (s *Splitter) key() (end bool, err error) {
	c, err := s.inside()
	for err == nil && c == ',' {
		s.pos++
		c, err = s.inside()
	}
	switch {
	case err != nil:
		return false, err
	case c == '}':
		s.pos++
		return true, nil
	case c != '"':
		return false, ErrNotJSON
	}
	keyStart := s.base + int64(s.pos)
	if err := s.skipValue(); err != nil {
		return false, err
	}
	keyEnd := s.base + int64(s.pos)
	if c, err = s.inside(); err != nil {
		return false, err
	} else if c != ':' {
		return false, ErrNotJSON
	}
	s.pos++
	if c, err = s.inside(); err != nil {
		return false, err
	}
	key := s.at(keyStart+1, keyEnd-1)
	if list, isList := s.isList(key); isList && c == '[' {
		s.pos++
		s.listed, s.inArray, s.list = true, true, list
		s.keep = s.pos
		return false, nil
	} else if isList && c == 'n' {
		s.listed = true
	}
	valueStart := s.base + int64(s.pos)
	if err := s.skipValue(); err != nil {
		return false, err
	}
	if s.opts.Field != nil && c != '{' && c != '[' {
		value := s.at(valueStart, s.base+int64(s.pos))
		if c == '"' {
			value = value[1 : len(value)-1]
		}
		if len(value) <= maxScalar {
			s.opts.Field(s.at(keyStart+1, keyEnd-1), value)
		}
	}
	return false, nil
}

func (s *Splitter) isList(key []byte) (string, bool) {
	for _, l := range s.opts.Lists {
		if string(key) == l {
			return l, true
		}
	}
	return "", false
}

// element reads the next element of a list or a top-level array.
func (s *Splitter) element() (rec Record, ok bool, err error) {
	for {
		c, more := s.between()
		switch {
		case !more:
			return Record{}, false, ErrUnclosed
		case c == ',':
			s.pos++
			continue
		case c == ']':
			s.pos++
			s.inArray, s.list = false, ""
			return Record{}, false, nil
		}
		if c == '}' || c == ':' {
			return Record{}, false, ErrNotJSON
		}
		s.tooDeep = false
		if err := s.skipValue(); err != nil {
			return Record{}, false, err
		}
		if s.tooDeep {
			return Record{}, false, ErrTooDeep
		}
		return s.take(s.keep), true, nil
	}
}

// take makes a record of the bytes from start to the current position.
func (s *Splitter) take(start int) Record {
	raw := s.buf[start:s.pos]
	s.countLines(start)
	rec := Record{Raw: raw, List: s.list, Line: s.line, Index: s.index, Offset: s.base + int64(start)}
	s.index++
	s.keep = s.pos
	s.marker = append(s.marker[:0], marker(raw)...)
	return rec
}

// marker returns the opening brace and first key of an object: what the records of one list begin with.
func marker(raw []byte) []byte {
	head := raw[:min(len(raw), maxMarker)]
	if colon := bytes.IndexByte(head, ':'); colon > 0 && head[0] == '{' {
		return head[:colon]
	}
	return nil
}

// broken reports the record at keep as broken and moves on to the next place that looks like the start of one.
func (s *Splitter) broken(cause error) error {
	if s.err != nil && !errors.Is(s.err, io.EOF) && errors.Is(cause, ErrTruncated) {
		cause = fmt.Errorf("%w: %w", cause, s.err)
	}
	start := min(s.keep, len(s.buf))
	s.countLines(start)
	e := &Error{Line: s.line, Index: s.index, Offset: s.base + int64(start), Err: cause}
	if errors.Is(cause, ErrUnclosed) {
		s.finished = true
		return e
	}
	s.index++
	if errors.Is(cause, ErrTooDeep) { // its end is known
		s.keep = s.pos
		return e
	}
	s.rescans += int64(s.pos - start)
	if s.rescans > int64(s.opts.MaxRecord)*maxRescans {
		e.Err = errors.Join(cause, ErrGivenUp)
		s.finished = true
		return e
	}
	s.pos = min(start+1, len(s.buf))
	s.resync()
	return e
}

// resync moves to the next place that begins like the last good record, or like any object if there was none.
func (s *Splitter) resync() {
	marker := s.marker
	if len(marker) == 0 {
		marker = []byte("{")
	}
	for {
		if i := bytes.Index(s.buf[s.pos:], marker); i >= 0 {
			s.pos += i
			break
		}
		s.pos = max(s.pos, len(s.buf)-len(marker)+1)
		s.keep = s.pos
		if !s.fill() {
			s.finished = true
			return
		}
	}
	s.keep = s.pos
	if s.inDoc && !s.inArray { // the envelope itself was broken: what follows are documents
		s.inDoc = false
	}
}

// between returns the next byte that is not white space, between records: what lies before it may be forgotten.
func (s *Splitter) between() (byte, bool) {
	for !s.skipSpace() {
		s.keep = s.pos
		if !s.fill() {
			return 0, false
		}
	}
	s.keep = s.pos
	return s.buf[s.pos], true
}

// inside returns the next byte that is not white space, within an object.
func (s *Splitter) inside() (byte, error) {
	for !s.skipSpace() {
		if err := s.more(); err != nil {
			return 0, err
		}
	}
	return s.buf[s.pos], nil
}

// skipSpace moves past white space and reports whether there is something behind it in the buffer.
func (s *Splitter) skipSpace() bool {
	for ; s.pos < len(s.buf); s.pos++ {
		switch s.buf[s.pos] {
		case ' ', '\t', '\r', '\n':
		default:
			return true
		}
	}
	return false
}

// more reads further text inside a value.
func (s *Splitter) more() error {
	if len(s.buf)-s.keep > s.opts.MaxRecord {
		return ErrTooLong
	}
	if !s.fill() {
		return ErrTruncated
	}
	return nil
}

// fill reads further text behind the buffer, dropping what lies before keep.
func (s *Splitter) fill() bool {
	if s.err != nil {
		return false
	}
	s.keep = min(s.keep, s.pos)
	if s.keep > 0 {
		s.countLines(s.keep)
		n := copy(s.buf, s.buf[s.keep:])
		s.buf = s.buf[:n]
		s.base += int64(s.keep)
		s.pos -= s.keep
		s.counted -= s.keep
		s.keep = 0
		s.nesting.Changed(0)
	}
	s.makeRoom()
	s.nesting.Changed(len(s.buf))
	for range 100 {
		n, err := s.r.Read(s.buf[len(s.buf):cap(s.buf)])
		s.buf = s.buf[:len(s.buf)+n]
		s.err = err
		if n > 0 {
			return true
		}
		if err != nil {
			return false
		}
	}
	s.err = io.ErrNoProgress
	return false
}

// spareBuffers are kept for the next splitters: bundles have many small members.
var spareBuffers = sync.Pool{New: func() any { return new([readSize]byte) }}

// makeRoom sees to it that there is room for further text behind the buffer.
func (s *Splitter) makeRoom() {
	switch {
	case cap(s.buf) == 0:
		s.pooled = spareBuffers.Get().(*[readSize]byte)
		s.buf = s.pooled[:0]
	case cap(s.buf)-len(s.buf) < readSize/2:
		grown := make([]byte, len(s.buf), 2*cap(s.buf))
		copy(grown, s.buf)
		s.buf = grown
		s.release()
	}
}

// Close gives the memory back of a splitter that is left before its end; at the end, that happens by itself. Records that
// were returned, and the splitter, must not be used afterwards.
func (s *Splitter) Close() {
	s.release()
	s.buf, s.finished = nil, true
}

// release gives the first buffer back, which must be out of use.
func (s *Splitter) release() {
	if s.pooled != nil {
		spareBuffers.Put(s.pooled)
		s.pooled = nil
	}
}

// countLines moves the line counter forward to the given place in the buffer.
func (s *Splitter) countLines(to int) {
	if to > s.counted {
		s.line += bytes.Count(s.buf[s.counted:to], []byte{'\n'})
		s.counted = to
	}
}

// at returns the bytes between two stream offsets, which must lie in the buffer.
func (s *Splitter) at(from, to int64) []byte { return s.buf[from-s.base : to-s.base] }
