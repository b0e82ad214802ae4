package pattern

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// String says in words what a step selects.
func (s *Step) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s records", s.Kind.Name)
	b.WriteString(conditionsInWords(" where ", s.Where, " and "))
	b.WriteString(conditionsInWords(", but not where ", s.Not, " or "))
	if s.For > 0 {
		fmt.Fprintf(&b, ", for at least %s", span(s.For))
	}
	if len(s.Steady) > 0 {
		var names []string
		for _, f := range s.Steady {
			names = append(names, f.Name)
		}
		fmt.Fprintf(&b, " with the same %s", strings.Join(names, " and "))
	}
	if s.Weak {
		b.WriteString(" (no more than possible)")
	}
	if s.Again {
		b.WriteString(" (looked for around what was matched)")
	}
	if s.Sure {
		b.WriteString(" (certain)")
	}
	return b.String()
}

// span writes a duration as patterns do: 7d, -12h, 1m30s.
func span(d time.Duration) string {
	const day = 24 * time.Hour
	if d != 0 && d%day == 0 {
		return fmt.Sprintf("%dd", d/day)
	}
	text := d.String()
	for _, unit := range []string{"m0s", "h0m"} {
		if strings.HasSuffix(text, unit) {
			text = text[:len(text)-2]
		}
	}
	return text
}

func conditionsInWords(head string, conditions []Condition, between string) string {
	if len(conditions) == 0 {
		return ""
	}
	words := make([]string, len(conditions))
	for i := range conditions {
		words[i] = conditions[i].String()
	}
	return head + strings.Join(words, between)
}

// operatorWords are how conditions read.
var operatorWords = map[operator]string{
	equals: "is", contains: "contains", startsWith: "starts with", endsWith: "ends with", matches: "matches", inCIDR: "is in",
	greater: "is over", greaterOrEqual: "is at least", less: "is under", lessOrEqual: "is at most",
}

// String says in words what a condition asks for.
func (c *Condition) String() string {
	if c.op == exists {
		if c.want {
			return c.Field.Name + " is there"
		}
		return c.Field.Name + " is absent"
	}
	var literals []string
	literals = append(literals, c.texts...)
	for _, n := range c.numbers {
		literals = append(literals, strconv.FormatFloat(n, 'f', -1, 64))
	}
	for _, re := range c.patterns {
		literals = append(literals, re().String())
	}
	for _, p := range c.prefixes {
		literals = append(literals, p.String())
	}
	return c.Field.Name + " " + operatorWords[c.op] + " " + strings.Join(literals, " or ")
}

// String says in words which findings explain those of the pattern.
func (x Explainer) String() string {
	text := fmt.Sprintf("%s with the same %s, at the same time", x.Pattern, strings.Join(x.Same, ", "))
	if x.Inside > 0 {
		text = fmt.Sprintf("%s with the same %s, while it lasts, give or take %s", x.Pattern, strings.Join(x.Same, ", "), span(x.Inside))
	}
	if len(x.Agree) > 0 {
		text += ", not contradicting in " + strings.Join(x.Agree, ", ")
	}
	if len(x.Naming) > 0 {
		text += ", where a match has " + strings.Join(x.Naming, ", ")
	}
	if len(x.Variants) > 0 {
		text += ", as " + strings.Join(x.Variants, " or ")
	}
	if x.Within > 0 {
		text += " or within " + span(x.Within)
	}
	return text
}

// String says in words what a relation asks for.
func (r *Relation) String() string {
	parts := []string{strings.Join(r.Steps, " or ")}
	if r.Absent {
		parts[0] = "no " + parts[0]
	}
	for _, p := range []struct {
		keys []string
		text string
	}{
		{r.Same, "with the same %s"}, {r.Agree, "not contradicting in %s"}, {r.Differ, "with another %s"}, {r.Linked, "on one of its %s"},
		{r.Ties, "tied by %s"}, {r.Tied, "only where tied by %s"}, {r.Untied, "unless tied by %s"},
	} {
		if len(p.keys) > 0 {
			parts = append(parts, fmt.Sprintf(p.text, strings.Join(p.keys, ", ")))
		}
	}
	if r.Nearest > 0 {
		parts = append(parts, fmt.Sprintf("to the nearest alone, where it is nearer by more than %s", span(r.Nearest)))
	}
	for _, w := range r.Within {
		of := strings.Join(w.Of, " or ")
		if w.OfEnd {
			of = "the end of " + of
		} else if w.OfField != "" {
			of = w.OfField + " of " + of
		}
		parts = append(parts, fmt.Sprintf("from %s to %s around %s", span(w.From), span(w.To), of))
	}
	if r.Overlaps != "" {
		parts = append(parts, "at the same time as "+r.Overlaps)
	}
	if r.Covers != "" {
		parts = append(parts, "for half of the time of "+r.Covers+" or more")
	}
	if len(r.After) > 0 {
		parts = append(parts, "after "+strings.Join(r.After, " or "))
	}
	if r.Until != "" {
		parts = append(parts, "before the next "+r.Until)
	}
	if r.Every != "" {
		parts = append(parts, "for every "+r.Every)
	}
	if r.AtLeast > 1 {
		parts = append(parts, fmt.Sprintf("at least %d times", r.AtLeast))
	}
	return strings.Join(parts, ", ")
}
