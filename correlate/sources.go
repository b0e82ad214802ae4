package correlate

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"hamari/correlate/entity"
	"hamari/correlate/report"
	"hamari/correlate/scan"
	"hamari/correlate/zone"
	"hamari/parsers"
	"hamari/parsers/formats"
)

// zonedTimes gathers what the bundle says with a zone.
func (a *analysis) zonedTimes() zone.Known {
	k := zone.Known{Created: map[string]time.Time{}, Stopped: map[string][]zone.Interval{}}
	for _, src := range a.state.Sources {
		o := a.outcomes.find(src.Member)
		if src.Start.IsZero() || o != nil && o.format != nil && o.format.Timeless {
			continue
		}
		if k.From.IsZero() || src.Start.Before(k.From) {
			k.From = src.Start
		}
		if src.End.After(k.To) {
			k.To = src.End
		}
	}
	for _, v := range a.state.Graph.All("volume") {
		if created, err := time.Parse(time.RFC3339, a.state.Graph.Attr(entity.ID{Kind: "volume", Name: v}, "created", time.Time{})); err == nil {
			k.Created[v] = created
		}
	}
	for _, s := range a.state.Stops.Intervals() {
		k.Stopped[s.Instance] = append(k.Stopped[s.Instance], zone.Interval{From: s.From, To: s.To})
	}
	for _, t := range a.state.Stops.Turns() {
		k.Turns = append(k.Turns, zone.Turn(t))
	}
	return k
}

// reportSources fills in bundles, sources, coverage and window.
func (a *analysis) reportSources(zones map[string]zone.Estimate) {
	for _, in := range a.c.Inputs() {
		a.rep.Bundle = append(a.rep.Bundle, report.Bundle{Name: in.Name, SHA256: in.SHA256, Bytes: in.Bytes, Members: in.Members})
	}
	a.rep.Notes = append(a.rep.Notes, a.c.Notes()...)
	read := a.state.Sources // in the same order, without those of which nothing was read
	for _, o := range a.outcomes {
		if len(read) > 0 && read[0].Member == o.path {
			o.account = read[0]
			o.account.Release()
			read = read[1:]
		}
	}
	a.rep.Sources = sourcesOf(a.outcomes, a.archives, zones)
	a.outcomes, a.archives, a.state.Sources = nil, nil, nil // the report says what they said
	a.rep.Coverage = a.state.Coverage.Report()
	a.window()
}

// sourcesOf makes the list of sources, in which archives that could not be read in full stand among the members.
func sourcesOf(members outcomes, archives []report.Source, zones map[string]zone.Estimate) report.Sources {
	if len(archives) == 0 {
		return report.SourcesFrom(len(members),
			func(i int) report.Source { return source(members[i], zones) }, func(i int) string { return members[i].hash() })
	}
	n := len(members)
	path := func(i int) string {
		if i < n {
			return members[i].path
		}
		return archives[i-n].Member
	}
	order := make([]int, n+len(archives))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(x, y int) int { return cmp.Compare(path(x), path(y)) })
	return report.SourcesFrom(len(order), func(i int) report.Source {
		if i = order[i]; i < n {
			return source(members[i], zones)
		}
		return archives[i-n]
	}, func(i int) string {
		if i = order[i]; i < n {
			return members[i].hash()
		}
		return archives[i-n].SHA256
	})
}

// isLog reports whether a member of the format tells what happened when: resources may have been described at any time,
// digests speak of whole hours, and a person pastes a message hours or days after it.
func isLog(format string) bool { return !timeless()[format] }

// timeless has the formats that are no logs.
var timeless = sync.OnceValue(func() map[string]bool {
	return formatsWith(func(f *parsers.Format) bool { return f.Timeless })
})

func formatsWith(property func(*parsers.Format) bool) map[string]bool {
	names := map[string]bool{}
	for _, f := range formats.All() {
		if property(f) {
			names[f.Name] = true
		}
	}
	return names
}

// window is the time from the first to the last record of a log, as far as it was asked for: what was asked for where no
// record lies in it.
func (a *analysis) window() {
	a.noteAsked()
	for _, s := range a.rep.Sources.Briefly() {
		if s.Start == nil || !isLog(s.Format) {
			continue
		}
		if a.rep.Window.Start == nil || s.Start.Before(*a.rep.Window.Start) {
			a.rep.Window.Start = s.Start
		}
		if a.rep.Window.End == nil || s.End.After(*a.rep.Window.End) {
			a.rep.Window.End = s.End
		}
	}
	w := &a.rep.Window
	if w.Start == nil {
		return
	}
	if outside := !scan.Within(a.since, a.until, *w.Start, *w.End); outside {
		a.rep.Notes = append(a.rep.Notes, fmt.Sprintf("no record of a log lies in the time that was asked for: those of the bundle are from %s to %s",
			w.Start.UTC().Format(time.RFC3339), w.End.UTC().Format(time.RFC3339)))
		*w = report.Span{}
	}
	a.clip(w)
}

// noteAsked tells that records were left out, so that what a pattern lacks may be among them.
func (a *analysis) noteAsked() {
	if a.since.IsZero() && a.until.IsZero() {
		return
	}
	a.rep.Asked = &report.Span{}
	a.clip(a.rep.Asked)
	a.rep.Notes = append(a.rep.Notes, "records outside of the time that was asked for were left out: what the report says is missing or was not found may be among them")
}

// clip cuts a stretch of time to what was asked for.
func (a *analysis) clip(w *report.Span) {
	if !a.since.IsZero() && (w.Start == nil || a.since.After(*w.Start)) {
		w.Start = &a.since
	}
	if !a.until.IsZero() && (w.End == nil || a.until.Before(*w.End)) {
		w.End = &a.until
	}
}

// formatOf returns the format that a member was read with, "" for none.
func (a *analysis) formatOf(member string) string {
	s, _ := a.rep.Sources.Find(member)
	return s.Format
}

// source makes the account of a member, but for its hash.
func source(o *memberOutcome, zones map[string]zone.Estimate) report.Source {
	s := report.Source{Member: o.path, Bytes: o.bytes, Rejects: []report.Reject{}}
	if o.more != nil {
		s.Via, s.Notes = o.more.via, slices.Clone(o.more.notes)
	}
	if o.format != nil {
		s.Format = o.format.Name
	}
	if o.account != nil {
		account(&s, o.account)
	}
	if s.Start != nil {
		s.Timezone = "UTC"
		if e, has := zones[o.path]; has {
			s.Timezone = e.Label
		}
	}
	s.State, s.Reason = stateOf(o, &s)
	return s
}

// account copies what was counted while the member was read.
func account(s *report.Source, src *scan.Source) {
	s.Records, s.Rejected, s.Duplicates = src.Records, src.Rejected, src.Duplicates
	if notes := src.Notes(); len(notes) > 0 {
		s.Notes = append(s.Notes, slices.Sorted(slices.Values(notes))...) // workers may have noted them in any order
	}
	if !src.Start.IsZero() {
		span := &[2]time.Time{src.Start.UTC(), src.End.UTC()} // one allocation, not two: there may be very many sources
		s.Start, s.End = &span[0], &span[1]
	}
	for _, e := range src.Rejects() {
		s.Rejects = append(s.Rejects, report.Reject{Line: e.Pos.Line, Record: e.Pos.Record, Offset: e.Pos.Offset, Error: e.Err.Error()})
	}
}

// stateOf says how far a member could be read, and why not further.
func stateOf(o *memberOutcome, s *report.Source) (report.State, string) {
	more := o.more
	if more == nil {
		more = &nothingOdd
	}
	var why []string
	if more.broken != nil {
		why = append(why, more.broken.Text())
	} else if more.err != nil {
		why = append(why, more.err.Error())
	}
	some := s.Records+s.Duplicates > 0
	switch {
	case more.broken != nil && more.broken.Skipped():
		return report.Skipped, strings.Join(why, "; ")
	case len(why) > 0 && some:
		return report.Partial, strings.Join(why, "; ")
	case len(why) > 0:
		return report.Failed, strings.Join(why, "; ")
	case o.format == nil && s.Rejected > 0 && o.nature == formats.Empty: // an envelope of which nothing could be opened
		return report.Failed, fmt.Sprintf("all %d records were rejected", s.Rejected)
	case o.format == nil:
		return report.Unrecognised, cmp.Or(more.unrecognised(), o.nature)
	case s.Rejected > 0 && some:
		return report.Partial, fmt.Sprintf("%d of %d records were rejected", s.Rejected, s.Rejected+s.Records+s.Duplicates)
	case s.Rejected > 0:
		return report.Failed, fmt.Sprintf("all %d records were rejected", s.Rejected)
	}
	return report.OK, ""
}

// nothingOdd stands for what most members do not have.
var nothingOdd oddity

func (m *oddity) unrecognised() string {
	if len(m.ambiguous) > 0 {
		return "may be " + strings.Join(m.ambiguous, " or ")
	}
	return ""
}
