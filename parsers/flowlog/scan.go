package flowlog

import (
	"encoding/binary"
	"math/bits"
)

// The two scans that a record spends most of its time in look at eight bytes at once: columns are short and of changing
// length, so that a loop over bytes pays a mispredicted branch for each of them.

const (
	everyByte = 0x0101010101010101
	topBits   = 0x80 * everyByte
)

// columnEnd returns the index of the first blank (any byte up to ' ') in text at or after i, or its length.
func columnEnd(text []byte, i int) int {
	for ; i+8 <= len(text); i += 8 {
		word := binary.LittleEndian.Uint64(text[i:])
		// A byte below '!' borrows from its top bit, one that has the bit set is no blank. Borrows run upwards, so
		// the lowest mark is right.
		if blanks := (word - '!'*everyByte) &^ word & topBits; blanks != 0 {
			return i + bits.TrailingZeros64(blanks)/8
		}
	}
	for i < len(text) && text[i] > ' ' {
		i++
	}
	return i
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
	word = word*10 + word>>8                  // every other byte: two digits
	const pairs = 0x000000FF000000FF
	return (word&pairs*(100+1000000<<32) + word>>16&pairs*(1+10000<<32)) >> 32, digits
}
