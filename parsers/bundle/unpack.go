package bundle

import (
	"bufio"
	"bytes"
	"compress/bzip2"
	"encoding/binary"
	"errors"
	"fmt"
	"io"

	"github.com/klauspost/compress/s2"
	"github.com/klauspost/compress/zstd"
	"github.com/mikelolasagasti/xz"
	"github.com/ulikunitz/xz/lzma"
)

// packing is a compression of a stream as a whole, told by the first bytes of the stream.
type packing struct {
	name    string
	matches func(head []byte) bool

	// open begins the stream that stands in the buffer. An error of its beginning comes back with the first Read.
	open func(below *bufio.Reader, window int64) unpacker

	// keeps says that the decompressor keeps a window of what it gave out whose size the stream chooses.
	keeps bool
}

// unpacker is a layer of compression that is being taken off.
type unpacker interface {
	io.Reader
	remark() string // what a reader of the report should know of the layer, once it was read; mostly ""
	close()
}

var packings = []packing{
	{name: "gzip", matches: isGzip, open: func(below *bufio.Reader, _ int64) unpacker { return newGunzip(below) }},
	{name: "bzip2", matches: isBzip2, open: func(below *bufio.Reader, _ int64) unpacker { return newBunzip(below) }},
	{name: "zstd", matches: isZstd, open: func(below *bufio.Reader, window int64) unpacker { return newUnzstd(below, window) }, keeps: true},
	{name: "xz", matches: isXz, open: func(below *bufio.Reader, window int64) unpacker { return newUnxz(below, window) }, keeps: true},
	{name: "snappy", matches: isSnappy, open: func(below *bufio.Reader, _ int64) unpacker { return newUnsnappy(below) }},
}

// unreadable are the first bytes of containers that are not read. They may hold logs, so that passing them over as files
// of no known kind would hide that something is missing.
var unreadable = []struct{ magic, name string }{
	{"Rar!\x1a\x07", "a RAR archive"},
	{"\x04\x22\x4d\x18", "LZ4"},
	{"LZIP\x01", "lzip"},
	{"\x1f\x9d", "compress (.Z)"},
}

// unreadableKind says what a container is that is not read; nil for everything else.
func unreadableKind(head []byte) *fault {
	for _, kind := range unreadable {
		if bytes.HasPrefix(head, []byte(kind.magic)) {
			return faultf(UnsupportedMethod, "%s; ask for a zip, a 7z or a tar.gz", kind.name)
		}
	}
	return nil
}

// packingOf returns how a stream with these first bytes is compressed, or nil.
func packingOf(head []byte) *packing {
	for i := range packings {
		if packings[i].matches(head) {
			return &packings[i]
		}
	}
	return nil
}

// isBzip2 asks for the magic of the first block, or of the end of an empty stream, since "BZh" may begin a text.
func isBzip2(head []byte) bool {
	const magicLen = 4
	return len(head) > magicLen && bytes.HasPrefix(head, []byte("BZh")) && '1' <= head[3] && head[3] <= '9' &&
		(bytes.HasPrefix(head[magicLen:], []byte("\x31\x41\x59\x26\x53\x59")) ||
			bytes.HasPrefix(head[magicLen:], []byte("\x17\x72\x45\x38\x50\x90")))
}

// isZstd takes a skippable frame for the beginning, too: parallel compressors write one.
func isZstd(head []byte) bool {
	return bytes.HasPrefix(head, []byte{0x28, 0xb5, 0x2f, 0xfd}) ||
		len(head) >= 4 && head[0]&0xf0 == 0x50 && bytes.Equal(head[1:4], []byte{0x2a, 0x4d, 0x18})
}

func isSnappy(head []byte) bool { return bytes.HasPrefix(head, []byte("\xff\x06\x00\x00sNaPpY")) }

func isXz(head []byte) bool { return bytes.HasPrefix(head, []byte("\xfd7zXZ\x00")) }

// window is how much a decompressor around which held others keep theirs may keep for itself. Halving it each time
// bounds the sum for one member to twice the limit, however deep the layers are.
func (l *Limits) window(held int) int64 { return l.MaxWindow >> min(held, 62) }

// stream is a layer read by a decompressor of a library.
type stream struct {
	name    string
	r       io.Reader
	err     error
	note    string
	release func() // may be nil
}

func (s *stream) remark() string { return s.note }

func (s *stream) close() {
	if s.release != nil {
		s.release()
	}
	s.err = io.ErrClosedPipe
}

func (s *stream) Read(p []byte) (n int, err error) {
	if s.err != nil {
		return 0, s.err
	}
	n, err = readGuarded(s.r, p)
	switch {
	case err == nil || err == io.EOF:
	case errors.Is(err, zstd.ErrMagicMismatch), err == bzip2.StructuralError("bad magic value in continuation file"):
		// Both occur where another frame or stream could have begun: the data proper are whole.
		s.note, err = fmt.Sprintf("bytes that are no %s follow after the %s data and were ignored", s.name, s.name), io.EOF
	default:
		err = unpackFault(s.name, err)
	}
	s.err = err
	return n, err
}

// readGuarded reads from a library's decompressor. The decompressors are written for data of any kind, but a mistake in
// one of them must not cost more than the member.
func readGuarded(r io.Reader, p []byte) (n int, err error) {
	defer func() {
		if cause := recover(); cause != nil {
			n, err = 0, fmt.Errorf("the decompressor gave up: %v", cause)
		}
	}()
	n, err = r.Read(p)
	return n, err
}

// unpackFault turns the error of a library's decompressor into one with a reason. What came from below it has one.
func unpackFault(name string, err error) error {
	var f *fault
	var dictionary *lzma.ErrDictSize
	switch {
	case errors.As(err, &f), isCancelled(err):
		return err
	case errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.EOF), errors.Is(err, xz.ErrBuf):
		return &fault{Truncated, "the " + name + " data end too early", err}
	case errors.Is(err, zstd.ErrWindowSizeExceeded), errors.Is(err, zstd.ErrDecoderSizeExceeded),
		errors.Is(err, xz.ErrMemlimit), errors.Is(err, errDictionary), errors.As(err, &dictionary):
		return &fault{SizeLimit, "unpacking the " + name + " data takes more memory than the limit allows", err}
	case errors.Is(err, zstd.ErrCRCMismatch), errors.Is(err, s2.ErrCRC), err == bzip2.StructuralError("checksum mismatch"),
		err == bzip2.StructuralError("block checksum mismatch"):
		return &fault{BadChecksum, "the checksum in the " + name + " data does not fit the content", err}
	}
	return &fault{Damaged, fmt.Sprintf("the %s data make no sense: %v", name, err), err}
}

// newStream begins a layer. What goes wrong with that comes back with the first Read.
func newStream(name string, begin func() (io.Reader, error)) (s *stream) {
	s = &stream{name: name}
	defer func() {
		if cause := recover(); cause != nil {
			s.err = unpackFault(name, fmt.Errorf("the decompressor gave up: %v", cause))
		}
	}()
	r, err := begin()
	if err != nil {
		s.err = unpackFault(name, err)
		return s
	}
	s.r = r
	return s
}

func newBunzip(below *bufio.Reader) *stream {
	return newStream("bzip2", func() (io.Reader, error) { return bzip2.NewReader(below), nil })
}

func newUnsnappy(below io.Reader) *stream {
	const largestBlock = 4 << 20 // of S2, which grew out of Snappy; Snappy's own have 64 KiB
	return newStream("snappy", func() (io.Reader, error) { return s2.NewReader(below, s2.ReaderMaxBlockSize(largestBlock)), nil })
}

func newUnzstd(below io.Reader, window int64) *stream {
	var release func()
	s := newStream("zstd", func() (io.Reader, error) {
		z, err := zstd.NewReader(below, zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true),
			zstd.WithDecoderMaxWindow(uint64(max(window, zstd.MinWindowSize))))
		if err == nil {
			release = z.Close
		}
		return z, err
	})
	s.release = release
	return s
}

func newUnxz(below io.Reader, window int64) *stream {
	return newStream("xz", func() (io.Reader, error) { return xz.NewReader(below, uint32(min(window, maxDictionary))) })
}

// maxDictionary is more than the libraries can address.
const maxDictionary = 1<<31 - 1

// lzmaHeaderLen is the length of the header of a .lzma file: properties, dictionary and size.
const lzmaHeaderLen = 13

// newUnlzma reads raw LZMA data of the given properties, which state the dictionary, too. The size is -1 where an end
// marker tells the end.
func newUnlzma(below io.Reader, properties []byte, size, window int64) *stream {
	return newStream("LZMA", func() (io.Reader, error) {
		if len(properties) != 5 {
			return nil, fmt.Errorf("%d bytes of properties instead of 5", len(properties))
		}
		le := binary.LittleEndian
		header := make([]byte, 0, lzmaHeaderLen)
		header = append(header, properties[0])
		header = le.AppendUint32(header, dictionaryFor(int64(le.Uint32(properties[1:])), size))
		header = le.AppendUint64(header, uint64(size))
		config := lzma.ReaderConfig{DictCap: int(max(lzma.MinDictCap, min(window, maxDictionary)))}
		return config.NewReader(io.MultiReader(bytes.NewReader(header), below))
	})
}

// newUnlzma2 reads raw LZMA2 data of the given property, which states the dictionary.
func newUnlzma2(below io.Reader, properties []byte, size, window int64) *stream {
	return newStream("LZMA2", func() (io.Reader, error) {
		const largest = 40 // 4 GiB
		if len(properties) != 1 || properties[0] > largest {
			return nil, errors.New("the property that states the dictionary makes no sense")
		}
		stated := int64(2|properties[0]&1) << (properties[0]/2 + 11)
		dictionary := int64(dictionaryFor(stated, size))
		if dictionary > window {
			return nil, errDictionary
		}
		return lzma.Reader2Config{DictCap: int(dictionary)}.NewReader2(below)
	})
}

var errDictionary = errors.New("the dictionary is larger than the limit")

// dictionaryFor is the dictionary that is needed: no more than there is content. The size is -1 where it is unknown.
func dictionaryFor(stated, size int64) uint32 {
	if size >= 0 {
		stated = min(stated, size)
	}
	return uint32(max(lzma.MinDictCap, min(stated, 1<<32-1)))
}
