package main

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"slices"
	"strings"
	"testing"
)

// quineName is as long as the repeat in deflate needs, see repeat.
const quineName = "a-zip-that-holds-itself-00.zip"

// TestQuine holds that the quine is one, or the bundle that has it proves nothing.
func TestQuine(t *testing.T) {
	packed := quine(t)
	files, err := unzip(packed)
	if err != nil || len(files) != 1 || files[0].name != quineName || !bytes.Equal(files[0].data, packed) {
		t.Fatalf("%d members, %v", len(files), err)
	}
}

// quine is a zip whose only member is the zip itself, after Russ Cox, "Zip Files All The Way Down" (2010): a program of deflate,
// in which the parts before and behind it stand as literals, prints itself. Its checksum stands in what it is the checksum of.
func quine(t testing.TB) []byte {
	t.Helper()
	sum := func(crc uint32) uint32 { return crc32.ChecksumIEEE(quineWith(crc)) }
	// The checksum is linear in the bits of the one that is written, but for a constant: crc = constant + matrix * crc.
	constant := sum(0)
	var rows [32]uint64 // of (matrix + 1 | constant), the constant in bit 32
	for bit := range 32 {
		column := sum(1<<bit) ^ constant ^ 1<<bit
		for row := range 32 {
			rows[row] |= uint64(column>>row&1) << bit
		}
	}
	for row := range 32 {
		rows[row] |= uint64(constant>>row&1) << 32
	}
	for bit := range 32 {
		at := slices.IndexFunc(rows[bit:], func(row uint64) bool { return row>>bit&1 == 1 })
		if at < 0 {
			t.Fatal("there is no such checksum: take another name")
		}
		rows[bit], rows[bit+at] = rows[bit+at], rows[bit]
		for row := range 32 {
			if row != bit && rows[row]>>bit&1 == 1 {
				rows[row] ^= rows[bit]
			}
		}
	}
	var crc uint32
	for bit := range 32 {
		crc |= uint32(rows[bit]>>32&1) << bit
	}
	return quineWith(crc)
}

// quineWith is the quine with a checksum written in it, right or wrong.
func quineWith(crc uint32) []byte {
	const (
		op     = 5 // bytes that each step takes
		before = 30 + len(quineName)
		behind = 258 - op
	)
	literal := func(n int) []byte {
		b := binary.LittleEndian.AppendUint16([]byte{0}, uint16(n))
		return binary.LittleEndian.AppendUint16(b, ^uint16(n))
	}
	lp, rp, l1, r4, l4, l0, ls, rs := literal(before+op), repeat(before+op), literal(op), repeat(4*op), literal(4*op), literal(0), literal(behind+op), repeat(behind+op)
	program := func(head, tail []byte) []byte {
		return slices.Concat(lp, head, lp, rp, l1, rp, l1, l1, l4, rp, l1, l1, l4, r4, l4, r4, l4, r4, l4, r4, l4, r4, l0, l0, ls, r4, l0, l0, ls, rs, tail, rs)
	}
	end := []byte{1, 0, 0, 0xff, 0xff} // of the stream
	length := len(program(make([]byte, before), make([]byte, behind)))
	e := zipEntry{name: quineName, method: zip.Deflate, crc: crc, size: uint32(before + length + behind), compressed: uint32(length + len(end))}
	var file bytes.Buffer
	z := &zipWriter{w: &file}
	z.add(e)
	head := bytes.Clone(file.Bytes())
	z.at = int64(before + length + len(end)) // where the directory will stand
	file.Reset()
	directory := len(quineName) + 46 + 22
	z.end(strings.Repeat(".", behind-len(end)-directory))
	tail := slices.Concat(end, file.Bytes())
	return slices.Concat(head, program(head, tail), tail)
}

// repeat is a step of deflate, five bytes long, that writes the last n bytes again: a block with fixed codes (RFC 1951, 3.2.6) of one
// match and an empty one behind it, or of two matches. Only some lengths come out at five bytes.
func repeat(n int) []byte {
	var bits uint64
	length := 0
	put := func(value uint64, n int) { bits |= value << length; length += n }
	code := func(value uint64, n int) { // Huffman codes begin with their highest bit
		for i := n - 1; i >= 0; i-- {
			put(value>>i&1, 1)
		}
	}
	begin := func() { put(0b010, 3) }
	stop := func() { code(0, 7) }
	begin()
	switch n {
	case 20: // 10 bytes twice, 20 back: code 264; distance code 8, from 17 on
		for range 2 {
			code(264-256, 7)
			code(8, 5)
			put(20-17, 3)
		}
		stop()
	case 65: // code 276, from 59 on; distance code 12, from 65 on
		code(276-256, 7)
		put(65-59, 3)
		code(12, 5)
		put(0, 5)
		stop()
		begin()
		stop()
	case 258: // code 285; distance code 16, from 257 on
		code(0xc0+285-280, 8)
		code(16, 5)
		put(258-257, 7)
		stop()
		begin()
		stop()
	default:
		panic("no such repeat")
	}
	if length != 40 {
		panic("a repeat of another length")
	}
	return binary.LittleEndian.AppendUint64(nil, bits)[:5]
}
