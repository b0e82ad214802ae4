package bundle

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"slices"
	"strings"
	"sync/atomic"
)

// Signatures and sizes of the zip format, APPNOTE.TXT 4.3.
var (
	zipLocal       = []byte("PK\x03\x04")
	zipCentral     = []byte("PK\x01\x02")
	zipEnd         = []byte("PK\x05\x06")
	zipEnd64       = []byte("PK\x06\x06")
	zipLocator64   = []byte("PK\x06\x07")
	zipDescriptor  = []byte("PK\x07\x08")
	errNoDirectory = errors.New("the central directory is missing: the file is cut off or no zip")
)

const (
	zipLocalLen     = 30
	zipCentralLen   = 46
	zipEndLen       = 22
	zipEnd64Len     = 56
	zipLocator64Len = 20

	zipFlagEncrypted  = 1 << 0
	zipFlagDescriptor = 1 << 3
)

// zipHeader is what the archive says of one member.
type zipHeader struct {
	name       string // as stored, or the Unicode name of the extra field; the member's path once that is known
	compressed int64
	size       int64 // -1 where unknown
	offset     int64 // of the local header
	crc        uint32
	flags      uint16
	method     uint16
	clock      uint16 // of the last change, in MS-DOS's form
	aes        zipAES // zero without AES encryption
	isLink     bool   // it is a symbolic link of Unix
	overlaps   bool   // it stands, as far as it says, in bytes of another member
	noted      bool   // there are notes on its name
}

// zipArchive is an open zip; it is closed when the last job on it is done.
type zipArchive struct {
	r       io.ReaderAt
	closer  io.Closer           // may be nil
	members []zipHeader         // in the order of paths; there may be very many, so that each is no larger than it must
	notes   map[string][]string // on names, by the path
	place   entry               // what the entries of all members have in common
	size    int64               // in bytes
	refs    atomic.Int32
}

// entry makes the place of a member.
func (z *zipArchive) entry(i int) entry {
	h, e := &z.members[i], z.place
	e.path = h.name
	if h.noted {
		e.notes = z.notes[h.name]
	}
	if f := h.forbidden(); f != nil {
		e.skip = f
	}
	return e
}

func (z *zipArchive) release() {
	if z.refs.Add(-1) == 0 && z.closer != nil {
		z.closer.Close() // only read from: nothing can be lost
	}
}

// zipReading is what the reading of a member takes. A job reads very many, one after the other, with the same.
type zipReading struct {
	entry   entry
	raw     storedBytes
	checked checked
	meter   meter

	closeUnpacked func()
}

// open gives the member's stored bytes.
func (z *zipReading) open(h *zipHeader, archive *zipSpan, p *pass) (r io.Reader, err error) {
	if err := z.raw.find(h, archive); err != nil {
		return nil, err
	}
	if h.flags&zipFlagEncrypted != 0 {
		r, z.closeUnpacked, err = h.unlock(z.raw.section(), p, &z.entry)
	} else if r, z.closeUnpacked, err = h.unpack(&z.raw, p.limits.window(z.entry.held)); err == nil {
		z.checked = h.check(r)
		r = &z.checked
	}
	if err != nil {
		z.raw.close()
	}
	return r, err
}

// close returns what the reader holds to the pools.
func (z *zipReading) close() {
	z.closeUnpacked()
	z.raw.close()
}

// localSlack is room for the extra field of a local header, of which the central directory does not tell the length.
const localSlack = 256

// room is how many bytes the member takes in the archive, its header with them, so far as that is known.
func (h *zipHeader) room() int64 { return zipLocalLen + localSlack + min(h.compressed, 1<<62) }

// storedBytes are the bytes of a member as they stand in the zip.
type storedBytes struct {
	io.Reader
	small  bytes.Reader
	block  *[]byte       // of a small member, from the pool; nil where another holds its bytes
	buffer *bufio.Reader // of a large one, once asked for
}

// find looks for the member's bytes behind its local header.
func (s *storedBytes) find(h *zipHeader, archive *zipSpan) error {
	*s = storedBytes{}
	head, err := archive.within(h.offset, h.room()), error(nil)
	if head == nil {
		head, err = s.readHead(archive, h)
	}
	if len(head) < zipLocalLen {
		s.close()
		return &fault{Truncated, "the archive ends before the member begins", noEOF(err)}
	}
	if !bytes.HasPrefix(head, zipLocal) {
		s.close()
		return faultf(Damaged, "no member begins at byte %d of the archive, where its directory says so", h.offset)
	}
	le := binary.LittleEndian
	variable := zipLocalLen + int64(le.Uint16(head[26:])) + int64(le.Uint16(head[28:]))
	if h.compressed <= int64(len(head))-variable {
		s.small.Reset(head[variable:][:h.compressed])
		s.Reader = &s.small
		return nil
	}
	s.Reader = io.NewSectionReader(archive, h.offset+variable, h.compressed)
	return nil
}

// readHead reads the local header, and with it the bytes of a small member.
func (s *storedBytes) readHead(archive io.ReaderAt, h *zipHeader) ([]byte, error) {
	s.block = blocks.Get().(*[]byte)
	head := (*s.block)[:zipLocalLen]
	if h.room() <= int64(len(*s.block)) {
		head = (*s.block)[:h.room()]
	}
	n, err := archive.ReadAt(head, h.offset)
	return head[:n], err
}

// section gives the bytes for random access.
func (s *storedBytes) section() *io.SectionReader {
	if section, ok := s.Reader.(*io.SectionReader); ok {
		return section
	}
	return io.NewSectionReader(&s.small, 0, s.small.Size())
}

// buffered gives the bytes in the form that inflating them takes.
func (s *storedBytes) buffered() io.Reader {
	if s.Reader == &s.small {
		return s.Reader
	}
	s.buffer = getBuffer(s.Reader)
	return s.buffer
}

func (s *storedBytes) close() {
	if s.block != nil {
		blocks.Put(s.block)
	}
	if s.buffer != nil {
		putBuffer(s.buffer)
	}
}

func (h *zipHeader) check(r io.Reader) checked {
	return checked{r: r, wantCRC: h.crc, size: h.size}
}

// forbidden says why a member must not or cannot be read; nil if it can.
func (h *zipHeader) forbidden() *fault {
	switch {
	case h.isLink:
		return faultf(NotRegular, "a symbolic link")
	case h.flags&zipFlagEncrypted != 0 && !h.knownCipher():
		return faultf(Encrypted, "in a way that is not read; ask for the bundle without a password, or with AES")
	case !zipMethodRead(h.method):
		return faultf(UnsupportedMethod, "%s", zipMethod(h.method))
	}
	return nil
}

func (h *zipHeader) isFolder() bool { return strings.HasSuffix(h.name, "/") && h.size <= 0 }

// newZipArchive names the members of a zip that stands at place. Folders are no members.
func newZipArchive(r io.ReaderAt, closer io.Closer, listing *zipListing, place *entry) *zipArchive {
	z := &zipArchive{r: r, closer: closer, size: listing.size, place: place.child(), notes: map[string][]string{}}
	z.refs.Store(1)
	z.members = listing.headers[:0] // in the same place
	names := newNamer(place.inside(), len(listing.headers))
	names.reserve(place.path)
	markOverlaps(listing.headers)
	for _, h := range listing.headers {
		if h.isFolder() {
			continue
		}
		var notes []string
		h.name, notes = names.path(h.name)
		if len(notes) > 0 {
			z.notes[h.name], h.noted = notes, true
		}
		z.members = append(z.members, h)
	}
	listing.headers = nil
	slices.SortFunc(z.members, func(a, b zipHeader) int { return strings.Compare(a.name, b.name) })
	return z
}
