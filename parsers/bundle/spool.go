package bundle

import (
	"bytes"
	"context"
	"fmt"
	"io"

	"hamari/parsers"
	"hamari/parsers/tempfile"
)

// inMemory is how much of a stream that needs random access is kept in memory; the rest goes to a temp file. Archives in
// one another are kept all at once, by every worker.
const inMemory = 8 << 20

// spool is a stream that was read into memory or into a temp file without a name, for random access.
type spool struct {
	io.ReaderAt
	size int64
	file *tempfile.File // nil in memory
}

// newSpool reads the stream to its end. With an error, the spool holds what was read before; it is nil only where the
// temp file is at fault.
func newSpool(ctx context.Context, r io.Reader, dir string) (*spool, error) {
	var head bytes.Buffer
	_, err := io.CopyN(&head, &cancellable{ctx, r}, inMemory)
	if err == io.EOF {
		err = nil
	} else if err == nil {
		return spoolToFile(ctx, head.Bytes(), r, dir)
	}
	return &spool{ReaderAt: bytes.NewReader(head.Bytes()), size: int64(head.Len())}, err
}

func spoolToFile(ctx context.Context, head []byte, rest io.Reader, dir string) (*spool, error) {
	f, err := tempfile.New(dir)
	if err != nil {
		return nil, err
	}
	s := &spool{ReaderAt: f, file: f}
	w := &tempWriter{f: f}
	if _, err = w.Write(head); err == nil {
		_, err = io.Copy(w, &cancellable{ctx, rest})
	}
	if w.err != nil {
		s.Close()
		return nil, fmt.Errorf("cannot write to a temp file: %w", w.err)
	}
	s.size = w.n
	return s, err
}

// Size is how many bytes the spool holds.
func (s *spool) Size() int64 { return s.size }

// Spool keeps what a member's reader gives, for what cannot be read from front to back.
func (c *Case) Spool(ctx context.Context, r io.Reader) (parsers.RandomAccess, error) {
	s, err := newSpool(ctx, r, c.opts.TempDir)
	if s == nil {
		return nil, err
	}
	return s, err
}

// Close frees what the spool holds.
func (s *spool) Close() error {
	if s.file == nil {
		return nil
	}
	return s.file.Close()
}

// tempWriter keeps errors of writing apart from errors of reading.
type tempWriter struct {
	f   *tempfile.File
	n   int64
	err error
}

func (w *tempWriter) Write(p []byte) (int, error) {
	n, err := w.f.Write(p)
	w.n += int64(n)
	w.err = err
	return n, err
}

// cancellable ends a stream when its context does.
type cancellable struct {
	ctx context.Context
	r   io.Reader
}

func (c *cancellable) Read(p []byte) (int, error) {
	if err := c.ctx.Err(); err != nil {
		return 0, err
	}
	return c.r.Read(p)
}
