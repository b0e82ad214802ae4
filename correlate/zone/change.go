package zone

import (
	"fmt"
	"time"
)

// A source may span the night in which clocks are set forward or back. Then no offset fits all of its times, but its
// times tell of the change: they leave out the hour that no clock showed, or have those of an hour twice.

// changes reports whether a source tells of a change of its clock.
func (r *Reading) changes() bool { return len(r.Skipped)+len(r.Repeated) > 0 }

// changed is the stretch of a clock's readings that a zone left out or passed twice in the days around a reading.
func changed(loc *time.Location, around time.Time) (stretch Interval, repeated, ok bool) {
	e := Estimate{Location: loc}
	before, after := e.offset(around.Add(-24*time.Hour)), e.offset(around.Add(24*time.Hour))
	if before == after {
		return Interval{}, false, false
	}
	at, _ := around.Add(24 * time.Hour).In(loc).ZoneBounds()
	from, to := at.UTC().Add(before), at.UTC().Add(after)
	if to.Before(from) {
		return Interval{to, from}, true, true
	}
	return Interval{from, to}, false, true
}

// explains reports whether the rule of a zone leads to all that a source tells of changes of its clock.
func explains(loc *time.Location, r Reading) bool {
	for _, s := range r.Skipped {
		// The first reading that is missing need not be that of the full hour.
		c, repeated, ok := changed(loc, s.From)
		if !ok || repeated || s.To.Sub(s.From) != c.To.Sub(c.From) || s.From.Before(c.From) || s.From.Sub(c.From) >= step {
			return false
		}
	}
	for _, s := range r.Repeated {
		c, repeated, ok := changed(loc, s.From)
		if !ok || !repeated || s.From.Before(c.From) || s.To.After(c.To) {
			return false
		}
	}
	return true
}

// ruled estimates the zone of a source that tells of a change of its clock: of the zones whose rule leads to it, the one
// that fits the rest of the bundle best, before all that of a Region that the source speaks of. A stretch that is missing
// may be missing for another reason, so that a fixed offset which fits better is believed instead. Where no zone explains
// what the source tells, that is no change of its clock.
func ruled(r Reading, k Known) (e Estimate, explained, ok bool) {
	var good []candidate
	near := 0 // of the good ones: those of a Region, which come first
	clocks := map[[2]time.Duration]bool{}
	for _, p := range locations(r.Regions) {
		both := [2]time.Duration{ahead(p.location, r.From), ahead(p.location, r.To)}
		if clocks[both] || !explains(p.location, r) {
			continue
		}
		clocks[both] = true
		good = append(good, judge(r, k, p.location))
		if p.near {
			near++
		}
	}
	if len(good) == 0 {
		return Estimate{}, false, false
	}
	known := !k.From.IsZero() || len(k.Created) > 0
	if !known && near == 0 && len(good) > 1 {
		return Estimate{}, true, false
	}
	pick, others := good[0], 0
	for _, c := range good[1:] {
		if c.fitsBetter(pick) {
			pick, others = c, 0
		} else if !pick.fitsBetter(c) {
			others++
		}
	}
	if len(r.Repeated) == 0 {
		for offset := westernmost; offset <= easternmost; offset += step {
			if judge(r, k, fixed(offset)).fitsBetter(pick) {
				return Estimate{}, true, false
			}
		}
	}
	from, to := name(ahead(pick.clock, r.From)), name(ahead(pick.clock, r.To))
	why := ""
	if near > 0 && pick.clock == good[0].clock {
		why = ", the zone of " + regionOf(pick.clock, r.Regions)
	}
	return Estimate{
		Location: pick.clock, Label: "estimated " + from + "/" + to, Ground: Fitting, Open: others > 0 || !known,
		Note: fmt.Sprintf("%s states no time zone. %s, as on clocks of %s%s: UTC%s is taken before that and UTC%s after it (--timezone overrules)",
			r.Member, r.changeWords(), pick.clock, why, from, to),
	}, true, true
}

// fitsBetter reports whether the rest of the bundle speaks for a candidate rather than for another one.
func (c candidate) fitsBetter(than candidate) bool {
	switch {
	case c.violations != than.violations:
		return c.violations < than.violations
	case convincing(max(c.turns, than.turns), min(c.turns, than.turns)):
		return c.turns > than.turns
	}
	return c.overlap > than.overlap+0.05
}

// changeWords says what a source tells of a change of its clock.
func (r *Reading) changeWords() string {
	const times = "15:04"
	if len(r.Skipped) > 0 {
		s := r.Skipped[0]
		return fmt.Sprintf("Its times leave out %s to %s on %s", s.From.Format(times), s.To.Format(times), s.From.Format("2006-01-02"))
	}
	s := r.Repeated[0]
	return fmt.Sprintf("Its times from %s to %s on %s stand there twice", s.From.Format(times), s.To.Format(times), s.From.Format("2006-01-02"))
}

// regionOf names the first Region whose zone it is.
func regionOf(loc *time.Location, regions []string) string {
	for _, region := range regions {
		if home := homeOf(region); home != nil && home.String() == loc.String() {
			return region
		}
	}
	return loc.String()
}

// doubtful adds to an estimate what it leaves unexplained of a change of the clock.
func (e Estimate) doubtful(r Reading) Estimate {
	e.Open = true
	e.Note = fmt.Sprintf("%s. %s, as where a clock is set, and which zone's that would be is not known", trimmed(e.Note), r.changeWords())
	return e
}

func trimmed(note string) string {
	if n := len(note); n > 0 && note[n-1] == '.' {
		return note[:n-1]
	}
	return note
}
