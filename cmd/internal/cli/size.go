package cli

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// Size is a number of bytes as a flag: 4096, 10GB (powers of ten) or 10GiB (powers of two).
type Size int64

// Set reads the flag's text.
func (s *Size) Set(text string) error {
	digits := strings.TrimRight(text, "kKmMgGtTpPiIbB ")
	factor, ok := units[strings.ToLower(strings.TrimSpace(text[len(digits):]))]
	n, err := strconv.ParseFloat(digits, 64)
	if err != nil || !ok || !(n > 0) || n*factor >= math.MaxInt64 || n*factor < 1 {
		return fmt.Errorf("it is no number of bytes such as 500MB, 10GB or 10GiB")
	}
	*s = Size(n * factor)
	return nil
}

var units = map[string]float64{
	"": 1, "b": 1, "k": 1e3, "kb": 1e3, "m": 1e6, "mb": 1e6, "g": 1e9, "gb": 1e9, "t": 1e12, "tb": 1e12, "p": 1e15, "pb": 1e15,
	"kib": 1 << 10, "mib": 1 << 20, "gib": 1 << 30, "tib": 1 << 40, "pib": 1 << 50,
}

// String writes a size with the largest unit that loses nothing, as Set reads it.
func (s Size) String() string {
	for _, u := range []struct {
		bytes Size
		name  string
	}{{1 << 40, "TiB"}, {1e12, "TB"}, {1 << 30, "GiB"}, {1e9, "GB"}, {1 << 20, "MiB"}, {1e6, "MB"}} {
		if s != 0 && s%u.bytes == 0 {
			return strconv.FormatInt(int64(s/u.bytes), 10) + u.name
		}
	}
	return strconv.FormatInt(int64(s), 10)
}

// Type is the flag's type in the help.
func (s Size) Type() string { return "BYTES" }

// Bytes writes a number of bytes for people, in decimal units: 8.3 MB.
func Bytes(n int64) string {
	if n < 1000 {
		return fmt.Sprintf("%d B", n)
	}
	value, unit := float64(n)/1000, 0
	for value >= 999.95 && unit < len("kMGTPE")-1 {
		value, unit = value/1000, unit+1
	}
	return fmt.Sprintf("%.1f %cB", value, "kMGTPE"[unit])
}

// Count writes a number with a comma after each three digits.
func Count(n int64) string {
	digits := strconv.FormatInt(n, 10)
	for i := len(digits) - 3; i > 0 && digits[i-1] != '-'; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return digits
}
