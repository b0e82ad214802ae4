package accesslog

import (
	"bytes"

	"hamari/parsers"
)

// detectLines is how many lines of a member detection looks at.
const detectLines = 20

func (l *Log) detect(h *parsers.Header) parsers.Confidence {
	text := bytes.TrimLeft(bytes.TrimPrefix(h.Prefix, []byte("\xef\xbb\xbf")), " \t\r\n")
	switch {
	case isJSON(text):
		if l.marked(text) {
			return parsers.ByContent
		}
		return parsers.No
	case l.looksLike(text, h.Complete):
		return parsers.ByContent
	case !h.LogEvents && isPlain(text) && l.FileName().MatchString(h.Name):
		return parsers.ByName
	}
	return parsers.No
}

// marked reports whether the first JSON object of a text has the members that tell this log from others.
func (l *Log) marked(text []byte) bool {
	begin := bytes.IndexByte(text, '{')
	if begin < 0 {
		return false
	}
	var seen nameSet
	for key := range members(text[begin:]) {
		seen.add(l, string(key))
	}
	return seen.marks() >= l.Sure
}

// looksLike reports whether one of the first lines is a header of this log, or at least half of them are its records.
func (l *Log) looksLike(text []byte, complete bool) bool {
	var cells [][]byte
	seen, records := 0, 0
	for range detectLines {
		line, rest, ended := bytes.Cut(text, []byte("\n"))
		text = rest
		if !ended && !complete && seen > 0 {
			break // it may go on behind the prefix
		}
		line = bytes.TrimSpace(line)
		if len(line) > 0 {
			if h, ok := l.parseHeader(line); ok {
				return h.marks >= l.Sure
			}
			if !isComment(line) {
				seen++
				cells, _ = l.Cut(cells[:0], line)
				if len(cells) >= l.Fewest && l.Looks(cells) {
					records++
				}
			}
		}
		if !ended {
			break
		}
	}
	return records > 0 && 2*records >= seen
}

// isPlain reports whether a text may be made of lines at all: it is neither markup nor binary.
func isPlain(text []byte) bool {
	return len(text) == 0 || text[0] != '<' && bytes.IndexByte(text, 0) < 0
}
