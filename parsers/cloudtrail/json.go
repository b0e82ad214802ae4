package cloudtrail

import (
	"bytes"
	"unicode/utf16"
	"unicode/utf8"
)

// The functions below move through the text of one record without copying. Inside values that nobody asks for, only
// quotes and brackets are looked at.

// skipSpace returns the place of the next byte that is not white space, len(b) if there is none.
func skipSpace(b []byte, i int) int {
	for i < len(b) && b[i] <= ' ' && (b[i] == ' ' || b[i] == '\n' || b[i] == '\r' || b[i] == '\t') { // few bytes are so small
		i++
	}
	return i
}

// closingQuote returns the place of the quote that ends the string whose text begins at i, -1 if there is none.
func closingQuote(b []byte, i int) int {
	for from := i; from <= len(b); {
		n := bytes.IndexByte(b[from:], '"')
		if n < 0 {
			return -1
		}
		end := from + n
		if end == i || b[end-1] != '\\' || !isEscaped(b[i:end]) {
			return end
		}
		from = end + 1
	}
	return -1
}

// isEscaped reports whether what follows the text is escaped: an odd number of backslashes ends it.
func isEscaped(text []byte) bool {
	n := 0
	for n < len(text) && text[len(text)-1-n] == '\\' {
		n++
	}
	return n%2 == 1
}

// skipValue returns the place behind the value that begins at i.
func skipValue(b []byte, i int) (int, error) {
	if i >= len(b) {
		return 0, errNotJSON
	}
	end := -1
	switch b[i] {
	case '"':
		end = closingQuote(b, i+1) + 1
	case '{', '[':
		end = skipContainer(b, i)
	default:
		end = skipScalar(b, i)
	}
	if end <= i {
		return 0, errNotJSON
	}
	return end, nil
}

// skipContainer returns the place behind the object or array that begins at i, -1 if it does not end. Only the number
// of brackets is held against each other: whoever delimited the record has seen that they match.
func skipContainer(b []byte, i int) int {
	depth := 0
	for i < len(b) {
		c := b[i]
		i++
		switch structure[c] {
		case quote:
			end := closingQuote(b, i)
			if end < 0 {
				return -1
			}
			i = end + 1
		case opener:
			depth++
		case closer:
			depth--
			if depth == 0 {
				return i
			}
		}
	}
	return -1
}

const (
	quote = iota + 1
	opener
	closer
)

// structure says which bytes matter to skipContainer.
var structure = [256]byte{'"': quote, '{': opener, '[': opener, '}': closer, ']': closer}

// skipScalar returns the place behind a number, true, false or null, -1 if it is none of them.
func skipScalar(b []byte, i int) int {
	end := i
	if word := b[i:min(len(b), i+5)]; len(word) == 5 && !isScalar[word[4]] && (string(word[:4]) == "true" || string(word[:4]) == "null") {
		return i + 4
	}
	for end < len(b) && isScalar[b[end]] {
		end++
	}
	switch text := b[i:end]; {
	case len(text) == 0:
		return -1
	case text[0] == '-' || '0' <= text[0] && text[0] <= '9':
		return end
	case string(text) == "true", string(text) == "false", string(text) == "null":
		return end
	}
	return -1
}

// isScalar has the bytes of numbers and words.
var isScalar = func() (set [256]bool) {
	for c := '0'; c <= '9'; c++ {
		set[c] = true
	}
	for c := 'a'; c <= 'z'; c++ {
		set[c] = true
	}
	for _, c := range "+-.E" {
		set[c] = true
	}
	return set
}()

// unescaped has what the letter behind a backslash stands for.
var unescaped = [256]byte{
	'"': '"', '\\': '\\', '/': '/', 'b': '\b', 'f': '\f', 'n': '\n', 'r': '\r', 't': '\t',
}

// appendUnescaped appends the text of a string with its escapes resolved; ok is false if one of them is not JSON's.
func appendUnescaped(dst, s []byte) (_ []byte, ok bool) {
	for {
		i := bytes.IndexByte(s, '\\')
		if i < 0 {
			return append(dst, s...), true
		}
		dst = append(dst, s[:i]...)
		s = s[i+1:]
		switch {
		case len(s) == 0:
			return dst, false
		case s[0] == 'u':
			r, n := decodeUnicode(s[1:])
			if n == 0 {
				return dst, false
			}
			dst = utf8.AppendRune(dst, r)
			s = s[1+n:]
		case unescaped[s[0]] == 0:
			return dst, false
		default:
			dst = append(dst, unescaped[s[0]])
			s = s[1:]
		}
	}
}

// decodeUnicode reads the digits behind \u, together with a second half of a surrogate pair. It returns the number of
// bytes read, 0 if they are not four hexadecimal digits. A half alone becomes U+FFFD.
func decodeUnicode(s []byte) (rune, int) {
	r, ok := hex4(s)
	if !ok {
		return 0, 0
	}
	if !utf16.IsSurrogate(r) {
		return r, 4
	}
	if len(s) >= 10 && s[4] == '\\' && s[5] == 'u' {
		if low, ok := hex4(s[6:]); ok {
			if pair := utf16.DecodeRune(r, low); pair != utf8.RuneError {
				return pair, 10
			}
		}
	}
	return utf8.RuneError, 4
}

func hex4(s []byte) (r rune, ok bool) {
	if len(s) < 4 {
		return 0, false
	}
	for _, c := range s[:4] {
		switch {
		case '0' <= c && c <= '9':
			r = r<<4 | rune(c-'0')
		case 'a' <= c && c <= 'f':
			r = r<<4 | rune(c-'a'+10)
		case 'A' <= c && c <= 'F':
			r = r<<4 | rune(c-'A'+10)
		default:
			return 0, false
		}
	}
	return r, true
}
