package redact

import (
	"bytes"
	"fmt"
	"strings"

	"hamari/parsers/lazy"
)

// mail goes through a text, piece by piece, that may be a mail with parts in quoted-printable (RFC 2045, 6.7).
type mail struct{ printable bool }

var transferEncoding = lazy.Regexp(`(?im)^[ \t>]*content-transfer-encoding:[ \t]*([a-z0-9-]+)[^\n]*(?:\n|$)`)

// each gives a piece part by part: what is to be read as it stands, and lines of quoted-printable that hide something, each with
// those that it goes on in.
func (m *mail) each(piece []byte, plain, printable func(part []byte)) {
	if !m.printable && !bytes.Contains(piece, []byte("rintable")) && !bytes.Contains(piece, []byte("RINTABLE")) {
		plain(piece)
		return
	}
	for len(piece) > 0 {
		part := piece
		at := transferEncoding().FindSubmatchIndex(piece)
		if at != nil {
			part = piece[:at[1]]
		}
		if m.printable {
			eachEscaped(part, plain, printable)
		} else {
			plain(part)
		}
		if at != nil {
			m.printable = bytes.EqualFold(piece[at[2]:at[3]], []byte("quoted-printable"))
		}
		piece = piece[len(part):]
	}
}

// eachEscaped tells lines with escapes from those without, which may as well be of another part of the mail.
func eachEscaped(text []byte, plain, printable func(part []byte)) {
	from := 0 // of the plain part
	for at := 0; at < len(text); {
		end, escapes := escapedLine(text[at:])
		if escapes {
			if at > from {
				plain(text[from:at])
			}
			printable(text[at : at+end])
			from = at + end
		}
		at += end
	}
	if from < len(text) {
		plain(text[from:])
	}
}

// escapedLine returns the length of a line of quoted-printable with those that it goes on in, and whether anything in it is
// written otherwise than plainly.
func escapedLine(text []byte) (n int, escapes bool) {
	const most = 1 << 20
	for {
		i := bytes.IndexByte(text[n:], '\n')
		line := text[n:]
		if i >= 0 {
			line = line[:i+1]
		}
		n += len(line)
		content := bytes.TrimRight(line, "\r\n")
		soft := bytes.HasSuffix(content, []byte("="))
		escapes = escapes || soft || hasQuoted(content)
		if !soft || i < 0 || n > most {
			return n, escapes
		}
	}
}

// hasQuoted reports whether a text holds an escape of quoted-printable.
func hasQuoted(text []byte) bool {
	for {
		i := bytes.IndexByte(text, '=')
		if i < 0 || i+2 >= len(text) {
			return false
		}
		if is(text[i+1], hexes) && is(text[i+2], hexes) {
			return true
		}
		text = text[i+1:]
	}
}

// fromPrintable reads quoted-printable.
func fromPrintable(text []byte) []byte {
	plain := make([]byte, 0, len(text))
	for i := 0; i < len(text); i++ {
		rest := text[i:]
		switch {
		case rest[0] != '=':
			plain = append(plain, rest[0])
		case len(rest) > 2 && is(rest[1], hexes) && is(rest[2], hexes):
			plain = append(plain, unhex(rest[1])<<4|unhex(rest[2]))
			i += 2
		case bytes.HasPrefix(rest, []byte("=\n")):
			i++
		case bytes.HasPrefix(rest, []byte("=\r\n")):
			i += 2
		default:
			plain = append(plain, '=')
		}
	}
	return plain
}

// printable redacts a line of quoted-printable and those that it goes on in, and keeps their number.
func (r *Redactor) printable(dst, text []byte) []byte {
	body := bytes.TrimRight(text, "\r\n")
	plain := fromPrintable(body)
	to := r.append(nil, plain, maxDepth-1)
	if bytes.Equal(to, plain) {
		return append(dst, text...)
	}
	lineEnd := "\n"
	if bytes.Contains(text, []byte("\r\n")) {
		lineEnd = "\r\n"
	}
	lines := bytes.Count(body, []byte("\n")) + 1
	var units []string // that may not be parted
	for _, c := range to {
		if isPlain(c) && c != '=' && c != '\n' && c != '\r' {
			units = append(units, string(c))
		} else {
			units = append(units, fmt.Sprintf("=%02X", c))
		}
	}
	for i := range lines {
		n := len(units) / (lines - i)
		dst = append(dst, strings.Join(units[:n], "")...)
		units = units[n:]
		if i < lines-1 {
			dst = append(dst, "="+lineEnd...)
		}
	}
	return append(dst, text[len(body):]...)
}

// encodedWord is text in a header of a mail that is not plain ASCII (RFC 2047). What stands there in Base64 is opened as other
// Base64 is.
var encodedWord = lazy.Regexp(`^=\?[\w*-]{1,40}\?[qQ]\?([^?\s]{1,200})\?=`)

func (s *scanner) encodedWord() (opened, bool) {
	if s.after(1) != '?' {
		return opened{}, false
	}
	m := encodedWord().FindSubmatchIndex(window(s.text[s.at:]))
	if m == nil {
		return opened{}, false
	}
	rest := s.text[s.at:]
	head := string(rest[:m[2]])
	plain := fromPrintable(bytes.ReplaceAll(rest[m[2]:m[3]], []byte("_"), []byte(" ")))
	return opened{length: m[1], plain: plain, pack: func(plain []byte) string {
		var b strings.Builder
		for _, c := range plain {
			if is(c, alnum) || c == '-' || c == '.' || c == '@' {
				b.WriteByte(c)
			} else {
				fmt.Fprintf(&b, "=%02X", c)
			}
		}
		return head + b.String() + "?="
	}}, true
}
