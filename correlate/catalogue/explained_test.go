package catalogue_test

import (
	"slices"
	"testing"

	"hamari/correlate/catalogue"
	"hamari/correlate/pattern"
)

// TestExplainersExist holds that the built-in patterns are explained by built-in patterns, and not by each other in a
// circle, in which the engine would have to leave one of them unexplained.
func TestExplainersExist(t *testing.T) {
	patterns, err := catalogue.LoadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	byID := map[string]*pattern.Pattern{}
	for _, p := range patterns {
		byID[p.ID] = p
	}
	var follow func(p *pattern.Pattern, path []string)
	follow = func(p *pattern.Pattern, path []string) {
		if slices.Contains(path, p.ID) {
			if path[0] == p.ID {
				t.Errorf("%v explain each other", path)
			}
			return
		}
		for _, by := range p.ExplainedBy {
			other := byID[by.Pattern]
			if other == nil {
				t.Errorf("%s is explained by %s, which is not in the catalogue", p.ID, by.Pattern)
				continue
			}
			for _, id := range by.Variants {
				if !slices.ContainsFunc(other.Variants, func(v pattern.Variant) bool { return v.ID == id }) {
					t.Errorf("%s is explained by %s of %s, which has no such variant", p.ID, id, by.Pattern)
				}
			}
			follow(other, append(slices.Clip(path), p.ID))
		}
	}
	for _, p := range patterns {
		follow(p, nil)
	}
}
