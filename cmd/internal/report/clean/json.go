package clean

import (
	"unicode/utf16"
	"unicode/utf8"
)

// AppendJSON appends a JSON text with every hazard in it as a \u escape, and U+FFFD for what is no UTF-8. Beyond the line
// feeds of its layout, which stay, hazards stand only inside strings, where both forms mean the same.
func AppendJSON(dst, text []byte) []byte {
	for len(text) > 0 {
		plain := 0
		for plain < len(text) && (' ' <= text[plain] && text[plain] <= '~' || text[plain] == '\n') {
			plain++
		}
		dst = append(dst, text[:plain]...)
		if text = text[plain:]; len(text) == 0 {
			break
		}
		r, size := utf8.DecodeRune(text)
		if Hazard(r) {
			dst = appendEscape(dst, r)
		} else {
			dst = utf8.AppendRune(dst, r)
		}
		text = text[size:]
	}
	return dst
}

// AppendString appends a text as a JSON string without a hazard in it, and with U+FFFD for what is no UTF-8.
func AppendString(dst, s []byte) []byte {
	dst = append(dst, '"')
	start := 0
	for i := 0; i < len(s); {
		c := s[i]
		if c >= ' ' && c <= '~' && c != '"' && c != '\\' {
			i++
			continue
		}
		r, size := utf8.DecodeRune(s[i:])
		switch {
		case r == utf8.RuneError && size == 1, r == '"', r == '\\', Hazard(r):
			dst = appendEscape(append(dst, s[start:i]...), r)
			start = i + size
		}
		i += size
	}
	return append(append(dst, s[start:]...), '"')
}

func appendEscape(dst []byte, r rune) []byte {
	switch r {
	case '"', '\\':
		return append(dst, '\\', byte(r))
	case '\n':
		return append(dst, '\\', 'n')
	case '\r':
		return append(dst, '\\', 'r')
	case '\t':
		return append(dst, '\\', 't')
	}
	if r > 0xffff {
		high, low := utf16.EncodeRune(r)
		return appendUnit(appendUnit(dst, high), low)
	}
	return appendUnit(dst, r)
}

func appendUnit(dst []byte, r rune) []byte {
	const digits = "0123456789abcdef"
	return append(dst, '\\', 'u', digits[r>>12&15], digits[r>>8&15], digits[r>>4&15], digits[r&15])
}
