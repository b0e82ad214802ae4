package redact

import (
	"bytes"
	"encoding/json"
	"strings"
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
