package tempfile

import (
	"os"
	"runtime"
	"testing"
)

// TestNothingStays holds that the folder is empty while the file is open, and after.
func TestNothingStays(t *testing.T) {
	dir := t.TempDir()
	f, err := New(dir)
	if err != nil {
		t.Fatal(err)
	}
	if entries, err := os.ReadDir(dir); runtime.GOOS != "windows" && (err != nil || len(entries) > 0) {
		t.Errorf("while it is open: %v, %v", entries, err)
	}
	if _, err := f.WriteAt([]byte("x"), 5); err != nil {
		t.Error(err)
	}
	if err := f.Close(); err != nil {
		t.Error(err)
	}
	if entries, err := os.ReadDir(dir); err != nil || len(entries) > 0 {
		t.Errorf("afterwards: %v, %v", entries, err)
	}
	if _, err := New(dir + "/nowhere"); err == nil {
		t.Error("a file was made in a folder that does not exist")
	}
}
