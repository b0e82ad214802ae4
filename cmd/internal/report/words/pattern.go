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
	if len(patterns) == 1 {
		return "the one pattern that was checked does not match this bundle"
	}
	return fmt.Sprintf("none of %s patterns matches this bundle", Figure(len(patterns)))
}

// Doubt says what a report without findings is worth.
func Doubt(patterns []report.Pattern) string {
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

// Lacks puts patterns together that cannot be judged for the same reason, in the order in which they come: a bundle without
// flow logs has one thing to ask for, however many patterns would read it.
func Lacks(patterns []report.Pattern) []Lack {
	var lacks []Lack
	for _, p := range WithStatus(patterns, report.NotAssessable) {
		why := Sentence(p.Why)
		i := slices.IndexFunc(lacks, func(l Lack) bool { return l.Why == why })
		if i < 0 {
			i = len(lacks)
			lacks = append(lacks, Lack{Why: why})
		}
		l := &lacks[i]
		l.Patterns = append(l.Patterns, p)
		for _, c := range p.Collect {
			if c.Why == p.Why {
				c.Why = "" // the heading says it
			}
			l.ask(c)
		}
	}
	return lacks
}

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
