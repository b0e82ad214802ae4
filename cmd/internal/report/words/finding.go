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

// Told returns the names, each written by a renderer's mark unless that is nil, and last how many more there are.
func (n Names) Told(mark func(string) string) []string {
	told := slices.Clone(n.Shown)
	if mark != nil {
		for i, name := range told {
			told[i] = mark(name)
		}
	}
	if n.More > 0 {
		told = append(told, More(n.More))
	}
	return told
}

// some takes the first of a list of names.
func some(names []string, most int) Names {
	shown := names[:min(len(names), most)]
	return Names{shown, len(names) - len(shown)}
}

// callers are the entity keys under which a finding names who called and from where: of many sessions of one role, each with
// an address and a key of its own, a few will do.
var callers = []string{"principal", "access-key", "address", "user-agent"}

// Named are the names of a finding under one key, for the finding itself.
func Named(f *report.Finding, key string) Names {
	const callersShown = 8
	names := some(f.Entities[key], len(f.Entities[key]))
	if slices.Contains(callers, key) {
		names = some(f.Entities[key], callersShown)
	}
	names.More += f.DroppedEntities[key]
	return names
}

// Affected names what a finding is about for an overview: the names under its first two keys. The finding itself lists
// more.
func Affected(f *report.Finding) []Names {
	const keysShown, namesShown = 2, 3
	var lists []Names
	keys := EntityKeys(f.Entities)
	for _, key := range keys[:min(len(keys), keysShown)] {
		names := some(f.Entities[key], namesShown)
		names.More += f.DroppedEntities[key]
		lists = append(lists, names)
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
