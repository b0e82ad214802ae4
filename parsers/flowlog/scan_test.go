package flowlog

import (
	"strconv"
	"strings"
	"testing"
)

// TestLeadingNumber holds the scan by words against the obvious one, for every length and every byte behind the digits.
func TestLeadingNumber(t *testing.T) {
	for length := range maxDigits + 1 {
		number := "9081726354091827364"[:length]
		want, _ := strconv.ParseUint("0"+number, 10, 64)
		for c := range 256 {
			if '0' <= c && c <= '9' {
				continue
			}
			for _, rest := range []string{"", string([]byte{byte(c)}), string([]byte{byte(c)}) + "1234567890", strings.Repeat(string([]byte{byte(c)}), 9)} {
				if n, digits := leadingNumber([]byte(number + rest)); n != want || digits != length {
					t.Fatalf("leadingNumber(%q) = %d, %d; want %d, %d", number+rest, n, digits, want, length)
				}
			}
		}
	}
}
