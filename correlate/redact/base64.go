package redact

import (
	"bytes"
	"encoding/base64"
	"strings"
)

// Lengths of runs of Base64.
const (
	minBase64   = 8    // below it holds no name
	minUnusual  = 16   // from here on it may be more than plain ASCII
	minBinary   = 64   // from here on it is looked at even if it is no text
	maxRetry    = 512  // up to which a part of a run is tried when the whole was not Base64
	maxPart     = 4096 // of a part of a path
	minWrapped  = 40   // of a line of several
	maxWrapped  = 128
	sampleChars = 4
)

// base64 opens Base64, on one line or several.
func (s *scanner) base64() (opened, bool) {
	if s.before() != 0 && is(s.before(), alnum) {
		return opened{}, false
	}
	n := s.base64Length()
	if n < minBase64 || !mayHold(s.text[s.at:s.at+n]) {
		return opened{}, false
	}
	if o, ok := s.wrapped(n); ok {
		return o, true
	}
	part := is(s.before(), base64s)
	run := s.text[s.at : s.at+n]
	if !part || n <= maxRetry {
		if o, ok := openBase64(run); ok {
			o.length = n
			return o, true
		}
	}
	if slash := bytes.IndexByte(run[:min(n, maxPart)], '/'); slash >= minBase64 && mayHold(run[:slash]) { // a part of a path
		if o, ok := openBase64(run[:slash]); ok {
			o.length = slash
			return o, true
		}
	}
	return opened{}, false
}

// base64Length is how far a run of Base64 goes from here. It is measured once for each run.
func (s *scanner) base64Length() int {
	if s.at >= s.base64End {
		s.base64End = s.at + runLength(s.text[s.at:], base64s, len(s.text))
	}
	return s.base64End - s.at
}

// sextets are the values of the characters of Base64, 0xff for all others.
var sextets = func() (of [256]byte) {
	for c := range of {
		of[c] = 0xff
	}
	for i, c := range []byte("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/") {
		of[c] = byte(i)
	}
	of['-'], of['_'] = of['+'], of['/']
	return of
}()

// mayHold reports whether the first characters of a run of Base64 are worth opening the rest.
func mayHold(run []byte) bool {
	if len(run) >= minBinary {
		return true
	}
	var bits uint32
	for _, c := range run[:sampleChars] {
		if sextets[c] == 0xff {
			return false
		}
		bits = bits<<6 | uint32(sextets[c])
	}
	a, b, c := byte(bits>>16), byte(bits>>8), byte(bits)
	if isPlain(a) && isPlain(b) && isPlain(c) {
		return true
	}
	return len(run) >= minUnusual && (a >= 0xc2 || isPlain(a) && (b >= 0xc2 || b == 0 || c >= 0xc2) || a == 0x1f && b == 0x8b || isZlib([]byte{a, b, c}))
}

// openBase64 opens a run that is Base64 as a whole, of either alphabet, with padding or without.
func openBase64(run []byte) (opened, bool) {
	form := base64.StdEncoding
	if bytes.ContainsAny(run, "-_") {
		form = base64.URLEncoding
	}
	if len(run)%4 != 0 {
		form = form.WithPadding(base64.NoPadding)
	}
	var few [256]byte // most runs are no Base64, or nothing of interest
	data, err := form.Strict().AppendDecode(few[:0], run)
	if err != nil || len(run) < minBinary && !isText(data) && !isUTF16(data) && !isGzip(data) && !isZlib(data) {
		return opened{}, false
	}
	o, ok := openBytes(bytes.Clone(data), maxLayers)
	if !ok || o.binary && len(run) < minBinary {
		return opened{}, false
	}
	pack := o.pack
	o.pack = func(plain []byte) string { return form.EncodeToString([]byte(pack(plain))) }
	return o, true
}

// wrapped opens Base64 that is parted into lines of the same length, by line feeds or by their escapes.
func (s *scanner) wrapped(width int) (opened, bool) {
	if width < minWrapped || width > maxWrapped || width%4 != 0 || s.at < s.wrappedEnd {
		return opened{}, false
	}
	mark := lineMark(s.text[s.at+width:])
	if mark == "" {
		return opened{}, false
	}
	text, end, lines, full := bytes.Clone(s.text[s.at:s.at+width]), s.at+width, 1, s.at+width
	for bytes.HasPrefix(s.text[end:], []byte(mark)) {
		from := end + len(mark)
		n := runLength(s.text[from:], base64s, width+1)
		if n == 0 || n > width {
			break
		}
		text, end = append(text, s.text[from:from+n]...), from+n
		lines++
		if n < width {
			break
		}
		full = end
	}
	s.wrappedEnd = end
	o, ok := openBase64(text)
	if !ok && end > full { // the last line may be another text
		text = text[:len(text)-(end-full-len(mark))]
		end, lines = full, lines-1
		o, ok = openBase64(text)
	}
	if !ok || lines == 1 {
		return opened{}, false
	}
	o.length, o.lines, o.mark = end-s.at, lines, mark
	if o.binary {
		o.sealed = isOpaque(text) // as a token is that stands on one line
		return o, true
	}
	pack := o.pack
	o.pack = func(plain []byte) string { return wrap(pack(plain), lines, mark) }
	return o, true
}

// lineMark is what parts two lines at the beginning of a text: a line feed, with the marks of a reply or without, or its escape
// in JSON, or in JSON within JSON.
func lineMark(text []byte) string {
	if mark := replyMark(text); mark != "" {
		return mark
	}
	for _, mark := range []string{"\n", "\r\n", `\n`, `\r\n`, `\\n`, `\\r\\n`} {
		if bytes.HasPrefix(text, []byte(mark)) {
			return mark
		}
	}
	return ""
}

// replyMark is what parts two lines of a mail that somebody has quoted, "" if nobody has.
func replyMark(text []byte) string {
	const most = 40
	n := len(text) - len(bytes.TrimPrefix(bytes.TrimPrefix(text, []byte{'\r'}), []byte{'\n'}))
	if n == 0 || text[n-1] != '\n' {
		return ""
	}
	marks := text[n:min(n+most, len(text))]
	marks = marks[:len(marks)-len(bytes.TrimLeft(marks, replyMarks))]
	if bytes.IndexByte(marks, '>') < 0 {
		return ""
	}
	return string(text[:n+len(marks)])
}

const replyMarks = "> \t"

// wrap parts a text into as many lines as there were, so that what follows keeps its place.
func wrap(text string, lines int, mark string) string {
	width := max(4, (len(text)/lines+4)/4*4)
	var b strings.Builder
	for i := range lines {
		if i > 0 {
			b.WriteString(mark)
		}
		n := min(width, len(text))
		if i == lines-1 {
			n = len(text)
		}
		b.WriteString(text[:n])
		text = text[n:]
	}
	return b.String()
}
