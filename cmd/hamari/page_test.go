package main

import (
	"os"
	"testing"
)

// TestPage holds that the page on the catalogue is of the catalogue as it is.
func TestPage(t *testing.T) {
	const file = "../../correlate/catalogue/README.md"
	kept, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	code, now, _ := call{args: []string{"patterns", "list", "--format", "markdown"}}.run(t)
	if code != 0 || now != string(kept) {
		t.Errorf("%s is out of date; write it anew with\n  go run ./cmd/hamari patterns list --format markdown > correlate/catalogue/README.md", file)
	}
}
