package metrics

import (
	"fmt"
	"strings"
)

// maxNote is how much of a text from the source stands in a note or a reason.
const maxNote = 120

func clip(text string) string {
	if len(text) > maxNote {
		return strings.ToValidUTF8(text[:maxNote], "") + "…"
	}
	return text
}

// plural gives a number of things; "series" is its own plural.
func plural(n int, noun string) string {
	if n == 1 || noun == "series" {
		return fmt.Sprintf("%d %s", n, noun)
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
