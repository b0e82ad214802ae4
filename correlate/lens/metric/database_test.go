package metric

import (
	"strings"
	"testing"
)

// TestLongestIn holds that a name is looked for as words of their own, and the longest is taken.
func TestLongestIn(t *testing.T) {
	names := byLower([]string{"crm-prod", "CRM-prod-replica", "shop", "free"})
	for text, want := range map[string]string{
		"FreeStorageSpace-crm-prod-Minimum-60.json":     "crm-prod",
		"metrics/crm-prod-replica/FreeStorageSpace.csv": "CRM-prod-replica",
		"workshop/FreeStorageSpace.json":                "",
		"a/shop.json":                                   "shop",
		strings.Repeat("a-", 40_000) + "shop":           "",
	} {
		if got := longestIn(strings.ToLower(text), names); got != want {
			t.Errorf("%.60s: %q, want %q", text, got, want)
		}
	}
}
