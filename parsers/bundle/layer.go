package bundle

import (
	"archive/tar"
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"hash/crc32"
	"io"
	"slices"
	"sync"

	"github.com/klauspost/compress/flate"
	"github.com/klauspost/compress/gzip"
)

// sniffSize is how many first bytes are looked at to tell what a stream is: one tar header.
const sniffSize = 512

// bufferSize suits deflate and large sequential reads; buffers are pooled, small members do not pay for it.
const bufferSize = 64 << 10

var (
	buffers   = sync.Pool{New: func() any { return bufio.NewReaderSize(nil, bufferSize) }}
	inflaters = sync.Pool{New: func() any { return flate.NewReader(nil) }}
	gunzips   = sync.Pool{New: func() any { return &gunzip{gz: new(gzip.Reader)} }}
	digests   = sync.Pool{New: func() any { return &digest{hash: sha256.New()} }}
	storeds   = sync.Pool{New: func() any { return new(stored) }}
	blobs     = sync.Pool{New: func() any { return new([]byte) }}
	stretches = sync.Pool{New: func() any { b := make([]byte, 3*zipJobBytes); return &b }}
	blocks    = sync.Pool{New: func() any { b := make([]byte, 32<<10); return &b }}
)

func getBuffer(r io.Reader) *bufio.Reader {
	b := buffers.Get().(*bufio.Reader)
	b.Reset(r)
	return b
}

func putBuffer(b *bufio.Reader) {
	b.Reset(nil)
	buffers.Put(b)
}

// drain reads r to its end and returns what ended it, nil for a clean end.
func drain(r io.Reader) error {
	sink := blocks.Get().(*[]byte)
	defer blocks.Put(sink)
	for {
		if _, err := r.Read(*sink); err == io.EOF {
			return nil
		} else if err != nil {
			return err
		}
	}
}

// digest counts and hashes the bytes of a member as they are stored.
type digest struct {
	ctx  context.Context
	r    io.Reader
	hash hash.Hash
	n    int64
	err  error

	// What the hash is written to, which there may be very many of.
	bytes [sha256.Size]byte
	hex   [2 * sha256.Size]byte
}

func newDigest(ctx context.Context, r io.Reader) *digest {
	d := digests.Get().(*digest)
	d.hash.Reset()
	*d = digest{ctx: ctx, r: r, hash: d.hash}
	return d
}

// close gives the digest back; it must not be used afterwards.
func (d *digest) close() {
	*d = digest{hash: d.hash}
	digests.Put(d)
}

func (d *digest) Read(p []byte) (int, error) {
	if d.err != nil {
		return 0, d.err
	}
	if d.err = d.ctx.Err(); d.err != nil {
		return 0, d.err
	}
	n, err := d.r.Read(p)
	d.hash.Write(p[:n])
	d.n += int64(n)
	d.err = err
	return n, err
}

// sum reads what is left and returns the hash in hex, or "" where the stored bytes could not all be read. A checksum
// that does not fit says nothing against the hash: it is of the bytes that are there. Nothing can be read after.
func (d *digest) sum() (hexSum string, err error) {
	err = drain(d)
	var f *fault
	if err == nil || errors.As(err, &f) && (f.reason == BadChecksum || f.reason == WrongSize) {
		hexSum = string(hex.AppendEncode(d.hex[:0], d.hash.Sum(d.bytes[:0])))
	}
	return hexSum, err
}

// meter holds what comes out of a layer against the limits, and ends it when the walk is cancelled.
type meter struct {
	pass       *pass
	r          io.Reader
	compressed *int64  // bytes that went into the layer so far
	factor     float64 // how much the layers around this one have expanded
	out        int64
	err        error
}

func (m *meter) Read(p []byte) (int, error) {
	if m.err != nil {
		return 0, m.err
	}
	if m.err = m.pass.ctx.Err(); m.err != nil {
		return 0, m.err
	}
	n, err := m.r.Read(p)
	if granted := m.pass.budget.take(n); granted < n {
		n, err = granted, m.pass.overBudget()
	}
	m.out += int64(n)
	if maxRatio := m.pass.limits.MaxRatio; m.out > m.pass.ratioBytes() && m.expansion() > float64(maxRatio) {
		m.pass.bombs.Add(1)
		err = faultf(RatioLimit, "more than %d bytes out of each compressed byte", maxRatio)
	}
	m.err = err
	return n, err
}

// expansion is how many bytes each byte of the outermost layer has become.
func (m *meter) expansion() float64 {
	return m.factor * float64(m.out) / float64(max(1, *m.compressed))
}

// ratioBytes is how large a member may become before its ratio counts. Every bomb that was found halves it, so that a
// hundred thousand of them in one another cost little more than the first.
func (p *pass) ratioBytes() int64 {
	const most = 10
	return p.limits.RatioBytes >> min(p.bombs.Load(), most)
}

func (p *pass) overBudget() *fault {
	return faultf(SizeLimit, "the case expands to more than %d bytes", p.limits.MaxBytes)
}

// checked holds a zip member against the size and checksum that the archive states.
type checked struct {
	r       io.Reader
	crc     uint32
	n       int64
	wantCRC uint32 // 0 where the archive does not know
	size    int64  // -1 where the archive does not know
	err     error
}

func (c *checked) Read(p []byte) (int, error) {
	if c.err != nil {
		return 0, c.err
	}
	n, err := c.r.Read(p)
	c.crc = crc32.Update(c.crc, crc32.IEEETable, p[:n])
	c.n += int64(n)
	if err == io.EOF {
		err = c.verdict()
	}
	c.err = err
	return n, err
}

func (c *checked) verdict() error {
	switch {
	case c.size >= 0 && c.n < c.size:
		return faultf(Truncated, "%d of %d bytes are there", c.n, c.size)
	case c.size >= 0 && c.n > c.size:
		return faultf(WrongSize, "the archive states %d bytes, %d are there", c.size, c.n)
	case c.wantCRC != 0 && c.crc != c.wantCRC:
		return faultf(BadChecksum, "the archive states CRC-32 %08x, the content has %08x", c.wantCRC, c.crc)
	}
	return io.EOF
}

// gunzip reads the concatenation of gzip streams and stops at what is no gzip any more.
type gunzip struct {
	below *bufio.Reader
	gz    *gzip.Reader
	note  string // on bytes after the last stream
	err   error
}

func newGunzip(below *bufio.Reader) *gunzip {
	g := gunzips.Get().(*gunzip)
	*g = gunzip{below: below, gz: g.gz}
	g.start()
	return g
}

// start begins the stream that stands next in the buffer below.
func (g *gunzip) start() {
	if err := g.gz.Reset(g.below); err != nil {
		g.err = noEOF(err)
		return
	}
	g.gz.Multistream(false)
}

func (g *gunzip) Read(p []byte) (int, error) {
	for g.err == nil {
		n, err := g.gz.Read(p)
		switch {
		case err == io.EOF:
			g.err = g.nextStream()
		case err != nil:
			g.err = err
		}
		if n > 0 {
			return n, nil
		}
	}
	return 0, g.err
}

// nextStream begins another gzip stream if one follows, and reports io.EOF if none does.
func (g *gunzip) nextStream() error {
	head, err := g.below.Peek(len(gzipMagic))
	switch {
	case isGzip(head):
		g.start()
		return g.err
	case len(head) > 0:
		g.note = "bytes that are no gzip follow after the gzip data and were ignored"
	case err != io.EOF:
		return err
	}
	return io.EOF
}

func (g *gunzip) remark() string { return g.note }

func (g *gunzip) close() {
	*g = gunzip{gz: g.gz}
	gunzips.Put(g)
}

func noEOF(err error) error {
	if err == io.EOF {
		return io.ErrUnexpectedEOF
	}
	return err
}

var gzipMagic = []byte{0x1f, 0x8b, 8}

func isGzip(head []byte) bool { return bytes.HasPrefix(head, gzipMagic) }

func isZip(head []byte) bool {
	return bytes.HasPrefix(head, zipLocal) || bytes.HasPrefix(head, zipEnd)
}

// isSelfExtracting reports whether a file is a program with a zip behind it.
func isSelfExtracting(head []byte, r io.ReaderAt, size int64) bool {
	if !slices.ContainsFunc([]string{"MZ", "\x7fELF", "#!"}, func(magic string) bool { return bytes.HasPrefix(head, []byte(magic)) }) {
		return false
	}
	end, err := findDirectory(r, size)
	return err == nil && hasSignature(r, end.start, zipCentral)
}

// isTar verifies the checksum of a tar header, which all kinds of tar have in common.
func isTar(head []byte) bool {
	const sumAt, sumLen = 148, 8
	if len(head) < sniffSize || head[0] == 0 {
		return false
	}
	var stated, sum int64
	digits := 0
	for _, c := range bytes.TrimLeft(head[sumAt:sumAt+sumLen], " ") {
		if c < '0' || c > '7' {
			break
		}
		stated = stated<<3 | int64(c-'0')
		digits++
	}
	if digits == 0 {
		return false
	}
	for i, c := range head[:sniffSize] {
		if i >= sumAt && i < sumAt+sumLen {
			c = ' '
		}
		sum += int64(c)
	}
	return stated == sum
}

// tarKind names what is no regular file.
func tarKind(flag byte) string {
	switch flag {
	case tar.TypeLink:
		return "a hard link"
	case tar.TypeSymlink:
		return "a symbolic link"
	case tar.TypeChar, tar.TypeBlock:
		return "a device"
	case tar.TypeFifo:
		return "a named pipe"
	}
	return fmt.Sprintf("a tar entry of type %q", flag)
}
