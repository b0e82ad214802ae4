package redact

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
)

// percent opens what URLs write with percent signs. Signs that stand for nothing are left as they are.
func (s *scanner) percent() (opened, bool) {
	if is(s.before(), urlChars) {
		return opened{}, false
	}
	n := runLength(s.text[s.at:], urlChars, len(s.text))
	run := s.text[s.at : s.at+n]
	if bytes.IndexByte(run, '%') < 0 {
		return opened{}, false
	}
	plain := make([]byte, 0, n)
	for i := 0; i < n; i++ {
		if run[i] == '%' && i+2 < n && is(run[i+1], hexes) && is(run[i+2], hexes) {
			plain = append(plain, unhex(run[i+1])<<4|unhex(run[i+2]))
			i += 2
		} else {
			plain = append(plain, run[i])
		}
	}
	if len(plain) == n {
		return opened{}, false
	}
	signs := "-._~*@:+"
	if bytes.Contains(run, []byte("%2B")) || bytes.Contains(run, []byte("%2b")) {
		signs = "-._~*@:" // a plus sign that is written plainly is a blank there
	}
	return opened{length: n, plain: plain, pack: func(plain []byte) string { return escaped(plain, signs) }}, true
}

func unhex(c byte) byte {
	if is(c, digits) {
		return c - '0'
	}
	return c | 0x20 - 'a' + 10
}

// escaped writes a text with percent signs, but for letters, digits and some signs.
func escaped(text []byte, signs string) string {
	var b strings.Builder
	for _, c := range text {
		if is(c, alnum) || strings.IndexByte(signs, c) >= 0 {
			b.WriteByte(c)
		} else {
			fmt.Fprintf(&b, "%%%02X", c)
		}
	}
	return b.String()
}

// hasEscapes reports whether a JSON text may write plain characters as escapes.
func hasEscapes(text []byte) bool {
	return bytes.Contains(text, []byte(`\u`)) || bytes.Contains(text, []byte(`\/`))
}

// eachLiteral gives a text part by part: JSON strings with escapes for plain characters, and what stands between them.
func eachLiteral(text []byte, other, literal func(part []byte)) {
	for {
		i := bytes.IndexByte(text, '"')
		if i < 0 {
			other(text)
			return
		}
		n := stringLength(text[i:])
		other(text[:i])
		if part := text[i : i+n]; hasEscapes(part) {
			literal(part)
		} else {
			other(part)
		}
		text = text[i+n:]
	}
}

// stringLength is the length of the JSON string that a text begins with, quotes included.
func stringLength(text []byte) int {
	for i := 1; i < len(text); i++ {
		switch text[i] {
		case '\\':
			i++
		case '"':
			return i + 1
		case '\n':
			return i
		}
	}
	return len(text)
}

// part is a part of a text.
type part struct{ from, to int }

// escapedLiterals are the JSON strings of a text that are redacted as what their escapes stand for.
func escapedLiterals(text []byte, depth int) (all []part) {
	if depth == 0 || !hasEscapes(text) {
		return nil
	}
	at := 0
	eachLiteral(text, func(plain []byte) { at += len(plain) }, func(quoted []byte) {
		all = append(all, part{at, at + len(quoted)})
		at += len(quoted)
	})
	return all
}

// literal redacts a JSON string with escapes, and reports whether it is one.
func (r *Redactor) literal(quoted []byte, depth int) ([]byte, bool) {
	var plain string
	if json.Unmarshal(quoted, &plain) != nil {
		return nil, false
	}
	to := r.append(nil, []byte(plain), depth-1)
	if string(to) == plain {
		return quoted, true
	}
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if enc.Encode(string(to)) != nil {
		return nil, false
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), true
}
