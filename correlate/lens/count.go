package lens

import "strconv"

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
