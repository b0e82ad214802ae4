package flowlog

import (
	"encoding/binary"
	"math/bits"
)

// maxScanned is more columns than any kind has fields; lines that have as many are not read the quick way.
const maxScanned = 128

// scanner is the quick way to take apart the lines that nearly all lines are: columns parted by single blanks, each as it
// should be. It finds all blanks of a line first, so that each column is then read knowing its length, those of one form
// after the other. Columns of arbitrary text need not be read at all.
type scanner struct {
	columns               int // of the layout; 0 for one that is not read the quick way
	numbers, addrs, words []scanned
}

// scanned is a column whose text is looked at.
type scanned struct {
	number uint8 // of the column
	place  uint8 // in Flow
	check  check
	least  uint64
	spread uint64 // how far above least a number may be
}

// compile gets ready for a layout.
func (s *scanner) compile(l *layout, f *Flow) {
	if len(l.columns) >= maxScanned || l.separator != blanks {
		return
	}
	s.columns = len(l.columns)
	f.ends[0] = -1
	for n, c := range l.columns {
		if c.slot >= 0 {
			f.column[c.slot] = uint8(n + 1)
		}
		column := scanned{number: uint8(n), place: c.place, check: c.check, least: c.least, spread: c.most - c.least}
		switch c.form {
		case asNumber:
			s.numbers = append(s.numbers, column)
		case asAddress:
			s.addrs = append(s.addrs, column)
		case asWord:
			s.words = append(s.words, column)
		}
	}
}

// scan takes a record apart the quick way. Where it returns false, decode must be asked, which also tells what is wrong.
// Behind the line must be slack bytes of memory.
func (d *decoder) scan(text []byte) bool {
	s, f := &d.scanner, &d.flow
	if s.columns == 0 || len(text)+slack > cap(text) {
		return false
	}
	f.text, f.values = text[:len(text)+slack], nil
	have := f.findEnds(len(text))
	if have < s.columns || !f.readNumbers(s.numbers) || !f.readAddrs(s.addrs) || !f.readWords(s.words) {
		return false
	}
	d.surplus = have > s.columns
	return true
}

// findEnds finds the ends of the columns of a line of size bytes and returns how many there are; 0 where two blanks
// stand side by side, or where there are more columns than can be told apart.
func (f *Flow) findEnds(size int) int {
	have, doubled := 0, uint64(0)
	before := uint64(1) // whether a blank stands before the block, as it were before the line
	for base := 0; base <= size; base += 64 {
		marks := blankBits((*[64]byte)(f.text[base:]))
		if last := size - base; last < 64 { // the end of the line parts like a blank
			marks = marks&(1<<last-1) | 1<<last
		}
		doubled |= marks & (marks<<1 | before)
		before = marks >> 63
		for ; marks != 0; marks &= marks - 1 {
			have++
			f.ends[have&(maxScanned-1)] = int32(base + bits.TrailingZeros64(marks))
		}
	}
	if have >= maxScanned {
		f.ends[0] = -1 // that of a later column took its place
		return 0
	}
	if doubled != 0 {
		return 0
	}
	return have
}

// bounds returns where a column stands.
func (f *Flow) bounds(c *scanned) (begin, size int) {
	n := uint(c.number)
	begin = int(f.ends[n&(maxScanned-1)]) + 1
	return begin, int(f.ends[(n+1)&(maxScanned-1)]) - begin
}

func (f *Flow) readNumbers(columns []scanned) bool {
	text := f.text
	for i := range columns {
		c := &columns[i]
		begin, size := f.bounds(c)
		word := binary.LittleEndian.Uint64(text[begin:])
		var value uint64
		switch {
		case size == 1 && byte(word) == '-':
			f.numbers[c.place&15] = 0
			continue
		case size <= 8:
			word = (word ^ '0'*everyByte) << (64 - 8*uint(size)) // leading zeros take the place of what follows the digits
			value = eightDigits(word)
			if notDigits(word) != 0 {
				return false
			}
		default:
			var ok bool
			if value, ok = longNumber((*[32]byte)(text[begin:]), size); !ok {
				return false
			}
		}
		if value-c.least > c.spread {
			return false
		}
		f.numbers[c.place&15] = value
	}
	return true
}

// readAddrs reads addresses. Those of a packet are mostly those that the interface shows, and stand behind them.
func (f *Flow) readAddrs(columns []scanned) bool {
	for i := range columns {
		c := &columns[i]
		begin, size := f.bounds(c)
		text := (*[32]byte)(f.text[begin:])
		if size == 1 && text[0] == '-' {
			f.addrs[c.place&3] = Addr{}
			continue
		}
		if i >= 2 {
			shown, length := f.bounds(&columns[i-2])
			if size == length && string(f.text[shown:shown+size]) == string(f.text[begin:begin+size]) {
				f.addrs[c.place&3] = f.addrs[columns[i-2].place&3]
				continue
			}
		}
		if ip, ok := scanIPv4(text, size); ok {
			f.addrs[c.place&3] = Addr{0, before4 | uint64(ip)}
			continue
		}
		addr, ok := parseAddr(f.text[begin : begin+size])
		if !ok {
			return false
		}
		f.addrs[c.place&3] = addr
	}
	return true
}

func (f *Flow) readWords(columns []scanned) bool {
	text := f.text
	for i := range columns {
		c := &columns[i]
		begin, size := f.bounds(c)
		word := binary.LittleEndian.Uint64(text[begin:])
		if size == 1 && byte(word) == '-' {
			continue
		}
		if size > 8 || !c.check.holdsWord(word<<(64-8*uint(size))) {
			return false
		}
	}
	return true
}

// wordOf returns a word of up to eight letters as a number that can be compared at once.
func wordOf(word string) uint64 {
	var n uint64
	for i := range len(word) {
		n = n>>8 | uint64(word[i])<<56
	}
	return n
}

var (
	wordAccept, wordReject           = wordOf("ACCEPT"), wordOf("REJECT")
	wordOK, wordNoData, wordSkipData = wordOf("OK"), wordOf("NODATA"), wordOf("SKIPDATA")
	wordIngress, wordEgress          = wordOf("ingress"), wordOf("egress")
)

// holdsWord does what holds does, for a word as wordOf gives it.
func (c check) holdsWord(word uint64) bool {
	switch c {
	case anAction:
		return word == wordAccept || word == wordReject
	case aLogStatus:
		return word == wordOK || word == wordNoData || word == wordSkipData
	case aDirection:
		return word == wordIngress || word == wordEgress
	}
	return false
}
