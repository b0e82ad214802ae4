package scan

import (
	"slices"
	"time"

	"hamari/correlate/match"
)

// Zones turns readings of the clock of a member into the earliest and the latest time that they may stand for; ok is
// false, and both are the reading, where the zone is not known.
type Zones func(member string, wall time.Time) (earliest, latest time.Time, ok bool)

// Resolve gives every time that was read from a clock without a zone its place in UTC: in the accounts of the sources,
// in the coverage, and in the sightings, of which those drop out that turn out to lie outside the time asked for.
func (s *State) Resolve(zones Zones) {
	for _, src := range s.Sources {
		first, last := src.Wall()
		if first.IsZero() {
			continue
		}
		from, _, _ := zones(src.Member, first)
		_, to, _ := zones(src.Member, last)
		src.extend(from, to)
	}
	s.Coverage.resolve(func(member string, minute int64) (early, late int64) {
		reading := time.Unix(minute*60, 0).UTC()
		earliest, latest, _ := zones(member, reading)
		if !s.Clocks.repeats(member, reading) {
			latest = earliest
		}
		return earliest.Unix() / 60, latest.Unix() / 60
	})
	for step := range s.sightings {
		s.sightings[step] = slices.DeleteFunc(s.sightings[step], func(g *match.Sighting) bool { return !s.resolve(g, zones) })
		slices.SortFunc(s.sightings[step], match.Compare)
	}
}

// resolve gives one sighting its time and reports whether it lies within the time asked for.
func (s *State) resolve(g *match.Sighting, zones Zones) bool {
	if !g.Wall {
		return true
	}
	g.Cites = slices.Clone(g.Cites) // sightings of one record share them
	cite := &g.Cites[0]
	w := s.Clocks.walls[cite.Pos.Member]
	shift := func(t time.Time) time.Time {
		if t.IsZero() {
			return t
		}
		earliest, latest, ok := zones(cite.Pos.Member, t)
		if !ok {
			return t
		}
		if w != nil && w.passedTwice(cite.Pos.Record, t) {
			return latest
		}
		return earliest
	}
	g.Start, g.End = shift(g.Start), shift(g.End)
	cite.Time, cite.End = shift(cite.Time), shift(cite.End)
	g.Wall = false
	return Within(s.since, s.until, g.Start, g.End)
}

// passedTwice reports whether a reading stands behind the place where the clock was set back over it.
func (w *Wall) passedTwice(record int, reading time.Time) bool {
	return slices.ContainsFunc(w.SetBack, func(b SetBack) bool {
		return record >= b.Record && !reading.After(b.Before) && b.Before.Sub(reading) <= 3*time.Hour
	})
}
