package pattern

import (
	"slices"
	"strings"

	"hamari/parsers"
)

// Figure is a number of what a step selects, by which its matches are compared.
type Figure struct {
	Field   string // or Minutes
	Stat    string // of the numbers of a stretch, the one that counts
	Falling bool   // the largest comes first
}

// Minutes is the figure of how long something lasts.
const Minutes = "minutes"

// Stats are the figures that are made of a number over a stretch of rows.
var Stats = []string{"mean", "median", "min", "max", "first", "last"}

// lead reads the figures by which matches through a step are weighed: "-value" for the largest first, and of a stretch its
// highest or, without the hyphen, its lowest, unless it says which ("-queue_length.mean"); "-minutes" for the longest.
func (d *decoder) lead(n *node, s *Step) {
	if n == nil {
		return
	}
	d.each(n, func(e *node) {
		name, falling := strings.CutPrefix(d.text(e), "-")
		f := Figure{Field: name, Falling: falling}
		if name != Minutes {
			d.leadField(e, s, &f)
		}
		s.Lead = append(s.Lead, f)
	})
	if len(s.Lead) == 0 {
		d.problem(n, "expected at least one field")
	}
}

func (d *decoder) leadField(n *node, s *Step, f *Figure) {
	if i := strings.LastIndexByte(f.Field, '.'); i >= 0 && s.Kind.Slot(f.Field) < 0 && slices.Contains(Stats, f.Field[i+1:]) {
		f.Field, f.Stat = f.Field[:i], f.Field[i+1:]
	}
	_, field := d.field(n, f.Field, s.Kind)
	switch {
	case field != nil && field.Type != parsers.Int && field.Type != parsers.Float:
		d.problem(n, "field %s is a %s, lead takes a number", field.Name, field.Type)
	case f.Stat != "" && s.For == 0:
		d.problem(n, "%s is of what lasts: the step needs for", f.Stat)
	case f.Stat != "":
	case f.Falling:
		f.Stat = "max"
	default:
		f.Stat = "min"
	}
}
