package timeline

import (
	"bytes"
	"strconv"
	"time"
	"unicode/utf8"

	"hamari/cmd/internal/report/clean"
	"hamari/parsers"
)

// appendLine appends a text of a log so that it stays on its line and does nothing to a terminal.
func appendLine(dst []byte, v []byte) []byte {
	for i, c := range v {
		if c < ' ' || c > '~' {
			return append(append(dst, v[:i]...), clean.Line(string(v[i:]))...)
		}
	}
	return append(dst, v...)
}

// appendTime appends a time like 2026-03-04T02:12:00.5Z, in UTC.
func appendTime(dst []byte, t time.Time) []byte { return t.UTC().AppendFormat(dst, time.RFC3339Nano) }

const hexDigits = "0123456789abcdef"

// appendJSON appends a text as a JSON string. Bytes that are not UTF-8 become U+FFFD, as encoding/json has it; what JSON
// lets stand but HTML or a terminal would act on is escaped.
func appendJSON(dst []byte, s []byte) []byte {
	dst = append(dst, '"')
	start := 0
	for i := 0; i < len(s); {
		c := s[i]
		if c >= ' ' && c < utf8.RuneSelf && c != '"' && c != '\\' && c != 0x7f {
			i++
			continue
		}
		size := 1
		var r rune = utf8.RuneError
		if c < utf8.RuneSelf {
			r = rune(c)
		} else if r, size = utf8.DecodeRune(s[i:]); !clean.Hazard(r) && (r != utf8.RuneError || size > 1) {
			i += size
			continue
		}
		dst = appendEscape(append(dst, s[start:i]...), r)
		i += size
		start = i
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
		r -= 0x10000
		return appendUnit(appendUnit(dst, 0xd800+r>>10), 0xdc00+r&0x3ff)
	}
	return appendUnit(dst, r)
}

func appendUnit(dst []byte, r rune) []byte {
	return append(dst, '\\', 'u', hexDigits[r>>12&15], hexDigits[r>>8&15], hexDigits[r>>4&15], hexDigits[r&15])
}

// appendTyped appends a field's value as JSON of its type: numbers and truth values as such where they are some.
func appendTyped(dst []byte, f *parsers.Field, v parsers.Value) []byte {
	switch f.Type {
	case parsers.Int, parsers.Float:
		if n, ok := v.Int(); ok {
			return strconv.AppendInt(dst, n, 10)
		}
		if x, ok := v.Float(); ok && f.Type == parsers.Float {
			return strconv.AppendFloat(dst, x, 'g', -1, 64)
		}
	case parsers.Bool:
		if b, ok := v.Bool(); ok {
			return strconv.AppendBool(dst, b)
		}
	}
	return appendJSON(dst, v)
}

// appendCell appends a value as a cell of a CSV (RFC 4180), on one line and never a formula: what a spreadsheet would
// calculate is preceded by an apostrophe. See https://owasp.org/www-community/attacks/CSV_Injection
func appendCell(dst []byte, v []byte) []byte {
	if len(v) == 0 {
		return dst
	}
	start := len(dst)
	if isFormula(v) {
		dst = append(dst, '\'')
	}
	dst = appendLine(dst, v)
	for i := start; i < len(dst); i++ {
		if c := dst[i]; c == '"' || c == ',' || c == ';' {
			return quoteCell(dst, start)
		}
	}
	if dst[start] == ' ' || dst[len(dst)-1] == ' ' {
		return quoteCell(dst, start)
	}
	return dst
}

func quoteCell(dst []byte, start int) []byte {
	cell := append([]byte(nil), dst[start:]...)
	dst = append(dst[:start], '"')
	for _, c := range cell {
		if c == '"' {
			dst = append(dst, '"')
		}
		dst = append(dst, c)
	}
	return append(dst, '"')
}

func isFormula(v []byte) bool {
	switch v[0] {
	case '=', '+', '-', '@', '\t', '\r', '\n':
		if v[0] == '-' && len(v) == 1 {
			return false
		}
		_, err := strconv.ParseFloat(string(v), 64)
		return err != nil
	}
	// Full-width signs are formulas to some spreadsheets, too.
	r, _ := utf8.DecodeRune(v)
	return r == '＝' || r == '＋' || r == '－' || r == '＠'
}

// toUTF8 returns the text with U+FFFD in place of what is no UTF-8.
func toUTF8(v []byte) []byte {
	if utf8.Valid(v) {
		return v
	}
	return bytes.ToValidUTF8(v, []byte("\ufffd"))
}
