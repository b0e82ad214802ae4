package correlate

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"hamari/correlate/entity"
	"hamari/correlate/report"
	"hamari/correlate/scan"
	"hamari/correlate/zone"
	"hamari/parsers/console"
	"hamari/parsers/inventory"
	"hamari/parsers/traildigest"
)

// zonedTimes gathers what the bundle says with a zone.
func (a *analysis) zonedTimes() zone.Known {
	k := zone.Known{Created: map[string]time.Time{}, Stopped: map[string][]zone.Interval{}}
	for path, src := range a.state.Sources {
		if src.Start.IsZero() || !a.isLog(path) {
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
	for _, path := range slices.Sorted(maps.Keys(a.outcomes)) {
		a.rep.Sources = append(a.rep.Sources, a.source(path, a.outcomes[path], zones))
	}
	a.rep.Sources = append(a.rep.Sources, a.archives...)
	slices.SortStableFunc(a.rep.Sources, func(x, y report.Source) int { return cmp.Compare(x.Member, y.Member) })
	a.rep.Coverage = a.state.Coverage.Report()
	a.window()
}

// isLog reports whether a member tells what happened when: resources may have been described at any time, digests speak
// of whole hours, and a person pastes a message hours or days after it.
func (a *analysis) isLog(path string) bool {
	o := a.outcomes[path]
	if o == nil || o.result.Format == nil {
		return true
	}
	switch o.result.Format {
	case inventory.Format, traildigest.Format, console.Format:
		return false
	}
	return true
}

// window is the time from the first to the last record of a log.
func (a *analysis) window() {
	for i := range a.rep.Sources {
		s := &a.rep.Sources[i]
		if s.Start == nil || !a.isLog(s.Member) {
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
	if w.Start != nil && !a.since.IsZero() && a.since.After(*w.Start) {
		w.Start = &a.since
	}
	if w.End != nil && !a.until.IsZero() && a.until.Before(*w.End) {
		w.End = &a.until
	}
}

func (a *analysis) source(path string, o *memberOutcome, zones map[string]zone.Estimate) report.Source {
	s := report.Source{Member: path, Rejects: []report.Reject{}, Via: o.result.Via}
	if o.member != nil {
		s.Bytes, s.SHA256, s.Notes = o.member.Bytes, o.member.SHA256, slices.Clone(o.member.Notes)
	}
	if o.result.Format != nil {
		s.Format = o.result.Format.Name
	}
	if src := a.state.Sources[path]; src != nil {
		account(&s, src)
	}
	if s.Start != nil {
		s.Timezone = "UTC"
		if e, has := zones[path]; has {
			s.Timezone = e.Label
		}
	}
	s.State, s.Reason = stateOf(o, &s)
	return s
}

// account copies what was counted while the member was read.
func account(s *report.Source, src *scan.Source) {
	s.Records, s.Rejected, s.Duplicates = src.Records, src.Rejected, src.Duplicates
	s.Notes = append(s.Notes, slices.Sorted(slices.Values(src.Notes))...) // workers may have noted them in any order
	if !src.Start.IsZero() {
		start, end := src.Start.UTC(), src.End.UTC()
		s.Start, s.End = &start, &end
	}
	for _, e := range src.Rejects {
		s.Rejects = append(s.Rejects, report.Reject{Line: e.Pos.Line, Record: e.Pos.Record, Offset: e.Pos.Offset, Error: e.Err.Error()})
	}
}

// stateOf says how far a member could be read, and why not further.
func stateOf(o *memberOutcome, s *report.Source) (report.State, string) {
	var why []string
	if o.broken != nil {
		why = append(why, o.broken.Text())
	} else if o.err != nil {
		why = append(why, o.err.Error())
	}
	some := s.Records+s.Duplicates > 0
	switch {
	case o.broken != nil && o.broken.Skipped():
		return report.Skipped, strings.Join(why, "; ")
	case len(why) > 0 && some:
		return report.Partial, strings.Join(why, "; ")
	case len(why) > 0:
		return report.Failed, strings.Join(why, "; ")
	case o.result.Format == nil:
		return report.Unrecognised, unrecognised(o)
	case s.Rejected > 0 && some:
		return report.Partial, fmt.Sprintf("%d of %d records were rejected", s.Rejected, s.Rejected+s.Records+s.Duplicates)
	case s.Rejected > 0:
		return report.Failed, fmt.Sprintf("all %d records were rejected", s.Rejected)
	}
	return report.OK, ""
}

func unrecognised(o *memberOutcome) string {
	if len(o.result.Ambiguous) > 0 {
		return "may be " + strings.Join(o.result.Ambiguous, " or ")
	}
	return o.result.Nature
}
