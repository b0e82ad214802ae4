package bundle

import (
	"bufio"
	"errors"
	"io"
	"sync"
)

// Deflate64 is deflate with a window of 64 KiB and longer matches. Windows' own zip folders use it for files of 2 GiB
// and more. No library in Go reads it.
//
// The code lengths and tables are those of RFC 1951 but for the last length code, which has 16 extra bits, and for two
// more distance codes.

const (
	window64     = 64 << 10
	maxCodeBits  = 15
	endOfBlock64 = 256
)

var (
	lengthBase64 = [...]int{3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 3}
	lengthBits64 = [...]uint{0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 16}
	codeOrder64  = [...]int{16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15}
)

var (
	errInflate64Code     = errors.New("a code that does not exist")
	errInflate64Distance = errors.New("a match from before the beginning")
	errInflate64Lengths  = errors.New("code lengths that do not fit together")
	errInflate64Block    = errors.New("a block of an unknown kind")
	errInflate64Stored   = errors.New("a stored block whose length is damaged")
)

// newInflate64 reads deflate64 data.
func newInflate64(below *bufio.Reader) *stream {
	return newStream("deflate64", func() (io.Reader, error) {
		return &inflate64{in: below, window: make([]byte, window64)}, nil
	})
}

// inflate64 decompresses one stream, piece by piece.
type inflate64 struct {
	in    *bufio.Reader
	bits  uint32 // read ahead, the next one lowest
	count uint   // how many

	window []byte // a ring
	at     int    // where the next byte goes
	given  int    // up to where the window was handed out
	filled bool   // the window has been gone round

	last      bool // the current block is the last
	inBlock   bool
	stored    int // bytes left in a stored block
	lengths   *huffman64
	distances *huffman64
	copyLen   int // bytes left of a match
	copyDist  int
	err       error
}

func (f *inflate64) Read(p []byte) (int, error) {
	for f.given == f.at && f.err == nil {
		f.err = f.fill()
	}
	n := copy(p, f.window[f.given:f.at])
	if f.given += n; f.given == window64 {
		f.given, f.at, f.filled = 0, 0, true
	}
	if n == 0 && len(p) > 0 {
		return 0, f.err
	}
	return n, nil
}

// fill decompresses until the window ends or something else does.
func (f *inflate64) fill() error {
	for f.at < window64 {
		switch {
		case f.copyLen > 0:
			f.window[f.at] = f.window[(f.at-f.copyDist)&(window64-1)]
			f.at++
			f.copyLen--
		case !f.inBlock && f.last:
			return io.EOF
		case !f.inBlock:
			if err := f.startBlock(); err != nil {
				return err
			}
		case f.lengths == nil:
			if err := f.copyStored(); err != nil {
				return err
			}
		default:
			if err := f.symbol(); err != nil {
				return err
			}
		}
	}
	return nil
}

// need reads n bits, at most 16.
func (f *inflate64) need(n uint) (int, error) {
	for f.count < n {
		b, err := f.in.ReadByte()
		if err != nil {
			return 0, noEOF(err)
		}
		f.bits |= uint32(b) << f.count
		f.count += 8
	}
	value := f.bits & (1<<n - 1)
	f.bits >>= n
	f.count -= n
	return int(value), nil
}

func (f *inflate64) startBlock() error {
	head, err := f.need(3)
	if err != nil {
		return err
	}
	f.last, f.inBlock, f.lengths = head&1 == 1, true, nil
	switch head >> 1 {
	case 0:
		return f.startStored()
	case 1:
		f.lengths, f.distances = fixedCodes64()
		return nil
	case 2:
		return f.readCodes()
	}
	return errInflate64Block
}

func (f *inflate64) startStored() error {
	f.bits, f.count = 0, 0 // what is left of the byte; no more than that was read ahead
	length, err := f.need(16)
	if err != nil {
		return err
	}
	inverse, err := f.need(16)
	if err == nil && length != ^inverse&0xffff {
		err = errInflate64Stored
	}
	f.stored = length
	return err
}

func (f *inflate64) copyStored() error {
	if f.stored == 0 {
		f.inBlock = false
		return nil
	}
	end := min(window64, f.at+f.stored)
	n, err := io.ReadFull(f.in, f.window[f.at:end])
	f.at += n
	f.stored -= n
	return noEOF(err)
}

// symbol decodes a literal, a match or the end of the block.
func (f *inflate64) symbol() error {
	code, err := f.lengths.decode(f)
	switch {
	case err != nil:
		return err
	case code < endOfBlock64:
		f.window[f.at] = byte(code)
		f.at++
		return nil
	case code == endOfBlock64:
		f.inBlock = false
		return nil
	case code-endOfBlock64-1 >= len(lengthBase64):
		return errInflate64Code
	}
	code -= endOfBlock64 + 1
	extra, err := f.need(lengthBits64[code])
	if err != nil {
		return err
	}
	length := lengthBase64[code] + extra
	if code, err = f.distances.decode(f); err != nil {
		return err
	}
	distance := code + 1
	if code >= 4 {
		bits := uint(code/2 - 1)
		if extra, err = f.need(bits); err != nil {
			return err
		}
		distance = (2+code&1)<<bits + extra + 1
	}
	if !f.filled && distance > f.at {
		return errInflate64Distance
	}
	f.copyLen, f.copyDist = length, distance
	return nil
}

// readCodes reads the codes of a block that brings its own.
func (f *inflate64) readCodes() error {
	var counts [3]int
	for i, bits := range [...]uint{5, 5, 4} {
		var err error
		if counts[i], err = f.need(bits); err != nil {
			return err
		}
	}
	lengths, distances, orders := counts[0]+257, counts[1]+1, counts[2]+4
	var of [19]byte
	for _, at := range codeOrder64[:orders] {
		n, err := f.need(3)
		if err != nil {
			return err
		}
		of[at] = byte(n)
	}
	codes, err := newHuffman64(of[:])
	if err != nil {
		return err
	}
	all, err := f.readLengths(codes, lengths+distances)
	if err != nil {
		return err
	}
	if f.lengths, err = newHuffman64(all[:lengths]); err != nil {
		return err
	}
	f.distances, err = newHuffman64(all[lengths:])
	return err
}

// readLengths reads the lengths of n codes, which are run-length coded.
func (f *inflate64) readLengths(codes *huffman64, n int) ([]byte, error) {
	var all []byte
	for len(all) < n {
		symbol, err := codes.decode(f)
		if err != nil {
			return nil, err
		}
		if symbol < 16 {
			all = append(all, byte(symbol))
			continue
		}
		value, bits, least := byte(0), uint(3), 3
		switch symbol {
		case 16:
			if len(all) == 0 {
				return nil, errInflate64Lengths
			}
			value, bits = all[len(all)-1], 2
		case 18:
			bits, least = 7, 11
		}
		extra, err := f.need(bits)
		if err != nil {
			return nil, err
		}
		for range least + extra {
			all = append(all, value)
		}
	}
	if len(all) != n {
		return nil, errInflate64Lengths
	}
	return all, nil
}

// huffman64 is a canonical code: how many codes there are of each length, and the symbols in the order of their codes.
type huffman64 struct {
	counts  [maxCodeBits + 1]int
	symbols []int
}

func newHuffman64(lengths []byte) (*huffman64, error) {
	h := &huffman64{}
	for _, n := range lengths {
		h.counts[n]++
	}
	left := 1
	for _, n := range h.counts[1:] {
		if left = left<<1 - n; left < 0 {
			return nil, errInflate64Lengths
		}
	}
	h.counts[0] = 0
	for bits := byte(1); bits <= maxCodeBits; bits++ {
		for symbol, n := range lengths {
			if n == bits {
				h.symbols = append(h.symbols, symbol)
			}
		}
	}
	return h, nil
}

// decode reads a code bit by bit.
func (h *huffman64) decode(f *inflate64) (int, error) {
	code, first, index := 0, 0, 0
	for _, n := range h.counts[1:] {
		bit, err := f.need(1)
		if err != nil {
			return 0, err
		}
		code |= bit
		if code-first < n {
			return h.symbols[index+code-first], nil
		}
		index += n
		first = (first + n) << 1
		code <<= 1
	}
	return 0, errInflate64Code
}

// fixedCodes64 are the codes of blocks that bring none of their own.
var fixedCodes64 = sync.OnceValues(func() (lengths, distances *huffman64) {
	var of [288]byte
	for i := range of {
		switch {
		case i < 144 || i >= 280:
			of[i] = 8
		case i < 256:
			of[i] = 9
		default:
			of[i] = 7
		}
	}
	var flat [32]byte
	for i := range flat {
		flat[i] = 5
	}
	lengths, _ = newHuffman64(of[:])     // cannot fail: the lengths fit
	distances, _ = newHuffman64(flat[:]) // cannot fail: the lengths fit
	return lengths, distances
})
