package correlate

import (
	"fmt"
	"path"
	"slices"
	"time"

	"hamari/correlate/lens"
	"hamari/correlate/scan"
	"hamari/correlate/zone"
)

// resolveZones finds the zone of every source that states none, and turns its times into UTC.
func (a *analysis) resolveZones() map[string]zone.Estimate {
	known := a.zonedTimes()
	estimates := map[string]zone.Estimate{}
	var notes []string
	for _, w := range a.state.Metrics.WallSpans() {
		e := a.estimate(zone.Reading{Member: w.Member, From: w.From, To: w.To, Regions: w.Regions, Firsts: w.Firsts, Readings: w.Readings}, known)
		estimates[w.Member] = e
		notes = append(notes, e.Note)
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
	return estimates
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
