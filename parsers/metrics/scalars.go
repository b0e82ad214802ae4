package metrics

import (
	"bytes"

	"github.com/tidwall/gjson"
)

// scalars walks over a JSON array of strings and numbers. The text must be valid JSON.
type scalars struct {
	b []byte
	i int
}

// arrayAt returns a walker over an array within raw; one that is at its end if there is no such array.
func arrayAt(raw []byte, array gjson.Result) scalars {
	if !array.IsArray() || array.Index <= 0 {
		return scalars{raw, len(raw)}
	}
	return scalars{raw[:array.Index+len(array.Raw)], array.Index + 1}
}

// next returns the next element as it stands in the text, strings with their quotes, and its place in it.
func (s *scalars) next() (token []byte, at int, ok bool) {
	for s.i < len(s.b) && (s.b[s.i] == ',' || s.b[s.i] <= ' ') {
		s.i++
	}
	start := s.i
	if start >= len(s.b) || s.b[start] == ']' {
		return nil, start, false
	}
	switch s.b[start] {
	case '"':
		// Times hold no escapes: the next quote ends them.
		if n := bytes.IndexByte(s.b[start+1:], '"'); n >= 0 && bytes.IndexByte(s.b[start+1:start+1+n], '\\') < 0 {
			s.i = start + n + 2
		} else {
			s.skip()
		}
	case '{', '[':
		s.skip()
	default:
		for s.i < len(s.b) && s.b[s.i] != ',' && s.b[s.i] != ']' && s.b[s.i] > ' ' {
			s.i++
		}
	}
	return s.b[start:s.i], start, true
}

// skip moves past a string or a nested value.
func (s *scalars) skip() {
	depth, quoted := 0, false
	for ; s.i < len(s.b); s.i++ {
		switch c := s.b[s.i]; {
		case quoted && c == '\\':
			s.i++
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '{' || c == '[':
			depth++
		case c == '}' || c == ']':
			depth--
		}
		if depth == 0 && !quoted {
			s.i++
			break
		}
	}
	s.i = min(s.i, len(s.b))
}

// period infers the distance of the timestamps that are still ahead, without moving.
func (s scalars) period() int64 {
	var times []int64
	for {
		token, _, ok := s.next()
		if !ok {
			return inferPeriod(times)
		}
		if at, err := parseStamp(unquote(token), orderUnknown); err == nil {
			times = append(times, at.time.Unix())
		}
	}
}
