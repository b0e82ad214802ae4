package catalogue_test

import (
	"testing"

	"hamari/correlate/catalogue"
	"hamari/correlate/pattern"
)

// TestRivals holds that of two built-in patterns of which one names the other as a rival the other does so, too: who
// reads either finding must learn what tells them apart. A rival that is not in the catalogue is only a word.
func TestRivals(t *testing.T) {
	patterns, err := catalogue.LoadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	named := map[string]map[string]bool{} // by the id of the pattern that names it
	for _, p := range patterns {
		named[p.ID] = map[string]bool{}
		for _, r := range rivals(p) {
			if r.Pattern == p.ID {
				t.Errorf("%s names itself as a rival", p.ID)
			}
			named[p.ID][r.Pattern] = true
		}
	}
	for id, others := range named {
		for other := range others {
			if back, builtIn := named[other]; builtIn && !back[id] {
				t.Errorf("%s names %s as a rival, which does not name it back", id, other)
			}
		}
	}
}

// rivals lists the rivals of a pattern, those that only its variants name included.
func rivals(p *pattern.Pattern) []pattern.Rival {
	all := p.Report.Rivals
	for _, v := range p.Variants {
		all = append(all, v.Report.Rivals...)
	}
	return all
}
