package json

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"fmt"
	"io"
	"reflect"
	"time"
	"unicode/utf16"
	"unicode/utf8"

	"hamari/cmd/internal/report/clean"
	"hamari/cmd/internal/report/walk"
	"hamari/correlate/report"
)

// Schema is the JSON Schema (draft 2020-12) of what Render writes.
//
//go:embed hamari.report.v1.schema.json
var Schema []byte

// Render writes the report, indented by two spaces and with a line feed at the end. Lists and maps are never null,
// times are UTC, and keys stand in the order of the model. The output is valid UTF-8 and safe to show on a terminal.
func Render(w io.Writer, r *report.Report) error {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(walk.Copy(r, complete)); err != nil {
		return fmt.Errorf("json report: %w", err)
	}
	if _, err := w.Write(escape(b.Bytes())); err != nil {
		return fmt.Errorf("json report: %w", err)
	}
	return nil
}

// complete gives a value the form that the schema promises.
func complete(_ string, v reflect.Value) {
	switch x := v.Interface().(type) {
	case time.Time:
		v.Set(reflect.ValueOf(x.UTC()))
	case json.RawMessage:
		v.Set(reflect.ValueOf(raw(x)))
		return
	}
	switch v.Kind() {
	case reflect.Slice:
		if v.IsNil() {
			v.Set(reflect.MakeSlice(v.Type(), 0, 0))
		}
	case reflect.Map:
		if v.IsNil() {
			v.Set(reflect.MakeMap(v.Type()))
		}
	}
}

// raw returns a record as the schema has it: an object, a string, or null for none. Anything else becomes a string,
// since one odd record must not cost the report.
func raw(record json.RawMessage) json.RawMessage {
	record = bytes.ToValidUTF8(bytes.TrimSpace(record), []byte("\ufffd"))
	switch {
	case len(record) == 0 || string(record) == "null":
		return json.RawMessage("null")
	case (record[0] == '{' || record[0] == '"') && json.Valid(record):
		return record
	}
	quoted, _ := json.Marshal(string(record)) // a string can always be marshalled
	return quoted
}

// escape writes characters that a terminal would obey as \u escapes. Beyond the line feeds of the layout they stand
// only inside strings, where both forms mean the same.
func escape(text []byte) []byte {
	out := make([]byte, 0, len(text)+64)
	for len(text) > 0 {
		r, size := utf8.DecodeRune(text)
		switch {
		case r == '\n' || !clean.Hazard(r):
			out = append(out, text[:size]...)
		case r > 0xffff:
			high, low := utf16.EncodeRune(r)
			out = fmt.Appendf(out, `\u%04x\u%04x`, high, low)
		default:
			out = fmt.Appendf(out, `\u%04x`, r)
		}
		text = text[size:]
	}
	return out
}
