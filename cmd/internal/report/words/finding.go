package words

import (
	"slices"

	"hamari/correlate/report"
)

// MaxAlike is how many findings of one pattern are told of what a finding explains.
const MaxAlike = 3

// ByPattern puts the findings of each pattern together, in the order in which the patterns come first.
func ByPattern(findings []report.Finding) (lists [][]report.Finding) {
	for _, f := range findings {
		i := slices.IndexFunc(lists, func(list []report.Finding) bool { return list[0].Pattern == f.Pattern })
		if i < 0 {
			i = len(lists)
			lists = append(lists, nil)
		}
		lists[i] = append(lists[i], f)
	}
	return lists
}
