package entity

import "bytes"

// NamedIn reports whether a text names something: the name stands in it as a word of its own, and not as a part of a longer
// one. The empty name is in no text.
func NamedIn(text []byte, name string) bool {
	if name == "" {
		return false
	}
	for rest := text; ; {
		i := bytes.Index(rest, []byte(name))
		if i < 0 {
			return false
		}
		end := i + len(name)
		if (i == 0 || !isWord(rest[i-1])) && (end == len(rest) || !isWord(rest[end])) {
			return true
		}
		rest = rest[end:]
	}
}

func isWord(c byte) bool {
	return c == '-' || c == '_' || '0' <= c && c <= '9' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z'
}
