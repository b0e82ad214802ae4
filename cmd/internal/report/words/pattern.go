package words

import (
	"slices"

	"hamari/correlate/report"
)

// IDs returns the ids of the patterns that have a status.
func IDs(patterns []report.Pattern, status report.Status) []string {
	var names []string
	for _, pattern := range patterns {
		if pattern.Status == status {
			names = append(names, pattern.ID)
		}
	}
	return names
}

// Lack is what some patterns cannot be judged for want of.
type Lack struct {
	Why      string
	Missing  []string // formats
	Patterns []report.Pattern
	Evidence []report.Evidence
	Collect  []report.Collect // what would get it, each once
}

// Lacks puts patterns together that cannot be judged for the same reason, in the order in which they come: a bundle without
// flow logs has one thing to ask for, however many patterns would read it.
func Lacks(patterns []report.Pattern) []Lack {
	var lacks []Lack
	for _, p := range patterns {
		if p.Status != report.NotAssessable {
			continue
		}
		i := slices.IndexFunc(lacks, func(l Lack) bool { return l.Why == p.Why && slices.Equal(l.Missing, p.Missing) })
		if i < 0 {
			i = len(lacks)
			lacks = append(lacks, Lack{Why: p.Why, Missing: p.Missing})
		}
		l := &lacks[i]
		l.Patterns = append(l.Patterns, p)
		l.Evidence = append(l.Evidence, p.Evidence...)
		for _, c := range p.Collect {
			if !slices.Contains(l.Collect, c) {
				l.Collect = append(l.Collect, c)
			}
		}
	}
	return lacks
}
