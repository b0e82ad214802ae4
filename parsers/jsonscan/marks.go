package jsonscan

import "encoding/binary"

// BlockSize is how many bytes of text one set of marks is for.
const BlockSize = 64

// Marks tell which bytes of a block are quotes, backslashes, and brackets or braces: the first byte has the lowest bit.
type Marks struct {
	Quotes      uint64
	Backslashes uint64
	Brackets    uint64
}

// behind returns the marks without those of the bytes before the first.
func (m Marks) behind(first int) Marks {
	mask := ^uint64(0) << first
	return Marks{m.Quotes & mask, m.Backslashes & mask, m.Brackets & mask}
}

// Mark fills in the marks of the text, of which the last block may be shorter than the others, and returns how many
// blocks that were: as many as it has, or as there is room for.
func Mark(text []byte, marks []Marks) int {
	whole := min(len(text)/BlockSize, len(marks))
	markBlocks(text, marks[:whole])
	if rest := text[whole*BlockSize:]; len(rest) > 0 && whole < len(marks) {
		var last [BlockSize]byte
		copy(last[:], rest)
		markBlocks(last[:], marks[whole:whole+1])
		whole++
	}
	return whole
}

// markPlain fills in the marks of whole blocks, eight bytes at a time.
func markPlain(text []byte, marks []Marks) {
	for i := range marks {
		block := text[i*BlockSize : (i+1)*BlockSize]
		m := Marks{}
		for at := 0; at < BlockSize; at += 8 {
			word := binary.LittleEndian.Uint64(block[at:])
			m.Quotes |= equal(word, '"') << at
			m.Backslashes |= equal(word, '\\') << at
			word |= everyByte * ('{' ^ '[')
			m.Brackets |= (equal(word, '{') | equal(word, '}')) << at
		}
		marks[i] = m
	}
}

const (
	everyByte = 0x0101010101010101
	topBits   = 0x80 * everyByte
)

// equal tells which of the eight bytes of a word are equal to one, the first having the lowest bit.
func equal(word, to uint64) uint64 {
	const lowBits = topBits - everyByte
	word ^= to * everyByte
	tops := ^(word&lowBits + lowBits | word) & topBits // set in the bytes that are 0 now
	return tops >> 7 * 0x0102040810204080 >> 56        // the multiplication brings them together
}
