package metrics

import (
	"errors"
	"math"
	"strconv"
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
