package json

import (
	"bufio"
	"bytes"
	_ "embed"
	"encoding/json"
	"fmt"
	"io"
	"reflect"
	"time"

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
	out := bufio.NewWriterSize(w, 64<<10)
	err := write(out, r)
	if err == nil {
		err = out.Flush()
	}
	if err != nil {
		return fmt.Errorf("json report: %w", err)
	}
	return nil
}

// write writes what surrounds the list of sources, and in its place the list.
func write(w *bufio.Writer, r *report.Report) error {
	rest := *r
	rest.Sources = report.Sources{}
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(walk.Copy(&rest, complete)); err != nil {
		return err
	}
	const place = "\n  \"sources\": " // so little indented, and behind a line feed, is only a key of the report itself
	before, after, _ := bytes.Cut(clean.AppendJSON(nil, joinNumbers(b.Bytes())), []byte(place+"[]"))
	if _, err := w.Write(before); err != nil {
		return err
	}
	if _, err := w.WriteString(place); err != nil {
		return err
	}
	if err := writeSources(w, r.Sources); err != nil {
		return err
	}
	_, err := w.Write(after)
	return err
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
