package zone

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"time"
)

// A log tells of a request once it was made and perhaps answered, which takes seconds; clocks of machines are minutes
// off at worst. What lies further from a multiple of 15 minutes is something that was done later, such as a command
// that waited for its instance, and says nothing.
const (
	earliestTold = -2 * time.Minute
	latestTold   = 5 * time.Minute
)

// vote is the offset that one anchor speaks for.
type vote struct {
	at     time.Time // UTC
	offset time.Duration
}

func votes(anchors []Anchor) (all []vote) {
	for _, a := range anchors {
		ahead := a.Wall.Sub(a.UTC)
		offset := ahead.Round(step)
		if late := ahead - offset; late >= earliestTold && late <= latestTold && offset >= westernmost && offset <= easternmost {
			all = append(all, vote{a.UTC, offset})
		}
	}
	return all
}

// anchored estimates the zone from what the source and the rest of the bundle both date. Anchors that speak for two
// offsets are those of a zone that set its clocks in between, if there is such a zone; otherwise most of them decide.
func anchored(r Reading) (Estimate, bool) {
	all := votes(r.Anchors)
	if len(all) == 0 {
		return Estimate{}, false
	}
	fixed, agree := mostFrequent(all)
	loc := time.FixedZone(name(fixed), int(fixed.Seconds()))
	if fixed == 0 {
		loc = time.UTC
	}
	for _, candidate := range locations(r.Regions) {
		if n := agreeing(all, candidate.location); n > agree || n == len(all) && candidate.near && fixed != 0 {
			loc, agree = candidate.location, n
			if n == len(all) {
				break
			}
		}
	}
	from, to := span(loc, r.From), span(loc, r.To)
	label := name(from)
	if to != from {
		label += "/" + name(to)
	}
	note := fmt.Sprintf("%s states no time zone; %d request(s) or command(s) that CloudTrail dates in UTC, by their ID, put its clock at UTC%s", r.Member, agree, label)
	if to != from {
		note += fmt.Sprintf(" (it is set in between, as in %s)", loc)
	}
	if others := len(all) - agree; others > 0 {
		note += fmt.Sprintf(", %d of them elsewhere", others)
	}
	return Estimate{Location: loc, Label: "estimated " + label, Note: note + " (--timezone overrules)", Ground: Anchored}, true
}

// span returns what the zone's clock is ahead of UTC when it shows the given reading.
func span(loc *time.Location, wall time.Time) time.Duration {
	e := Estimate{Location: loc}
	return e.offset(e.ToUTC(wall))
}

// mostFrequent returns the offset that most votes are for, and their number. Of several it is the one nearest to UTC.
func mostFrequent(all []vote) (offset time.Duration, count int) {
	counts := map[time.Duration]int{}
	for _, v := range all {
		counts[v.offset]++
	}
	offsets := slices.SortedFunc(maps.Keys(counts), func(a, b time.Duration) int {
		return cmp.Or(cmp.Compare(counts[b], counts[a]), cmp.Compare(abs(a), abs(b)), cmp.Compare(a, b))
	})
	return offsets[0], counts[offsets[0]]
}

func agreeing(all []vote, loc *time.Location) (n int) {
	e := Estimate{Location: loc}
	for _, v := range all {
		if e.offset(v.at) == v.offset {
			n++
		}
	}
	return n
}

// place is a zone that a clock may follow.
type place struct {
	location *time.Location
	near     bool // the zone of a Region that the source speaks of
}

// locations lists zones that set their clocks: those of the Regions that the source speaks of first.
func locations(regions []string) (all []place) {
	for _, region := range regions {
		if loc := homeOf(region); loc != nil {
			all = append(all, place{loc, true})
		}
	}
	names := slices.Concat(slices.Collect(maps.Values(homes)), setting)
	slices.Sort(names)
	for _, n := range slices.Compact(names) {
		if loc, err := time.LoadLocation(n); err == nil {
			all = append(all, place{loc, false})
		}
	}
	return all
}

// setting are zones, beside those of the Regions, that set their clocks twice a year; one for each way of doing so.
var setting = []string{
	"America/Anchorage", "America/Denver", "America/Halifax", "America/Havana", "America/Santiago", "America/St_Johns",
	"America/Asuncion", "Asia/Beirut", "Africa/Cairo", "Africa/Casablanca", "Atlantic/Azores", "Australia/Adelaide",
	"Australia/Lord_Howe", "Europe/Athens", "Europe/Chisinau", "Pacific/Chatham", "Pacific/Norfolk",
}
