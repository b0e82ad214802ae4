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
	if n := plain(v); n < len(v) {
		return append(append(dst, v[:n]...), clean.Line(string(v[n:]))...)
	}
	return append(dst, v...)
}

// plain returns how many bytes at the beginning of a text are visible ASCII or spaces, as nearly all are.
func plain(v []byte) int {
	for i, c := range v {
		if c < ' ' || c > '~' {
			return i
		}
	}
	return len(v)
}

// appendTime appends a time like 2026-03-04T02:12:00.5Z, in UTC.
func appendTime(dst []byte, t time.Time) []byte { return t.UTC().AppendFormat(dst, time.RFC3339Nano) }

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
	return clean.AppendString(dst, v)
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
