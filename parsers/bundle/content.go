package bundle

import (
	"archive/tar"
	"bufio"
	"bytes"
	"context"
	"errors"
	"io"
	"strings"
)

// blobSize is up to which size a member of a tar is read into memory and handed to another worker.
const blobSize = 4 << 20

// content finds out what the stored bytes are, layer by layer, and hands out the member or the members in it.
//
// below is the meter that the bytes come through, nil if there is none. With count, the bytes themselves count as
// expanded, since nothing below them has counted them.
func (p *pass) content(worker int, e *entry, raw io.Reader, below *meter, count bool) {
	s := newStored(newDigest(p.ctx, raw), below)
	s.held = e.held
	defer s.close()
	if below != nil {
		s.compressed = below.compressed
	}
	s.push(s.digest)
	if count {
		s.pushMeter(p, e, s.pop())
	}
	head, err := s.peel(p, e)
	if err == nil {
		if kind := unreadableKind(head); kind != nil {
			err = kind
		}
	}
	isArchive := isTar(head) || isZip(head) || isSevenZip(head)
	switch {
	case err != nil:
		p.broken(worker, e, s, err)
	case isArchive && e.depth >= p.limits.MaxDepth:
		p.broken(worker, e, s, faultf(DepthLimit, "an archive inside %d others", e.depth))
	case isArchive:
		p.archive(worker, e, s, head)
	case p.pick.wants(e):
		p.hand(worker, e, s)
	}
}

// stored is a member as it stands in its archive, and the layers that were taken off.
type stored struct {
	digest     *digest
	compressed *int64
	buffers    []*bufio.Reader // the last one gives the innermost bytes
	layers     []unpacker
	held       int    // layers, here and around, that keep a window
	last       *meter // of the innermost layer
	first      meter  // of the outermost layer taken off here, as few members have a second
	content    contentReader
}

func newStored(d *digest, below *meter) *stored {
	s := storeds.Get().(*stored)
	*s = stored{digest: d, compressed: &d.n, last: below, buffers: s.buffers[:0], layers: s.layers[:0]}
	return s
}

func (s *stored) push(r io.Reader) { s.buffers = append(s.buffers, getBuffer(r)) }

// pop takes back the buffer that was put around the digest and returns the digest.
func (s *stored) pop() io.Reader {
	putBuffer(s.buffers[len(s.buffers)-1])
	s.buffers = s.buffers[:len(s.buffers)-1]
	return s.digest
}

func (s *stored) pushMeter(p *pass, e *entry, r io.Reader) {
	m := &s.first
	if m.pass != nil {
		m = new(meter)
	}
	*m = meter{pass: p, r: r, compressed: s.compressed, factor: e.factor}
	s.last = m
	s.push(m)
}

func (s *stored) reader() *bufio.Reader { return s.buffers[len(s.buffers)-1] }

// peel takes off layers of compression and returns the first plain bytes. An error of reading comes back with the next
// Read.
func (s *stored) peel(p *pass, e *entry) (head []byte, err error) {
	for {
		head, _ = s.reader().Peek(sniffSize)
		packed := packingOf(head)
		if packed == nil {
			return head, nil
		}
		if len(s.layers) >= p.limits.MaxDepth {
			return nil, faultf(DepthLimit, "more than %d layers of compression, the last of them %s", p.limits.MaxDepth, packed.name)
		}
		layer := packed.open(s.reader(), p.limits.window(s.held))
		if packed.keeps {
			s.held++
		}
		s.layers = append(s.layers, layer)
		s.pushMeter(p, e, layer)
	}
}

// factor is how many bytes each byte of the outermost archive has become in here.
func (s *stored) factor(e *entry) float64 {
	if s.last == nil {
		return e.factor
	}
	return max(1, s.last.expansion())
}

func (s *stored) notes() []string {
	var notes []string
	for _, layer := range s.layers {
		if note := layer.remark(); note != "" {
			notes = append(notes, note)
		}
	}
	return notes
}

func (s *stored) close() {
	for _, b := range s.buffers {
		putBuffer(b)
	}
	for _, layer := range s.layers {
		layer.close()
	}
	s.digest.close()
	clear(s.buffers)
	clear(s.layers)
	*s = stored{buffers: s.buffers[:0], layers: s.layers[:0]}
	storeds.Put(s)
}

// finishStored reads the stored bytes to their end, fills in what is known by then, and gives the error of doing so.
func (p *pass) finishStored(e *entry, s *stored, m *Member) error {
	m.Notes = append(m.Notes, s.notes()...)
	if !p.complete {
		return nil
	}
	var err error
	m.SHA256, err = s.digest.sum()
	m.Bytes = s.digest.n
	if e.onDisk {
		e.input.record(e.path, m.SHA256, m.Bytes)
	}
	return err
}

// broken reports something of which no content can be read.
func (p *pass) broken(worker int, e *entry, s *stored, err error) {
	m := e.member()
	_ = p.finishStored(e, s, m) // err came first and says why
	p.finish(worker, e, Result{Member: m, Err: memberError(e.path, 0, err)})
}

// hand gives a member to the read function and reads what it leaves.
func (p *pass) hand(worker int, e *entry, s *stored) {
	m := e.member()
	text, encoding := plainText(s.reader())
	m.Encoding = encoding
	r := &s.content
	*r = contentReader{path: e.path, r: text}
	readErr := p.read(p.ctx, p.workers[worker], m, r)
	if !p.complete {
		p.pick.found(e, readErr)
		return
	}
	err := drain(r)
	m.Content = r.n
	if storedErr := p.finishStored(e, s, m); err == nil && storedErr != nil {
		err = memberError(e.path, r.n, storedErr)
	}
	p.finish(worker, e, Result{Member: m, Err: asMemberError(err), ReadErr: readErr})
}

// asMemberError returns the error of a member that err is or wraps, else nil.
func asMemberError(err error) *MemberError {
	if err == nil {
		return nil
	}
	var e *MemberError
	errors.As(err, &e)
	return e
}

// contentReader counts plain bytes and gives an error the name of its member.
type contentReader struct {
	path string
	r    io.Reader
	n    int64
	err  error
}

func (c *contentReader) Read(p []byte) (int, error) {
	if c.err != nil {
		return 0, c.err
	}
	n, err := c.r.Read(p)
	c.n += int64(n)
	if err != nil && err != io.EOF && !isCancelled(err) {
		err = memberError(c.path, c.n, err)
	}
	c.err = err
	return n, err
}

func isCancelled(err error) bool {
	return errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded)
}

// archive hands out the members of a tar, zip or 7z, and reports the archive itself if it breaks off.
func (p *pass) archive(worker int, e *entry, s *stored, head []byte) {
	var opened bool
	var err error
	switch {
	case isTar(head):
		opened, err = true, p.tar(worker, e, s)
	case isZip(head):
		opened, err = p.nestedZip(worker, e, s)
	default:
		opened, err = p.nestedSeven(worker, e, s)
	}
	if err == nil && p.complete {
		err = drain(s.reader()) // what follows the archive's end, for checksums
	}
	m := e.member()
	storedErr := p.finishStored(e, s, m)
	for _, note := range m.Notes {
		p.c.note(e.path, note)
	}
	if err == nil {
		err = storedErr
	}
	if err != nil {
		p.finish(worker, e, Result{Member: m, Archive: opened, Err: memberError(e.path, 0, err)})
	}
}

// nestedZip reads a zip that stands in something else. opened reports that members of it were found.
func (p *pass) nestedZip(worker int, e *entry, s *stored) (opened bool, err error) {
	sp, readErr := newSpool(p.ctx, s.reader(), p.c.opts.TempDir)
	if sp == nil {
		return false, readErr
	}
	listing, err := listZip(p.ctx, sp, sp.size, p.limits.MaxMembers)
	if err != nil {
		sp.Close()
		return false, errors.Join(readErr, err)
	}
	place := *e
	place.factor, place.held = s.factor(e), s.held
	p.zip(worker, e, newZipArchive(sp, sp, listing, &place), listing)
	return true, readErr
}

// tar reads a tar from front to back.
func (p *pass) tar(worker int, e *entry, s *stored) error {
	below := &meteredTar{r: s.reader()}
	archive := tar.NewReader(below)
	names := newNamer(e.inside(), 0)
	names.reserve(e.path)
	for !p.pick.finished() {
		h, err := archive.Next()
		switch {
		case err == io.EOF:
			return nil
		case errors.Is(err, tar.ErrHeader):
			return &fault{Damaged, "a header in the tar makes no sense; the members before it were read", err}
		case err != nil:
			return err
		case h.Typeflag == tar.TypeDir || h.Typeflag == tar.TypeXGlobalHeader:
			continue
		case p.members.Load() >= int64(p.limits.MaxMembers) && p.pick == nil:
			return p.tooManyMembers()
		}
		inner := new(entry)
		*inner = e.child()
		inner.path, inner.notes = names.path(h.Name)
		inner.factor, inner.held = s.factor(e), s.held
		inner.stored = h.Size
		if !isTarFile(h.Typeflag) {
			inner.skip = faultf(NotRegular, "%s", tarKind(h.Typeflag))
		}
		if p.pick.needs(inner) && p.admit(worker, inner) {
			p.tarMember(worker, inner, archive, h, below)
		}
	}
	return nil
}

// meteredTar counts what is read of a tar.
type meteredTar struct {
	r io.Reader
	n int64
}

func (c *meteredTar) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n += int64(n)
	return n, err
}

// sparse is a file with holes, and how many bytes of the tar were read for it.
type sparse struct {
	r     io.Reader
	below *meteredTar
	from  int64
	taken int64
}

func (s *sparse) Read(p []byte) (int, error) {
	n, err := s.r.Read(p)
	s.taken = s.below.n - s.from
	return n, err
}

// tarMember reads one member: a small one is handed to whoever is free, a large one read in place.
func (p *pass) tarMember(worker int, e *entry, r io.Reader, h *tar.Header, below *meteredTar) {
	e.stored = 0
	switch {
	case isSparse(h): // the holes are nowhere counted yet, and may be endless
		holes := &sparse{r: r, below: below, from: below.n}
		m := &meter{pass: p, r: holes, compressed: &holes.taken, factor: e.factor}
		p.content(worker, e, m, m, false)
		return
	case h.Size > blobSize:
		p.content(worker, e, r, nil, false)
		return
	}
	p.blob(worker, e, r, h.Size)
}

// blob reads a small member into memory and hands it to another worker.
func (p *pass) blob(worker int, e *entry, r io.Reader, size int64) {
	blob := blobs.Get().(*[]byte)
	if int64(cap(*blob)) < size {
		*blob = make([]byte, size)
	}
	*blob = (*blob)[:size]
	n, err := io.ReadFull(r, *blob)
	if err == nil { // what verifies the content does so at its end
		if _, err = r.Read(make([]byte, 1)); err == io.EOF {
			err = nil
		}
	} else {
		err = noEOF(err)
	}
	j := &blobJob{entry: e, r: bytes.NewReader((*blob)[:n]), blob: blob}
	if err != nil {
		j.r = io.MultiReader(j.r, failing{err})
	}
	p.offer(worker, j)
}

// failing is a reader that has only an error to give.
type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }

func isTarFile(flag byte) bool {
	return flag == tar.TypeReg || flag == tar.TypeGNUSparse || flag == tar.TypeCont
}

// isSparse reports whether the file has holes, which expand to zeros that the archive does not hold.
func isSparse(h *tar.Header) bool {
	if h.Typeflag == tar.TypeGNUSparse {
		return true
	}
	for key := range h.PAXRecords {
		if strings.HasPrefix(key, "GNU.sparse.") {
			return true
		}
	}
	return false
}
