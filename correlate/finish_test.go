package correlate

import (
	"strings"
	"testing"

	"hamari/parsers/formats"
)

// TestCommands holds that a pattern which lacks a kind of log can say how to collect it, whichever it is.
func TestCommands(t *testing.T) {
	for _, f := range formats.All() {
		c, ok := commands[f.Name]
		if !ok || c.Why == "" || !strings.Contains(c.Command, "aws ") {
			t.Errorf("%s: %+v", f.Name, c)
		}
	}
}
