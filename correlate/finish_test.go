package correlate

import (
	"strings"
	"testing"

	"hamari/parsers/formats"
)

// TestCommands holds that a pattern which lacks a kind of log can say how to collect it, whichever it is, and that what
// it says can be pasted.
func TestCommands(t *testing.T) {
	for _, f := range formats.All() {
		c, ok := commands[f.Name]
		if !ok || c.Why == "" || !strings.Contains(c.Command, "aws ") {
			t.Errorf("%s: %+v", f.Name, c)
		}
		if strings.Count(c.Command, "'")%2 != 0 || strings.Count(c.Command, `"`)%2 != 0 || strings.ContainsAny(c.Command, "\n<") {
			t.Errorf("%s: %s", f.Name, c.Command)
		}
	}
}
