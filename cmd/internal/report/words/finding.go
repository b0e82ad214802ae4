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

// Names are some names, and how many more there are.
type Names struct {
	Shown []string
	More  int
}

// some takes the first of a list of names.
func some(names []string, most int) Names {
	shown := names[:min(len(names), most)]
	return Names{shown, len(names) - len(shown)}
}

// Affected names what a finding is about for an overview: the names under its first two keys. The finding itself lists
// everything.
func Affected(entities map[string][]string) []Names {
	const keysShown, namesShown = 2, 3
	var lists []Names
	keys := EntityKeys(entities)
	for _, key := range keys[:min(len(keys), keysShown)] {
		lists = append(lists, some(entities[key], namesShown))
	}
	return lists
}

// More ends a list that is not shown whole.
func More[N int | int64](n N) string { return "and " + Figure(n) + " more" }

// InJSON says of a rest that is not shown where it stands.
func InJSON(rest string) string { return rest + ", which the JSON report lists" }

// MoreEvidence ends a list of evidence of which a report has only the first.
func MoreEvidence(n int) string { return More(n) + " of the same kind, left out of the report" }

// MoreExplained ends a list of what a finding explains of which a report has only the first.
func MoreExplained(n int) string { return More(n) + ", left out of the report" }
