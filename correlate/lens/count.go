package lens

import (
	"fmt"
	"strconv"
	"strings"
)

// Count writes a number with its noun.
func Count[N int | int64](n N, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return strconv.FormatInt(int64(n), 10) + " " + many
}

// FirstOf says of the record that is cited for some how many there are.
func FirstOf[N int | int64](n N, one, many string) string {
	if n == 1 {
		return "the only " + one
	}
	return "first of " + Count(n, one, many)
}

// Few names the first of several things, at most so many, and says how many more there are.
func Few(names []string, most int) string {
	text := strings.Join(names[:min(len(names), most)], ", ")
	if more := len(names) - most; more > 0 {
		text += fmt.Sprintf(" and %d more", more)
	}
	return text
}
