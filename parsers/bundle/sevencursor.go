package bundle

import (
	"encoding/binary"
	"errors"
	"math"
	"math/bits"
)

var (
	errSevenShort   = errors.New("the header breaks off")
	errSevenCounts  = errors.New("the header states more than it can hold")
	errSevenMany    = errors.New("it lists more than the limit allows")
	errSevenProp    = errors.New("the header makes no sense")
	errSevenOutside = errors.New("the header points outside of the file")
)

// sevenCursor reads a header from memory. The first error stays; what is read after it is zero.
type sevenCursor struct {
	b    []byte
	most int // members that may be listed, as a bound for whatever the header has many of
	err  error
}

func (c *sevenCursor) fail(err error) {
	if c.err == nil {
		c.err = err
	}
	c.b = nil
}

func (c *sevenCursor) bytes(n uint64) []byte {
	if n > uint64(len(c.b)) {
		c.fail(errSevenShort)
		return nil
	}
	taken := c.b[:n:n]
	c.b = c.b[n:]
	return taken
}

func (c *sevenCursor) byte() byte {
	if b := c.bytes(1); b != nil {
		return b[0]
	}
	return 0
}

// number reads a number of 1 to 9 bytes: the ones that the first byte leads with count those that follow it.
func (c *sevenCursor) number() uint64 {
	first := c.byte()
	following := bits.LeadingZeros8(^first)
	var n uint64
	for i, b := range c.bytes(uint64(following)) {
		n |= uint64(b) << (8 * i)
	}
	if following < 7 {
		n |= uint64(first&(1<<(7-following)-1)) << (8 * following)
	}
	return n
}

// count reads a number of things of which each takes at least a byte of the header.
func (c *sevenCursor) count() int {
	const perMember = 2 // folders of the file system are listed, too
	n := c.number()
	switch {
	case n > uint64(len(c.b)):
		c.fail(errSevenCounts)
		return 0
	case n > uint64(perMember*c.most):
		c.fail(errSevenMany)
		return 0
	}
	return int(n)
}

func (c *sevenCursor) length() int64 {
	n := c.number()
	if n > math.MaxInt64/4 {
		c.fail(errSevenOutside)
		return 0
	}
	return int64(n)
}

func (c *sevenCursor) expect(id byte) {
	if c.byte() != id {
		c.fail(errSevenProp)
	}
}

// booleans reads n bits, the highest of a byte first.
func (c *sevenCursor) booleans(n int) []bool {
	packed := c.bytes(uint64(n+7) / 8)
	set := make([]bool, n)
	for i := range set {
		set[i] = len(packed) > 0 && packed[i/8]&(0x80>>(i%8)) != 0
	}
	return set
}

// defined reads which of n things have a value: all of them, or those with a bit set.
func (c *sevenCursor) defined(n int) []bool {
	if c.byte() == 0 {
		return c.booleans(n)
	}
	set := make([]bool, n)
	for i := range set {
		set[i] = true
	}
	return set
}

func (c *sevenCursor) uint32() uint32 {
	if b := c.bytes(4); b != nil {
		return binary.LittleEndian.Uint32(b)
	}
	return 0
}

// digests reads the checksums of n things, 0 for those that have none.
func (c *sevenCursor) digests(n int) []uint32 {
	crcs := make([]uint32, n)
	for i, has := range c.defined(n) {
		if has {
			crcs[i] = c.uint32()
		}
	}
	return crcs
}
