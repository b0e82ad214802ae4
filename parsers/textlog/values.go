package textlog

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/netip"
	"time"

	"hamari/parsers"
)

// ErrNotARecord is why a line that stands before the first record is rejected.
var ErrNotARecord = errors.New("stands before the first record and is none")

// truncated is what the RDS API puts where it cut a message.
// See https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DownloadDBLogFilePortion.html
var truncated = []byte("[Your log message was truncated]")

// IsTruncated reports whether RDS cut the record before it handed the log over.
func IsTruncated(text []byte) bool { return bytes.Contains(text, truncated) }

// TruncatedNote is what a format tells of a log in which it has met such records.
const TruncatedNote = "RDS cut some messages before it handed the log over ([Your log message was truncated])"

// CutNote is what a format tells of a log in which it has met records that are too long.
const CutNote = "some records are longer than 1 MiB, or 160 KiB in one line: their end was left out"

// Emitter turns the records of one member into events of one kind, with what every text log has in common.
type Emitter struct {
	Event  parsers.Event
	Sink   parsers.Sink
	member string
	count  int
}

// NewEmitter returns an emitter for a member.
func NewEmitter(kind *parsers.Kind, src *parsers.Source, sink parsers.Sink) *Emitter {
	return &Emitter{
		Event: parsers.Event{Kind: kind, Values: make([]parsers.Value, len(kind.Fields))}, Sink: sink, member: src.Member,
	}
}

// Begin makes the event that of a record, with no field set and no time.
func (e *Emitter) Begin(r *Record) {
	clear(e.Event.Values)
	e.Event.Pos = r.Pos(e.member, e.count)
	e.Event.Raw = r.Text
	e.Event.Time, e.Event.End, e.Event.WallClock = time.Time{}, time.Time{}, false
	e.count++
	if r.Cut {
		e.Sink.Note(CutNote)
	}
}

// Stamp gives the event its time.
func (e *Emitter) Stamp(s Stamp) { e.Event.Time, e.Event.WallClock = s.Time, !s.Zoned }

// Set sets a field, unless the value is empty: such a field is absent.
func (e *Emitter) Set(slot int, value []byte) {
	if len(value) > 0 {
		e.Event.Values[slot] = value
	}
}

// Emit hands the event over.
func (e *Emitter) Emit() error { return e.Sink.Event(&e.Event) }

// Reject hands over that the record could not be understood.
func (e *Emitter) Reject(err error) {
	e.Sink.Reject(&parsers.SyntaxError{Pos: e.Event.Pos, Err: err})
}

// Each reads all records of a text and calls take for each. what names the log in the error.
func Each(ctx context.Context, r *Reader, what string, take func(*Record) error) error {
	last := 0
	for n := 0; ; n++ {
		if n%1024 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		rec, err := r.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("%s cut off after line %d: %w", what, last, err)
		}
		last = rec.Line + rec.Lines - 1
		if err := take(rec); err != nil {
			return err
		}
	}
}

// IsAddress reports whether the text is an IP address.
func IsAddress(text []byte) bool {
	if len(text) < 2 || len(text) > 45 || text[0] != ':' && !isHex(text[0]) {
		return false
	}
	_, err := netip.ParseAddr(string(text))
	return err == nil
}

func isHex(c byte) bool { return c-'0' <= 9 || c|0x20 >= 'a' && c|0x20 <= 'f' }

// uuidSize is the length of 8-4-4-4-12.
const uuidSize = 36

// UUIDs calls yield for every identifier of the form 8-4-4-4-12 in the text: request and command IDs are such.
func UUIDs(text []byte, yield func(id []byte)) {
	for from := 0; ; {
		i := bytes.IndexByte(text[from:], '-')
		if i < 0 {
			return
		}
		i += from
		if begin := i - 8; begin >= 0 && begin+uuidSize <= len(text) && isUUID(text[begin:begin+uuidSize]) &&
			(begin == 0 || !isWord(text, begin-1)) && !isWord(text, begin+uuidSize) {
			yield(text[begin : begin+uuidSize])
			from = begin + uuidSize
			continue
		}
		from = i + 1
	}
}

func isUUID(b []byte) bool {
	for i, c := range b {
		if i == 8 || i == 13 || i == 18 || i == 23 {
			if c != '-' {
				return false
			}
		} else if !isHex(c) {
			return false
		}
	}
	return true
}
