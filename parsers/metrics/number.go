package metrics

import (
	"bytes"
	"encoding/binary"
	"errors"
	"math"
	"math/bits"
	"strconv"

	"hamari/parsers/lazy"
)

var errNoNumber = errors.New("not a finite number")

// plainDigits is the longest number without an exponent that is finite whatever its digits are, by [parsers.Value.Float].
const plainDigits = 300

// checkNumber reports whether a cell is a decimal number that [parsers.Value.Float] reads. NaN, Inf, hexadecimal numbers
// and grouped digits are none.
func checkNumber(b []byte) error {
	digits, dots, exponent := 0, 0, false
	for i, c := range b {
		switch {
		case c-'0' <= 9:
			digits++
		case c == '.':
			dots++
		case (c == '-' || c == '+') && (i == 0 || exponent):
		case (c == 'e' || c == 'E') && i > 0:
			exponent = true
		default:
			return errNoNumber
		}
	}
	if digits == 0 {
		return errNoNumber
	}
	if !exponent && len(b) <= plainDigits {
		if dots > 1 {
			return errNoNumber
		}
		return nil
	}
	f, err := strconv.ParseFloat(string(b), 64)
	if err != nil || math.Abs(f) > 1e300 {
		return errNoNumber
	}
	return nil
}

// Bounds within which [decimal] is exact: so many digits make an integer, and a number with a point that fits the 53
// bits of a float64 and is divided by a power of ten that does, too, is rounded once.
const (
	maxDigits   = 18
	maxMantissa = 1 << 53
)

var powersOfTen = [maxDigits + 1]float64{1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18}

// eightDigits reads the digits with which eight bytes of text begin, and returns n plus their number.
func eightDigits(text uint64, n int) (uint64, int) {
	text ^= 0x3030303030303030 // digits become 0 to 9
	// A byte that is no digit has its highest bit set in text, or by the sum.
	other := (text | (text + 0x7676767676767676)) & 0x8080808080808080
	digits := bits.TrailingZeros64(other) / 8
	if digits == 0 {
		return 0, n
	}
	text <<= 64 - 8*digits // the first digits become zeros
	text = text*10 + text>>8
	const mask = 0x000000ff000000ff
	value := ((text&mask)*0x000f424000000064 + (text>>16&mask)*0x0000271000000001) >> 32
	return uint64(uint32(value)), n + digits
}

// decimal reads the cell with which b begins, n bytes up to the delimiter. If plain, it is a number of digits, with a
// minus and a point at most, and value is what [parsers.Value.Float] makes of it; other cells, numbers perhaps, are left
// to slower means.
func decimal(b []byte, delim byte) (value float64, n int, plain bool) {
	negative := len(b) > 0 && b[0] == '-'
	if negative {
		n = 1
	}
	var mantissa uint64
	first, point := n, -1
	if len(b) >= n+8 {
		mantissa, n = eightDigits(binary.LittleEndian.Uint64(b[n:]), n)
	}
	for ; n < len(b); n++ {
		if digit := b[n] - '0'; digit <= 9 {
			mantissa = mantissa*10 + uint64(digit)
		} else if b[n] == '.' && point < 0 {
			point = n
		} else {
			break
		}
	}
	digits, fraction := n-first, 0
	if point >= 0 {
		digits, fraction = digits-1, n-point-1
	}
	if n < len(b) && b[n] != delim {
		if end := bytes.IndexByte(b[n:], delim); end >= 0 {
			return 0, n + end, false
		}
		return 0, len(b), false
	}
	if digits == 0 || digits > maxDigits || point >= 0 && mantissa >= maxMantissa {
		return 0, n, false
	}
	value = float64(mantissa)
	if point >= 0 {
		value /= powersOfTen[fraction]
	}
	if negative && (point >= 0 || mantissa > 0) { // -0 is the integer 0, -0.0 is not
		value = -value
	}
	return value, n, true
}

// nonNumber matches strings, which are left as they are, and what Python prints where JSON has no word for a number.
var nonNumber = lazy.Regexp(`"(?:[^"\\]|\\.)*"|-?Infinity|NaN`)

// quoteNonNumbers returns the text with each NaN and Infinity as a string, so that it costs only its own datapoint.
func quoteNonNumbers(text []byte) []byte {
	return nonNumber().ReplaceAllFunc(text, func(word []byte) []byte {
		if word[0] == '"' {
			return word
		}
		return []byte(`"` + string(word) + `"`)
	})
}
