package wrapper

import (
	"fmt"
	"io"
	"slices"

	"hamari/parsers"
)

// Counts says what became of the entries of an envelope: Entries is the sum of the others.
type Counts struct {
	Entries  int
	Messages int // handed on, one line each
	Rejected int // broken
	LeftOut  int // no log records: control messages, blank messages, events of other services
}

// Reader is the text inside an envelope, one message per line.
type Reader struct {
	wrapper *Wrapper
	entries entries
	member  string
	sink    parsers.Sink
	nested  bool // the text comes out of another envelope

	counts  Counts
	leftOut reasons
	places  positions
	clock   clock
	streams streams
	line    []byte // of the last message
	rest    []byte // of line, not yet handed out
	err     error  // what ended the reading
}

// Open returns the text inside an envelope. Broken entries go to the sink, with their position in the given member. To
// open an envelope inside another one, give it the Reader of the outer one and that Reader's Sink.
func (w *Wrapper) Open(r io.Reader, member string, sink parsers.Sink) *Reader {
	_, nested := sink.(outward)
	return &Reader{wrapper: w, entries: w.open(r), member: member, sink: sink, nested: nested}
}

// Counts says what became of the entries read so far.
func (r *Reader) Counts() Counts { return r.counts }

// Read fills p as far as there is text, so that what a format gets to see does not depend on how the text below
// arrives.
func (r *Reader) Read(p []byte) (n int, err error) {
	for n < len(p) {
		if len(r.rest) == 0 && !r.advance() {
			break
		}
		copied := copy(p[n:], r.rest)
		r.rest = r.rest[copied:]
		n += copied
	}
	if n == 0 && len(p) > 0 {
		return 0, r.err
	}
	return n, nil
}

// advance makes the next message the rest to hand out; false at the end.
func (r *Reader) advance() bool {
	for r.err == nil {
		e, err := r.entries.next(r.line[:0])
		if err != nil {
			r.finish(err)
			return false
		}
		r.counts.Entries++
		if e.err != nil {
			r.reject(e)
			continue
		}
		r.line = oneLine(e.message)
		if e.leftOut == "" && len(r.line) == 0 {
			e.leftOut = leftOutBlank
		}
		if e.leftOut != "" {
			r.counts.LeftOut++
			r.leftOut.add(e.leftOut)
			continue
		}
		r.counts.Messages++
		r.places.add(e.pos)
		r.clock.set(r.places.lines, e.at)
		r.streams.set(r.places.lines, e.stream)
		r.line = append(r.line, '\n')
		r.rest = r.line
		return true
	}
	return false
}

func (r *Reader) reject(e entry) {
	r.counts.Rejected++
	e.pos.Member = r.member
	r.hideLine(&e.pos)
	r.sink.Reject(&parsers.SyntaxError{Pos: e.pos, Err: fmt.Errorf("%s: %w", r.wrapper.Name, e.err)})
}

// finish ends the reading and hands over what is to be said about the envelope as a whole.
func (r *Reader) finish(err error) {
	r.err = err
	r.entries.close()
	for _, note := range r.entries.notes() {
		r.sink.Note(note)
	}
	for _, note := range r.leftOut.notes() {
		r.sink.Note(note)
	}
	if limit := r.wrapper.limit; limit > 0 && r.counts.Entries == limit {
		r.sink.Note(fmt.Sprintf("%d rows, which is the most that one answer holds: there may be more", limit))
	}
}

// hideLine takes the line from a position in an envelope that is not made of lines: most of those are a single long
// one, and the number of the entry says more. The envelope around this one needs the line to find its own entry.
func (r *Reader) hideLine(pos *parsers.Pos) {
	if !r.wrapper.lines && !r.nested {
		pos.Line = 0
	}
}

// outer turns a position in the text into one in the envelope.
func (r *Reader) outer(inner parsers.Pos) parsers.Pos {
	pos := r.places.outer(inner)
	r.hideLine(&pos)
	return pos
}

// Sink returns a sink for the format that reads the text: it passes on what it is given, with positions in the
// envelope in place of those in the text.
func (r *Reader) Sink() parsers.Sink { return outward{r} }

type outward struct{ reader *Reader }

func (o outward) Event(e *parsers.Event) error {
	inner, logged, dated, wall, stream := e.Pos, e.Logged, e.Time, e.WallClock, e.Stream
	e.Pos = o.reader.outer(inner)
	if stream == "" {
		e.Stream = o.reader.streams.of(inner.Line, o.reader.places.lines)
	}
	switch {
	case e.Undated && dated.IsZero():
		e.Time = o.reader.clock.of(inner.Line, o.reader.places.lines)
		e.WallClock = o.reader.wrapper.local && !e.Time.IsZero()
	case wall && logged.IsZero():
		e.Logged = o.reader.clock.of(inner.Line, o.reader.places.lines)
	}
	err := o.reader.sink.Event(e)
	e.Pos, e.Logged, e.Time, e.WallClock, e.Stream = inner, logged, dated, wall, stream
	return err
}

func (o outward) Reject(e *parsers.SyntaxError) {
	o.reader.sink.Reject(&parsers.SyntaxError{Pos: o.reader.outer(e.Pos), Err: e.Err})
}

func (o outward) Note(text string) { o.reader.sink.Note(text) }

// reasons counts why entries were left out.
type reasons struct{ count map[string]int }

// maxReasons bounds the reasons that are told apart: the text of some comes from the envelope.
const maxReasons = 32

func (r *reasons) add(reason string) {
	if r.count == nil {
		r.count = make(map[string]int)
	}
	if _, known := r.count[reason]; !known && len(r.count) >= maxReasons {
		reason = "other reasons"
	}
	r.count[reason]++
}

func (r *reasons) notes() []string {
	notes := make([]string, 0, len(r.count))
	for reason, n := range r.count {
		notes = append(notes, fmt.Sprintf("%d of the entries left out: %s", n, reason))
	}
	slices.Sort(notes)
	return notes
}
