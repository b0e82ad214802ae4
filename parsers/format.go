package parsers

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
)

// Confidence says how sure a format is that it can read a member. Content beats name: a format that has seen its own
// shape in the first bytes answers ByContent, one that merely trusts the file name answers ByName. Between the two is a
// format whose records stand within other text, such as a message that a mail quotes: it answers ByPart, and any format
// that knows the text as a whole goes before. Least sure is a format that takes whatever an envelope holds: ByEnvelope.
type Confidence int

// The answers a format may give when it is asked about a member.
const (
	No Confidence = iota
	ByEnvelope
	ByName
	ByPart
	ByContent
)

// Format is one kind of log file: its name, its vocabulary, how it is recognised and how it is read.
type Format struct {
	Name  string  // short, as in reports: "cloudtrail"
	Title string  // for people: "AWS CloudTrail events"
	URL   string  // the AWS page that describes it
	Kinds []*Kind // the kinds of events that Read emits

	// Timeless says that its members cover no time, as a log does: they say how things are when somebody asks, or what
	// somebody pasted. That something is not in them does not mean that it did not happen.
	Timeless bool

	// Detect looks at the first bytes and must be cheap: it runs for every member of a bundle, but for those that begin
	// as [Header.HoldsRecords] says, of which only formats with Records are asked.
	Detect  func(*Header) Confidence
	Records bool // its members may begin so

	// Read turns the member into events, in one streaming pass and in bounded memory. A record that cannot be
	// understood goes to Sink.Reject and reading goes on; the error that Read returns means that the rest of the
	// member could not be read at all.
	Read func(ctx context.Context, r io.Reader, src *Source, sink Sink) error
}

// Source is the member that a format is reading, with what is known about it from outside.
type Source struct {
	Member  string   // path inside the bundle
	Layouts []string // flow log formats found in describe-flow-logs, for records without a header line

	// Defer leaves members for later whose records are but extracts of those that other members may hold: reading them
	// ends with ErrDeferred, before anything is emitted.
	Defer bool

	// Wants tells whether a record is asked for, by its number; nil for all. Formats that can pass over the others at less cost
	// need not emit them. Several goroutines may call it at a time.
	Wants func(record int) bool

	// Pasted reads a JSON text that stands within the member, and whose lines have the given numbers there, and reports whether
	// any format knows it. Its events reach the sink of the member. Formats of what people write ask it; nil where nobody reads
	// such texts.
	Pasted func(text []byte, lines []int) (known bool, err error)

	Pool      Pool // others who can help to read a large member; nil for nobody
	ChunkSize int  // bytes of the chunks that they are given; 0 for what suits most machines

	// Spool keeps what a stream gives, for formats that cannot be read from front to back. Without it, they are read
	// into memory as far as 32 MiB allows.
	Spool func(ctx context.Context, r io.Reader) (RandomAccess, error)
}

// ErrDeferred says that a member is to be read again once all others have been.
var ErrDeferred = errors.New("left for later")

// Pool is the help that a format can have with a large member. It belongs to the goroutine that reads the member.
type Pool interface {
	// Go has the task done by whoever is free, perhaps before it returns. The task is given a sink for the member's
	// records that is its own until it ends; a task must not wait for another one.
	Go(task func(Sink))
	// Wait returns when all tasks are done.
	Wait()
}

// RandomAccess is a member whose bytes can be read in any order.
type RandomAccess interface {
	io.ReaderAt
	io.Closer
	Size() int64
}

// Skips reports whether a record is not asked for.
func (s *Source) Skips(record int) bool { return s.Wants != nil && !s.Wants(record) }

// RandomAccess keeps what the stream gives. With an error, it may give what was read before.
func (s *Source) RandomAccess(ctx context.Context, r io.Reader) (RandomAccess, error) {
	if s.Spool != nil {
		return s.Spool(ctx, r)
	}
	b, err := io.ReadAll(io.LimitReader(r, maxInMemory+1))
	if len(b) > maxInMemory {
		return nil, fmt.Errorf("more than %d bytes, and nowhere to keep them", maxInMemory)
	}
	return inMemory{bytes.NewReader(b)}, err
}

const maxInMemory = 32 << 20

type inMemory struct{ *bytes.Reader }

func (inMemory) Close() error { return nil }

// Sink takes what a format reads.
type Sink interface {
	// Event takes one record. The event and everything it points to belong to the format and are reused as soon as
	// Event returns; keep copies. An error stops the reading of the member and is returned from Format.Read as it is.
	Event(*Event) error

	// Reject takes a record that could not be understood. It is counted and reported, never dropped in silence.
	Reject(*SyntaxError)

	// Note takes a remark on the member as a whole that a reader of the report must know, such as "NextToken present:
	// the answer was cut". The same text given twice is kept once.
	Note(text string)
}

// Unheard is the part of a sink that takes events alone, such as that of a second reading: the first told the rest.
type Unheard struct{}

// Reject does nothing.
func (Unheard) Reject(*SyntaxError) {}

// Note does nothing.
func (Unheard) Note(string) {}
