package words

import (
	"slices"

	"hamari/correlate/report"
)

// InOrder returns the evidence in the order of its times, what has none at the end.
func InOrder(all []report.Evidence) []report.Evidence {
	all = slices.Clone(all)
	slices.SortStableFunc(all, func(a, b report.Evidence) int {
		switch {
		case a.Time != nil && b.Time != nil:
			return a.Time.Compare(*b.Time)
		case a.Time == nil && b.Time == nil:
			return 0
		case a.Time == nil:
			return 1
		}
		return -1
	})
	return all
}
