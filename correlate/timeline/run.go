package timeline

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"

	"github.com/klauspost/compress/s2"

	"hamari/parsers/tempfile"
)

// blockSize is how many bytes of entries are compressed together.
const blockSize = 64 << 10

// runFile is the temp file with the runs of a worker, one behind the other.
type runFile struct {
	file *tempfile.File // nil as long as there is no run
	size int64
}

// run is a sorted piece of a temp file.
type run struct {
	file *runFile
	from int64
	to   int64
}

func (f *runFile) close() error {
	if f.file == nil {
		return nil
	}
	err := f.file.Close()
	f.file = nil
	return err
}

// newRun begins a run at the end of the file.
func (f *runFile) newRun(dir string) (*runWriter, error) {
	if f.file == nil {
		var err error
		if f.file, err = tempfile.New(dir); err != nil {
			return nil, err
		}
	}
	return &runWriter{run: run{file: f, from: f.size, to: f.size}}, nil
}

// runWriter writes a run: blocks of entries, each preceded by the length of its compressed form in four bytes.
type runWriter struct {
	run    run
	block  []byte
	packed []byte
}

func (w *runWriter) add(e entry) error {
	w.block = binary.AppendUvarint(w.block, uint64(len(e)))
	w.block = append(w.block, e...)
	if len(w.block) < blockSize {
		return nil
	}
	return w.flush()
}

func (w *runWriter) flush() error {
	if len(w.block) == 0 {
		return nil
	}
	const head = 4
	need := head + s2.MaxEncodedLen(len(w.block))
	if need < head || need > maxBlock {
		return fmt.Errorf("a record of %d bytes is too long to be sorted", len(w.block))
	}
	if cap(w.packed) < need {
		w.packed = make([]byte, need)
	}
	packed := s2.Encode(w.packed[head:need], w.block)
	binary.LittleEndian.PutUint32(w.packed[:head], uint32(len(packed)))
	n, err := w.run.file.file.WriteAt(w.packed[:head+len(packed)], w.run.to)
	w.run.to += int64(n)
	w.run.file.size = w.run.to
	w.block = w.block[:0]
	if err != nil {
		return fmt.Errorf("cannot write to a temp file: %w", err)
	}
	return nil
}

// maxBlock is the most that a block may take; one record of a log cannot come near it.
const maxBlock = 1 << 30

// finish writes what is left and returns the run.
func (w *runWriter) finish() (run, error) {
	err := w.flush()
	return w.run, err
}

// fileCursor reads a run.
type fileCursor struct {
	run    run
	packed []byte
	block  []byte // unpacked
	rest   []byte // of block, behind the current entry
	now    entry
	failed error
}

func (c *fileCursor) next() bool {
	if c.failed != nil || len(c.rest) == 0 && !c.load() {
		return false
	}
	size, n := binary.Uvarint(c.rest)
	if n <= 0 || size > uint64(len(c.rest)-n) || size < keySize {
		c.failed = errDamaged
		return false
	}
	c.now, c.rest = entry(c.rest[n:n+int(size)]), c.rest[n+int(size):]
	return true
}

func (c *fileCursor) entry() entry { return c.now }
func (c *fileCursor) err() error   { return c.failed }

var errDamaged = errors.New("a temp file is not what was written to it")

// load unpacks the next block.
func (c *fileCursor) load() bool {
	if c.run.from >= c.run.to {
		return false
	}
	var head [4]byte
	if _, c.failed = c.read(head[:]); c.failed != nil {
		return false
	}
	size := int64(binary.LittleEndian.Uint32(head[:]))
	if size > c.run.to-c.run.from {
		c.failed = errDamaged
		return false
	}
	if int64(cap(c.packed)) < size {
		c.packed = make([]byte, size)
	}
	c.packed = c.packed[:size]
	if _, c.failed = c.read(c.packed); c.failed != nil {
		return false
	}
	var err error
	if c.block, err = s2.Decode(c.block[:cap(c.block)], c.packed); err != nil {
		c.failed = errDamaged
		return false
	}
	c.rest = c.block
	return len(c.rest) > 0
}

func (c *fileCursor) read(into []byte) (int, error) {
	n, err := c.run.file.file.ReadAt(into, c.run.from)
	c.run.from += int64(n)
	if err != nil && !(err == io.EOF && n == len(into)) {
		return n, fmt.Errorf("cannot read a temp file: %w", err)
	}
	return n, nil
}
