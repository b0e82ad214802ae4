package patterntest

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"hamari/correlate/report"
)

// on names what a finding is on; nothing where that is not said.
func on(entities map[string][]string) string {
	var names []string
	for _, key := range slices.Sorted(maps.Keys(entities)) {
		names = append(names, key+" "+strings.Join(entities[key], " "))
	}
	if len(names) == 0 {
		return ""
	}
	return " on " + strings.Join(names, ", ")
}

// Compare lists in words how a report differs from what the bundle expects; nil if it does not.
func (b *Bundle) Compare(r *report.Report) (differences []string) {
	left := slices.Clone(r.Findings)
	var unlike []Finding
	for _, want := range b.Expect.Findings {
		i := slices.IndexFunc(left, want.matches)
		if i < 0 {
			unlike = append(unlike, want)
			continue
		}
		differences = append(append(differences, want.compare(left[i])...), want.compareCause(left[i], r)...)
		left = slices.Delete(left, i, i+1)
	}
	for _, want := range unlike { // another finding of the pattern is the one that was meant, most likely
		i := slices.IndexFunc(left, func(f report.Finding) bool { return f.Pattern == want.Pattern })
		if i < 0 {
			differences = append(differences, "expected a finding of "+want.Pattern+on(want.Entities)+stateOf(r, want.Pattern))
			continue
		}
		differences = append(append(append(differences, want.missing(left[i])...), want.compare(left[i])...), want.compareCause(left[i], r)...)
		left = slices.Delete(left, i, i+1)
	}
	for _, f := range left {
		differences = append(differences, fmt.Sprintf("unexpected finding of %s (%s)%s: %s", f.Pattern, f.Verdict, on(f.Entities), f.Summary))
	}
	for _, id := range slices.Sorted(maps.Keys(b.Expect.Status)) {
		differences = append(differences, compareStatus(r, id, b.Expect.Status[id], b.Expect.Why[id])...)
	}
	for _, note := range b.Expect.Notes {
		if !slices.ContainsFunc(r.Notes, func(n string) bool { return strings.Contains(n, note) }) {
			differences = append(differences, fmt.Sprintf("expected a note with %q, got %q", note, r.Notes))
		}
	}
	for _, note := range r.Notes {
		// A text that cannot be filled in, a placeholder without a value, or matches that were cut.
		if strings.HasPrefix(note, "pattern ") && !slices.ContainsFunc(b.Expect.Notes, func(n string) bool { return strings.Contains(note, n) }) {
			differences = append(differences, note)
		}
	}
	return differences
}

// stateOf says what became of a pattern that has no such finding.
func stateOf(r *report.Report, id string) string {
	i := slices.IndexFunc(r.Patterns, func(p report.Pattern) bool { return p.ID == id })
	if i < 0 {
		return "; no pattern of that id is tested"
	}
	return fmt.Sprintf("; it is %s (%s)", r.Patterns[i].Status, r.Patterns[i].Why)
}

func compareStatus(r *report.Report, id, status, why string) []string {
	for _, p := range r.Patterns {
		if p.ID != id {
			continue
		}
		if string(p.Status) != status {
			return []string{fmt.Sprintf("pattern %s is %s (%s), expected %s", id, p.Status, p.Why, status)}
		}
		if !strings.Contains(p.Why, why) {
			return []string{fmt.Sprintf("pattern %s says %q, expected %q in it", id, p.Why, why)}
		}
		return nil
	}
	return []string{"pattern " + id + " is not in the report"}
}

// matches reports whether a finding is the one that is meant: of the pattern, with the named entities and texts.
func (w Finding) matches(f report.Finding) bool {
	return f.Pattern == w.Pattern && len(w.missing(f)) == 0
}

// missing lists what a finding neither names nor says.
func (w Finding) missing(f report.Finding) (lacking []string) {
	for _, key := range slices.Sorted(maps.Keys(w.Entities)) {
		for _, name := range w.Entities[key] {
			if !slices.Contains(f.Entities[key], name) {
				lacking = append(lacking, fmt.Sprintf("%s: %s %s expected, it is%s", w.Pattern, key, name, cmp.Or(on(f.Entities), " on nothing")))
			}
		}
	}
	for _, text := range w.Contains {
		if !strings.Contains(Text(f), text) {
			lacking = append(lacking, fmt.Sprintf("%s: %q expected in its texts, its summary is: %s", w.Pattern, text, f.Summary))
		}
	}
	return lacking
}

func (w Finding) compare(f report.Finding) (differences []string) {
	say := func(format string, args ...any) {
		differences = append(differences, w.Pattern+on(w.Entities)+": "+fmt.Sprintf(format, args...))
	}
	if w.Verdict != "" && string(f.Verdict) != w.Verdict {
		say("verdict %s, expected %s", f.Verdict, w.Verdict)
	}
	if w.Severity != "" && string(f.Severity) != w.Severity {
		say("severity %s, expected %s", f.Severity, w.Severity)
	}
	if w.Count > 0 && f.Count != w.Count {
		say("count %d, expected %d", f.Count, w.Count)
	}
	for _, name := range w.Without {
		for key, names := range f.Entities {
			if slices.Contains(names, name) {
				say("%s %s must not be part of it", key, name)
			}
		}
	}
	for _, text := range w.Lacks {
		if strings.Contains(Text(f), text) {
			say("it says %q", text)
		}
	}
	left := slices.Clone(f.Explains)
	for _, attached := range w.Explains {
		i := slices.IndexFunc(left, attached.matches)
		if i < 0 {
			say("expected a finding of %s attached to it", attached.Pattern+on(attached.Entities))
			continue
		}
		differences = append(differences, attached.compare(left[i])...)
		left = slices.Delete(left, i, i+1)
	}
	for _, e := range f.Evidence {
		if string(e.Raw) == "null" || len(e.Raw) == 0 {
			say("the record at %s#%d was not fetched", e.At.Member, e.At.Record)
		}
	}
	return differences
}

// compareCause holds in which other finding of the report one is told.
func (w Finding) compareCause(f report.Finding, r *report.Report) []string {
	say := func(format string, args ...any) []string {
		return []string{w.Pattern + on(w.Entities) + ": " + fmt.Sprintf(format, args...)}
	}
	if f.SameCauseAs == 0 {
		if w.SameCauseAs != "" {
			return say("expected to have the same cause as that on %s", w.SameCauseAs)
		}
		return nil
	}
	first := r.Findings[f.SameCauseAs-1]
	for _, names := range first.Entities {
		if slices.Contains(names, w.SameCauseAs) {
			return nil
		}
	}
	if w.SameCauseAs == "" {
		return say("it has the same cause as that%s", on(first.Entities))
	}
	return say("it has the same cause as that%s, expected that on %s", on(first.Entities), w.SameCauseAs)
}

// Text is all that a finding says in words.
func Text(f report.Finding) string {
	parts := []string{f.Title, f.Summary, f.Explain}
	for _, e := range f.Evidence {
		parts = append(parts, e.Text)
	}
	for _, t := range f.Tables {
		for _, row := range append([][]string{t.Header}, t.Rows...) {
			parts = append(parts, strings.Join(row, " | "))
		}
	}
	for _, r := range f.Remedy {
		parts = append(parts, r.Text, r.Body)
	}
	for _, c := range f.Collect {
		parts = append(parts, c.Why, c.Command)
	}
	for _, r := range f.Rivals {
		if parts = append(parts, r.TellApart); r.Collect != nil {
			parts = append(parts, r.Collect.Why, r.Collect.Command)
		}
	}
	return strings.Join(parts, "\n")
}
