package inventory

import (
	"bytes"
	"encoding/json"
	"strings"
)

// member is a member of an object, or an element of an array (key nil). Its value may have been cut by the text's end.
type member struct {
	key   []byte // between its quotes, as written
	value []byte // as written
	at    int    // where value begins in the text that was walked through
	cut   bool
}

// walker goes through the members of an object or the elements of an array. It delimits and does not validate, so
// that a document whose one part is broken can be read for its other parts.
type walker struct {
	text []byte
	pos  int
	end  byte // the closing bracket; 0 once the walk is over
	cut  bool // the text ended, or went astray, before the closing bracket
}

func walk(text []byte) walker {
	w := walker{text: text}
	w.space()
	if w.pos < len(text) && (text[w.pos] == '{' || text[w.pos] == '[') {
		w.end = text[w.pos] + 2 // '{'+2 == '}', '['+2 == ']'
		w.pos++
	}
	return w
}

// next returns the next member; ok is false at the end.
func (w *walker) next() (m member, ok bool) {
	if w.end == 0 {
		return m, false
	}
	c := w.space()
	for c == ',' {
		w.pos++
		c = w.space()
	}
	if c == w.end {
		w.pos++
		w.end = 0
		return m, false
	}
	if w.end == '}' {
		start := w.pos
		end, whole := valueEnd(w.text, start)
		if c != '"' || !whole {
			return m, w.stray()
		}
		m.key = w.text[start+1 : end-1]
		w.pos = end
		if w.space() != ':' {
			return m, w.stray()
		}
		w.pos++
		w.space()
	}
	end, whole := valueEnd(w.text, w.pos)
	if end == w.pos {
		return m, w.stray()
	}
	m.value, m.at, m.cut = w.text[w.pos:end], w.pos, !whole
	w.pos = end
	if m.cut {
		w.cut, w.end = true, 0
	}
	return m, true
}

func (w *walker) stray() bool {
	w.cut, w.end = true, 0
	return false
}

// space moves past white space and returns the byte behind it, 0 at the end.
func (w *walker) space() byte {
	for ; w.pos < len(w.text); w.pos++ {
		switch w.text[w.pos] {
		case ' ', '\t', '\r', '\n':
		default:
			return w.text[w.pos]
		}
	}
	return 0
}

// valueEnd returns where the value that begins at i ends; whole is false where the text ends first. For what cannot
// begin a value it returns i.
func valueEnd(text []byte, i int) (end int, whole bool) {
	if i >= len(text) {
		return i, false
	}
	switch text[i] {
	case '"':
		return stringEnd(text, i+1)
	case '{', '[':
		return containerEnd(text, i)
	}
	for end = i; end < len(text); end++ {
		switch text[end] {
		case ',', ':', '}', ']', ' ', '\t', '\r', '\n':
			return end, true
		case '"', '{', '[':
			return i, false
		}
	}
	return end, false
}

// stringEnd returns the place behind the closing quote. Most strings of AWS's answers are short: a plain loop is faster
// than bytes.IndexByte for them.
func stringEnd(text []byte, i int) (end int, whole bool) {
	for i < len(text) {
		switch text[i] {
		case '"':
			return i + 1, true
		case '\\':
			i++
		}
		i++
	}
	return len(text), false
}

func containerEnd(text []byte, i int) (end int, whole bool) {
	depth := 0
	for i < len(text) {
		switch text[i] {
		case '"':
			if i, whole = stringEnd(text, i+1); !whole {
				return len(text), false
			}
			continue
		case '{', '[':
			depth++
		case '}', ']':
			if depth--; depth == 0 {
				return i + 1, true
			}
		}
		i++
	}
	return len(text), false
}

// maxMembers bounds what one object may cost; AWS's largest resources have about a hundred members.
const maxMembers = 4096

// membersOf appends the members of an object to buf; whole is false where some could not be read.
func membersOf(object []byte, buf []member) (members []member, whole bool) {
	w := walk(object)
	for len(buf) < maxMembers {
		m, ok := w.next()
		if !ok {
			return buf, !w.cut
		}
		buf = append(buf, m)
	}
	return buf, false
}

// find returns the value of the member with the given key as written, or nil.
func find(members []member, key string) []byte {
	for _, m := range members {
		if string(m.key) == key {
			return m.value
		}
	}
	return nil
}

// get returns the value at a dotted path as written, or nil. An array on the way stands for its first element.
func get(members []member, path string) []byte {
	key, rest, deeper := strings.Cut(path, ".")
	value := find(members, key)
	for deeper && value != nil {
		key, rest, deeper = strings.Cut(rest, ".")
		value = child(value, key)
	}
	return value
}

func child(value []byte, key string) []byte {
	w := walk(first(value))
	for {
		m, ok := w.next()
		if !ok {
			return nil
		}
		if string(m.key) == key {
			return m.value
		}
	}
}

// first returns the first element of an array (nil of an empty one), and any other value as it is.
func first(value []byte) []byte {
	if len(value) == 0 || value[0] != '[' {
		return value
	}
	w := walk(value)
	m, _ := w.next()
	return m.value
}

// text returns what a scalar says, and for an array its first element: a string without its quotes and escapes, a
// number or truth value as it stands; nil for null, an empty string, and what is no scalar.
func text(value []byte) []byte {
	value = first(value)
	if len(value) == 0 {
		return nil
	}
	switch value[0] {
	case '{', '[', 'n':
		return nil
	case '"':
	default:
		return value
	}
	if len(value) <= 2 || value[len(value)-1] != '"' {
		return nil
	}
	if bytes.IndexByte(value, '\\') < 0 {
		return value[1 : len(value)-1]
	}
	var s string
	if json.Unmarshal(value, &s) != nil || s == "" {
		return nil
	}
	return []byte(s)
}
