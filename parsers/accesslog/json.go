package accesslog

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"

	"github.com/tidwall/gjson"

	"hamari/parsers"
	"hamari/parsers/jsonsplit"
)

var (
	errNotObject = errors.New("not a JSON object")
	errNotJSON   = errors.New("not valid JSON")
	errForeign   = errors.New("a JSON object with none of the members that tell this log from others")
)

// maxKeys is how many spellings of keys are remembered.
const maxKeys = 1000

func (rd *reader) readJSON(ctx context.Context, r io.Reader) error {
	splitter := jsonsplit.New(r, jsonsplit.Options{})
	rd.columns = map[string]int{}
	for n := 0; ; n++ {
		if n%checkEvery == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		part, err := splitter.Next()
		var broken *jsonsplit.Error
		switch {
		case err == io.EOF:
			return nil
		case errors.As(err, &broken):
			if errors.Is(err, jsonsplit.ErrUnclosed) {
				return fmt.Errorf("the file is cut short: %w", err)
			}
			pos := parsers.Pos{Member: rd.member, Line: broken.Line, Record: broken.Index, Offset: broken.Offset}
			rd.sink.Reject(&parsers.SyntaxError{Pos: pos, Err: broken.Err})
			if errors.Is(err, jsonsplit.ErrGivenUp) {
				return err
			}
			continue
		case err != nil:
			return err
		}
		pos := parsers.Pos{Member: rd.member, Line: part.Line, Record: part.Index, Offset: part.Offset}
		if err := rd.emit(part.Raw, pos, rd.decodeObject(part.Raw)); err != nil {
			return err
		}
	}
}

// decodeObject fills the record from a JSON object, or says why it cannot be.
func (rd *reader) decodeObject(raw []byte) error {
	switch {
	case raw[0] != '{':
		return errNotObject
	case !gjson.ValidBytes(raw):
		return errNotJSON
	}
	r := &rd.record
	r.Named = true
	clear(r.Values)
	marks := 0
	for key, value := range members(raw) {
		place := rd.column(key)
		if place == unknown {
			continue
		}
		if rd.log.marks[place] {
			marks++
		}
		text, err := textOf(value)
		if err != nil {
			return err
		}
		if err := r.set(&rd.log.columns[place], text); err != nil {
			return err
		}
	}
	if marks == 0 {
		return errForeign
	}
	return r.finish()
}

// column returns the place of the column that a key names.
func (rd *reader) column(key []byte) int {
	if place, ok := rd.columns[string(key)]; ok {
		return place
	}
	place, known := rd.log.byName[plainName(string(key))]
	if !known {
		place = unknown
	}
	if len(rd.columns) < maxKeys {
		rd.columns[string(key)] = place
	}
	return place
}

// textOf returns the text of a JSON value: that of a string without its quotes and escapes, nothing for null, and
// everything else as it stands.
func textOf(value []byte) ([]byte, error) {
	switch {
	case string(value) == "null":
		return nil, nil
	case value[0] != '"':
		return value, nil
	case bytes.IndexByte(value, '\\') < 0:
		return value[1 : len(value)-1 : len(value)-1], nil
	}
	var text string
	if err := json.Unmarshal(value, &text); err != nil {
		return nil, errNotJSON
	}
	return []byte(text), nil
}

// members gives the keys and values of the object that a text begins with. A text that is not JSON, or ends within the
// object, ends the iteration.
func members(object []byte) iter.Seq2[[]byte, []byte] {
	return func(yield func(key, value []byte) bool) {
		i := skipSpace(object, 1)
		for i < len(object) && object[i] == '"' {
			keyEnd := valueEnd(object, i)
			colon := skipSpace(object, keyEnd)
			if keyEnd < 0 || colon == len(object) || object[colon] != ':' {
				return
			}
			begin := skipSpace(object, colon+1)
			end := valueEnd(object, begin)
			if end < 0 || !yield(object[i+1:keyEnd-1], object[begin:end:end]) {
				return
			}
			if i = skipSpace(object, end); i == len(object) || object[i] != ',' {
				return
			}
			i = skipSpace(object, i+1)
		}
	}
}

// skipSpace returns the place of the next byte that is not white space.
func skipSpace(b []byte, i int) int {
	for i >= 0 && i < len(b) && (b[i] == ' ' || b[i] == '\n' || b[i] == '\r' || b[i] == '\t') {
		i++
	}
	return max(i, 0)
}

// valueEnd returns the place behind the value that begins at i, -1 if it does not end or there is none.
func valueEnd(b []byte, i int) int {
	depth := 0
	for begin := i; i < len(b); i++ {
		switch b[i] {
		case '"':
			for i++; i < len(b) && b[i] != '"'; i++ {
				if b[i] == '\\' {
					i++
				}
			}
			if i >= len(b) {
				return -1
			}
		case '{', '[':
			depth++
			continue
		case '}', ']':
			if depth--; depth < 0 {
				return -1
			}
		case ',', ':', ' ', '\t', '\r', '\n':
			if i == begin {
				return -1
			}
			continue
		default:
			if depth > 0 {
				continue
			}
			for i+1 < len(b) && isScalar(b[i+1]) {
				i++
			}
			if i+1 == len(b) {
				return -1 // there may be more of it
			}
		}
		if depth == 0 {
			return i + 1
		}
	}
	return -1
}

// isScalar reports whether a byte may be part of a number, true, false or null.
func isScalar(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c && c <= 'z' || c == '.' || c == '-' || c == '+' || c == 'E'
}
