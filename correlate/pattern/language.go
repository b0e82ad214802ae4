package pattern

import (
	_ "embed"
	"strings"
)

//go:embed doc.go
var doc string

// Language describes the language in words, for those who have the program alone: it is the documentation of this package.
func Language() string { return Documentation(doc) }

// Documentation returns the comment that a Go file documents its package with, without what marks it as a comment.
func Documentation(file string) string {
	var b strings.Builder
	for line := range strings.Lines(file) {
		text, is := strings.CutPrefix(line, "//")
		if !is {
			break
		}
		b.WriteString(strings.TrimPrefix(text, " "))
	}
	return b.String()
}
