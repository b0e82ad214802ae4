package zone

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// Reading is a source whose times carry no zone.
type Reading struct {
	Member   string
	Log      bool                 // of a machine: those mostly run in UTC, and their logs reach beyond what others are from
	From, To time.Time            // by its own clock, written as if it were UTC
	Regions  []string             // AWS regions that it speaks of
	Firsts   map[string]time.Time // first reading of each volume
	Readings map[string][]int64   // readings of each instance, Unix seconds by its own clock, sorted
	Turns    []Turn               // starts and stops, by its own clock
	Anchors  []Anchor             // what the rest of the bundle dates as well
	Logged   []Anchor             // records that their envelopes date
	Skipped  []Interval           // stretches of its clock that steady readings leave out, as long as clocks are set forward by
	Repeated []Interval           // stretches of its clock of which the readings are there twice
}

// Anchor is something that both the source and the rest of the bundle date: a request, by its ID.
type Anchor struct {
	Wall time.Time // by the source's clock
	UTC  time.Time
}

// Turn is the start or the stop of an instance, or of a program on it that starts and stops with it.
type Turn struct {
	Instance string
	Stop     bool
	At       time.Time
}

// Known is what the rest of the bundle says, with a zone.
type Known struct {
	From, To time.Time             // of all sources that carry a zone; zero if there is none
	Created  map[string]time.Time  // volumes
	Stopped  map[string][]Interval // when instances were certainly stopped
	Turns    []Turn                // calls that started and stopped instances
}

// Interval is a stretch of time.
type Interval struct{ From, To time.Time }

// Estimate is the zone that a source was found to follow.
type Estimate struct {
	Location *time.Location
	Label    string // for the report: "assumed UTC", "estimated +09:00", "given Asia/Tokyo"
	Note     string // the ground, in a sentence
	Ground   Ground
	Open     bool // other zones would do as well
}

// Ground is what an estimate rests on.
type Ground int

// The grounds, from the weakest to the strongest.
const (
	Assumed  Ground = iota // nothing speaks for it
	Fitting                // its times fit the rest of the bundle so, and perhaps otherwise too
	Anchored               // both date the same things
	Stated                 // the user said so
)

// Given is the estimate that the user overrules all others with.
func Given(loc *time.Location) Estimate {
	return Estimate{Location: loc, Label: "given " + loc.String(), Ground: Stated}
}

const step = 15 * time.Minute

// Offsets of inhabited zones.
const (
	westernmost = -12 * time.Hour
	easternmost = 14 * time.Hour
)

// candidate is an offset with what speaks against and for it.
type candidate struct {
	clock      *time.Location
	offset     time.Duration // of a clock that is never set
	violations int           // readings that cannot have been made
	turns      int           // starts and stops of instances that the source tells of right after
	overlap    float64       // share of the source's time that other sources cover
}

// Find estimates the zone of one source: from what both date, where there is such, else from where its times fit.
func Find(r Reading, k Known) Estimate {
	if e, ok := anchored(r); ok {
		return e
	}
	if !r.changes() {
		return find(r, k)
	}
	e, explained, ok := ruled(r, k)
	switch {
	case ok:
		return e
	case explained:
		return find(r, k).doubtful(r)
	}
	return find(r, k)
}

// find estimates the zone of a source whose clock was not set while it read it.
func find(r Reading, k Known) Estimate {
	if k.From.IsZero() && len(k.Created) == 0 {
		return Estimate{Location: time.UTC, Label: "assumed UTC", Open: true,
			Note: r.Member + " states no time zone and nothing else in the bundle tells which: its times are taken for UTC (--timezone overrules)"}
	}
	var all []candidate
	for offset := westernmost; offset <= easternmost; offset += step {
		all = append(all, judge(r, k, fixed(offset)))
	}
	good := best(all)
	most := good[0].overlap
	for _, c := range good {
		most = max(most, c.overlap)
	}
	if utc := judge(r, k, time.UTC); most == 0 && !k.From.IsZero() && utc.violations == good[0].violations && utc.turns == good[0].turns {
		return apart(r, k)
	}
	good = slices.DeleteFunc(good, func(c candidate) bool { return c.overlap < most-0.05 })
	return choose(r, k, good)
}

// best keeps the candidates against which least speaks, and of those the ones that most starts and stops speak for.
func best(all []candidate) []candidate {
	fewest := all[0].violations
	for _, c := range all {
		fewest = min(fewest, c.violations)
	}
	good := slices.DeleteFunc(all, func(c candidate) bool { return c.violations > fewest })
	most, next := 0, 0
	for _, c := range good {
		most, next = max(most, c.turns), max(next, min(most, c.turns))
	}
	if !convincing(most, next) {
		most = 0
		for i := range good {
			good[i].turns = 0
		}
	}
	return slices.DeleteFunc(good, func(c candidate) bool { return c.turns < most })
}

// convincing reports whether starts and stops tell an offset from all others. Any start lies within minutes of any call
// at some offset; that two do is rare, unless there are so many that other offsets have nearly as many.
func convincing(most, next int) bool { return most >= 2 && 2*next <= most }

// apart is the estimate for a source that no zone brings together with the others.
func apart(r Reading, k Known) Estimate {
	return Estimate{Location: time.UTC, Label: "assumed UTC", Open: true, Note: fmt.Sprintf(
		"%s states no time zone, and its times (%s to %s) meet those of the other sources (%s to %s) in none: they are taken for UTC (--timezone overrules)",
		r.Member, r.From.Format(clock), r.To.Format(clock), k.From.UTC().Format(clock), k.To.UTC().Format(clock))}
}

const clock = "2006-01-02 15:04Z"

// fixed is a clock that is never set.
func fixed(offset time.Duration) *time.Location {
	if offset == 0 {
		return time.UTC
	}
	return time.FixedZone(name(offset), int(offset.Seconds()))
}

func judge(r Reading, k Known, clock *time.Location) candidate {
	e := Estimate{Location: clock}
	c := candidate{clock: clock, offset: e.offset(r.From)}
	for volume, first := range r.Firsts {
		// A volume may answer its first metric for the minute in which it was created.
		if created, ok := k.Created[volume]; ok && e.ToUTC(first).Before(created.Add(-5*time.Minute)) {
			c.violations += 10
		}
	}
	for instance, times := range r.Readings {
		for _, stopped := range k.Stopped[instance] {
			c.violations += within(times, e.wall(stopped.From).Unix(), e.wall(stopped.To).Unix())
		}
	}
	c.turns = turnsMatched(r.Turns, k.Turns, e)
	if !k.From.IsZero() {
		to := later(r.To, r.From.Add(time.Second)) // one record has an extent, too
		from := e.ToUTC(r.From)
		_, to = e.Both(to)
		common := earlier(to, k.To).Sub(later(from, k.From))
		c.overlap = max(0, common.Seconds()) / max(1, to.Sub(from).Seconds())
	}
	return c
}

// soon is how long after the call a program on an instance tells that it starts or stops. It is shorter than a step, so
// that no pair speaks for two offsets.
const soon = 10 * time.Minute

// turnsMatched counts the calls that started or stopped an instance and that the source tells of right after.
func turnsMatched(told, calls []Turn, e Estimate) int {
	if len(calls) == 0 {
		return 0
	}
	n := 0
	dated := slices.Clone(told)
	for i := range dated {
		dated[i].At = e.ToUTC(dated[i].At)
	}
	for _, call := range calls {
		if slices.ContainsFunc(dated, func(t Turn) bool {
			delay := t.At.Sub(call.At)
			return t.Instance == call.Instance && t.Stop == call.Stop && delay >= -time.Second && delay <= soon
		}) {
			n++
		}
	}
	return n
}

// within counts the times, which are sorted, between two others.
func within(times []int64, from, to int64) int {
	first, _ := slices.BinarySearch(times, from+1)
	end, _ := slices.BinarySearch(times, to)
	return max(0, end-first)
}

func earlier(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// choose takes, of the offsets that fit the bundle, UTC if it is among them, then the zone of the region that the
// source speaks of, then the offset nearest to the middle of those left.
func choose(r Reading, k Known, good []candidate) Estimate {
	for _, c := range good {
		if c.offset == 0 {
			e := Estimate{Location: time.UTC, Label: "assumed UTC", Ground: Fitting}
			if c.turns > 0 {
				e.Note = fmt.Sprintf("%s states no time zone; as UTC its times fit %s", r.Member, turnWords(c))
			} else if real := inUse(good); len(real) > 1 {
				e.Open = true
				e.Note = fmt.Sprintf("%s states no time zone. Clocks from UTC%s to UTC%s fit the other sources; its times are taken for UTC (--timezone overrules)",
					r.Member, name(real[0].offset), name(real[len(real)-1].offset))
			} else {
				e.Note = fmt.Sprintf("%s states no time zone; only as UTC do its times fit the other sources", r.Member)
			}
			return e
		}
	}
	at := r.From
	for _, region := range r.Regions {
		loc := homeOf(region)
		if loc == nil {
			continue
		}
		_, seconds := at.In(loc).Zone()
		for _, c := range good {
			if c.offset == time.Duration(seconds)*time.Second {
				return estimated(r, k, loc, c.offset, good, "the zone of "+region)
			}
		}
	}
	spread := good[len(good)-1].offset - good[0].offset
	if overlapAlone := good[0].turns == 0 && good[0].violations == judge(r, k, time.UTC).violations; overlapAlone && spread > time.Hour {
		if r.Log {
			return vague(r, good, "machines mostly run in UTC and nothing else speaks for another zone")
		}
		if known := k.To.Sub(k.From); !k.From.IsZero() && short*known < r.To.Sub(r.From) {
			return vague(r, good, fmt.Sprintf("those span %d min only, and nothing else speaks for another zone", int(known.Minutes())))
		}
	}
	pick := good[len(good)/2]
	for _, c := range good {
		if c.offset%time.Hour == 0 && (pick.offset%time.Hour != 0 || abs(c.offset) < abs(pick.offset)) {
			pick = c
		}
	}
	return estimated(r, k, time.FixedZone(name(pick.offset), int(pick.offset.Seconds())), pick.offset, good, "")
}

// inUse keeps the candidates that are the clock of a country: what a file tells leaves room for others.
func inUse(good []candidate) (real []candidate) {
	for _, c := range good {
		if c.offset%time.Hour == 0 || slices.Contains(oddOffsets, c.offset) {
			real = append(real, c)
		}
	}
	return real
}

// oddOffsets are the clocks in use, in summer or winter, that are no whole hours from UTC.
var oddOffsets = []time.Duration{
	-(9*time.Hour + 30*time.Minute), -(3*time.Hour + 30*time.Minute), -(2*time.Hour + 30*time.Minute), 3*time.Hour + 30*time.Minute,
	4*time.Hour + 30*time.Minute, 5*time.Hour + 30*time.Minute, 5*time.Hour + 45*time.Minute, 6*time.Hour + 30*time.Minute,
	8*time.Hour + 45*time.Minute, 9*time.Hour + 30*time.Minute, 10*time.Hour + 30*time.Minute, 12*time.Hour + 45*time.Minute,
	13*time.Hour + 45*time.Minute,
}

// short is how many times as long as the other sources a source is beside which they tell nothing of its zone: what they have
// may as well lie before it or behind it.
const short = 4

// vague is the estimate for a source that would overlap the other ones at many offsets, and does not as UTC, which says little.
func vague(r Reading, good []candidate, but string) Estimate {
	return Estimate{Location: time.UTC, Label: "assumed UTC", Open: true, Note: fmt.Sprintf(
		"%s states no time zone. Its times meet those of the other sources at clocks from UTC%s to UTC%s and not as UTC, but %s: they are taken for UTC (--timezone overrules)",
		r.Member, name(good[0].offset), name(good[len(good)-1].offset), but)}
}

func abs(d time.Duration) time.Duration { return max(d, -d) }

// turnWords tells of the calls that a candidate puts right before what the source tells.
func turnWords(c candidate) string {
	return fmt.Sprintf("%d call(s) that started or stopped an instance right before it tells of that", c.turns)
}

func estimated(r Reading, k Known, loc *time.Location, offset time.Duration, good []candidate, why string) Estimate {
	var b strings.Builder
	fmt.Fprintf(&b, "%s states no time zone. ", r.Member)
	if good[0].turns > 0 {
		fmt.Fprintf(&b, "Its times fit %s", turnWords(good[0]))
	} else {
		fmt.Fprintf(&b, "Taken for UTC, its times %s", conflict(r, k))
	}
	if len(good) == 1 {
		fmt.Fprintf(&b, "; only a clock at UTC%s fits", name(offset))
	} else {
		fmt.Fprintf(&b, "; clocks from UTC%s to UTC%s fit, UTC%s is taken", name(good[0].offset), name(good[len(good)-1].offset), name(offset))
		if why != "" {
			b.WriteString(" as " + why)
		}
	}
	b.WriteString(" (--timezone overrules)")
	return Estimate{Location: loc, Label: "estimated " + name(offset), Note: b.String(), Ground: Fitting, Open: len(inUse(good)) > 1}
}

// conflict says why the readings cannot be UTC.
func conflict(r Reading, k Known) string {
	c := judge(r, k, time.UTC)
	if c.violations > 0 {
		return "would lie where a volume did not exist yet or an instance was stopped"
	}
	beside := "beside"
	if c.overlap > 0 {
		beside = "partly beside"
	}
	return fmt.Sprintf("(%s to %s) would lie %s those of the other sources (%s to %s)",
		r.From.Format(clock), r.To.Format(clock), beside, k.From.UTC().Format(clock), k.To.UTC().Format(clock))
}

// name writes an offset as +09:00.
func name(offset time.Duration) string {
	sign := "+"
	if offset < 0 {
		sign, offset = "-", -offset
	}
	return fmt.Sprintf("%s%02d:%02d", sign, int(offset.Hours()), int(offset.Minutes())%60)
}

// ToUTC turns a reading of the zone's clock into UTC, the earlier of two possible times.
func (e Estimate) ToUTC(wall time.Time) time.Time {
	earliest, _ := e.Both(wall)
	return earliest
}

// Both turns a reading of the zone's clock into the earliest and the latest time that it may stand for. They differ in
// the hour that the clock is set back over, which is passed twice. A reading that the clock skips is taken as if the
// clock had not yet been set forward.
func (e Estimate) Both(wall time.Time) (earliest, latest time.Time) {
	wall = time.Date(wall.Year(), wall.Month(), wall.Day(), wall.Hour(), wall.Minute(), wall.Second(), wall.Nanosecond(), time.UTC)
	before, after := e.offset(wall.Add(-24*time.Hour)), e.offset(wall.Add(24*time.Hour))
	earliest, latest = wall.Add(-before), wall.Add(-after)
	if e.offset(earliest) != before {
		earliest = latest
	}
	if e.offset(latest) != after {
		latest = earliest
	}
	if e.offset(earliest) != wall.Sub(earliest) {
		return wall.Add(-before), wall.Add(-before)
	}
	return earliest, latest
}

// wall is what the zone's clock shows at a time, written as if it were UTC.
func (e Estimate) wall(at time.Time) time.Time { return at.UTC().Add(e.offset(at)) }

// offset is what the zone's clock is ahead of UTC at a time.
func (e Estimate) offset(at time.Time) time.Duration {
	_, seconds := at.In(e.Location).Zone()
	return time.Duration(seconds) * time.Second
}
