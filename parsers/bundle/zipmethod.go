package bundle

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"io"

	"github.com/klauspost/compress/flate"
)

// Compression methods, APPNOTE.TXT 4.4.5.
const (
	zipStored     = 0
	zipDeflated   = 8
	zipDeflated64 = 9
	zipBzip2      = 12
	zipLZMA       = 14
	zipZstdOld    = 20 // deprecated, for zipZstd
	zipZstd       = 93
	zipXz         = 95
)

var zipMethods = map[uint16]string{
	1: "shrink", 6: "implode", zipDeflated64: "deflate64", zipBzip2: "bzip2", zipLZMA: "LZMA", zipZstd: "zstandard",
	zipXz: "XZ", 98: "PPMd", zipAESMethod: "AES encryption",
}

// zipMethod names a compression method.
func zipMethod(method uint16) string {
	if name, ok := zipMethods[method]; ok {
		return fmt.Sprintf("%s (%d)", name, method)
	}
	return fmt.Sprintf("number %d", method)
}

// zipMethodRead reports whether unpack can read the method.
func zipMethodRead(method uint16) bool {
	switch method {
	case zipStored, zipDeflated, zipDeflated64, zipBzip2, zipLZMA, zipZstd, zipZstdOld, zipXz:
		return true
	}
	return false
}

// keepsWindow reports whether the archive chooses how much the member's decompressor keeps.
func (h *zipHeader) keepsWindow() bool {
	switch h.method {
	case zipLZMA, zipZstd, zipZstdOld, zipXz:
		return true
	}
	return false
}

// unpack undoes the compression of a member's data. close returns what the reader holds to the pools.
func (h *zipHeader) unpack(data io.Reader, window int64) (r io.Reader, closeFn func(), err error) {
	if h.method == zipStored {
		return data, func() {}, nil
	}
	if raw, ok := data.(*storedBytes); ok && h.method == zipDeflated {
		return inflate(raw.buffered(), func() {})
	}
	in := getBuffer(data)
	if h.method == zipDeflated {
		return inflate(in, func() { putBuffer(in) })
	}
	s := h.unpackStream(in, window)
	return s, func() {
		s.close()
		putBuffer(in)
	}, nil
}

// inflate undoes deflate. The function given is called when the reader is closed.
func inflate(in io.Reader, closeIn func()) (r io.Reader, closeFn func(), err error) {
	inflater := inflaters.Get().(io.ReadCloser)
	if err := inflater.(flate.Resetter).Reset(in, nil); err != nil {
		closeIn()
		return nil, nil, err
	}
	return inflater, func() {
		inflaters.Put(inflater)
		closeIn()
	}, nil
}

func (h *zipHeader) unpackStream(in *bufio.Reader, window int64) *stream {
	switch h.method {
	case zipDeflated64:
		return newInflate64(in)
	case zipBzip2:
		return newBunzip(in)
	case zipLZMA:
		return h.unlzma(in, window)
	case zipZstd, zipZstdOld:
		return newUnzstd(in, window)
	}
	return newUnxz(in, window)
}

// unlzma reads LZMA with the header that zip puts before it, APPNOTE 5.8.8.
func (h *zipHeader) unlzma(in *bufio.Reader, window int64) *stream {
	const headerLen, propertiesLen, flagEndMarker = 4, 5, 1 << 1
	header := make([]byte, headerLen+propertiesLen)
	_, err := io.ReadFull(in, header)
	if err == nil && binary.LittleEndian.Uint16(header[2:]) != propertiesLen {
		err = errors.New("the header makes no sense")
	}
	if err != nil {
		return newStream("LZMA", func() (io.Reader, error) { return nil, noEOF(err) })
	}
	size := h.size
	if h.flags&flagEndMarker != 0 {
		size = -1
	}
	return newUnlzma(in, header[headerLen:], size, window)
}
