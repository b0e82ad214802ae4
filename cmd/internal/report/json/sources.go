package json

import (
	"bufio"
	"bytes"
	"encoding/json"
	"strconv"
	"time"

	"hamari/cmd/internal/report/clean"
	"hamari/correlate/report"
)

// sourceWriter writes the list of sources. A bundle may have hundreds of thousands of members: this one list is
// written element by element, in the form that encoding/json would give it, and never stands in memory as a whole.
type sourceWriter struct {
	w   *bufio.Writer
	buf []byte // of the source at hand
	err error  // the first
}

// writeSources writes the value of the key "sources".
func writeSources(w *bufio.Writer, sources report.Sources) error {
	if sources.Len() == 0 {
		_, err := w.WriteString("[]")
		return err
	}
	s := &sourceWriter{w: w}
	for i, src := range sources.All() {
		between := ",\n    {"
		if i == 0 {
			between = "[\n    {"
		}
		s.buf = append(s.buf[:0], between...)
		s.source(src)
		if s.err != nil {
			return s.err
		}
		if _, err := w.Write(s.buf); err != nil {
			return err
		}
	}
	_, err := w.WriteString("\n  ]")
	return err
}

// source appends the members of one source, in the order of the model.
func (s *sourceWriter) source(src *report.Source) {
	s.text("member", src.Member)
	s.text("format", src.Format)
	if len(src.Via) > 0 {
		s.list("via", src.Via)
	}
	s.text("state", string(src.State))
	s.number("bytes", src.Bytes)
	s.text("sha256", src.SHA256)
	s.number("records", src.Records)
	s.number("rejected", src.Rejected)
	s.number("duplicates", src.Duplicates)
	s.time("start", src.Start)
	s.time("end", src.End)
	s.text("timezone", src.Timezone)
	s.text("reason", src.Reason)
	if len(src.Notes) > 0 {
		s.list("notes", src.Notes)
	}
	if len(src.Rejects) > 0 {
		s.list("rejects", src.Rejects)
	} else {
		s.key("rejects")
		s.buf = append(s.buf, "[]"...)
	}
	s.buf = append(s.buf, "\n    }"...)
}

func (s *sourceWriter) key(name string) {
	if s.buf[len(s.buf)-1] != '{' {
		s.buf = append(s.buf, ',')
	}
	s.buf = append(s.buf, "\n      \""...)
	s.buf = append(s.buf, name...)
	s.buf = append(s.buf, "\": "...)
}

func (s *sourceWriter) number(name string, n int64) {
	s.key(name)
	s.buf = strconv.AppendInt(s.buf, n, 10)
}

func (s *sourceWriter) text(name, value string) {
	s.key(name)
	if !isPlain(value) {
		s.value(value)
		return
	}
	s.buf = append(s.buf, '"')
	s.buf = append(s.buf, value...)
	s.buf = append(s.buf, '"')
}

// isPlain reports whether the text stands in JSON as it is.
func isPlain(text string) bool {
	for i := range len(text) {
		if c := text[i]; c < ' ' || c > '~' || c == '"' || c == '\\' {
			return false
		}
	}
	return true
}

func (s *sourceWriter) time(name string, t *time.Time) {
	s.key(name)
	if t == nil {
		s.buf = append(s.buf, "null"...)
		return
	}
	s.buf = append(s.buf, '"')
	text, err := t.UTC().AppendText(s.buf)
	if err != nil {
		s.fail(err)
		return
	}
	s.buf = append(text, '"')
}

// list appends a list that few sources have.
func (s *sourceWriter) list(name string, list any) {
	s.key(name)
	s.value(list)
}

func (s *sourceWriter) value(v any) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("      ", "  ")
	if err := enc.Encode(v); err != nil {
		s.fail(err)
		return
	}
	s.buf = clean.AppendJSON(s.buf, bytes.TrimSuffix(b.Bytes(), []byte("\n")))
}

func (s *sourceWriter) fail(err error) {
	if s.err == nil {
		s.err = err
	}
}
