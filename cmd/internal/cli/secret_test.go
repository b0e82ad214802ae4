package cli

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func TestReadPasswords(t *testing.T) {
	for text, want := range map[string][]string{
		"one":                                  {"one"},
		"one\n":                                {"one"},
		"one two \r\n\r\nthree\r\n":            {"one two ", "three"},
		"\ufeffpässword\n":                     {"pässword"},
		"":                                     nil,
		"\n\n":                                 nil,
		strings.Repeat("x", maxPasswordFile+1): nil,
	} {
		path := filepath.Join(t.TempDir(), "passwords")
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		got, err := ReadPasswords(path)
		if !slices.Equal(got, want) || (err == nil) != (want != nil) {
			t.Errorf("%.40q: %q, %v", text, got, err)
		}
	}
	if _, err := ReadPasswords("nowhere"); err == nil || !strings.Contains(err.Error(), "nowhere: no such file") {
		t.Errorf("a file that is not there: %v", err)
	}
}
