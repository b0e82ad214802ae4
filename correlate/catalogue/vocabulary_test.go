package catalogue_test

import (
	"slices"
	"testing"

	"hamari/correlate/catalogue"
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
