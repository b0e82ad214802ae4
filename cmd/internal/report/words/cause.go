package words

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"hamari/correlate/remedy"
	"hamari/correlate/report"
	"hamari/parsers/lazy"
)

// Cause is a finding that is told in full and, in it, those of the same cause: it is about what any of them is about, and its
// fix is for all of them.
type Cause struct {
	report.Finding
	First  *report.Finding // by itself
	Number int
	Same   []Same // the others; none where there is no other of this cause

	untold        int                     // findings of the pattern that are only counted
	wanted        map[report.Collect]bool // what any of them asks for, in its own words
	asked, beyond map[string]int          // how many of these are told, by why, and for how many there is no room
}

// maxAsked is how many commands are asked for one reason: what a few of many files tell, all will.
const maxAsked = 20

// Same is a finding that is told in another.
type Same struct {
	*report.Finding
	Number int
}

// Causes puts the findings of a report together that have one cause, in the order of those that are told in full.
func Causes(r *report.Report) []Cause {
	findings := r.Findings
	var causes []Cause
	at := map[int]int{} // the place of a finding that is told in full, by its number
	for i := range findings {
		f := &findings[i]
		if n, told := at[f.SameCauseAs]; told {
			causes[n].Same = append(causes[n].Same, Same{f, i + 1})
			continue
		}
		at[i+1] = len(causes)
		causes = append(causes, Cause{Finding: *f, First: f, Number: i + 1})
	}
	for i := range causes {
		if len(causes[i].Same) > 0 {
			causes[i].gather()
			for _, p := range r.Patterns {
				if p.ID == causes[i].Pattern {
					causes[i].untold = p.Untold
				}
			}
		}
	}
	return causes
}

// gather adds to what is told of the first finding what the others add.
func (c *Cause) gather() {
	c.Entities, c.DroppedEntities = maps.Clone(c.Entities), maps.Clone(c.DroppedEntities)
	c.Collect, c.Rivals, c.References = slices.Clone(c.Collect), slices.Clone(c.Rivals), slices.Clone(c.References)
	c.Explains = slices.Clone(c.Explains)
	c.wanted, c.asked, c.beyond = map[report.Collect]bool{}, map[string]int{}, map[string]int{}
	for _, own := range c.Collect {
		c.wanted[own] = true
		c.asked[own.Why]++
	}
	fixes := [][]report.Remedy{c.Remedy}
	for _, s := range c.Same {
		fixes = append(fixes, s.Remedy)
		for key, names := range s.Entities {
			c.Entities[key] = slices.Concat(c.Entities[key], names)
		}
		for key, n := range s.DroppedEntities { // they may be the same names
			if c.DroppedEntities == nil {
				c.DroppedEntities = map[string]int{}
			}
			c.DroppedEntities[key] = max(c.DroppedEntities[key], n)
		}
		c.reach(s.Start, s.End)
		c.ClockAssumed = c.ClockAssumed || s.ClockAssumed
		c.ask(s.Finding)
		c.Explains, c.DroppedExplains = append(c.Explains, s.Explains...), c.DroppedExplains+s.DroppedExplains
	}
	for key, names := range c.Entities {
		c.Entities[key] = slices.Compact(slices.Sorted(slices.Values(names)))
	}
	for i := range c.Collect {
		if n := c.beyond[c.Collect[i].Why]; n > 0 {
			c.Collect[i].Why += " (the first " + Figure(maxAsked) + " of " + Figure(maxAsked+n) + ")"
		}
	}
	c.Remedy = remedy.Together(fixes)
}

// reach makes the time of what is told hold that of another finding.
func (c *Cause) reach(start, end time.Time) {
	if !start.IsZero() && (c.Start.IsZero() || start.Before(c.Start)) {
		c.Start = start
	}
	if end.After(c.End) {
		c.End = end
	}
}

// ask adds what another finding asks for, and to what it may be instead, as far as it is not there already.
func (c *Cause) ask(f *report.Finding) {
	for _, want := range f.Collect {
		known := c.wanted[want]
		c.wanted[want] = true
		switch {
		case known:
			continue
		case c.asked[want.Why] >= maxAsked:
			c.beyond[want.Why]++
			continue
		}
		c.asked[want.Why]++
		want.Command = c.toFileOfItsOwn(want.Command)
		if i := slices.IndexFunc(c.Collect, func(have report.Collect) bool { return have.Why == want.Why }); i >= 0 {
			c.Collect[i].Command += "\n" + want.Command
		} else {
			c.Collect = append(c.Collect, want)
		}
	}
	for _, want := range f.Rivals {
		if !slices.ContainsFunc(c.Rivals, func(have report.Rival) bool {
			return have.Pattern == want.Pattern && have.TellApart == want.TellApart
		}) {
			c.Rivals = append(c.Rivals, want)
		}
	}
	for _, want := range f.References {
		if !slices.Contains(c.References, want) {
			c.References = append(c.References, want)
		}
	}
}

// written finds the files that a command writes.
var written = lazy.Regexp(`> ([^ ;|&]+)(\.[a-z0-9]+)\b`)

// toFileOfItsOwn lets a command write no file that one of those before it writes.
func (c *Cause) toFileOfItsOwn(command string) string {
	taken := map[string]bool{}
	for _, before := range c.Collect {
		for _, m := range written().FindAllStringSubmatch(before.Command, -1) {
			taken[m[1]+m[2]] = true
		}
	}
	return written().ReplaceAllStringFunc(command, func(to string) string {
		m := written().FindStringSubmatch(to)
		name := m[1]
		for n := 2; taken[name+m[2]]; n++ {
			name = fmt.Sprintf("%s-%d", m[1], n)
		}
		return "> " + name + m[2]
	})
}

// SameCause says which findings are told in this one, and why; "" where there is no other.
func (c *Cause) SameCause() string {
	if len(c.Same) == 0 {
		return ""
	}
	numbers := make([]int, len(c.Same))
	for i, s := range c.Same {
		numbers[i] = s.Number
	}
	which, told := "Findings ", "They are told here"
	if len(numbers) == 1 {
		which, told = "Finding ", "It is told here"
	}
	text := which + runs(numbers) + c.alike() + told
	switch {
	case len(c.Remedy) == 0:
		text += "."
	case len(numbers) == 1:
		text += ", and the fix below is for both."
	default:
		text += ", and the fix below is for all " + Figure(len(numbers)+1) + "."
	}
	return text + c.onlyCounted()
}

// Alike says, without their numbers, how many findings are told in this one, and why; "" where there is no other.
func (c *Cause) Alike() string {
	if len(c.Same) == 0 {
		return ""
	}
	return strings.Join(strings.Fields(Figure(len(c.Same))+" more"+c.alike()+c.onlyCounted()), " ")
}

// alike says of the other findings what they have in common with this one.
func (c *Cause) alike() string {
	keys := slices.DeleteFunc(slices.Sorted(maps.Keys(c.Cause)), func(key string) bool { return key == "variant" })
	if telling := slices.DeleteFunc(slices.Clone(keys), func(key string) bool { return key == "account" || key == "region" }); len(telling) > 1 {
		keys = telling // the place goes without saying
	}
	for i, key := range keys {
		keys[i] = strings.ReplaceAll(key, "_", " ")
	}
	have := "have"
	switch {
	case c.Verdict == report.Possible:
		have = "would have"
	case len(c.Same) == 1:
		have = "has"
	}
	return " " + have + " the same cause: the same " + enumerated(keys) + ". "
}

// onlyCounted says how many findings of the pattern are only counted; "" where there is none.
func (c *Cause) onlyCounted() string {
	if c.untold == 0 {
		return ""
	}
	return " " + Count(c.untold, "further finding of this pattern is", "further findings of this pattern are") + " only counted, and may have the same cause."
}

// Seen says how many findings are told, or of a single one how often it was seen.
func (c *Cause) Seen() string {
	if len(c.Same) == 0 {
		return Seen(&c.Finding)
	}
	return Figure(len(c.Same)+1) + " findings of one cause"
}

// More counts the findings that are told in another; "" where there is none.
func (c *Cause) More() string {
	if len(c.Same) == 0 {
		return ""
	}
	return More(len(c.Same))
}

// Further counts the findings that are told in another, for an overview; "" where there is none.
func (c *Cause) Further() string {
	if len(c.Same) == 0 {
		return ""
	}
	return c.More() + " of the same cause"
}

// CountCauses counts the findings that are told in full, and says how many stand in them.
func CountCauses(causes []Cause) string {
	further, word := 0, ""
	for i := range causes {
		if n := len(causes[i].Same); n > 0 {
			further, word = further+n, map[bool]string{true: "cause", false: "causes"}[word == ""]
		}
	}
	text := Count(len(causes), "finding", "findings")
	if further > 0 {
		text += " (" + Figure(further) + " more of the same " + word + ")"
	}
	return text
}

// apart are the entity keys, the leading ones first, by which the findings of a cause differ. Who called matters least.
func (c *Cause) apart() []string {
	return slices.DeleteFunc(EntityKeys(c.Entities), func(key string) bool {
		return slices.Contains(callers, key) || !slices.ContainsFunc(c.Same, func(s Same) bool { return !slices.Equal(s.Entities[key], c.Entities[key]) })
	})
}

// Names are those that tell one of the findings apart from the others of its cause, the first of them.
func (c *Cause) Names(s Same) Names {
	const keys, most = 2, 4
	names := slices.Clone(s.Apart)
	added := min(len(names), 1)
	for _, key := range c.apart() {
		if list := s.Entities[key]; added < keys && len(list) > 0 && !slices.ContainsFunc(list, func(name string) bool { return slices.Contains(names, name) }) {
			names, added = append(names, list...), added+1
		}
	}
	return some(names, most)
}

// Grounds are the records that the finding rests on, those that match first, of which a few are enough to find it.
func (s Same) Grounds() []Cited {
	const most = 4
	with := func(role report.Role) []Cited {
		return slices.DeleteFunc(PerRecord(s.Evidence), func(c Cited) bool { return c.Role != role })
	}
	grounds := slices.Concat(with(report.Match), with(report.Confirm))
	return grounds[:min(len(grounds), most)]
}

// MaxSame is how many findings a report for the eye lists in another one of the same cause.
const MaxSame = 50

// Listed are the findings that are listed, and how many more there are.
func (c *Cause) Listed() ([]Same, int) {
	n := min(len(c.Same), MaxSame)
	return c.Same[:n], len(c.Same) - n
}

// runs writes numbers, which rise, as few as will do.
func runs(numbers []int) string {
	var parts []string
	for i := 0; i < len(numbers); {
		last := i
		for last+1 < len(numbers) && numbers[last+1] == numbers[last]+1 {
			last++
		}
		switch {
		case last > i+1:
			parts = append(parts, fmt.Sprintf("%d to %d", numbers[i], numbers[last]))
		default:
			last = i
			parts = append(parts, fmt.Sprint(numbers[i]))
		}
		i = last + 1
	}
	return enumerated(parts)
}

// enumerated joins words into a list within a sentence.
func enumerated(words []string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	return strings.Join(words[:len(words)-1], ", ") + " and " + words[len(words)-1]
}
