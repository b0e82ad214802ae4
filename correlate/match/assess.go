package match

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"hamari/correlate/pattern"
	"hamari/correlate/report"
	"hamari/parsers/metrics"
)

// missing names the logs that a pattern needs and the bundle lacks.
func (e *Engine) missing(p *pattern.Pattern) []string {
	var missing []string
	for _, need := range p.Needs {
		formats := pattern.Alternatives(need)
		if !slices.ContainsFunc(formats, func(f string) bool { return e.Formats[f] || e.Pasted[f] }) {
			missing = append(missing, formats...)
		}
	}
	return missing
}

// logsMissing returns the logs of which one would have shown for its time whether it happened, where none was read but
// descriptions or pasted messages instead.
func (e *Engine) logsMissing(p *pattern.Pattern) (logs []string) {
	for _, need := range p.Needs {
		formats := slices.DeleteFunc(pattern.Alternatives(need), func(f string) bool { return e.Timeless[f] })
		if !slices.ContainsFunc(formats, func(f string) bool { return e.Formats[f] }) {
			logs = append(logs, formats...)
		}
	}
	return logs
}

// lacks says that formats are missing.
func (e *Engine) lacks(formats []string) string {
	titles := e.titles(formats)
	last := len(titles) - 1
	text := e.bundle() + " holds no " + strings.Join(titles[:max(last, 1)], ", no ")
	if last > 0 {
		text += " and no " + titles[last]
	}
	return text
}

// titles names formats for people.
func (e *Engine) titles(formats []string) []string {
	titles := make([]string, len(formats))
	for i, f := range formats {
		titles[i] = cmp.Or(e.Titles[f], f+" records")
	}
	return titles
}

// notAssessable says that a pattern cannot be judged, and how to get what is missing.
func (e *Engine) notAssessable(p *pattern.Pattern, rp *report.Pattern, missing []string, why string) {
	rp.Status, rp.Missing, rp.Why, rp.Collect = report.NotAssessable, orEmpty(missing), why, e.collects(p)
}

// notEnough says that what the bundle has of what a pattern looks at does not do to judge it.
func (e *Engine) notEnough(p *pattern.Pattern, rp *report.Pattern, why string) {
	e.notAssessable(p, rp, p.Assess.Kinds, why)
	for i := range rp.Collect {
		rp.Collect[i].Why = why
	}
}

// setAside says of metrics that a pattern would look at that they do not tell what they are of; "" where there are none.
func (e *Engine) setAside(p *pattern.Pattern) string {
	if e.Nameless == nil {
		return ""
	}
	return e.Nameless(p.Assess.Kinds, p.Assess.Names)
}

// unsaid returns what no row says that one must say before it can be told that nothing is there.
func (e *Engine) unsaid(p *pattern.Pattern) (list []*pattern.Telling) {
	for i := range p.Assess.Tells {
		t := &p.Assess.Tells[i]
		told := func(kind string) bool {
			return slices.ContainsFunc(t.Fields, func(field string) bool { return e.Told[kind][field] })
		}
		if !slices.ContainsFunc(p.Assess.Kinds, told) && (!t.Together || len(list) == 0) {
			list = append(list, t)
		}
	}
	return list
}

// notSaid says that the rows of a pattern do not tell enough to judge it.
func (e *Engine) notSaid(p *pattern.Pattern, rp *report.Pattern, unsaid []*pattern.Telling) {
	var whys []string
	rp.Collect = []report.Collect{}
	for _, t := range unsaid {
		whys = append(whys, t.Why)
		for _, c := range e.commands(t.Get, t.Why) {
			if !slices.ContainsFunc(rp.Collect, func(o report.Collect) bool { return o.Command == c.Command }) {
				rp.Collect = append(rp.Collect, c)
			}
		}
	}
	rp.Status, rp.Missing, rp.Why = report.NotAssessable, p.Assess.Kinds, strings.Join(whys, ", and ")
}

// collects gives the pattern's own commands for what it cannot do without.
func (e *Engine) collects(p *pattern.Pattern) []report.Collect {
	return e.commands(p.Assess.Get, e.lack(p))
}

// commands fills in commands that collect what is missing.
func (e *Engine) commands(templates []*pattern.Template, why string) []report.Collect {
	list := []report.Collect{}
	for _, t := range templates {
		if command, err := e.render(t, map[string]any{}); err == nil {
			list = append(list, report.Collect{Why: why, Command: plain(command)})
		}
	}
	return list
}

// lack is what the pattern says that the bundle lacks, or the part of it that was looked at.
func (e *Engine) lack(p *pattern.Pattern) string { return p.Assess.Lacks(e.bundle()) }

// bundle is what was looked at, in words.
func (e *Engine) bundle() string { return cmp.Or(e.Bundle, pattern.WholeBundle) }

// lookedAt says in which logs of which time a pattern was looked for.
func (e *Engine) lookedAt(p *pattern.Pattern) string {
	var parts []string
	for _, need := range p.Needs {
		formats := pattern.Alternatives(need)
		for _, f := range formats {
			if span := e.Spans[f]; span.Start != nil {
				parts = append(parts, fmt.Sprintf("%s from %s to %s", f, stamp(*span.Start), stamp(*span.End)))
			} else if len(formats) == 1 || e.Formats[f] {
				parts = append(parts, f)
			}
		}
	}
	return strings.Join(parts, " and ")
}

// readInstead reports whether a format was read that does as well as metrics: "alb or metrics". A description does not: it
// is of one moment.
func (e *Engine) readInstead(p *pattern.Pattern) bool {
	return slices.ContainsFunc(p.Needs, func(need string) bool {
		alternatives := pattern.Alternatives(need)
		return slices.Contains(alternatives, metrics.Format.Name) && slices.ContainsFunc(alternatives, func(f string) bool { return f != metrics.Format.Name && e.Formats[f] && !e.Timeless[f] })
	})
}

// uncovered reports whether nothing in the bundle is of what a pattern looks at.
func (e *Engine) uncovered(p *pattern.Pattern) bool {
	if len(p.Assess.Kinds) == 0 && e.readInstead(p) {
		return false
	}
	for _, kind := range p.Assess.Kinds {
		if e.Rows[kind] == 0 {
			return true
		}
	}
	described := func(kind string) bool { return e.Described[kind] }
	if len(p.Assess.Resources) > 0 && !slices.ContainsFunc(p.Assess.Resources, described) {
		return true
	}
	return len(p.Assess.Names) > 0 && !slices.ContainsFunc(p.Assess.Names, func(name string) bool { return e.Metrics[name] > 0 })
}
