package console

import (
	"bytes"
	"encoding/base64"
	"net/mail"
	"slices"

	"hamari/parsers/lazy"
	"hamari/parsers/textlog"
)

// part is what is known of the part of a mail that is read.
type part struct {
	mark      []byte  // of a reply, before each line
	printable bool    // it is quoted-printable
	packed    *packed // nil unless it is text in base64
	isPlain   bool    // it is plain text
	told      bool    // plain text of this mail had a message

	html   *stripper // nil unless it is HTML
	silent bool      // it says again what plain text has said
}

var (
	headerLine = lazy.Regexp(`^(?i:from|date|received|return-path|delivered-to|subject|to|message-id|mime-version|content-type|content-transfer-encoding)[: ]`)
	dateLine   = lazy.Regexp(`(?im)^date: *([^\n]+)`)
	encoding   = lazy.Regexp(`(?im)^content-transfer-encoding: *([\w-]+)`)
	mediaType  = lazy.Regexp(`(?im)^content-type:\s*([\w.+-]+/[\w.+-]+)`)
	attachment = lazy.Regexp(`(?im)^content-disposition:\s*attachment`)
	boundary   = lazy.Regexp(`(?i)\bboundary="?([^"\s;]+)`)
	ofMail     = lazy.Regexp(`(?im)^(?:from|subject|message-id|received|mime-version|content-transfer-encoding)[: ]`)
	packedLine = lazy.Regexp(`(?im)^[> \t]*content-transfer-encoding: *base64`)
)

// hasPacked reports whether a text has a part in base64, in which the words of messages cannot be seen.
func hasPacked(text []byte) bool {
	return (bytes.Contains(text, []byte("ase64")) || bytes.Contains(text, []byte("ASE64"))) && packedLine().Match(text)
}

// header looks for what the header of a mail, or of a part of one, says.
func (p *page) header() {
	isPart := bytes.HasPrefix(p.now.text, []byte("--"))
	if p.part.packed != nil || !isPart && !headerLine().Match(p.now.text) {
		return
	}
	if m := dateLine().FindSubmatch(p.now.text); m != nil {
		if at, err := mail.ParseDate(string(bytes.TrimSpace(m[1]))); err == nil {
			p.sent = textlog.Stamp{Time: at.UTC(), Zoned: true, Length: len(m[1])}
		}
	}
	if m := boundary().FindSubmatch(p.now.text); m != nil && len(p.boundaries) < maxBoundaries {
		p.boundaries = append(p.boundaries, "--"+string(m[1]))
	}
	kind, told := "text/plain", p.part.told && isPart
	if m := mediaType().FindSubmatch(p.now.text); m != nil {
		kind = string(bytes.ToLower(m[1]))
		p.part.isPlain, p.part.told = kind == "text/plain", told
	}
	p.markup(kind, isPart, told)
	m := encoding().FindSubmatch(p.now.text)
	if m == nil {
		return
	}
	p.part.printable = bytes.EqualFold(m[1], []byte("quoted-printable"))
	p.part.mark = append(p.part.mark[:0], p.mark...)
	if !bytes.EqualFold(m[1], []byte("base64")) {
		return
	}
	if kind == "text/plain" || kind == "text/html" && !p.part.silent {
		p.part.packed = &packed{}
	}
}

// markup notes whether what begins is HTML. Headers that somebody pasted from an answer of HTTP begin nothing.
func (p *page) markup(kind string, isPart, told bool) {
	text := p.now.text
	if !mediaType().Match(text) || !isPart && !ofMail().Match(text) {
		return
	}
	p.part.html, p.part.silent, p.part.printable = nil, false, false
	if kind == "text/html" {
		p.part.html = &stripper{}
		p.part.silent = told && !attachment().Match(text)
	}
}

// maxBoundaries is how many delimiters of parts are remembered.
const maxBoundaries = 100

// isBoundary reports whether a line ends a part of a mail.
func (p *page) isBoundary(line []byte) bool {
	if !bytes.HasPrefix(line, []byte("--")) {
		return false
	}
	line = bytes.TrimRight(line, " \t\r")
	return slices.ContainsFunc(p.boundaries, func(b string) bool {
		rest, found := bytes.CutPrefix(line, []byte(b))
		return found && (len(rest) == 0 || string(rest) == "--")
	})
}

// endPart ends a part at the delimiter behind it.
func (p *page) endPart() error {
	err := p.endText()
	p.part.html, p.part.silent, p.part.printable, p.part.isPlain = nil, false, false, false
	return err
}

// decode undoes quoted-printable in place, and tells whether the line goes on in the next one.
func decode(text []byte) (out []byte, soft bool) {
	out = text[:0]
	for i := 0; i < len(text); i++ {
		if text[i] != '=' {
			out = append(out, text[i])
			continue
		}
		if i == len(text)-1 {
			return out, true
		}
		if i+2 < len(text) && hex(text[i+1]) < 16 && hex(text[i+2]) < 16 {
			out = append(out, hex(text[i+1])<<4|hex(text[i+2]))
			i += 2
			continue
		}
		out = append(out, '=')
	}
	return out, false
}

func hex(c byte) byte {
	switch {
	case c-'0' <= 9:
		return c - '0'
	case c >= 'A' && c <= 'F':
		return c - 'A' + 10
	}
	return 255
}

// packed is text in base64, which is decoded line by line. What a line of it says begins where its first byte stands, in a
// line of base64.
type packed struct {
	began bool
	rest  []byte // characters short of a group of four
	plain []byte // what the last line of base64 decodes to
	text  []byte // of a line that has not ended
	place place  // where that line begins
}

// unpack takes in a line of base64. It reports false for a line that is none, with which the part has ended.
func (p *page) unpack(line []byte, at place) (taken bool, err error) {
	u := p.part.packed
	line = bytes.TrimSpace(unquote(line))
	if len(line) == 0 && !u.began {
		return true, nil
	}
	if len(line) == 0 || !isBase64(line) {
		return false, p.endPacked()
	}
	u.began = true
	u.rest = append(u.rest, line...)
	whole := len(u.rest) &^ 3
	u.plain, err = base64.StdEncoding.AppendDecode(u.plain[:0], u.rest[:whole])
	u.rest = append(u.rest[:0], u.rest[whole:]...)
	if takeErr := p.unpacked(u.plain, at); takeErr != nil {
		return true, takeErr
	}
	if err != nil { // what follows cannot be told
		return true, p.endPacked()
	}
	return true, nil
}

// unpacked takes in the next bytes of the text that was in base64.
func (p *page) unpacked(plain []byte, at place) error {
	u := p.part.packed
	for len(plain) > 0 {
		if len(u.text) == 0 {
			u.place = at
		}
		end := bytes.IndexByte(plain, '\n')
		if end < 0 {
			u.text = append(u.text, plain...)
			if len(u.text) < maxParagraph {
				return nil
			}
			plain = nil
		} else {
			u.text = append(u.text, plain[:end]...)
			plain = plain[end+1:]
		}
		if err := p.endLine(); err != nil {
			return err
		}
	}
	return nil
}

// endLine hands over a line of the text that was in base64.
func (p *page) endLine() error {
	u := p.part.packed
	line := unquote(bytes.TrimSuffix(u.text, []byte{'\r'}))
	u.text = u.text[:0]
	return p.add(line, false, u.place)
}

// endPacked ends a part in base64.
func (p *page) endPacked() error {
	if len(p.part.packed.text) > 0 {
		if err := p.endLine(); err != nil {
			return err
		}
	}
	err := p.endText()
	p.part.packed = nil
	return err
}

func isBase64(text []byte) bool {
	for _, c := range text {
		if c-'0' > 9 && (c|0x20 < 'a' || c|0x20 > 'z') && c != '+' && c != '/' && c != '=' {
			return false
		}
	}
	return true
}

// end ends the text.
func (p *page) end() error {
	if p.part.packed != nil {
		return p.endPacked()
	}
	return p.endText()
}

// endText ends what was begun.
func (p *page) endText() error {
	if err := p.handOn(); err != nil {
		return err
	}
	return p.flush()
}
