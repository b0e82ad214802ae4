package parquet

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"math"
	"strconv"
	"time"
)

// column goes through the values of one column in one row group.
type column struct {
	field
	r     io.ReaderAt
	chunk chunk
	held  *int64 // bytes of pages that all columns hold
	rows  int64  // of the row group that pages are still to come for

	dictionary []byte
	offsets    []uint32 // of the dictionary's values, with the end of the last one

	page     []byte // unpacked
	left     int    // values left in it, absent ones included
	levels   *hybrid
	encoding int
	plain    []byte
	bit      uint // of the next plain truth value
	indexes  *hybrid
	deltas   *delta
	lengths  *delta
	prefixes *delta
	before   []byte // the last string, of which the next may repeat the beginning
}

// append appends the next value to the line; absent reports that the row has none.
func (c *column) append(line []byte) (out []byte, absent bool, err error) {
	for c.left == 0 {
		if err := c.nextPage(); err != nil {
			return line, false, fmt.Errorf("column %s: %w", c.name, err)
		}
	}
	c.left--
	if c.levels != nil {
		level, err := c.levels.next()
		if err != nil {
			return line, false, fmt.Errorf("column %s: %w", c.name, err)
		}
		if level == 0 {
			return line, true, nil
		}
	}
	if out, err = c.value(line); err != nil {
		return line, false, fmt.Errorf("column %s: %w", c.name, err)
	}
	return out, false, nil
}

// nextPage makes the next page with values the current one.
func (c *column) nextPage() error {
	for {
		if c.chunk.at >= c.chunk.end {
			return errNoValues
		}
		h, err := c.pageHeader()
		if err != nil {
			return err
		}
		packed := make([]byte, h.packed)
		if _, err := c.r.ReadAt(packed, c.chunk.at); err != nil && err != io.EOF {
			return err
		}
		c.chunk.at += h.packed
		if h.hasCRC && h.crc != crc32.ChecksumIEEE(packed) {
			return errChecksum
		}
		switch h.kind {
		case dictionaryPage:
			if err := c.takeDictionary(h, packed); err != nil {
				return fmt.Errorf("dictionary: %w", err)
			}
		case dataPage, dataPage2:
			return c.takePage(h, packed)
		}
	}
}

// hold makes room for a page in place of another.
func (c *column) hold(page, old []byte) error {
	*c.held += int64(len(page)) - int64(len(old))
	if *c.held > maxPages {
		return errPagesSize
	}
	return nil
}

func (c *column) takeDictionary(h pageHeader, packed []byte) error {
	dictionary, err := c.unpack(packed, h.unpacked)
	if err != nil {
		return err
	}
	if err := c.hold(dictionary, c.dictionary); err != nil {
		return err
	}
	c.dictionary, c.offsets = dictionary, []uint32{0}
	rest := dictionary
	for range h.values {
		size, err := c.plainSize(rest)
		if err != nil {
			return err
		}
		rest = rest[size:]
		c.offsets = append(c.offsets, uint32(len(dictionary)-len(rest)))
	}
	return nil
}

// takePage unpacks a page with values and prepares their decoding.
func (c *column) takePage(h pageHeader, packed []byte) error {
	if c.rows -= h.values; c.rows < 0 {
		return errTooMany
	}
	var levels []byte
	if h.kind == dataPage2 {
		if h.repetition != 0 || h.levels > int64(len(packed)) || h.levels > h.unpacked {
			return errPage
		}
		levels, packed = packed[:h.levels], packed[h.levels:]
	}
	page := packed
	if h.kind == dataPage || h.isPacked {
		var err error
		if page, err = c.unpack(packed, h.unpacked-h.levels); err != nil {
			return err
		}
	}
	if err := c.hold(page, c.page); err != nil {
		return err
	}
	c.page, c.left, c.levels = page, int(h.values), nil
	if c.optional {
		if h.kind == dataPage {
			if len(page) < 4 || int64(binary.LittleEndian.Uint32(page)) > int64(len(page)-4) {
				return errPage
			}
			n := 4 + int(binary.LittleEndian.Uint32(page))
			levels, page = page[4:n], page[n:]
		}
		var err error
		if c.levels, err = newHybrid(levels, 1); err != nil {
			return err
		}
	}
	return c.decodeWith(h.encoding, page)
}

// decodeWith prepares the decoding of the values in a page.
func (c *column) decodeWith(encoding int, values []byte) (err error) {
	c.encoding, c.plain, c.bit = encoding, values, 0
	switch encoding {
	case encodingPlain:
	case encodingPlainDictionary, encodingDictionary:
		c.encoding = encodingDictionary
		if len(values) == 0 { // a page of absent values
			c.indexes, err = newHybrid(nil, 1)
			return err
		}
		c.indexes, err = newHybrid(values[1:], uint(values[0]))
	case encodingRLE:
		if c.physical != typeBoolean || len(values) < 4 {
			return errPage
		}
		c.indexes, err = newHybrid(values[4:], 1)
	case encodingDelta:
		if c.physical != typeInt32 && c.physical != typeInt64 {
			return errPage
		}
		c.deltas, err = newDelta(values)
	case encodingDeltaLengths:
		c.lengths, c.plain, err = lengthsOf(values, c.left)
	case encodingDeltaStrings:
		var suffixes []byte
		if c.prefixes, suffixes, err = lengthsOf(values, c.left); err == nil {
			c.lengths, c.plain, err = lengthsOf(suffixes, c.left)
		}
		c.before = nil
	default:
		return fmt.Errorf("values in encoding number %d, which is not read", encoding)
	}
	if (encoding == encodingDeltaLengths || encoding == encodingDeltaStrings) && c.physical != typeByteArray {
		return errPage
	}
	return err
}

// lengthsOf reads lengths, no more than most, and returns what stands behind them.
func lengthsOf(b []byte, most int) (lengths *delta, rest []byte, err error) {
	ahead, err := newDelta(b)
	if err != nil {
		return nil, nil, err
	}
	if ahead.left > most {
		return nil, nil, errValues
	}
	if rest, err = ahead.rest(); err != nil {
		return nil, nil, err
	}
	lengths, err = newDelta(b)
	return lengths, rest, err
}

// value appends the next present value.
func (c *column) value(line []byte) ([]byte, error) {
	switch c.encoding {
	case encodingDictionary:
		i, err := c.indexes.next()
		if err != nil {
			return nil, err
		}
		if i+1 >= uint64(len(c.offsets)) {
			return nil, errNoReference
		}
		return c.text(line, c.dictionary[c.offsets[i]:c.offsets[i+1]])
	case encodingRLE:
		b, err := c.indexes.next()
		return strconv.AppendBool(line, b == 1), err
	case encodingDelta:
		n, err := c.deltas.next()
		if c.physical == typeInt32 {
			n = int64(int32(n))
		}
		return c.number(line, n), err
	case encodingDeltaLengths, encodingDeltaStrings:
		return c.deltaString(line)
	}
	if c.physical == typeBoolean {
		if int(c.bit/8) >= len(c.plain) {
			return nil, errShort
		}
		bit := c.plain[c.bit/8] >> (c.bit % 8) & 1
		c.bit++
		return strconv.AppendBool(line, bit == 1), nil
	}
	size, err := c.plainSize(c.plain)
	if err != nil {
		return nil, err
	}
	value := c.plain[:size]
	c.plain = c.plain[size:]
	return c.text(line, value)
}

// deltaString appends a string, which may begin as the one before it.
func (c *column) deltaString(line []byte) ([]byte, error) {
	prefix := 0
	if c.encoding == encodingDeltaStrings {
		n, err := c.prefixes.next()
		if err != nil || n < 0 || n > int64(len(c.before)) {
			return nil, errValues
		}
		prefix = int(n)
	}
	n, err := c.lengths.next()
	if err != nil || n < 0 || n > int64(len(c.plain)) {
		return nil, errValues
	}
	if prefix > maxLine {
		return nil, errValues
	}
	value := c.plain[:n]
	c.plain = c.plain[n:]
	if c.encoding == encodingDeltaStrings {
		c.before = append(c.before[:prefix:prefix], value...)
		value = c.before
	}
	return append(line, clip(value)...), nil
}

// clip keeps a value that is too long for a line from being copied whole for every row that has it.
func clip(value []byte) []byte { return value[:min(len(value), maxLine+1)] }

// plainSize is how many bytes the plain value at the beginning of b takes.
func (c *column) plainSize(b []byte) (int, error) {
	size := 0
	switch c.physical {
	case typeInt32, typeFloat:
		size = 4
	case typeInt64, typeDouble:
		size = 8
	case typeInt96:
		size = 12
	case typeFixedBytes:
		if size = c.length; size <= 0 {
			return 0, errPage
		}
	case typeByteArray:
		if len(b) < 4 {
			return 0, errShort
		}
		n := binary.LittleEndian.Uint32(b)
		if int64(n) > int64(len(b)-4) {
			return 0, errShort
		}
		return 4 + int(n), nil
	default:
		return 0, errPage
	}
	if size > len(b) {
		return 0, errShort
	}
	return size, nil
}

// text appends a plain value.
func (c *column) text(line, value []byte) ([]byte, error) {
	le := binary.LittleEndian
	switch c.physical {
	case typeInt32:
		return c.number(line, int64(int32(le.Uint32(value)))), nil
	case typeInt64:
		return c.number(line, int64(le.Uint64(value))), nil
	case typeFloat:
		return appendFloat(line, float64(math.Float32frombits(le.Uint32(value)))), nil
	case typeDouble:
		return appendFloat(line, math.Float64frombits(le.Uint64(value))), nil
	case typeByteArray:
		return append(line, clip(value[4:])...), nil
	case typeFixedBytes:
		return append(line, clip(value)...), nil
	}
	return nil, errors.New("values of a type that is not read")
}

// number appends an integer, or the time that it stands for: in Unix seconds, as flow logs in text have it.
func (c *column) number(line []byte, n int64) []byte {
	switch {
	case c.perUnit > 0:
		n = floorDivide(n, c.perUnit)
	case c.date:
		return time.Unix(0, 0).UTC().AddDate(0, 0, int(n)).AppendFormat(line, time.DateOnly)
	}
	return strconv.AppendInt(line, n, 10)
}

func floorDivide(n, by int64) int64 {
	q := n / by
	if n%by < 0 {
		q--
	}
	return q
}

func appendFloat(line []byte, f float64) []byte {
	const exact = 1 << 53
	if f == math.Trunc(f) && math.Abs(f) <= exact {
		return strconv.AppendInt(line, int64(f), 10)
	}
	return strconv.AppendFloat(line, f, 'g', -1, 64)
}
