package parquet

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math"
	"strconv"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/snappy"
	"github.com/klauspost/compress/zstd"
)

// Kinds of pages.
const (
	dataPage       = 0
	dictionaryPage = 2
	dataPage2      = 3
)

// codecs names the compressions by their number.
var codecs = []string{"none", "Snappy", "gzip", "LZO", "Brotli", "LZ4", "Zstandard", "LZ4"}

const (
	codecNone   = 0
	codecSnappy = 1
	codecGzip   = 2
	codecZstd   = 6
)

const (
	maxPage       = 64 << 20  // bytes of a page, unpacked or not; writers aim at 1 MiB
	maxPages      = 256 << 20 // bytes of the pages of all columns that are held at a time
	maxPageHeader = 1 << 20   // bytes; statistics in it may hold two whole values
)

var (
	errPage        = errors.New("a page whose description makes no sense")
	errPageSize    = fmt.Errorf("a page of more than %d bytes", maxPage)
	errPagesSize   = fmt.Errorf("pages of more than %d bytes at a time", maxPages)
	errNoValues    = errors.New("a column has fewer values than the table has rows")
	errTooMany     = errors.New("a column has more values than the table has rows")
	errChecksum    = errors.New("a page whose checksum does not fit")
	errNoReference = errors.New("a value that is not in the dictionary")
)

// pageHeader describes a page.
type pageHeader struct {
	kind             int
	unpacked, packed int64
	values           int64
	encoding         int
	levels           int64 // bytes of levels, for version 2
	repetition       int64
	isPacked         bool
	crc              uint32
	hasCRC           bool
}

// pageHeader reads the description of the page that comes next, and holds its sizes against the limits.
func (c *column) pageHeader() (h pageHeader, err error) {
	var t *thrift
	for size := int64(512); ; size *= 16 {
		text := make([]byte, min(size, c.chunk.end-c.chunk.at))
		if _, err := c.r.ReadAt(text, c.chunk.at); err != nil && err != io.EOF {
			return h, err
		}
		t = &thrift{b: text}
		h = t.pageHeader()
		if t.err == nil {
			c.chunk.at += int64(len(text) - len(t.b))
			break
		}
		if t.err != errShort || size >= maxPageHeader || int64(len(text)) < size {
			return h, fmt.Errorf("page: %w", t.err)
		}
	}
	switch {
	case h.packed < 0 || h.unpacked < 0 || h.values < 0 || h.levels < 0 || h.repetition < 0 || h.values > math.MaxInt32:
		return h, errPage
	case h.packed > maxPage || h.unpacked > maxPage:
		return h, errPageSize
	case h.packed > c.chunk.end-c.chunk.at:
		return h, errShort
	}
	return h, nil
}

func (t *thrift) pageHeader() pageHeader {
	h := pageHeader{kind: -1, isPacked: true}
	details := func() bool {
		t.structure(func(id int, kind byte) bool {
			switch {
			case id == 1 && kind == thriftI32:
				h.values = t.integer()
			case id == 2 && kind == thriftI32:
				h.encoding = int(t.integer())
			default:
				return false
			}
			return true
		})
		return true
	}
	t.structure(func(id int, kind byte) bool {
		switch {
		case id == 1 && kind == thriftI32:
			h.kind = int(t.integer())
		case id == 2 && kind == thriftI32:
			h.unpacked = t.integer()
		case id == 3 && kind == thriftI32:
			h.packed = t.integer()
		case id == 4 && kind == thriftI32:
			h.crc, h.hasCRC = uint32(t.integer()), true
		case (id == 5 || id == 7) && kind == thriftStruct:
			return details()
		case id == 8 && kind == thriftStruct:
			t.pageHeader2(&h)
		default:
			return false
		}
		return true
	})
	return h
}

func (t *thrift) pageHeader2(h *pageHeader) {
	t.structure(func(id int, kind byte) bool {
		switch {
		case id == 1 && kind == thriftI32:
			h.values = t.integer()
		case id == 4 && kind == thriftI32:
			h.encoding = int(t.integer())
		case id == 5 && kind == thriftI32:
			h.levels = t.integer()
		case id == 6 && kind == thriftI32:
			h.repetition = t.integer()
		case id == 7:
			h.isPacked = kind == thriftTrue
			return false
		default:
			return false
		}
		return true
	})
}

// unpack undoes the compression of a page, which must have the stated size.
func (c *column) unpack(packed []byte, size int64) ([]byte, error) {
	if size < 0 {
		return nil, errPage
	}
	var page []byte
	var err error
	switch c.chunk.codec {
	case codecNone:
		page = packed
	case codecSnappy:
		var stated int
		if stated, err = snappy.DecodedLen(packed); err == nil && int64(stated) == size {
			page, err = snappy.Decode(nil, packed)
		}
	case codecGzip:
		page, err = gunzip(packed, size)
	case codecZstd:
		page, err = unzstd(packed, size)
	default:
		name := strconv.Itoa(c.chunk.codec)
		if 0 <= c.chunk.codec && c.chunk.codec < len(codecs) {
			name = codecs[c.chunk.codec]
		}
		return nil, fmt.Errorf("compressed with %s, which is not read", name)
	}
	if err != nil {
		return nil, fmt.Errorf("unpack a page: %w", err)
	}
	if int64(len(page)) != size {
		return nil, fmt.Errorf("a page that is not of the size that it states: %d bytes", size)
	}
	return page, nil
}

func gunzip(packed []byte, size int64) ([]byte, error) {
	z, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return nil, err
	}
	return readAll(z, size)
}

func unzstd(packed []byte, size int64) ([]byte, error) {
	z, err := zstd.NewReader(bytes.NewReader(packed), zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true),
		zstd.WithDecoderMaxWindow(maxPage))
	if err != nil {
		return nil, err
	}
	defer z.Close()
	return readAll(z, size)
}

// readAll reads as many bytes, and one more to see that there is none.
func readAll(r io.Reader, size int64) ([]byte, error) {
	var page bytes.Buffer
	if _, err := io.CopyN(&page, r, size+1); err != io.EOF {
		if err == nil {
			err = errPage
		}
		return nil, err
	}
	return page.Bytes(), nil
}
