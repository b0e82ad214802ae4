package accesslog

import (
	"hamari/parsers"
)

// wanted says what a value of a type looks like.
var wanted = [...]string{
	parsers.String: "a text", parsers.Int: "an integer", parsers.Float: "a number", parsers.Bool: "true or false",
	parsers.Timestamp: "a time", parsers.Address: "an address",
}

// holds reports whether a text is of a type. Times are read, and thereby checked, where they are used.
func holds(t parsers.Type, text []byte) bool {
	switch t {
	case parsers.Int:
		_, ok := parsers.Value(text).Int()
		return ok
	case parsers.Float:
		if _, ok := parseDecimal(text, 1); ok {
			return true
		}
		_, ok := parsers.Value(text).Float()
		return ok
	case parsers.Address:
		return IsAddress(text)
	}
	return true
}

// IsAddress tells the looks of an IP address, of either version.
func IsAddress(text []byte) bool {
	separators := 0
	for _, c := range text {
		switch {
		case '0' <= c && c <= '9', 'a' <= c && c <= 'f', 'A' <= c && c <= 'F':
		case c == '.' || c == ':':
			separators++
		default:
			return false
		}
	}
	return separators >= 2 && len(text) <= len("ffff:ffff:ffff:ffff:ffff:ffff:255.255.255.255")
}

// IsPort reports whether a text is the number of a port.
func IsPort(text []byte) bool {
	if len(text) == 0 || len(text) > 5 {
		return false
	}
	port := 0
	for _, c := range text {
		if c < '0' || c > '9' {
			return false
		}
		port = 10*port + int(c-'0')
	}
	return port <= 65535
}

// maxDigits is how many digits are read before the point: Unix milliseconds have 13.
const maxDigits = 15

// parseDecimal reads a number like -1, 12 or 0.001 and returns how many nanoseconds it is if its unit has so many. What
// is finer than a nanosecond is cut off.
func parseDecimal(text []byte, unit int64) (nanoseconds int64, ok bool) {
	negative := len(text) > 0 && text[0] == '-'
	if negative {
		text = text[1:]
	}
	var whole int64
	i := 0
	for ; i < len(text) && '0' <= text[i] && text[i] <= '9'; i++ {
		whole = 10*whole + int64(text[i]-'0')
		if i == maxDigits {
			return 0, false
		}
	}
	if i == 0 {
		return 0, false
	}
	const year = 365 * 24 * 3600e9
	if unit > 1 && whole > 100*year/unit {
		return 0, false
	}
	nanoseconds = whole * unit
	if i < len(text) {
		if text[i] != '.' || i+1 == len(text) {
			return 0, false
		}
		for i++; i < len(text); i++ {
			if text[i] < '0' || text[i] > '9' {
				return 0, false
			}
			unit /= 10
			nanoseconds += int64(text[i]-'0') * unit
		}
	}
	if negative {
		nanoseconds = -nanoseconds
	}
	return nanoseconds, true
}
