package words

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"hamari/correlate/report"
)

// Told remembers what findings have said. One cause on twenty instances is twenty findings, and what they have in common is
// read once.
type Told map[[3]string]int

// Before returns where what a finding says in one of its parts stands already: in an earlier finding of its pattern. It is
// empty where that is not so.
func (t Told) Before(number int, f *report.Finding, part string, content any) string {
	text, err := json.Marshal(content)
	if err != nil {
		return ""
	}
	key := [3]string{f.Pattern, part, string(text)}
	if first, told := t[key]; told {
		return fmt.Sprintf("As in finding %d.", first)
	}
	t[key] = number
	return ""
}

// Impersonal is an explanation in which sorts of things stand for those that the finding is about: it explains the same of
// other things.
func Impersonal(f *report.Finding) string {
	var pairs [][2]string
	for key, names := range f.Entities {
		for _, name := range names {
			pairs = append(pairs, [2]string{name, "\x00" + key})
		}
	}
	slices.SortFunc(pairs, func(a, b [2]string) int { // an ARN before the ID in it
		return cmp.Or(cmp.Compare(len(b[0]), len(a[0])), strings.Compare(a[0], b[0]), strings.Compare(a[1], b[1]))
	})
	var flat []string
	for _, p := range pairs {
		if p[0] != "" {
			flat = append(flat, p[0], p[1])
		}
	}
	return strings.NewReplacer(flat...).Replace(f.Explain)
}
