package parquet

import (
	"encoding/binary"
	"errors"
)

// Encodings, https://parquet.apache.org/docs/file-format/data-pages/encodings/.
const (
	encodingPlain           = 0
	encodingPlainDictionary = 2
	encodingRLE             = 3
	encodingDelta           = 5
	encodingDeltaLengths    = 6
	encodingDeltaStrings    = 7
	encodingDictionary      = 8
)

var errValues = errors.New("the values of a page make no sense")

// hybrid decodes runs of equal numbers and runs of packed ones.
type hybrid struct {
	b     []byte
	width uint // bits of a number

	equal  int // how many times value comes yet
	value  uint64
	packed int // how many packed numbers come yet
	bit    uint
}

func newHybrid(b []byte, width uint) (*hybrid, error) {
	if width > 32 {
		return nil, errValues
	}
	return &hybrid{b: b, width: width}, nil
}

func (h *hybrid) next() (uint64, error) {
	if h.width == 0 {
		return 0, nil
	}
	for h.equal == 0 && h.packed == 0 {
		if err := h.run(); err != nil {
			return 0, err
		}
	}
	if h.equal > 0 {
		h.equal--
		return h.value, nil
	}
	h.packed--
	value := unpack(h.b, h.bit, h.width)
	if h.bit += h.width; h.packed == 0 {
		h.b, h.bit = h.b[min(len(h.b), int(h.bit+7)/8):], 0
	}
	return value, nil
}

// run begins the next run.
func (h *hybrid) run() error {
	const most = 1 << 31
	head, n := binary.Uvarint(h.b)
	if n <= 0 || head>>1 > most {
		return errShort
	}
	h.b = h.b[n:]
	if head&1 == 0 {
		size := int(h.width+7) / 8
		if size > len(h.b) {
			return errShort
		}
		h.equal, h.value = int(head>>1), 0
		for i, b := range h.b[:size] {
			h.value |= uint64(b) << (8 * i)
		}
		h.b = h.b[size:]
		return nil
	}
	groups := int(head >> 1)
	if groups > len(h.b) { // each of them takes as many bytes as a number has bits; the last one may be cut
		return errShort
	}
	h.packed = 8 * groups
	if stored := len(h.b) * 8 / int(h.width); h.packed > stored {
		h.packed = stored
	}
	h.bit = 0
	return nil
}

// unpack reads a number of so many bits, the lowest first. What lies behind the end is zero.
func unpack(b []byte, bit, width uint) uint64 {
	at, shift := int(bit/8), bit%8
	var value uint64
	for i := uint(0); i < shift+width && at < len(b); i += 8 {
		if i < 64 {
			value |= uint64(b[at]) << i
		}
		at++
	}
	value >>= shift
	if shift+width > 64 && at-1 < len(b) && int((bit+width-1)/8) < len(b) {
		value |= uint64(b[(bit+width-1)/8]) << (64 - shift)
	}
	if width < 64 {
		value &= 1<<width - 1
	}
	return value
}

// delta decodes numbers that are given as differences, in blocks of packed ones.
type delta struct {
	b         []byte
	perBlock  int
	miniBlock int // numbers in one
	left      int // numbers altogether, the first one included
	value     int64
	started   bool

	least  int64
	widths []byte
	in     int // numbers left in the mini block
	bit    uint
	width  uint
}

func newDelta(b []byte) (*delta, error) {
	d := &delta{b: b}
	block, miniBlocks, total := d.varint(), d.varint(), d.varint()
	first, ok := d.zigzag()
	const most = 1 << 31
	if !ok || miniBlocks == 0 || block == 0 || block > 1<<20 || miniBlocks > block || block%miniBlocks != 0 || total > most {
		return nil, errValues
	}
	d.perBlock, d.miniBlock, d.left, d.value = int(block), int(block/miniBlocks), int(total), first
	if d.miniBlock%8 != 0 {
		return nil, errValues
	}
	return d, nil
}

func (d *delta) varint() uint64 {
	n, size := binary.Uvarint(d.b)
	if size <= 0 {
		d.b = nil
		return 0
	}
	d.b = d.b[size:]
	return n
}

func (d *delta) zigzag() (int64, bool) {
	n, size := binary.Uvarint(d.b)
	if size <= 0 {
		return 0, false
	}
	d.b = d.b[size:]
	return int64(n>>1) ^ -int64(n&1), true
}

func (d *delta) next() (int64, error) {
	if d.left == 0 {
		return 0, errShort
	}
	d.left--
	if !d.started {
		d.started = true
		return d.value, nil
	}
	if d.in == 0 {
		if err := d.nextMiniBlock(); err != nil {
			return 0, err
		}
	}
	d.value += d.least + int64(unpack(d.b, d.bit, d.width))
	d.bit += d.width
	d.in--
	return d.value, nil
}

func (d *delta) nextMiniBlock() error {
	d.finishMiniBlock()
	if len(d.widths) == 0 {
		least, ok := d.zigzag()
		n := d.perBlock / d.miniBlock
		if !ok || len(d.b) < n {
			return errShort
		}
		d.least, d.widths, d.b = least, d.b[:n], d.b[n:]
	}
	d.width, d.widths = uint(d.widths[0]), d.widths[1:]
	if d.width > 64 {
		return errValues
	}
	if need := min(d.left+1, d.miniBlock) * int(d.width); (need+7)/8 > len(d.b) {
		return errShort
	}
	d.in, d.bit = d.miniBlock, 0
	return nil
}

// finishMiniBlock leaves the mini block that was read behind.
func (d *delta) finishMiniBlock() {
	d.b = d.b[min(len(d.b), int(d.width)*d.miniBlock/8):]
	d.width = 0
}

// rest returns what stands behind the numbers. It reads them to their end.
func (d *delta) rest() ([]byte, error) {
	for d.left > 0 {
		if _, err := d.next(); err != nil {
			return nil, err
		}
	}
	d.finishMiniBlock()
	return d.b, nil
}
