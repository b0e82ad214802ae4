package words

import (
	"fmt"
	"strings"

	"hamari/correlate/report"
)

// BundleSize says how large a bundle is.
func BundleSize(b report.Bundle) string {
	return Size(b.Bytes) + ", " + Count(b.Members, "member", "members")
}

// Tool names the program that wrote a report.
func Tool(t report.Tool) string { return strings.TrimSpace(t.Name + " " + t.Version) }

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

// Time says what time a bundle is of. Where it has no log it may still have descriptions and messages with times in them.
func Time(r *report.Report) string {
	if r.Window != (report.Span{}) {
		return Window(r.Window)
	}
	var span report.Span
	read := false
	for i := range r.Sources {
		s := &r.Sources[i]
		read = read || s.Records > 0
		if s.Start == nil || s.End == nil {
			continue
		}
		if span.Start == nil || s.Start.Before(*span.Start) {
			span.Start = s.Start
		}
		if span.End == nil || s.End.After(*span.End) {
			span.End = s.End
		}
	}
	switch {
	case span.Start != nil:
		return "the bundle holds no log; what it holds tells of " + SpanUTC(*span.Start, *span.End)
	case read:
		return "the bundle holds no log"
	}
	return Window(r.Window)
}

// ReadFacts sums the sources up by state. Everything that is not ok is named, since it may hold the cause. A source may be an
// archive of which members are missing, so that the members are not counted by their sources.
func ReadFacts(r *report.Report) string {
	var records int64
	holding, all := 0, 0
	states := make(map[report.State]int)
	for i := range r.Sources {
		s := &r.Sources[i]
		records += s.Records
		states[s.State]++
		if s.Records+s.Duplicates > 0 {
			holding++
		}
	}
	for _, b := range r.Bundle {
		all += b.Members
	}
	if len(r.Sources) == 0 {
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
	return text + "; with problems: " + strings.Join(problems, ", ") + " (see Sources)"
}
