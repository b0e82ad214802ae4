package cli

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func names(t *testing.T, dir string) string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var list []string
	for _, e := range entries {
		list = append(list, e.Name())
	}
	return strings.Join(list, " ")
}

func TestFileIsReplaced(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "report")
	if err := os.WriteFile(path, []byte("old"), 0o644); err != nil {
		t.Fatal(err)
	}
	f, err := NewFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got := names(t, dir); got != "report" {
		t.Errorf("before anything is written the folder holds %q", got)
	}
	p, err := f.Prepare(write("new"))
	if err != nil {
		t.Fatal(err)
	}
	if text, err := os.ReadFile(path); err != nil || string(text) != "old" {
		t.Errorf("before it is put in place the file holds %q (%v)", text, err)
	}
	if err := p.Commit(); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(path)
	info, statErr := os.Stat(path)
	if err != nil || statErr != nil || string(text) != "new" || info.Mode().Perm() != 0o600 {
		t.Errorf("the file holds %q with mode %v (%v, %v)", text, info.Mode(), err, statErr)
	}
	if got := names(t, dir); got != "report" {
		t.Errorf("afterwards the folder holds %q", got)
	}
}

// TestFileStaysOnFailure takes the target's place with a folder that is not empty after the check, so that the last
// step, the renaming, must fail.
func TestFileStaysOnFailure(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "report")
	f, err := NewFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(filepath.Join(path, "inside"), 0o755); err != nil {
		t.Fatal(err)
	}
	p, err := f.Prepare(write("new"))
	if err != nil {
		t.Fatal(err)
	}
	if err := p.Commit(); err == nil || !strings.HasPrefix(err.Error(), "cannot write "+path+": ") {
		t.Errorf("got %v", err)
	}
	if got := names(t, dir); got != "report" {
		t.Errorf("the folder holds %q", got)
	}
}

func write(text string) func(io.Writer) error {
	return func(w io.Writer) error {
		_, err := io.WriteString(w, text)
		return err
	}
}

// TestFileNotCommitted holds that a result which is not rendered to its end, or taken back, leaves nothing behind.
func TestFileNotCommitted(t *testing.T) {
	dir := t.TempDir()
	f, err := NewFile(filepath.Join(dir, "report"))
	if err != nil {
		t.Fatal(err)
	}
	broken := errors.New("a table without columns")
	if _, err := f.Prepare(func(io.Writer) error { return broken }); !errors.Is(err, broken) {
		t.Errorf("got %v", err)
	}
	p, err := f.Prepare(write("new"))
	if err != nil {
		t.Fatal(err)
	}
	if err := p.Discard(); err != nil {
		t.Error(err)
	}
	if got := names(t, dir); got != "" {
		t.Errorf("the folder holds %q", got)
	}
}

func TestNewFileRefuses(t *testing.T) {
	dir := t.TempDir()
	for path, want := range map[string]string{
		dir:                              "it is a folder",
		filepath.Join(dir, "no", "file"): "there is no folder " + filepath.Join(dir, "no"),
	} {
		if _, err := NewFile(path); err == nil || !strings.HasSuffix(err.Error(), want) {
			t.Errorf("%s: got %v, want %q", path, err, want)
		}
	}
}

func TestFileIs(t *testing.T) {
	t.Chdir(t.TempDir())
	if err := os.WriteFile("a", nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("a", "link"); err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		one, other string
		want       bool
	}{{"a", "./a", true}, {"link", "a", true}, {"a", "b", false}, {"b", "./b", true}, {"b", "c", false}}
	for _, tt := range tests {
		f, err := NewFile(tt.one)
		if err != nil {
			t.Fatal(err)
		}
		if got := f.Is(tt.other); got != tt.want {
			t.Errorf("%s is %s: %v", tt.one, tt.other, got)
		}
	}
}
