package catalogue_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// command is a command of the AWS CLI whose answer goes into a file.
var command = regexp.MustCompile(`aws [a-z0-9-]+ [a-z0-9-]+[^\n;|>]*>>? *"?[^\s;|>"']*\.json`)

// TestCommandsAskForJSON holds that what a customer is asked to collect can be read, whatever form the CLI of theirs answers in
// by default.
func TestCommandsAskForJSON(t *testing.T) {
	files, err := filepath.Glob("*/pattern.yaml")
	if err != nil || len(files) == 0 {
		t.Fatal("no patterns", err)
	}
	found := 0
	for _, name := range append(files, filepath.Join("..", "..", "README.md"), filepath.Join("..", "finish.go")) {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range command.FindAllString(string(text), -1) {
			c = c[strings.LastIndex(c, "aws "):]
			if found++; !strings.Contains(c, "--output ") {
				t.Errorf("%s: without --output: %s", name, c)
			}
		}
	}
	if found < 100 {
		t.Errorf("only %d commands were found", found)
	}
}
