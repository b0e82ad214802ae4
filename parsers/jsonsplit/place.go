package jsonsplit

import (
	"bytes"
	"io"
)

// Place is where a splitter stands between two records: all that another one needs to go on from there.
type Place struct {
	Line   int // of the next byte, 1-based
	Index  int // of the next record
	Offset int64

	Around Around
	Marker string // what the last good record began with, and what the next one after a broken one is found by

	rescans int64
}

// Around is what stands around the records.
type Around struct {
	InList   bool   // they are elements of a list or of a top-level array; otherwise documents of their own
	List     string // the list's key; "" for a top-level array
	InObject bool   // the list is a member of a top-level object
}

// Place returns where the splitter stands. ok is false where that is not between two records, or where the stream has
// ended or failed.
func (s *Splitter) Place() (p Place, ok bool) {
	if s.finished || s.err != nil || s.keep != s.pos || s.inDoc && !s.inArray {
		return Place{}, false
	}
	s.countLines(s.pos)
	return Place{
		Line: s.line, Index: s.index, Offset: s.base + int64(s.pos), Around: s.around(), Marker: string(s.marker), rescans: s.rescans,
	}, true
}

func (s *Splitter) around() Around {
	return Around{InList: s.inArray, List: s.list, InObject: s.inDoc}
}

// Unread returns what the splitter has read of the stream beyond its place, and the reader of what follows. The splitter
// must not be used afterwards.
func (s *Splitter) Unread() (text []byte, r io.Reader) { return s.buf[s.pos:], s.r }

// Continue returns a splitter of r, which goes on from the place.
func Continue(r io.Reader, from Place, opts Options) *Splitter {
	s := New(r, opts)
	s.line, s.index, s.base, s.rescans = from.Line, from.Index, from.Offset, from.rescans
	s.inArray, s.list, s.inDoc = from.Around.InList, from.Around.List, from.Around.InObject
	s.listed = s.inDoc
	s.marker = []byte(from.Marker)
	return s
}

// Text cuts a text in memory, which begins between two records with the same things around them. Positions count from
// the beginning of the text.
func Text(text []byte, around Around, opts Options) *Splitter {
	s := Continue(nil, Place{Line: 1, Around: around}, opts)
	s.buf, s.err = text, io.EOF
	return s
}

// Between reports, after the last record of a text, whether it ended between two records with the same things around
// them as in the beginning. err is what Next returned last.
func (s *Splitter) Between(around Around, err error) bool {
	var e *Error
	switch {
	case s.around() != around:
		return false
	case around.InList:
		e, _ = err.(*Error)
		return e != nil && e.Err == ErrUnclosed
	}
	return err == io.EOF
}

// Cut returns the length of the longest part of a text behind which a record seems to begin, 0 if there is none: the
// last place where the marker of the records stands behind what may stand between two of them.
func Cut(text, marker []byte, around Around) int {
	const attempts = 16
	if len(marker) == 0 {
		return 0
	}
	end := len(text)
	for range attempts {
		i := bytes.LastIndex(text[:end], marker)
		if i <= 0 {
			return 0
		}
		before := bytes.TrimRight(text[:i], " \t\r\n")
		if n := len(before); n > 0 && (around.InList && before[n-1] == ',' || !around.InList && before[n-1] == '}') {
			return i
		}
		end = i
	}
	return 0
}
