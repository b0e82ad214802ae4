package html

import (
	"fmt"
	"path"
	"slices"
	"strings"
	"time"

	"hamari/cmd/internal/report/words"
	"hamari/correlate/report"
)

// fact is a line of the page's head.
type fact struct {
	Name, Text string
}

// verdict is the answer in a sentence.
type verdict struct {
	Number  int
	Finding *report.Finding
	Further string // how many more have the same cause
}

// patternGroup is the patterns that fared alike.
type patternGroup struct {
	ID       report.Status
	Title    string
	Hint     string
	Patterns []pattern
	Lacks    []words.Lack // in place of the patterns one by one, where what is to be said of them is the same
	Further  []words.Lack // likewise, of those that nothing in the bundle has to do with
}

// Many reports whether the names of the patterns are too many to stand in one paragraph.
func (g patternGroup) Many() bool { return len(g.Patterns) > 8 }

type pattern struct {
	report.Pattern
	Evidence rows
}

type coverage struct {
	report.Coverage
	When   string
	Gaps   []report.Gap
	Beyond int // gaps that are not listed
}

// newPage arranges a report, whose texts must be clean.
func newPage(r *report.Report) *page {
	t, marks := newTimeline(r)
	p := &page{Title: "Hamari", Report: r, Facts: facts(r), Timeline: t}
	if len(r.Bundle) > 0 {
		names := make([]string, len(r.Bundle))
		for i, b := range r.Bundle {
			names[i] = b.Name
		}
		p.Title = strings.Join(names, ", ")
	}
	budget := newBudget()
	places := newPlaces(marks)
	causes := words.Causes(r)
	p.Many = len(causes) > 20
	for i := range causes {
		c := &causes[i]
		p.Verdicts = append(p.Verdicts, verdict{c.Number, &c.Finding, c.Further()})
		p.Findings = append(p.Findings, newCause(c, places, budget))
	}
	for i := range p.Findings {
		f := &p.Findings[i]
		f.draw(marks, places.refs)
		f.Rivals = newRivals(f.Finding.Rivals, r.Patterns)
	}
	for i, m := range marks {
		if places.refs[i] == "" {
			p.Other = append(p.Other, m)
		}
	}
	if len(r.Findings) == 0 {
		p.Nothing = nothing(r)
	}
	p.Failures, p.FailuresBeyond = words.Failures(r.Failures)
	p.Patterns = patternGroups(r, budget)
	for _, c := range r.Coverage {
		p.Coverage = append(p.Coverage, newCoverage(c))
	}
	p.Sources = newSources(r.Sources)
	return p
}

func facts(r *report.Report) []fact {
	var list []fact
	for _, b := range r.Bundle {
		text := words.BundleSize(b)
		if b.SHA256 != "" {
			text += ", SHA-256 " + b.SHA256
		}
		list = append(list, fact{b.Name, text})
	}
	return append(list, fact{"Time", words.TimesOf(r)}, fact{"Read", words.ReadFacts(r)},
		fact{"By", words.Tool(r.Tool)})
}

// nothing says plainly that there is no finding.
func nothing(r *report.Report) string {
	return strings.TrimSpace("Nothing found: " + words.Nothing(r) + ". " + words.Doubt(r))
}

func patternGroups(r *report.Report, budget *budget) []patternGroup {
	near, far := words.Lacks(r)
	groups := []patternGroup{
		{ID: report.RuledOut, Title: "Ruled out"},
		{ID: report.NotAssessable, Title: "Cannot be judged from this bundle", Lacks: near, Further: far},
		{ID: report.NotFound, Title: "Looked for and not found", Hint: words.Reach(r)},
	}
	for g := range groups {
		for n, p := range words.WithStatus(r.Patterns, groups[g].ID) {
			shown := pattern{Pattern: p}
			if len(groups[g].Lacks)+len(groups[g].Further) == 0 {
				shown.Evidence = newEvidence(fmt.Sprintf("%s-%d", p.Status, n+1), p.Evidence, nil, budget)
			}
			groups[g].Patterns = append(groups[g].Patterns, shown)
		}
	}
	return slices.DeleteFunc(groups, func(g patternGroup) bool { return len(g.Patterns) == 0 })
}

// maxGaps is how many holes of one log are listed.
const maxGaps = 60

func newCoverage(c report.Coverage) coverage {
	v := coverage{Coverage: c, When: spanOf(c.Start, c.End), Gaps: c.Gaps[:min(len(c.Gaps), maxGaps)]}
	v.Beyond = len(c.Gaps) - len(v.Gaps)
	return v
}

func spanOf(start, end *time.Time) string {
	switch {
	case start == nil && end == nil:
		return "-"
	case start == nil:
		return "until " + words.Stamp(*end)
	case end == nil:
		return "from " + words.Stamp(*start)
	}
	return words.Span(*start, *end)
}

// sources is the members of the bundle, those with problems first where there are too many for a page.
type sources struct {
	Rows   []sourceRow
	Beyond int
}

type sourceRow struct {
	report.Source
	When   string
	Folder string // the path up to the file's name
	File   string
	Beyond int64 // rejects that are not listed
}

// Bounds of the table of sources: a bundle may have hundreds of thousands of members.
const (
	maxSources = 400
	maxRejects = 5
)

func newSources(list report.Sources) sources {
	var first, behind []report.Source
	for _, s := range list.All() {
		switch {
		case list.Len() > maxSources && !words.Troubled(s):
			if len(behind) < maxSources {
				behind = append(behind, *s)
			}
		case len(first) < maxSources:
			first = append(first, *s)
		}
	}
	shown := append(first, behind...)
	shown = shown[:min(len(shown), maxSources)]
	s := sources{Beyond: list.Len() - len(shown)}
	for _, src := range shown {
		row := sourceRow{Source: src, When: spanOf(src.Start, src.End)}
		row.Folder, row.File = path.Split(row.Member)
		row.Rejects = row.Rejects[:min(len(row.Rejects), maxRejects)]
		row.Beyond = row.Rejected - int64(len(row.Rejects))
		s.Rows = append(s.Rows, row)
	}
	return s
}
