package wrapper

import (
	"bytes"
	"unicode/utf16"
	"unicode/utf8"
)

// member returns the value that an object has under the given key, as it stands.
func member(object []byte, key string) (value []byte, ok bool) {
	eachMember(object, func(k, v []byte) bool {
		if string(k) == key {
			value, ok = v, true
		}
		return !ok
	})
	return value, ok
}

// eachMember goes through the members of an object, keys without quotes and values as they stand, until visit returns
// false or the text stops being an object.
func eachMember(object []byte, visit func(key, value []byte) bool) {
	i := skipSpace(object, 0)
	if i == len(object) || object[i] != '{' {
		return
	}
	for i++; ; i++ {
		i = skipSpace(object, i)
		end := valueEnd(object, i)
		if end < i+2 || object[i] != '"' {
			return
		}
		key := object[i+1 : end-1]
		if i = skipSpace(object, end); i == len(object) || object[i] != ':' {
			return
		}
		i = skipSpace(object, i+1)
		end = valueEnd(object, i)
		if end == i || !visit(key, object[i:end]) {
			return
		}
		if i = skipSpace(object, end); i == len(object) || object[i] != ',' {
			return
		}
	}
}

// eachElement goes through the elements of an array until visit returns false.
func eachElement(array []byte, visit func([]byte) bool) {
	i := skipSpace(array, 0)
	if i == len(array) || array[i] != '[' {
		return
	}
	for i++; ; i++ {
		i = skipSpace(array, i)
		end := valueEnd(array, i)
		if end == i || !visit(array[i:end]) {
			return
		}
		if i = skipSpace(array, end); i == len(array) || array[i] != ',' {
			return
		}
	}
}

func skipSpace(text []byte, i int) int {
	for i < len(text) && (text[i] == ' ' || text[i] == '\t' || text[i] == '\r' || text[i] == '\n') {
		i++
	}
	return i
}

// valueEnd returns the end of the value that begins at i: i if there is none, the end of the text if it is cut.
func valueEnd(text []byte, i int) int {
	if i >= len(text) {
		return i
	}
	switch text[i] {
	case '"':
		return stringEnd(text, i)
	case '{', '[':
		return containerEnd(text, i)
	}
	for i < len(text) && bytes.IndexByte([]byte(",]}: \t\r\n"), text[i]) < 0 {
		i++
	}
	return i
}

// stringEnd returns the place behind the closing quote of the string that begins at i.
func stringEnd(text []byte, i int) int {
	for i++; i < len(text); {
		quote := bytes.IndexByte(text[i:], '"')
		if quote < 0 {
			break
		}
		backslashes := 0
		for backslashes < quote && text[i+quote-1-backslashes] == '\\' {
			backslashes++
		}
		i += quote + 1
		if backslashes%2 == 0 {
			return i
		}
	}
	return len(text)
}

// containerEnd returns the place behind the bracket that closes the object or array which begins at i.
func containerEnd(text []byte, i int) int {
	depth := 0
	for i < len(text) {
		switch text[i] {
		case '"':
			i = stringEnd(text, i)
			continue
		case '{', '[':
			depth++
		case '}', ']':
			if depth--; depth == 0 {
				return i + 1
			}
		}
		i++
	}
	return len(text)
}

// appendValue appends what a JSON value says to dst: the text of a string, an object or array as it stands. Other
// values are no messages.
func appendValue(dst, value []byte) ([]byte, error) {
	switch {
	case len(value) >= 2 && value[0] == '"':
		return appendUnescaped(dst, value[1:len(value)-1]), nil
	case len(value) > 0 && (value[0] == '{' || value[0] == '['):
		return append(dst, value...), nil
	}
	return dst, errNoMessage
}

// appendUnescaped appends the text of a JSON string. Unlike the decoders of JSON it lets line breaks pass: pasted text
// has them. An escape that JSON does not know stays as it is.
func appendUnescaped(dst, text []byte) []byte {
	for {
		i := bytes.IndexByte(text, '\\')
		if i < 0 || i+1 == len(text) {
			return append(dst, text...)
		}
		dst = append(dst, text[:i]...)
		width := 2
		switch c := text[i+1]; c {
		case '"', '\\', '/':
			dst = append(dst, c)
		case 'n':
			dst = append(dst, '\n')
		case 't':
			dst = append(dst, '\t')
		case 'r':
			dst = append(dst, '\r')
		case 'b':
			dst = append(dst, '\b')
		case 'f':
			dst = append(dst, '\f')
		case 'u':
			var r rune
			if r, width = codePoint(text[i:]); width > 0 {
				dst = utf8.AppendRune(dst, r)
				break
			}
			width = 2
			fallthrough
		default:
			dst = append(dst, text[i:i+width]...)
		}
		text = text[i+width:]
	}
}

// codePoint reads \uXXXX, or two of them that are a surrogate pair. The width is 0 if the text is no such escape.
func codePoint(text []byte) (r rune, width int) {
	r, ok := hex4(text)
	if !ok {
		return 0, 0
	}
	if utf16.IsSurrogate(r) {
		if low, ok := hex4(text[6:]); ok {
			if pair := utf16.DecodeRune(r, low); pair != utf8.RuneError {
				return pair, 12
			}
		}
		return utf8.RuneError, 6
	}
	return r, 6
}

func hex4(text []byte) (r rune, ok bool) {
	if len(text) < 6 || text[0] != '\\' || text[1] != 'u' {
		return 0, false
	}
	for _, c := range text[2:6] {
		switch {
		case '0' <= c && c <= '9':
			c -= '0'
		case 'a' <= c|0x20 && c|0x20 <= 'f':
			c = c | 0x20 - 'a' + 10
		default:
			return 0, false
		}
		r = r<<4 | rune(c)
	}
	return r, true
}

// oneLine makes one line of a message, in place. See the package comment for what becomes of line breaks.
func oneLine(message []byte) []byte {
	message = bytes.TrimRight(message, "\r\n")
	if bytes.IndexByte(message, '\n') < 0 {
		if len(bytes.TrimSpace(message)) == 0 {
			return message[:0]
		}
		return message
	}
	if isWholeJSON(message) {
		return compact(message)
	}
	out := message[:0]
	for i, c := range message {
		switch {
		case c == '\r' && i+1 < len(message) && message[i+1] == '\n':
		case c == '\n':
			out = append(out, ' ')
		default:
			out = append(out, c)
		}
	}
	return out
}

// isWholeJSON reports whether a message is an object or a list, as far as its ends tell. Lines of logs begin with brackets,
// too: [ERROR], [2026-03-04 09:15:02].
func isWholeJSON(message []byte) bool {
	text := bytes.TrimSpace(message)
	if len(text) < 2 {
		return false
	}
	switch last := text[len(text)-1]; text[0] {
	case '{':
		return last == '}'
	case '[':
		i := skipSpace(text, 1)
		return last == ']' && (bytes.IndexByte([]byte(`{["-0123456789]`), text[i]) >= 0 || hasPrefix(text[i:], "true") || hasPrefix(text[i:], "false") || hasPrefix(text[i:], "null"))
	}
	return false
}

// compact takes the white space between the tokens of a JSON text away, and line breaks anywhere, in place.
func compact(text []byte) []byte {
	out := text[:0]
	inString, escaped := false, false
	for _, c := range text {
		switch {
		case c == '\n' || c == '\r', !inString && (c == ' ' || c == '\t'):
			continue
		case escaped:
			escaped = false
		case c == '\\':
			escaped = inString
		case c == '"':
			inString = !inString
		}
		out = append(out, c)
	}
	return out
}
