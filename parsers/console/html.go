package console

import (
	"bytes"
	"html"
)

// stripper takes the text out of HTML, which it is given line by line. Elements that stand in lines of their own end one;
// white space is one blank, but in <pre>.
type stripper struct {
	tag     []byte // the beginning of the tag that is open, without its angle bracket
	inTag   bool
	quote   byte   // around the value of an attribute that is open
	comment int    // 0 outside of a comment, else 1 and how many of the characters that end it have been seen
	skip    []byte // the element whose text is none
	pre     bool
	held    []byte // what may be the beginning of a reference: "&am"
}

const (
	maxTag       = 64 // bytes kept of a tag: its name and little more
	maxReference = 12 // bytes of a reference such as &nbsp; or &#8217;
)

// strip appends the text of the next line, or piece of one.
func (s *stripper) strip(dst, line []byte, goesOn bool) []byte {
	text := s.held
	s.held = nil
	for _, c := range line {
		switch {
		case s.comment > 0:
			s.inComment(c)
		case s.inTag:
			text = s.inside(text, c)
		case c == '<':
			s.inTag, s.tag, s.quote = true, s.tag[:0], 0
		case len(s.skip) == 0:
			text = append(text, c)
		}
	}
	if i := bytes.LastIndexByte(text, '&'); goesOn && i >= 0 && len(text)-i < maxReference && bytes.IndexByte(text[i:], ';') < 0 {
		s.held = bytes.Clone(text[i:])
		text = text[:i]
	}
	return s.appendText(dst, text)
}

func (s *stripper) inComment(c byte) {
	switch {
	case c == '>' && s.comment == 3:
		s.comment = 0
	case c == '-':
		s.comment = min(s.comment+1, 3)
	default:
		s.comment = 1
	}
}

// inside takes in a character behind an angle bracket. What is no tag is text.
func (s *stripper) inside(text []byte, c byte) []byte {
	letter := c|0x20 >= 'a' && c|0x20 <= 'z'
	if len(s.tag) == 0 && !letter && c != '/' && c != '!' && c != '?' {
		s.inTag = false
		if len(s.skip) == 0 {
			text = append(text, '<', c)
		}
		return text
	}
	last := byte(0)
	if n := len(s.tag); n > 0 {
		last = s.tag[n-1]
	}
	switch {
	case s.quote != 0:
		if c == s.quote {
			s.quote = 0
		}
	case (c == '"' || c == '\'') && last == '=':
		s.quote = c
	case c == '>':
		s.inTag = false
		return s.element(text)
	case c == '<': // what began was no tag
		s.tag = s.tag[:0]
		return text
	}
	if len(s.tag) < maxTag {
		s.tag = append(s.tag, c)
	} else {
		s.tag[maxTag-1] = c
	}
	if string(s.tag) == "!--" {
		s.inTag, s.comment = false, 1
	}
	return text
}

// lineElements stand in lines of their own.
var lineElements = map[string]bool{
	"br": true, "p": true, "div": true, "tr": true, "td": true, "th": true, "li": true, "ul": true, "ol": true, "table": true, "pre": true,
	"blockquote": true, "hr": true, "h1": true, "h2": true, "h3": true, "h4": true, "h5": true, "h6": true,
}

// element acts on a tag that has ended.
func (s *stripper) element(text []byte) []byte {
	name, closing := bytes.CutPrefix(s.tag, []byte{'/'})
	if i := bytes.IndexAny(name, " \t/"); i >= 0 {
		name = name[:i]
	}
	name = bytes.ToLower(name)
	switch element := string(name); {
	case len(s.skip) > 0:
		if closing && bytes.Equal(name, s.skip) {
			s.skip = nil
		}
	case !closing && (element == "style" || element == "script" || element == "title"):
		s.skip = name
	case lineElements[element]:
		if element == "pre" {
			s.pre = !closing
		}
		text = append(text, '\n')
	}
	return text
}

// appendText appends text whose references are replaced and whose white space is one blank.
func (s *stripper) appendText(dst, text []byte) []byte {
	plain := bytes.ReplaceAll([]byte(html.UnescapeString(string(text))), []byte("\u00a0"), []byte{' '})
	for _, c := range plain {
		blank := c == ' ' || c == '\t' || c == '\r'
		switch last := len(dst) - 1; {
		case s.pre, !blank && c != '\n':
			dst = append(dst, c)
		case c == '\n' && last >= 0 && dst[last] == ' ':
			dst[last] = '\n'
		case last >= 0 && (dst[last] == '\n' || blank && dst[last] == ' '):
		case blank:
			dst = append(dst, ' ')
		default:
			dst = append(dst, '\n')
		}
	}
	return dst
}
