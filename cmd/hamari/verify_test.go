package main

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"hamari/cmd/internal/report/clean"
	"hamari/correlate"
)

// TestVerificationIsHarmless holds that names of a bundle do nothing to the terminal that shows what was compared.
func TestVerificationIsHarmless(t *testing.T) {
	const name = "a\x1b[2J\u009b2J\u202eb\x7f"
	v := &correlate.Verification{Mismatches: []correlate.Mismatch{{What: "member", Name: name, Why: name}}}
	for _, format := range []string{"text", "json"} {
		var b bytes.Buffer
		if err := (&verifyFlags{format: format}).print(&b, v, false); err != nil {
			t.Fatal(err)
		}
		if text := strings.ReplaceAll(b.String(), "\n", ""); strings.ContainsFunc(text, clean.Hazard) {
			t.Errorf("%s: %q", format, text)
		}
		var back correlate.Verification
		if format == "json" && (json.Unmarshal(b.Bytes(), &back) != nil || back.Mismatches[0].Name != name) {
			t.Errorf("read back as %+v", back)
		}
	}
}
