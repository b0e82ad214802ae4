package bundle

import (
	"bufio"
	"bytes"
	"context"
	"io"
)

// scanner looks for signatures in a file from front to back. It never goes back, so its work is linear in the size of
// the file whatever the file holds.
type scanner struct {
	ctx  context.Context
	r    io.ReaderAt
	size int64
	in   *bufio.Reader
	at   int64 // of the next byte in the buffer
}

func newScanner(ctx context.Context, r io.ReaderAt, size int64) *scanner {
	return &scanner{ctx: ctx, r: r, size: size, in: getBuffer(io.NewSectionReader(r, 0, size))}
}

func (s *scanner) close() { putBuffer(s.in) }

// find returns the first place at or after from where the signature stands, or the size of the file.
func (s *scanner) find(from int64, signature []byte) (int64, error) {
	s.seek(from)
	for {
		if err := s.ctx.Err(); err != nil {
			return 0, err
		}
		window, _ := s.in.Peek(s.in.Buffered())
		if i := bytes.Index(window, signature); i >= 0 {
			s.skip(i)
			return s.at, nil
		}
		s.skip(max(0, len(window)-len(signature)+1))
		if _, err := s.in.Peek(len(signature)); err == io.EOF {
			return s.size, nil
		} else if err != nil {
			return 0, err
		}
	}
}

// seek moves forward, past the buffer by a new section.
func (s *scanner) seek(to int64) {
	switch ahead := to - s.at; {
	case ahead <= 0:
	case ahead <= int64(s.in.Buffered()):
		s.skip(int(ahead))
	default:
		s.in.Reset(io.NewSectionReader(s.r, to, max(0, s.size-to)))
		s.at = to
	}
}

func (s *scanner) skip(n int) {
	_, _ = s.in.Discard(n) // cannot fail: the bytes are in the buffer
	s.at += int64(n)
}
