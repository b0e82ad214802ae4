package text

import (
	"strings"
	"unicode/utf8"

	"github.com/olekukonko/tablewriter/pkg/twwidth"
)

// maxWord is the length of the longest ARN that AWS gives out; a longer word is no id that anybody copies.
const maxWord = 2048

// columns returns how many columns a text takes on a terminal; colours take none, most East Asian characters two.
func columns(s string) int {
	return twwidth.WidthWithOptions(s, twwidth.Options{})
}

// paragraphs splits text at its empty lines.
func paragraphs(text string) []string {
	var all, open []string
	for line := range strings.SplitSeq(text, "\n") {
		if strings.TrimSpace(line) != "" {
			open = append(open, line)
		} else if len(open) > 0 {
			all, open = append(all, strings.Join(open, "\n")), nil
		}
	}
	if len(open) > 0 {
		all = append(all, strings.Join(open, "\n"))
	}
	return all
}

// wrap breaks text at its spaces into lines of at most width columns. A word that could be an id is never broken, even
// if it is longer than that.
func wrap(text string, width int) []string {
	var lines []string
	var line strings.Builder
	used := 0
	flush := func() {
		lines = append(lines, line.String())
		line.Reset()
		used = 0
	}
	for word := range strings.FieldsSeq(text) {
		for i, piece := range pieces(word, width) {
			size, space := columns(piece), 0
			if used > 0 && i == 0 {
				space = 1
			}
			if used > 0 && used+space+size > width {
				flush()
				space = 0
			}
			if space > 0 {
				line.WriteByte(' ')
			}
			line.WriteString(piece)
			used += space + size
		}
	}
	if used > 0 {
		flush()
	}
	return lines
}

// pieces returns the parts of a word between which a line may end: the word itself, or its characters where it is too
// long and no id, such as a sentence in a script without spaces.
func pieces(word string, width int) []string {
	if columns(word) <= width || isID(word) {
		return []string{word}
	}
	return strings.Split(word, "")
}

// isID reports whether a word has the form of what AWS uses as names: printable ASCII without the backslash of an
// escaped character.
func isID(word string) bool {
	if len(word) > maxWord {
		return false
	}
	for i := range len(word) {
		if word[i] >= utf8.RuneSelf || word[i] == '\\' {
			return false
		}
	}
	return true
}
