package wrapper

import "bytes"

// maxStreamName is the longest name of a log stream, in bytes.
const maxStreamName = 512

// streams remembers which log stream the latest lines are from, for as many lines as a clock does.
type streams struct {
	names []string // by line; "" where the envelope does not say
	last  string   // streams are few
}

// set notes the stream of a line of the inner text, numbered from 1.
func (s *streams) set(line int, name []byte) {
	if name = bytes.Trim(name, `"`); len(name) > maxStreamName {
		name = nil
	}
	if s.names == nil {
		if len(name) == 0 {
			return
		}
		s.names = make([]string, clockSize)
	}
	if string(name) != s.last {
		s.last = string(name)
	}
	s.names[line%clockSize] = s.last
}

// of returns the stream of a line, given how many lines there have been; "" if it is not known.
func (s *streams) of(line, lines int) string {
	if s.names == nil || line <= 0 || line > lines || lines-line >= clockSize {
		return ""
	}
	return s.names[line%clockSize]
}
