package accesslog

import (
	"bytes"
	"fmt"
	"strings"
)

// unknown stands in a layout for a column that the log does not have.
const unknown = -1

// header is a line that names the columns of the lines below it.
type header struct {
	layout  []int // places in Log.columns
	unknown []string
	marks   int // of this log; 0 where there is one of another log
}

var fieldsPrefix = []byte("#Fields:")

// isComment reports whether a line is one of the W3C format's directives, such as "#Version: 1.0".
func isComment(line []byte) bool { return len(line) > 0 && line[0] == '#' }

// parseHeader reads a header line, ok is false if the line is none. Without "#Fields:" it is one if it has nothing but
// names that are known.
func (l *Log) parseHeader(line []byte) (h header, ok bool) {
	names, directive := bytes.CutPrefix(line, fieldsPrefix)
	if !directive && (len(line) == 0 || line[0] < 'a' || line[0] > 'z' || bytes.IndexByte(line, '"') >= 0) {
		return header{}, false
	}
	var seen nameSet
	for name := range strings.FieldsSeq(string(names)) {
		seen.add(l, name)
		place, known := l.byName[plainName(name)]
		if !known {
			if !directive {
				return header{}, false
			}
			place = unknown
			h.unknown = append(h.unknown, name)
		}
		h.layout = append(h.layout, place)
	}
	h.marks = seen.marks()
	return h, directive || h.marks >= l.Sure
}

// nameSet is what the names in a header line or an object say of the log.
type nameSet struct {
	marked  map[int]bool
	foreign bool
}

func (s *nameSet) add(l *Log, name string) {
	name = plainName(name)
	s.foreign = s.foreign || l.foreign[name]
	if place, known := l.byName[name]; known && l.marks[place] {
		if s.marked == nil {
			s.marked = map[int]bool{}
		}
		s.marked[place] = true
	}
}

// marks counts the names that tell the log from others, 0 if another log's are among them.
func (s *nameSet) marks() int {
	if s.foreign {
		return 0
	}
	return len(s.marked)
}

// note tells which columns are left out, "" if none are.
func (h *header) note() string {
	if len(h.unknown) == 0 {
		return ""
	}
	return fmt.Sprintf("columns that are not known are left out: %q", clip([]byte(strings.Join(h.unknown, " "))))
}
