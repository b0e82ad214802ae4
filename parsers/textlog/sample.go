package textlog

import (
	"bytes"
	"iter"

	"hamari/parsers"
)

// detectLines is how many lines detection looks at.
const detectLines = 200

// Sample gives the first lines of a member to detection, without blank ones and without a last one that the prefix
// cuts.
func Sample(h *parsers.Header) iter.Seq[[]byte] {
	return func(yield func([]byte) bool) {
		rest := h.Prefix
		for n := 0; n < detectLines && len(rest) > 0; {
			text, behind, ended := bytes.Cut(rest, []byte{'\n'})
			if !ended && !h.Complete && n > 0 {
				return
			}
			rest = behind
			text = bytes.TrimSuffix(text, []byte{'\r'})
			if len(bytes.TrimSpace(text)) == 0 {
				continue
			}
			n++
			if !yield(text) {
				return
			}
		}
	}
}

// IsJSON reports whether a text begins like JSON: such a text is no log of lines, whatever it quotes.
func IsJSON(prefix []byte) bool {
	text := bytes.TrimLeft(prefix, " \t\r\n")
	if len(text) == 0 || text[0] != '[' {
		return len(text) > 0 && text[0] == '{'
	}
	inner := bytes.TrimLeft(text[1:], " \t\r\n")
	return len(inner) > 0 && (inner[0] == '{' || inner[0] == '[' || inner[0] == '"')
}
