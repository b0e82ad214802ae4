package pattern

import "testing"

// TestSaidOf holds that what a text says itself of the bundle is said of the part that was looked at, and that neither values
// nor what stands in actions is touched.
func TestSaidOf(t *testing.T) {
	data := map[string]any{"note": "the bundle of joy"}
	for source, want := range map[string]string{
		"the bundle has none":                                          "a part has none",
		"None. The bundle has {{.note}}.":                              "None. A part has the bundle of joy.",
		`{{if eq .note "the bundle"}}no{{end}}{{.note}} in the bundle`: "the bundle of joy in a part",
		"plain": "plain",
	} {
		if got, err := (&Template{source: source}).SaidOf("a part").Render(data, nil); err != nil || got != want {
			t.Errorf("%s: %q, %v; want %q", source, got, err, want)
		}
	}
	pasted := &Template{source: "echo the bundle", into: shell}
	if pasted.SaidOf("a part") != pasted {
		t.Error("what is pasted was changed")
	}
}
