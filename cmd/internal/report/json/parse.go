package json

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"hamari/correlate/report"
)

// maxReport is the most bytes of a report that are read; half a million members take two fifths of it.
const maxReport = 512 << 20

// Parse reads a report that Render wrote. Fields that it does not know are left out. A report that has a field twice is none:
// which of the two counts would be for each reader to choose, and one could show what another does not check.
func Parse(r io.Reader) (*report.Report, error) {
	data, err := io.ReadAll(io.LimitReader(r, maxReport+1))
	switch {
	case err != nil:
		return nil, fmt.Errorf("cannot be read: %w", err)
	case len(data) > maxReport:
		return nil, fmt.Errorf("longer than %d bytes", maxReport)
	}
	var rep report.Report
	if err := json.Unmarshal(data, &rep); err != nil {
		var syntax *json.SyntaxError
		if errors.As(err, &syntax) {
			return nil, fmt.Errorf("not JSON: %w at byte %d", err, syntax.Offset)
		}
		return nil, fmt.Errorf("not a report: %w", err)
	}
	if rep.Schema != report.Schema {
		return nil, fmt.Errorf("its schema is %q, want %q: write it with hamari analyze -f json", rep.Schema, report.Schema)
	}
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.UseNumber()
	if err := eachOnce(dec, ""); err != nil {
		return nil, err
	}
	return &rep, nil
}

// eachOnce makes sure that no object of a report has a key twice, capitals or not, since they are the same to some readers.
// The records that it quotes are as the logs have them.
func eachOnce(dec *json.Decoder, key string) error {
	token, err := dec.Token()
	if err != nil {
		return fmt.Errorf("not JSON: %w", err)
	}
	open, ok := token.(json.Delim)
	if !ok {
		return nil
	}
	seen := map[string]bool{}
	for dec.More() {
		inner := key
		if open == '{' {
			name, err := dec.Token()
			if err != nil {
				return fmt.Errorf("not JSON: %w", err)
			}
			inner = strings.ToLower(name.(string))
			if seen[inner] && key != rawKey {
				return fmt.Errorf("it has the field %q twice in one object, so that not all readers see the same", inner)
			}
			seen[inner] = true
		}
		if key == rawKey {
			inner = rawKey
		}
		if err := eachOnce(dec, inner); err != nil {
			return err
		}
	}
	if _, err := dec.Token(); err != nil {
		return fmt.Errorf("not JSON: %w", err)
	}
	return nil
}

// rawKey is the field that holds a quoted record.
const rawKey = "raw"
