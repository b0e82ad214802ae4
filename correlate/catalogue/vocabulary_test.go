package catalogue_test

import (
	"slices"
	"testing"

	"hamari/correlate/catalogue"
	"hamari/correlate/match"
)

// TestEntityKeys holds that whatever a field names is a word of reports and patterns: under another, nothing would be found.
func TestEntityKeys(t *testing.T) {
	v := catalogue.Vocabulary()
	for _, k := range v.Kinds {
		for _, f := range k.Fields {
			if f.Entity != "" && !slices.Contains(v.EntityKeys, f.Entity) {
				t.Errorf("%s: field %s names a %q, which is not among match.EntityKeys", k.Name, f.Name, f.Entity)
			}
		}
	}
}

// TestOrigins holds that patterns can say what they need, whatever kind of records they look at.
func TestOrigins(t *testing.T) {
	v := catalogue.Vocabulary()
	for _, k := range v.Kinds {
		from := v.Origins[k.Name]
		if len(from) == 0 && k != match.FindingKind {
			t.Errorf("%s: nobody knows from which formats its records come", k.Name)
		}
		for _, format := range from {
			if !slices.Contains(v.Formats, format) {
				t.Errorf("%s comes from %s, which is no format", k.Name, format)
			}
		}
	}
}
