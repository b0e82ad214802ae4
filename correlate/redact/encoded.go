package redact

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"io"
	"net/url"
	"strings"
	"unicode/utf8"

	"github.com/klauspost/compress/gzip"
)

// minBase64 is the length from which on a run of characters may be Base64 that holds something.
const minBase64 = 16

func isBase64(c byte) bool { return isAlnum(c) || strings.IndexByte("+/=_-", c) >= 0 }

// encoded opens text within Base64, also where it was compressed before.
func (s *scanner) encoded() (int, string) {
	if s.depth == 0 || isBase64(s.before()) && s.before() != '=' && s.before() != '/' {
		return 0, ""
	}
	n := s.run(isBase64)
	if n < minBase64 {
		return 0, ""
	}
	text := string(s.text[s.at : s.at+n])
	for _, form := range []*base64.Encoding{base64.StdEncoding, base64.RawStdEncoding, base64.URLEncoding, base64.RawURLEncoding} {
		inner, err := form.Strict().DecodeString(text)
		if err != nil {
			continue
		}
		if to, changed := s.r.inner(inner, s.depth-1); changed {
			return n, form.EncodeToString(to)
		}
		return 0, ""
	}
	return 0, ""
}

// maxInner is how many bytes of compressed text within Base64 are opened.
const maxInner = 64 << 20

// inner redacts what was encoded, if it is text or compressed text.
func (r *Redactor) inner(data []byte, depth int) (to []byte, changed bool) {
	if bytes.HasPrefix(data, []byte{0x1f, 0x8b, 8}) {
		text, err := gunzip(data)
		if err != nil {
			return nil, false
		}
		to, changed := r.inner(text, depth)
		if !changed {
			return nil, false
		}
		return gzipped(to), true
	}
	if !isText(data) {
		return nil, false
	}
	to = r.append(nil, data, depth)
	return to, !bytes.Equal(to, data)
}

func gunzip(data []byte) ([]byte, error) {
	z, err := gzip.NewReader(bytes.NewReader(data))
	if err != nil {
		return nil, err
	}
	return io.ReadAll(io.LimitReader(z, maxInner))
}

func gzipped(data []byte) []byte {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	_, _ = z.Write(data) // a buffer takes everything
	_ = z.Close()
	return b.Bytes()
}

// isText reports whether bytes are text, and not what a random run of characters decodes to.
func isText(data []byte) bool {
	if len(data) == 0 || !utf8.Valid(data) {
		return false
	}
	for _, c := range data {
		if c < ' ' && c != '\n' && c != '\r' && c != '\t' || c == 0x7f {
			return false
		}
	}
	return true
}

func isUnreserved(c byte) bool { return isAlnum(c) || strings.IndexByte("%-._~+*@:", c) >= 0 }

// percent opens what URLs write with percent signs.
func (s *scanner) percent() (int, string) {
	if s.depth == 0 || isUnreserved(s.before()) {
		return 0, ""
	}
	n := s.run(isUnreserved)
	text := string(s.text[s.at : s.at+n])
	if !strings.Contains(text, "%") {
		return 0, ""
	}
	plain, err := url.PathUnescape(text)
	if err != nil || plain == text {
		return 0, ""
	}
	to := string(s.r.append(nil, []byte(plain), s.depth-1))
	if to == plain {
		return 0, ""
	}
	return n, url.QueryEscape(to)
}

// unicode opens what JSON writes as \u escapes: the whole string that they stand in.
func (r *Redactor) unicode(text []byte, depth int) []byte {
	if depth == 0 || !bytes.Contains(text, []byte(`\u`)) {
		return text
	}
	var out []byte
	rest := text
	for {
		i := bytes.IndexByte(rest, '"')
		if i < 0 {
			return append(out, rest...)
		}
		n := stringLength(rest[i:])
		out = append(out, rest[:i]...)
		out = append(out, r.literal(rest[i:i+n], depth)...)
		rest = rest[i+n:]
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

// literal redacts a JSON string if it has \u escapes that stand for plain characters.
func (r *Redactor) literal(quoted []byte, depth int) []byte {
	if !bytes.Contains(quoted, []byte(`\u`)) {
		return quoted
	}
	var plain string
	if json.Unmarshal(quoted, &plain) != nil {
		return quoted
	}
	to := r.append(nil, []byte(plain), depth-1)
	if string(to) == plain {
		return quoted
	}
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if enc.Encode(string(to)) != nil {
		return quoted
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n"))
}
