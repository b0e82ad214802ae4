package words

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"hamari/correlate/report"
)

// WithStatus returns the patterns that have a status.
func WithStatus(patterns []report.Pattern, status report.Status) []report.Pattern {
	var list []report.Pattern
	for _, p := range patterns {
		if p.Status == status {
			list = append(list, p)
		}
	}
	return list
}

// IDs returns the ids of the patterns that have a status.
func IDs(patterns []report.Pattern, status report.Status) []string {
	var names []string
	for _, p := range WithStatus(patterns, status) {
		names = append(names, p.ID)
	}
	return names
}

// Nothing says of a report without findings what came of its patterns. No capital begins it, and no stop ends it.
func Nothing(r *report.Report) string {
	patterns := r.Patterns
	if len(r.Unnamed) > 0 {
		return "the bundle holds nothing named " + strings.Join(r.Unnamed, ", nor ")
	}
	if len(patterns) == 0 {
		return "no pattern was checked"
	}
	if matched := IDs(patterns, report.Matched); len(matched) > 0 {
		return "what was found of " + strings.Join(matched, ", ") + " does not touch what was asked for"
	}
	unjudged := len(IDs(patterns, report.NotAssessable))
	of := Figure(len(patterns)) + " patterns"
	switch n := len(patterns) - unjudged; {
	case n == 0 && len(patterns) == 1:
		return "the one pattern that was checked cannot be judged from this bundle"
	case n == 0:
		return "none of " + of + " can be judged from this bundle"
	case len(patterns) == 1:
		return "the one pattern that was checked does not match this bundle"
	case unjudged == 0:
		return "none of " + of + " matches this bundle"
	case n == 1:
		return "the one pattern that can be judged does not match this bundle"
	default:
		return fmt.Sprintf("none of the %s patterns that can be judged matches this bundle", Figure(n))
	}
}

// Doubt says what a report without findings is worth.
func Doubt(r *report.Report) string {
	if len(r.Unnamed) == 0 && len(IDs(r.Patterns, report.NotFound)) == 0 {
		return doubt(r.Patterns)
	}
	return strings.TrimSpace(Unread(r.Sources) + " " + doubt(r.Patterns))
}

func doubt(patterns []report.Pattern) string {
	if len(IDs(patterns, report.NotAssessable)) == 0 {
		return "The cause may be something that no pattern knows: hamari timeline lists every record."
	}
	return "A pattern that cannot be judged may still be the cause; what to collect for it is listed below. The cause may also be " +
		"something that no pattern knows: hamari timeline lists every record."
}

// Lack is what some patterns cannot be judged for want of.
type Lack struct {
	Why      string // begins a sentence
	Patterns []report.Pattern
	Collect  []report.Collect // what would get it, each once, those with one reason together; no reason where it is Why
}

// IDs returns the ids of its patterns.
func (l *Lack) IDs() []string {
	ids := make([]string, len(l.Patterns))
	for i := range l.Patterns {
		ids[i] = l.Patterns[i].ID
	}
	return ids
}

// First returns the first of the commands, and how many more there are.
func (l *Lack) First() (command string, more int) {
	for _, c := range l.Collect {
		for line := range strings.SplitSeq(c.Command, "\n") {
			if command == "" {
				command = line
			} else {
				more++
			}
		}
	}
	return command, more
}

// Lacks puts patterns together that cannot be judged for the same reason: a bundle without flow logs has one thing to ask
// for, however many patterns would read it. Near are those that have to do
// with the bundle and are told in full; of the others it is enough to name them.
func Lacks(r *report.Report) (near, far lacks) {
	order := []report.Nearness{report.NearRecords, report.NearFinding, report.NearResources, ""}
	rank := func(p report.Pattern) int { return slices.Index(order, p.Near) }
	all := WithStatus(r.Patterns, report.NotAssessable)
	slices.SortStableFunc(all, func(a, b report.Pattern) int { return rank(a) - rank(b) })
	full := report.NearFinding
	if len(r.Findings) == 0 {
		full = report.NearResources // there is nothing better to tell
	}
	for _, p := range all {
		if rank(p) <= slices.Index(order, full) {
			near.add(p, p.Why)
		} else {
			far.add(p, strings.TrimSuffix(p.Why[lastClause(p.Why):], "."))
		}
	}
	return near, far
}

// lastClause returns where the words begin that say what is missing, behind those that say what there is instead.
func lastClause(why string) int {
	if i := strings.LastIndex(why, ": the "); i >= 0 {
		return i + len(": ")
	}
	return 0
}

type lacks []Lack

func (all *lacks) add(p report.Pattern, reason string) {
	why := Sentence(reason)
	i := slices.IndexFunc(*all, func(l Lack) bool { return l.Why == why })
	if i < 0 {
		i = len(*all)
		*all = append(*all, Lack{Why: why})
	}
	l := &(*all)[i]
	l.Patterns = append(l.Patterns, p)
	for _, c := range p.Collect {
		if c.Why == p.Why {
			c.Why = "" // the heading says it
		}
		l.ask(c)
	}
}

// FurtherLacks is the heading of what is named only, and FurtherCommands what is said of commands that are left out.
const (
	FurtherLacks    = "Cannot be judged either"
	FurtherCommands = "in the JSON and HTML reports"
)

// ask adds a command, if it is not there already, to those that have the same reason.
func (l *Lack) ask(c report.Collect) {
	i := slices.IndexFunc(l.Collect, func(have report.Collect) bool { return have.Why == c.Why })
	switch {
	case i < 0:
		l.Collect = append(l.Collect, c)
	case !slices.Contains(strings.Split(l.Collect[i].Command, "\n"), c.Command):
		l.Collect[i].Command += "\n" + c.Command
	}
}

// Sentence makes a text begin as sentences do, unless it begins with a name.
func Sentence(text string) string {
	first, _, _ := strings.Cut(text, " ")
	if strings.ContainsFunc(first, func(r rune) bool { return !unicode.IsLetter(r) }) {
		return text
	}
	_, size := utf8.DecodeRuneInString(text)
	return strings.ToUpper(text[:size]) + text[size:]
}
