package correlate

import (
	"fmt"
	"path"
	"slices"
	"time"

	"hamari/correlate/lens"
	"hamari/correlate/lens/metric"
	"hamari/correlate/scan"
	"hamari/correlate/zone"
)

// resolveZones finds the zone of every source that states none, and turns its times into UTC.
func (a *analysis) resolveZones() map[string]zone.Estimate {
	known := a.zonedTimes()
	estimates := map[string]zone.Estimate{}
	var notes []string
	for _, alike := range sameTimes(a.state.Metrics.WallSpans()) {
		e := a.estimate(exported(alike), known)
		for i, w := range alike {
			if i > 0 && a.opts.Zone == nil {
				e.Note = fmt.Sprintf("%s states no time zone; it has the same times as %s and is taken to follow the same clock (--timezone overrules)", w.Member, alike[0].Member)
			}
			estimates[w.Member] = e
			notes = append(notes, e.Note)
			for _, s := range w.Repeated {
				a.state.Clocks.Repeats(w.Member, s.From, s.To)
			}
		}
	}
	walls := a.state.Clocks.Walls()
	for _, w := range walls {
		estimates[w.Member] = a.estimate(a.reading(w), known)
	}
	borrowZones(walls, estimates)
	for _, w := range walls {
		notes = append(notes, estimates[w.Member].Note)
	}
	a.rep.Notes = append(a.rep.Notes, fewer(notes)...)
	a.state.Metrics.Resolve(func(member string, wall time.Time) (earliest, latest time.Time) { return estimates[member].Both(wall) })
	a.state.Resolve(func(member string, wall time.Time) (earliest, latest time.Time, ok bool) {
		e, ok := estimates[member]
		if !ok {
			return wall, wall, false
		}
		earliest, latest = e.Both(wall)
		return earliest, latest, true
	})
	a.state.Access.Resolve(func(member string, reading time.Time) (at time.Time, sure, asked bool) {
		e, known := estimates[member]
		if !known {
			return time.Time{}, false, true
		}
		at = e.ToUTC(reading)
		return at, e.Ground >= zone.Anchored, scan.Within(a.since, a.until, at, at)
	})
	return estimates
}

// sameTimes puts exports of metrics together that begin and end alike, in the order of their members: somebody exported them
// one after the other, from the same console.
func sameTimes(spans []metric.WallSpan) (groups [][]metric.WallSpan) {
	at := map[[2]time.Time]int{}
	for _, w := range spans {
		times := [2]time.Time{w.From, w.To}
		i, known := at[times]
		if !known {
			i = len(groups)
			at[times], groups = i, append(groups, nil)
		}
		groups[i] = append(groups[i], w)
	}
	return groups
}

// exported is what exports of metrics with the same times say of their clock.
func exported(alike []metric.WallSpan) zone.Reading {
	first := alike[0]
	r := zone.Reading{Member: first.Member, From: first.From, To: first.To, Firsts: map[string]time.Time{}, Readings: map[string][]int64{}}
	for _, w := range alike {
		r.Regions = append(r.Regions, w.Regions...)
		for volume, at := range w.Firsts {
			if known, ok := r.Firsts[volume]; !ok || at.Before(known) {
				r.Firsts[volume] = at
			}
		}
		for instance, times := range w.Readings {
			r.Readings[instance] = append(r.Readings[instance], times...)
		}
		for _, s := range w.Skipped {
			r.Skipped = append(r.Skipped, zone.Interval(s))
		}
		for _, s := range w.Repeated {
			r.Repeated = append(r.Repeated, zone.Interval(s))
		}
	}
	slices.Sort(r.Regions)
	r.Regions = slices.Compact(r.Regions)
	for instance, times := range r.Readings {
		if len(alike) > 1 {
			slices.Sort(times)
			r.Readings[instance] = slices.Compact(times)
		}
	}
	return r
}

func (a *analysis) estimate(r zone.Reading, known zone.Known) zone.Estimate {
	if a.opts.Zone != nil {
		return zone.Given(a.opts.Zone)
	}
	return zone.Find(r, known)
}

// reading is what a log says of its clock.
func (a *analysis) reading(w *scan.Wall) zone.Reading {
	r := zone.Reading{Member: w.Member, Log: true, From: w.From, To: w.To, Regions: w.Regions, Readings: w.Readings}
	for _, t := range w.Turns {
		r.Turns = append(r.Turns, zone.Turn(t))
	}
	for _, l := range w.Logged {
		r.Logged = append(r.Logged, zone.Anchor(l))
	}
	a.state.Clocks.Shared(w, func(wall, utc time.Time) { r.Anchors = append(r.Anchors, zone.Anchor{Wall: wall, UTC: utc}) })
	return r
}

// borrowZones gives a log whose clock nothing ties to the rest of the bundle the zone of the logs beside it in the same
// folder, if those are tied, agree, and are not known to be another machine's: one host writes them all.
func borrowZones(walls []*scan.Wall, estimates map[string]zone.Estimate) {
	lenders := map[string][]*scan.Wall{}
	for _, w := range walls {
		if estimates[w.Member].Ground == zone.Anchored {
			folder := path.Dir(w.Member)
			lenders[folder] = append(lenders[folder], w)
		}
	}
	for _, w := range walls {
		mine := estimates[w.Member]
		beside := lenders[path.Dir(w.Member)]
		if mine.Ground >= zone.Anchored || len(beside) == 0 {
			continue
		}
		theirs := estimates[beside[0].Member]
		fits := func(o *scan.Wall) bool {
			return estimates[o.Member].Label == theirs.Label && (len(w.Instances) == 0 || len(o.Instances) == 0 || slices.Equal(w.Instances, o.Instances))
		}
		if !slices.ContainsFunc(beside, func(o *scan.Wall) bool { return !fits(o) }) {
			theirs.Note = fmt.Sprintf("%s states no time zone; it is taken to follow the clock of %s beside it (--timezone overrules)", w.Member, beside[0].Member)
			estimates[w.Member] = theirs
		}
	}
}

// maxZoneNotes is how many sources are spoken of one by one.
const maxZoneNotes = 20

// fewer keeps the report readable where many sources have no zone. Each of them names its own in the list of sources.
func fewer(notes []string) []string {
	notes = slices.DeleteFunc(notes, func(n string) bool { return n == "" })
	if more := len(notes) - maxZoneNotes; more > 0 {
		notes = append(notes[:maxZoneNotes], fmt.Sprintf("%s no time zone; what each is taken for stands beside it", lens.Count(more, "more source states", "more sources state")))
	}
	return notes
}
