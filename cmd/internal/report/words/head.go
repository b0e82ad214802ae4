package words

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"hamari/correlate/report"
)

// BundleSize says how large a bundle is.
func BundleSize(b report.Bundle) string {
	return Size(b.Bytes) + ", " + Count(b.Members, "member", "members")
}

// Tool names the program that wrote a report.
func Tool(t report.Tool) string { return strings.TrimSpace(t.Name + " " + t.Version) }

// TimesOf says what time the logs of the bundle are of, and of what time findings are that lie outside of it: they rest on
// messages that somebody pasted.
func TimesOf(r *report.Report) string {
	if r.Window == (report.Span{}) {
		return described(r.Sources)
	}
	var start, end time.Time
	for i := range r.Findings {
		f := &r.Findings[i]
		if f.Start.IsZero() || r.Window.Start != nil && !f.End.Before(*r.Window.Start) && (r.Window.End == nil || !f.Start.After(*r.Window.End)) {
			continue
		}
		if start.IsZero() || f.Start.Before(start) {
			start = f.Start
		}
		if f.End.After(end) {
			end = f.End
		}
	}
	text := Window(r.Window) + asked(r.Asked)
	if !start.IsZero() {
		text += "; findings outside of it from " + Span(start, end) + " UTC"
	}
	if slices.ContainsFunc(r.Findings, func(f report.Finding) bool { return f.ClockAssumed }) {
		text += "; the zone of some times is assumed"
	}
	return text
}

func unread(s *report.Source) bool { return s.State == report.Failed || s.State == report.Skipped }

// asked says which records were left out because they were not asked for.
func asked(s *report.Span) string {
	switch {
	case s == nil:
		return ""
	case s.End == nil:
		return "; records before were left out, as asked"
	case s.Start == nil:
		return "; records after were left out, as asked"
	}
	return "; records before and after were left out, as asked"
}

// Window says what time the bundle is of.
func Window(s report.Span) string {
	switch {
	case s.Start == nil && s.End == nil:
		return "nothing in the bundle has a time"
	case s.End == nil:
		return "from " + Stamp(*s.Start) + " UTC on, where the bundle holds no record of a log"
	case s.Start == nil:
		return "until " + Stamp(*s.End) + " UTC, where the bundle holds no record of a log"
	}
	return fmt.Sprintf("%s UTC (%s)", Span(*s.Start, *s.End), Length(s.End.Sub(*s.Start)))
}

// described says what a bundle without a log tells of.
func described(sources report.Sources) string {
	var start, end *time.Time
	read := false
	for _, s := range sources.Briefly() {
		read = read || s.Records > 0
		if s.Start != nil && s.End != nil {
			start, end = outer(start, s.Start, -1), outer(end, s.End, +1)
		}
	}
	switch {
	case start != nil:
		return "the bundle holds no log; what it holds tells of " + SpanUTC(*start, *end)
	case read && sources.Any(unread):
		return "no log was read"
	case read:
		return "the bundle holds no log"
	}
	return Window(report.Span{})
}

// ReadFacts sums the sources up by state. Everything that is not ok is named, since it may hold the cause. A source may be an
// archive of which members are missing, so that the members are not counted by their sources.
func ReadFacts(r *report.Report) string {
	var records int64
	holding, all := 0, 0
	states := make(map[report.State]int)
	for _, s := range r.Sources.Briefly() {
		records += s.Records
		states[s.State]++
		if s.Records+s.Duplicates > 0 {
			holding++
		}
	}
	for _, b := range r.Bundle {
		all += b.Members
	}
	if r.Sources.Len() == 0 {
		return "nothing: there is no member in the bundle"
	}
	text := Count(records, "record", "records") + " in "
	if holding > 0 && holding < all {
		text += Figure(holding) + " of "
	}
	text += Count(max(holding, all), "member", "members")
	var problems []string
	for _, state := range []report.State{report.Partial, report.Failed, report.Unrecognised, report.Skipped} {
		if n := states[state]; n > 0 {
			problems = append(problems, fmt.Sprintf("%s %s", Figure(n), state))
		}
	}
	if len(problems) == 0 {
		return text + "; all read in full"
	}
	return text + "; not read in full: " + strings.Join(problems, ", ") + " (see Sources)"
}
