package redact

import (
	"archive/zip"
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"hamari/parsers/bundle"
)

// What a pseudonym makes unreadable ends the redaction; the times in its zip are valid ones.
func TestReread(t *testing.T) {
	const log = "version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status\n" +
		"2 111122223333 eni-0a1b2c3d4e5f60718 10.0.1.5 10.0.2.7 52011 443 6 10 840 1772590200 1772590260 ACCEPT OK\n"
	path := filepath.Join(t.TempDir(), "flow.log")
	if err := os.WriteFile(path, []byte(log), 0o600); err != nil {
		t.Fatal(err)
	}
	c, err := bundle.Open(t.Context(), []string{path}, nil, bundle.Options{Limits: bundle.DefaultLimits(), Jobs: 1})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	names, err := Gather(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if outcome, err := New(testKey(), names).Bundle(t.Context(), c, &out); err != nil || outcome.Members != 1 {
		t.Fatalf("%+v, %v", outcome, err)
	}
	z, err := zip.NewReader(bytes.NewReader(out.Bytes()), int64(out.Len()))
	if err != nil || z.File[0].Modified.Year() != 1980 || z.File[0].Modified.YearDay() != 1 {
		t.Errorf("the time is %v, %v", z.File[0].Modified, err)
	}
	r := New(testKey(), names)
	r.addPseudonym("ACCEPT", "user", "user-x")
	r.names["accept"][0].word = false
	if _, err := r.Bundle(t.Context(), c, &bytes.Buffer{}); !errors.Is(err, errUnreadable) {
		t.Errorf("no record can be read, and the error is %v", err)
	}
}
