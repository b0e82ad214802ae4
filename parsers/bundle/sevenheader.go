package bundle

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
)

// The 7z format, see 7zFormat.txt in the LZMA SDK (https://www.7-zip.org/sdk.html). A header at the end of the file lists
// folders and files. A folder (people call it a solid block) is one compressed stream that holds the contents of its
// files one after the other.
//
// The decompressors come from libraries. The libraries for the format itself take memory for whatever number of files a
// header states, which a hostile one of a hundred bytes can use to end the program; here a header has to be as long as
// what it states.

var sevenMagic = []byte("7z\xbc\xaf\x27\x1c")

const (
	sevenSignatureLen = 32

	maxSevenHeader = 128 << 20 // bytes: enough for a million members with long names

	maxSevenCoders = 8 // in one folder; 7-Zip writes up to four
)

// Property IDs of the header.
const (
	sevenEnd              = 0x00
	sevenHeader           = 0x01
	sevenArchiveProps     = 0x02
	sevenExtraStreams     = 0x03
	sevenMainStreams      = 0x04
	sevenFilesInfo        = 0x05
	sevenPackInfo         = 0x06
	sevenUnpackInfo       = 0x07
	sevenSubStreams       = 0x08
	sevenSize             = 0x09
	sevenCRC              = 0x0a
	sevenFolderID         = 0x0b
	sevenUnpackSize       = 0x0c
	sevenNumUnpackStreams = 0x0d
	sevenEmptyStream      = 0x0e
	sevenEmptyFile        = 0x0f
	sevenAnti             = 0x10
	sevenNames            = 0x11
	sevenAttributes       = 0x15
	sevenEncodedHeader    = 0x17
)

// sevenFolder is one compressed stream.
type sevenFolder struct {
	coders  []sevenCoder
	feeds   []int   // by coder: the coder whose output it reads; -1 for the packed data
	sizes   []int64 // by coder: of its output
	main    int     // the coder whose output is the content
	at      int64   // where in the file the packed data begin
	packed  int64   // how many bytes they are
	crc     uint32  // 0 where it is not stated
	strange bool    // put together in a way that logs never are: several streams become one
	files   []sevenFile
}

// size is the length of the content.
func (f *sevenFolder) size() int64 { return f.sizes[f.main] }

// sevenCoder is one step of compression or encryption.
type sevenCoder struct {
	id         string
	properties []byte
}

// streams reads the description of packed streams. The folders get as many files, without names, as they hold.
func (c *sevenCursor) streams() []sevenFolder {
	var folders []sevenFolder
	at, packed := int64(0), []int64(nil)
	for c.err == nil {
		switch id := c.byte(); id {
		case sevenEnd:
			return folders
		case sevenPackInfo:
			at, packed = c.packInfo()
		case sevenUnpackInfo:
			folders = c.unpackInfo(at, packed)
		case sevenSubStreams:
			c.subStreams(folders)
			c.expect(sevenEnd)
			return folders
		default:
			c.fail(errSevenProp)
		}
	}
	return nil
}

// packInfo returns where the packed streams begin and how long they are.
func (c *sevenCursor) packInfo() (at int64, sizes []int64) {
	at = c.length()
	n := c.count()
	for c.err == nil {
		switch c.byte() {
		case sevenEnd:
			return at + sevenSignatureLen, sizes
		case sevenSize:
			sizes = make([]int64, n)
			for i := range sizes {
				sizes[i] = c.length()
			}
		case sevenCRC:
			c.digests(n)
		default:
			c.fail(errSevenProp)
		}
	}
	return 0, nil
}

func (c *sevenCursor) unpackInfo(at int64, packed []int64) []sevenFolder {
	c.expect(sevenFolderID)
	n := c.count()
	if c.byte() != 0 { // kept elsewhere in the archive, which no program does
		c.fail(errSevenProp)
	}
	var folders []sevenFolder
	for range n {
		f, streams := c.folder()
		if c.err != nil {
			return nil
		}
		if streams > len(packed) {
			c.fail(errSevenCounts)
			return nil
		}
		f.at = at
		for _, size := range packed[:streams] {
			f.packed += size
			at += size
		}
		packed = packed[streams:]
		folders = append(folders, f)
	}
	c.expect(sevenUnpackSize)
	for i := range folders {
		for j := range folders[i].sizes {
			folders[i].sizes[j] = c.length()
		}
	}
	for c.err == nil {
		switch c.byte() {
		case sevenEnd:
			return folders
		case sevenCRC:
			for i, crc := range c.digests(n) {
				folders[i].crc = crc
			}
		default:
			c.fail(errSevenProp)
		}
	}
	return nil
}

// folder reads how one folder is put together, and how many packed streams it is made of.
func (c *sevenCursor) folder() (f sevenFolder, packedStreams int) {
	n := c.count()
	if n == 0 || n > maxSevenCoders {
		c.fail(errSevenCounts)
		return f, 0
	}
	inputs, outputs := 0, 0
	for range n {
		const idLen, complex, hasProperties = 0x0f, 0x10, 0x20
		flags := c.byte()
		coder := sevenCoder{id: string(c.bytes(uint64(flags & idLen)))}
		in, out := 1, 1
		if flags&complex != 0 {
			in, out = c.count(), c.count()
			f.strange = f.strange || in != 1 || out != 1
		}
		if flags&hasProperties != 0 {
			coder.properties = c.bytes(c.number())
		}
		inputs, outputs = inputs+in, outputs+out
		f.coders = append(f.coders, coder)
		f.feeds = append(f.feeds, -1)
	}
	if c.err != nil || outputs == 0 || outputs > 4*maxSevenCoders || inputs > 4*maxSevenCoders || inputs < outputs-1 {
		c.fail(errSevenProp)
		return f, 0
	}
	f.sizes = make([]int64, outputs)
	c.bonds(&f, outputs-1)
	packedStreams = inputs - (outputs - 1)
	if packedStreams > 1 {
		f.strange = true
		for range packedStreams {
			c.number() // which input each of them feeds
		}
	}
	return f, packedStreams
}

// bonds reads which coder feeds which, and finds the one that feeds none.
func (c *sevenCursor) bonds(f *sevenFolder, n int) {
	feeds := make([]bool, len(f.sizes))
	for range n {
		in, out := c.number(), c.number()
		if out >= uint64(len(feeds)) || feeds[out] {
			c.fail(errSevenProp)
			return
		}
		feeds[out] = true
		if in < uint64(len(f.feeds)) && out < uint64(len(f.coders)) {
			f.feeds[in] = int(out)
		}
	}
	for i, does := range feeds {
		if !does {
			f.main = i
		}
	}
	f.strange = f.strange || f.main >= len(f.coders)
}

// subStreams reads how the content of each folder is divided into files.
func (c *sevenCursor) subStreams(folders []sevenFolder) {
	counts := make([]int, len(folders))
	total := 0
	for i := range counts {
		counts[i] = 1
	}
	id := c.byte()
	if id == sevenNumUnpackStreams {
		for i := range counts {
			counts[i] = c.count()
			if total += counts[i]; total > len(c.b)+len(folders) || total > 2*c.most {
				c.fail(errSevenCounts)
				return
			}
		}
		id = c.byte()
	}
	for i := range folders {
		folders[i].divide(c, counts[i], id == sevenSize)
	}
	if id == sevenSize {
		id = c.byte()
	}
	if id == sevenCRC {
		c.fileDigests(folders)
		id = c.byte()
	}
	if id != sevenEnd {
		c.fail(errSevenProp)
	}
}

// divide makes the folder's files. All sizes but the last are stated; the last file gets what is left.
func (f *sevenFolder) divide(c *sevenCursor, n int, stated bool) {
	f.files = make([]sevenFile, n)
	if n > 1 && !stated {
		c.fail(errSevenProp)
		return
	}
	left := f.size()
	for i := range n {
		size := left
		if i < n-1 {
			size = c.length()
		}
		if size > left {
			c.fail(errSevenCounts)
			return
		}
		f.files[i].size = size
		left -= size
	}
}

// fileDigests reads the checksums of the files. One that is the only file of its folder may have it there.
func (c *sevenCursor) fileDigests(folders []sevenFolder) {
	var without []*sevenFile
	for i := range folders {
		f := &folders[i]
		if len(f.files) == 1 && f.crc != 0 {
			continue
		}
		for j := range f.files {
			without = append(without, &f.files[j])
		}
	}
	for i, crc := range c.digests(len(without)) {
		without[i].crc = crc
	}
}

// sevenHeaderBytes reads the header as it is stored; it may be packed.
func sevenHeaderBytes(r io.ReaderAt, size int64) ([]byte, error) {
	var start [sevenSignatureLen]byte
	if _, err := r.ReadAt(start[:], 0); err != nil {
		return nil, &fault{Truncated, "the 7z ends within its first bytes", noEOF(err)}
	}
	le := binary.LittleEndian
	if crc32.ChecksumIEEE(start[12:]) != le.Uint32(start[8:]) {
		return nil, faultf(BadChecksum, "the start of the 7z is damaged")
	}
	offset, length := le.Uint64(start[12:]), le.Uint64(start[20:])
	if offset > uint64(size) || length > uint64(size) || offset+length > uint64(size-sevenSignatureLen) {
		return nil, faultf(Truncated, "the 7z ends before its table of contents, so that nothing in it can be found")
	}
	if length > maxSevenHeader {
		return nil, faultf(SizeLimit, "the table of contents of the 7z has %d bytes", length)
	}
	header := make([]byte, length)
	if _, err := r.ReadAt(header, sevenSignatureLen+int64(offset)); err != nil {
		return nil, noEOF(err)
	}
	if crc32.ChecksumIEEE(header) != le.Uint32(start[28:]) {
		return nil, faultf(BadChecksum, "the table of contents of the 7z is damaged")
	}
	return header, nil
}

// sevenDamaged is the error of a header that cannot be understood.
func sevenDamaged(err error) *fault {
	if errors.Is(err, errSevenMany) {
		return &fault{MemberLimit, "the table of contents of the 7z: " + err.Error(), err}
	}
	return &fault{Damaged, fmt.Sprintf("the table of contents of the 7z cannot be read: %v", err), err}
}
