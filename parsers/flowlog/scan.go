package flowlog

import (
	"encoding/binary"
	"math/bits"

	"hamari/parsers/lines"
)

// The scans that a record spends most of its time in look at eight bytes at once: columns are short and of changing
// length, so that a loop over bytes pays a mispredicted branch for each of them.

// slack is how many bytes behind a line may be read, whatever they are, so that scans need not mind its end.
const slack = lines.Slack

const (
	everyByte = 0x0101010101010101
	topBits   = 0x80 * everyByte
)

// blankBits returns a bit for each of 64 bytes, set where the byte is a blank.
func blankBits(block *[64]byte) uint64 {
	return topBitsOf(blanksIn(block[0:8])) | topBitsOf(blanksIn(block[8:16]))<<8 |
		topBitsOf(blanksIn(block[16:24]))<<16 | topBitsOf(blanksIn(block[24:32]))<<24 |
		topBitsOf(blanksIn(block[32:40]))<<32 | topBitsOf(blanksIn(block[40:48]))<<40 |
		topBitsOf(blanksIn(block[48:56]))<<48 | topBitsOf(blanksIn(block[56:64]))<<56
}

// blanksIn sets the top bit of each of eight bytes that is a blank, and no other bit.
func blanksIn(text []byte) uint64 {
	word := binary.LittleEndian.Uint64(text)
	return ^(word&^topBits + (0x80-'!')*everyByte | word) & topBits
}

// notDigits sets the top bit of each of eight bytes that is above 9, and no other bit.
func notDigits(word uint64) uint64 {
	return (word&^topBits + (0x80-10)*everyByte | word) & topBits
}

// topBitsOf gathers the top bits of eight bytes, of which no other bit may be set, in the lowest byte.
func topBitsOf(word uint64) uint64 {
	return word >> 7 * 0x0102040810204080 >> 56
}

// eightDigits returns the number that eight bytes stand for, each a digit's value, the first byte being the lowest.
func eightDigits(word uint64) uint64 {
	word = word*10 + word>>8 // every other byte: two digits
	const pairs = 0x000000FF000000FF
	return (word&pairs*(100+1000000<<32) + word>>16&pairs*(1+10000<<32)) >> 32
}

// longNumber does what leadingNumber does for a column of 9 to 16 digits, which is the first size bytes of text; it is
// false for any other column.
func longNumber(text *[32]byte, size int) (n uint64, ok bool) {
	if uint(size-9) > 16-9 {
		return 0, false
	}
	head := (binary.LittleEndian.Uint64(text[0:]) ^ '0'*everyByte) << (128 - 8*uint(size))
	tail := binary.LittleEndian.Uint64(text[(size-8)&15:]) ^ '0'*everyByte
	return eightDigits(head)*100_000_000 + eightDigits(tail), notDigits(head)|notDigits(tail) == 0
}

// leadingNumber reads the digits that text begins with. With more than maxDigits of them, the number is meaningless.
func leadingNumber(text []byte) (n uint64, digits int) {
	if len(text) >= 8 {
		n, digits = leadingDigits(binary.LittleEndian.Uint64(text))
		if digits < 8 {
			return n, digits
		}
	}
	for digits < len(text) {
		c := text[digits] - '0'
		if c > 9 {
			break
		}
		n = n*10 + uint64(c)
		digits++
	}
	return n, digits
}

// leadingDigits reads the digits among the first of eight bytes, the first byte being the lowest.
func leadingDigits(word uint64) (n uint64, digits int) {
	word ^= '0' * everyByte // digits become 0 to 9
	others := (word + (0x80-10)*everyByte | word) & topBits
	digits = bits.TrailingZeros64(others) / 8 // 8 where there are none
	word <<= 64 - 8*digits                    // leading zeros take the place of what follows the digits
	return eightDigits(word), digits
}
