package redact

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zlib"
)

// maxDepth is how many encodings within each other are opened. What is encoded deeper is taken away whole.
const maxDepth = 4

// opened is a run of characters within a text that holds something else.
type opened struct {
	length int // of the run
	plain  []byte
	pack   func(plain []byte) string // encodes it as it was
	binary bool                      // it is no text, so that it is only looked at
	sealed bool                      // nothing in it can be read, so that it goes
	lines  int                       // that it stands on, if it is wrapped
	mark   string                    // that parts them
	cut    bool                      // there is more than could be opened
}

// replaced redacts what was opened.
func (s *scanner) replaced(o opened) (int, string) {
	whole := s.text[s.at : s.at+o.length]
	if s.depth == 0 {
		if o.binary {
			return 0, ""
		}
		return o.length, s.r.secretLines(o, whole)
	}
	to := s.r.append(nil, o.plain, s.depth-1)
	switch changed := !bytes.Equal(to, o.plain); {
	case o.binary && (changed || o.sealed):
		return o.length, s.r.secretLines(o, whole)
	case changed || o.cut:
		return o.length, o.pack(to)
	case !o.binary && o.length >= minToken: // or it would be taken for a token
		return o.length, string(whole)
	}
	return 0, ""
}

// secretLines is what stands in place of what was opened, on as many lines.
func (r *Redactor) secretLines(o opened, whole []byte) string {
	word := r.key.secretWord(string(whole))
	if o.lines > 1 {
		return wrap(word, o.lines, o.mark)
	}
	return word
}

// Lengths of runs of Base64.
const (
	minBase64   = 8    // below it holds no name
	minUnusual  = 16   // from here on it may be more than plain ASCII
	minBinary   = 64   // from here on it is looked at even if it is no text
	maxRetry    = 512  // up to which a part of a run is tried when the whole was not Base64
	maxPart     = 4096 // of a part of a path
	minWrapped  = 40   // of a line of several
	maxWrapped  = 128
	maxGzipped  = 64 << 20 // bytes that are opened of compressed text
	maxLayers   = 3        // compressed within compressed
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

func isPlain(c byte) bool { return ' ' <= c && c < 0x7f || c == '\n' || c == '\r' || c == '\t' }

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

// openBytes tells what bytes hold: text, text in UTF-16, either compressed with gzip, or something else.
func openBytes(data []byte, layers int) (opened, bool) {
	switch {
	case len(data) == 0:
		return opened{}, false
	case isGzip(data) && layers > 0:
		text, whole := gunzip(data)
		o, ok := openBytes(text, layers-1)
		if !ok {
			return opened{}, false
		}
		pack := o.pack
		o.pack = func(plain []byte) string { return string(gzipped([]byte(pack(plain)))) }
		o.cut = o.cut || !whole
		return o, true
	case isZlib(data) && layers > 0:
		if text, whole := inflated(data); whole {
			o, ok := openBytes(text, layers-1)
			pack := o.pack
			o.pack = func(plain []byte) string { return string(deflated([]byte(pack(plain)))) }
			return o, ok
		}
	case isText(data):
		return opened{plain: data, pack: func(plain []byte) string { return string(plain) }}, true
	}
	if text, ok := fromUTF16(data); ok {
		return opened{plain: text, pack: toUTF16}, true
	}
	return opened{plain: data, binary: true}, true
}

// isZlib reports whether bytes begin as text does that is compressed with zlib at one of its usual levels.
func isZlib(data []byte) bool {
	return len(data) > 2 && data[0] == 0x78 && (data[1] == 0x01 || data[1] == 0x5e || data[1] == 0x9c || data[1] == 0xda)
}

func isGzip(data []byte) bool {
	return len(data) > 3 && data[0] == 0x1f && data[1] == 0x8b && data[2] == 8
}

// inflated returns what can be read of text that zlib compressed, and whether that is all.
func inflated(data []byte) (text []byte, whole bool) {
	z, err := zlib.NewReader(bytes.NewReader(data))
	if err != nil {
		return nil, false
	}
	return unpacked(z)
}

// gunzip does as inflated for gzip.
func gunzip(data []byte) (text []byte, whole bool) {
	z, err := gzip.NewReader(bytes.NewReader(data))
	if err != nil {
		return nil, false
	}
	return unpacked(z)
}

func unpacked(r io.Reader) (text []byte, whole bool) {
	text, err := io.ReadAll(io.LimitReader(r, maxGzipped+1))
	if len(text) > maxGzipped {
		return text[:maxGzipped], false
	}
	return text, err == nil
}

func deflated(data []byte) []byte {
	return packed(data, func(w io.Writer) io.WriteCloser { return zlib.NewWriter(w) })
}

func gzipped(data []byte) []byte {
	return packed(data, func(w io.Writer) io.WriteCloser { return gzip.NewWriter(w) })
}

func packed(data []byte, compress func(io.Writer) io.WriteCloser) []byte {
	var b bytes.Buffer
	z := compress(&b)
	_, _ = z.Write(data) // a buffer takes everything
	_ = z.Close()
	return b.Bytes()
}

// isText reports whether bytes are text, and not what a random run of characters decodes to.
func isText(data []byte) bool {
	for _, c := range data {
		if c < 0x80 && !isPlain(c) {
			return false
		}
	}
	return utf8.Valid(data)
}

// isUTF16 reports whether bytes may be UTF-16 in little-endian order: most characters of it are ASCII.
func isUTF16(data []byte) bool {
	if len(data)%2 != 0 || len(data) < minBase64 {
		return false
	}
	ascii := 0
	for i := 0; i < len(data); i += 2 {
		if data[i+1] == 0 && isPlain(data[i]) {
			ascii++
		}
	}
	return ascii >= len(data)/2*3/4
}

// fromUTF16 reads UTF-16 in little-endian order, in which PowerShell takes its commands.
func fromUTF16(data []byte) ([]byte, bool) {
	if !isUTF16(data) {
		return nil, false
	}
	units := make([]uint16, len(data)/2)
	for i := range units {
		units[i] = binary.LittleEndian.Uint16(data[2*i:])
	}
	text := []byte(string(utf16.Decode(units)))
	return text, !bytes.ContainsRune(text, utf8.RuneError)
}

func toUTF16(text []byte) string {
	var data []byte
	for _, unit := range utf16.Encode([]rune(string(text))) {
		data = binary.LittleEndian.AppendUint16(data, unit)
	}
	return string(data)
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

// open opens what is encoded here, in whichever way.
func (s *scanner) open() (opened, bool) {
	for _, try := range [...]func(*scanner) (opened, bool){(*scanner).encodedWord, (*scanner).base64, (*scanner).percent} {
		if o, ok := try(s); ok {
			return o, true
		}
	}
	return opened{}, false
}

// eachOpened visits whatever is encoded within a text, once.
func eachOpened(text []byte, visit func(plain []byte)) {
	if hasEscapes(text) {
		eachLiteral(text, func([]byte) {}, func(quoted []byte) {
			var plain string
			if json.Unmarshal(quoted, &plain) == nil {
				visit([]byte(plain))
			}
		})
	}
	s := scanner{text: text}
	for s.at < len(text) {
		if text[s.at] == '\\' && strings.IndexByte("nrt", s.after(1)) >= 0 && s.at+1 < len(text) { // an escape, or the beginning of a name
			letter := s
			letter.at, letter.fresh = s.at+1, true
			if _, ok := letter.open(); !ok {
				s.wrappedEnd = letter.wrappedEnd
				s.at, s.fresh = s.at+2, true
				continue
			}
		}
		if !is(text[s.at], alnum) && strings.IndexByte("+/%=", text[s.at]) < 0 {
			s.at, s.fresh = s.at+1, false
			continue
		}
		o, ok := s.open()
		s.fresh = false
		if ok {
			visit(o.plain)
			s.at += o.length
			continue
		}
		s.at += max(1, wordLength(text[s.at:]))
	}
}
