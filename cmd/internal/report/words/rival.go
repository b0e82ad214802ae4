package words

import (
	"slices"
	"strings"

	"hamari/correlate/report"
)

// Standing says what became of a pattern that a finding names as its rival.
func Standing(patterns []report.Pattern, id string) string {
	i := slices.IndexFunc(patterns, func(p report.Pattern) bool { return p.ID == id })
	if i < 0 {
		return "not looked for"
	}
	switch patterns[i].Status {
	case report.Matched:
		return "found, too"
	case report.RuledOut:
		return "ruled out"
	case report.NotFound:
		return "looked for and not found"
	}
	return "cannot be judged from this bundle"
}

// Missing says in a sentence what the bundle lacks to tell a rival apart; "" where it lacks nothing.
func Missing(r report.Rival) string {
	if len(r.Missing) == 0 {
		return ""
	}
	return "Missing in the bundle: " + strings.Join(r.Missing, ", ") + "."
}

// ToCollect is what would tell a rival apart that cannot be told apart yet.
func ToCollect(r report.Rival) []report.Collect {
	if r.Collect == nil {
		return nil
	}
	return []report.Collect{*r.Collect}
}
