package chunk

import (
	"bytes"
	"cmp"
	"context"
	"io"
	"sync"

	"hamari/parsers"
)

const (
	defaultSize = 1 << 20 // of a chunk
	alone       = 8       // chunks that a format reads by itself before it asks for help
	maxWaiting  = 32      // chunks that are given away at a time; then all of them are waited for
)

// Slack is how many bytes behind a chunk are in its memory, at least: scans that look at many bytes at a time may read
// them, whatever they are.
const Slack = 64

// Worthwhile reports whether a member of which so many bytes were read is worth the help of others, and there are some.
func Worthwhile(src *parsers.Source, read int64) bool {
	return src.Pool != nil && read >= alone*int64(sizeFor(src))
}

func sizeFor(src *parsers.Source) int { return cmp.Or(src.ChunkSize, defaultSize) }

// Cutter tells where the records of a stream begin and what is in a chunk of them. Its methods are called from several
// goroutines.
type Cutter interface {
	// Cut returns the length of a part of the text, as long as possible, behind which a record seems to begin; 0 if no
	// such place is in sight. The text begins where a record does.
	Cut(text []byte) int
	// Split delimits the records in a chunk. It is false if the chunk is not made of whole records, or holds anything
	// that matters to what stands behind it, or that only reading from front to back can tell.
	Split(text []byte) (Part, bool)
}

// Part is a chunk whose records are delimited.
type Part interface {
	Records() int // rejected ones included
	Lines() int   // line ends in its text
	// Read gives the records to the sink. The position is that of the first one.
	Read(ctx context.Context, at parsers.Pos, sink parsers.Sink) error
}

// Read reads text, which begins with a record, and what follows it from r, in chunks. It returns what only the format
// itself can read, and the position of its beginning: the end of the stream at least. An error is that of a sink or of
// the context; one of r comes back when the rest is read.
func Read(ctx context.Context, text []byte, r io.Reader, at parsers.Pos, src *parsers.Source, c Cutter) (rest io.Reader, restAt parsers.Pos, err error) {
	q := &queue{ctx: ctx, cutter: c, at: at, parts: map[int]*piece{}}
	in := reader{r: r, size: sizeFor(src), left: bytes.Clone(text)}
	waiting := 0
	for q.goesOn() {
		p := in.next(c)
		if p == nil {
			break
		}
		p.number = q.cut
		q.cut++
		if waiting++; waiting > maxWaiting {
			src.Pool.Wait()
			waiting = 1
		}
		src.Pool.Go(func(sink parsers.Sink) { q.take(p, sink) })
	}
	src.Pool.Wait()
	if q.err != nil {
		return nil, q.at, q.err
	}
	return io.MultiReader(append(q.unread(), bytes.NewReader(in.left), in.rest())...), q.at, ctx.Err()
}

// piece is a chunk on its way.
type piece struct {
	number int
	text   []byte
	part   Part // nil until it is split, and where it is broken
	broken bool
}

// queue believes chunks in their order.
type queue struct {
	ctx    context.Context
	cutter Cutter
	cut    int // chunks so far; belongs to the reading worker

	mu    sync.Mutex
	at    parsers.Pos    // of the first record that is not believed
	next  int            // the first chunk that is not
	parts map[int]*piece // that are split or broken and not believed
	err   error
	errAt int // the chunk that the error is of
}

// take splits a chunk, and parses it and those behind it whose turn has come.
func (q *queue) take(p *piece, sink parsers.Sink) {
	part, ok := q.cutter.Split(p.text)
	p.part, p.broken = part, !ok
	for _, b := range q.believe(p) {
		if err := b.part.Read(q.ctx, b.at, sink); err != nil {
			q.fail(b.number, err)
			return
		}
		chunks.Put(&b.text)
	}
}

// believed is a chunk with its place in the stream.
type believed struct {
	*piece
	at parsers.Pos
}

// believe adds a chunk and returns those whose turn has come with it.
func (q *queue) believe(p *piece) (turn []believed) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.parts[p.number] = p
	for q.err == nil {
		p := q.parts[q.next]
		if p == nil || p.broken {
			return turn
		}
		delete(q.parts, q.next)
		turn = append(turn, believed{p, q.at})
		q.next++
		q.at.Record += p.part.Records()
		q.at.Offset += int64(len(p.text))
		if q.at.Line > 0 {
			q.at.Line += p.part.Lines()
		}
	}
	return turn
}

// fail keeps the error of the first chunk that has one.
func (q *queue) fail(number int, err error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.err == nil || number < q.errAt {
		q.err, q.errAt = err, number
	}
}

// goesOn reports whether further chunks are wanted.
func (q *queue) goesOn() bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	p := q.parts[q.next]
	return q.err == nil && q.ctx.Err() == nil && (p == nil || !p.broken)
}

// unread returns the chunks that were not believed.
func (q *queue) unread() (rest []io.Reader) {
	for n := q.next; n < q.cut; n++ {
		rest = append(rest, bytes.NewReader(q.parts[n].text))
	}
	return rest
}
