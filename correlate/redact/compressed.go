package redact

import (
	"bytes"
	"encoding/binary"
	"io"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zlib"
)

// Bounds of what is opened of compressed text.
const (
	maxGzipped = 64 << 20 // bytes
	maxLayers  = 3        // within each other
)

// openBytes tells what bytes hold: text, text in UTF-16, either compressed with gzip, or something else.
func openBytes(data []byte, layers int) (opened, bool) {
	switch {
	case len(data) == 0:
		return opened{}, false
	case isGzip(data) && layers > 0:
		text, whole := gunzip(data)
		o, ok := openBytes(text, layers-1)
		if !ok {
			return opened{}, false
		}
		pack := o.pack
		o.pack = func(plain []byte) string { return string(gzipped([]byte(pack(plain)))) }
		o.cut = o.cut || !whole
		return o, true
	case isZlib(data) && layers > 0:
		if text, whole := inflated(data); whole {
			o, ok := openBytes(text, layers-1)
			pack := o.pack
			o.pack = func(plain []byte) string { return string(deflated([]byte(pack(plain)))) }
			return o, ok
		}
	case isText(data):
		return opened{plain: data, pack: func(plain []byte) string { return string(plain) }}, true
	}
	if text, ok := fromUTF16(data); ok {
		return opened{plain: text, pack: toUTF16}, true
	}
	return opened{plain: data, binary: true}, true
}

// isZlib reports whether bytes begin as text does that is compressed with zlib at one of its usual levels.
func isZlib(data []byte) bool {
	return len(data) > 2 && data[0] == 0x78 && (data[1] == 0x01 || data[1] == 0x5e || data[1] == 0x9c || data[1] == 0xda)
}

func isGzip(data []byte) bool {
	return len(data) > 3 && data[0] == 0x1f && data[1] == 0x8b && data[2] == 8
}

// inflated returns what can be read of text that zlib compressed, and whether that is all.
func inflated(data []byte) (text []byte, whole bool) {
	z, err := zlib.NewReader(bytes.NewReader(data))
	if err != nil {
		return nil, false
	}
	return unpacked(z)
}

// gunzip does as inflated for gzip.
func gunzip(data []byte) (text []byte, whole bool) {
	z, err := gzip.NewReader(bytes.NewReader(data))
	if err != nil {
		return nil, false
	}
	return unpacked(z)
}

func unpacked(r io.Reader) (text []byte, whole bool) {
	text, err := io.ReadAll(io.LimitReader(r, maxGzipped+1))
	if len(text) > maxGzipped {
		return text[:maxGzipped], false
	}
	return text, err == nil
}

func deflated(data []byte) []byte {
	return packed(data, func(w io.Writer) io.WriteCloser { return zlib.NewWriter(w) })
}

func gzipped(data []byte) []byte {
	return packed(data, func(w io.Writer) io.WriteCloser { return gzip.NewWriter(w) })
}

func packed(data []byte, compress func(io.Writer) io.WriteCloser) []byte {
	var b bytes.Buffer
	z := compress(&b)
	_, _ = z.Write(data) // a buffer takes everything
	_ = z.Close()
	return b.Bytes()
}

func isPlain(c byte) bool { return ' ' <= c && c < 0x7f || c == '\n' || c == '\r' || c == '\t' }

// isText reports whether bytes are text, and not what a random run of characters decodes to.
func isText(data []byte) bool {
	for _, c := range data {
		if c < 0x80 && !isPlain(c) {
			return false
		}
	}
	return utf8.Valid(data)
}

// isUTF16 reports whether bytes may be UTF-16 in little-endian order: most characters of it are ASCII.
func isUTF16(data []byte) bool {
	if len(data)%2 != 0 || len(data) < minBase64 {
		return false
	}
	ascii := 0
	for i := 0; i < len(data); i += 2 {
		if data[i+1] == 0 && isPlain(data[i]) {
			ascii++
		}
	}
	return ascii >= len(data)/2*3/4
}

// fromUTF16 reads UTF-16 in little-endian order, in which PowerShell takes its commands.
func fromUTF16(data []byte) ([]byte, bool) {
	if !isUTF16(data) {
		return nil, false
	}
	units := make([]uint16, len(data)/2)
	for i := range units {
		units[i] = binary.LittleEndian.Uint16(data[2*i:])
	}
	text := []byte(string(utf16.Decode(units)))
	return text, !bytes.ContainsRune(text, utf8.RuneError)
}

func toUTF16(text []byte) string {
	var data []byte
	for _, unit := range utf16.Encode([]rune(string(text))) {
		data = binary.LittleEndian.AppendUint16(data, unit)
	}
	return string(data)
}
