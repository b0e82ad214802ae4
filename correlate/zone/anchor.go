package zone

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"time"
)

// kind is a kind of anchors. What lies further from a multiple of 15 minutes than its bounds was done later, such as a
// command that waited for its instance, and says nothing.
type kind struct {
	early, late time.Duration // of the source's reading against the time in UTC
	share       float64       // of the anchors that must speak for the same offset
	words       string
}

// A log tells of a request once it was made and perhaps answered, which takes seconds; clocks of machines are minutes off
// at worst. An envelope dates a record once it has been collected, which takes seconds as well; if that was done in bulk,
// long after, the records speak for different offsets or none, and one alone may lie near a multiple by chance.
var (
	byID       = kind{-2 * time.Minute, 5 * time.Minute, 0, "request(s) or command(s) that CloudTrail dates in UTC, by their ID,"}
	byEnvelope = kind{-time.Minute, 10 * time.Second, 0.7, "record(s) that their envelope dates in UTC"}
)

// vote is the offset that one anchor speaks for.
type vote struct {
	at     time.Time // UTC
	offset time.Duration
}

// A record or two that envelopes date must be dated at once.
const (
	few    = 3
	atOnce = -10 * time.Second
)

func (k kind) votes(anchors []Anchor) (all []vote) {
	if k.share > 0 && len(anchors) < few {
		k.early = atOnce
	}
	for _, a := range anchors {
		ahead := a.Wall.Sub(a.UTC)
		offset := ahead.Round(step)
		if late := ahead - offset; late >= k.early && late <= k.late && offset >= westernmost && offset <= easternmost {
			all = append(all, vote{a.UTC, offset})
		}
	}
	return all
}

// anchored estimates the zone from what the source and the rest of the bundle both date.
func anchored(r Reading) (Estimate, bool) {
	if e, ok := byID.estimate(r, r.Anchors); ok {
		return e, true
	}
	return byEnvelope.estimate(r, r.Logged)
}

// estimate lets the anchors vote. Those that speak for two offsets are those of a zone that set its clocks in between,
// if there is such a zone; otherwise most of them decide.
func (k kind) estimate(r Reading, anchors []Anchor) (Estimate, bool) {
	all := k.votes(anchors)
	if len(all) == 0 {
		return Estimate{}, false
	}
	loc, agree := location(r, all)
	if float64(agree) < k.share*float64(len(anchors)) {
		return Estimate{}, false
	}
	from, to := ahead(loc, r.From), ahead(loc, r.To)
	label := name(from)
	if to != from {
		label += "/" + name(to)
	}
	note := fmt.Sprintf("%s states no time zone; %d %s put its clock at UTC%s", r.Member, agree, k.words, label)
	if to != from {
		note += fmt.Sprintf(" (it is set in between, as in %s)", loc)
	}
	if others := len(all) - agree; others > 0 {
		note += fmt.Sprintf(", %d elsewhere", others)
	}
	return Estimate{Location: loc, Label: "estimated " + label, Note: note + " (--timezone overrules)", Ground: Anchored}, true
}

// location finds the zone that most votes agree with, and how many do. One offset for all is that of the Region that
// the source speaks of, if it may be; servers mostly run in UTC, whose offset is taken for nothing else.
func location(r Reading, all []vote) (loc *time.Location, agree int) {
	fixed, agree := mostFrequent(all)
	loc = time.FixedZone(name(fixed), int(fixed.Seconds()))
	if fixed == 0 {
		loc = time.UTC
	}
	for _, candidate := range locations(r.Regions) {
		n := agreeing(all, candidate.location)
		if n > agree || n == len(all) && candidate.near && fixed != 0 {
			loc, agree = candidate.location, n
			if n == len(all) {
				break
			}
		}
	}
	return loc, agree
}

// ahead returns what the zone's clock is ahead of UTC when it shows the given reading.
func ahead(loc *time.Location, wall time.Time) time.Duration {
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
