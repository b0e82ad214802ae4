package scan

import (
	"cmp"
	"maps"
	"slices"
	"time"

	"hamari/correlate/minutes"
	"hamari/correlate/report"
	"hamari/parsers"
	"hamari/parsers/flowlog"
)

// Coverage says for which minutes records are there, by kind of log, account and region.
type Coverage struct {
	covers map[coverKey]*cover
	last   *cover // records of one key mostly come one after the other
}

type coverKey struct {
	format, account, region string
	wall                    string // member whose clock the minutes are read from; empty once they are UTC
}

type cover struct {
	key         coverKey
	first, last int64 // Unix seconds
	records     int64
	minutes     minutes.Set
	skipped     minutes.Set  // minutes with SKIPDATA records
	empty       minutes.Set  // minutes with NODATA records and nothing else for that interface
	missing     []report.Gap // times for which files are known to be missing, in order
}

func (c *Coverage) of(format string, account, region parsers.Value) *cover {
	if v := c.last; v != nil && v.key.account == string(account) && v.key.region == string(region) && v.key.format == format {
		return v
	}
	c.last = c.at(coverKey{format, string(account), string(region), ""})
	return c.last
}

func (c *Coverage) at(key coverKey) *cover {
	v := c.covers[key]
	if v == nil {
		v = &cover{key: key}
		if c.covers == nil {
			c.covers = map[coverKey]*cover{}
		}
		c.covers[key] = v
	}
	return v
}

// add notes a record.
func (c *Coverage) add(ev *parsers.Event, format string, account, region parsers.Value) {
	c.source(ev, format, account, region).add(ev)
}

// source is the cover that a record belongs to. Where its time is a reading of a clock without a zone, it waits for resolve.
func (c *Coverage) source(ev *parsers.Event, format string, account, region parsers.Value) *cover {
	if ev.WallClock {
		return c.at(coverKey{format, string(account), string(region), ev.Pos.Member})
	}
	return c.of(format, account, region)
}

// resolve turns the minutes that were read from a member's clock into UTC. One may stand for two, where records are there of
// both.
func (c *Coverage) resolve(utc func(member string, minute int64) (early, late int64)) {
	c.last = nil
	for key, v := range c.covers {
		if key.wall == "" {
			continue
		}
		delete(c.covers, key)
		first, _ := utc(key.wall, v.first/60)
		_, last := utc(key.wall, v.last/60)
		there := key
		there.wall = ""
		shifted := cover{key: there, records: v.records, first: first*60 + v.first%60, last: last*60 + v.last%60}
		for minute := range v.minutes.All() {
			early, late := utc(key.wall, minute)
			shifted.minutes.Add(early)
			shifted.minutes.Add(late)
		}
		c.merge(&Coverage{covers: map[coverKey]*cover{there: &shifted}})
	}
}

func (v *cover) add(ev *parsers.Event) {
	from, to := ev.Time.Unix(), ev.Time.Unix()
	if ev.End.After(ev.Time) {
		to = ev.End.Unix()
	}
	v.addSpan(from, to)
}

// addSpan notes the time of one record, Unix seconds.
func (v *cover) addSpan(from, to int64) {
	if v.records == 0 || from < v.first {
		v.first = from
	}
	v.last = max(v.last, to)
	v.records++
	// A record of an interval covers its minutes; one that claims more than an hour covers its ends only.
	if to-from > 3600 {
		v.minutes.Add(from / 60)
		v.minutes.Add(to / 60)
		return
	}
	for m := from / 60; m <= to/60; m++ {
		v.minutes.Add(m)
	}
}

// flow notes a VPC flow log record. SKIPDATA and NODATA records say of their interval that nothing is known of it, and
// that there was nothing.
func (c *Coverage) flow(ev *parsers.Event) {
	v := c.of("flowlog", ev.Value(flowlog.SlotAccountID), ev.Value(flowlog.SlotRegion))
	switch string(ev.Value(flowlog.SlotLogStatus)) {
	case "SKIPDATA":
		mark(&v.skipped, ev)
	case "NODATA":
		mark(&v.empty, ev)
	}
	v.add(ev)
}

func mark(set *minutes.Set, ev *parsers.Event) {
	from, to := ev.Time.Unix()/60, max(ev.Time.Unix(), ev.End.Unix()-1)/60
	for m := from; m <= min(to, from+60); m++ {
		set.Add(m)
	}
}

// Missing notes that files with records of the given time are known not to be in the bundle. It is for merged coverage,
// and takes the times of one account and region in order, those that touch put together.
func (c *Coverage) Missing(format, account, region string, from, to time.Time) {
	v := c.of(format, parsers.Value(account), parsers.Value(region))
	if v.records == 0 && len(v.missing) == 0 {
		v.first, v.last = from.Unix(), to.Unix()
	}
	v.first, v.last = min(v.first, from.Unix()), max(v.last, to.Unix())
	v.missing = append(v.missing, report.Gap{Start: from, End: to, Why: "missing file"})
}

func (c *Coverage) merge(o *Coverage) {
	for key, theirs := range o.covers {
		if c.covers[key] == nil {
			*c.at(key) = *theirs
			continue
		}
		mine := c.at(key)
		mine.first, mine.last = min(mine.first, theirs.first), max(mine.last, theirs.last)
		mine.records += theirs.records
		mine.minutes.Merge(&theirs.minutes)
		mine.skipped.Merge(&theirs.skipped)
		mine.empty.Merge(&theirs.empty)
	}
}

// Rules for calling a silence a gap: it must be long, and the source must be one that is rarely silent; or it must be very
// long, and the source have records minute by minute before and after: somebody collected the logs of two times.
const (
	gapAtLeast   = 15 // minutes
	busyDensity  = 0.5
	apartAtLeast = 7 * 24 * 60 // minutes
	busyStretch  = 10          // minutes with records from one silence to the next, on average
	maxGaps      = 200
)

// Report lists the coverage, gaps included, in a fixed order.
func (c *Coverage) Report() []report.Coverage {
	keys := slices.SortedFunc(maps.Keys(c.covers), func(a, b coverKey) int {
		return cmp.Or(cmp.Compare(a.format, b.format), cmp.Compare(a.account, b.account), cmp.Compare(a.region, b.region), cmp.Compare(a.wall, b.wall))
	})
	out := []report.Coverage{}
	for _, k := range keys {
		v := c.covers[k]
		start, end := time.Unix(v.first, 0).UTC(), time.Unix(v.last, 0).UTC()
		out = append(out, report.Coverage{
			Format: k.format, Account: k.account, Region: k.region, Start: &start, End: &end, Gaps: v.firstGaps(),
		})
	}
	return out
}

// firstGaps returns the gaps that a report lists.
func (v *cover) firstGaps() []report.Gap {
	gaps := v.gaps()
	return slices.Clip(append([]report.Gap{}, gaps[:min(len(gaps), maxGaps)]...))
}

func (v *cover) gaps() []report.Gap {
	gaps := slices.Concat(runs(&v.skipped, "SKIPDATA"), runs(&v.empty, "NODATA"), v.missing)
	minutes := slices.Collect(v.minutes.All())
	gaps = append(gaps, silences(minutes)...)
	slices.SortFunc(gaps, func(a, b report.Gap) int { return cmp.Or(a.Start.Compare(b.Start), cmp.Compare(a.Why, b.Why)) })
	return gaps
}

// silences returns the gaps between minutes with records, which are in order.
func silences(minutes []int64) (gaps []report.Gap) {
	var long []report.Gap
	for i := 1; i < len(minutes); i++ {
		if minutes[i]-minutes[i-1]-1 >= gapAtLeast {
			long = append(long, gap(minutes[i-1]+1, minutes[i], "no records"))
		}
	}
	if len(long) == 0 {
		return nil
	}
	busy := float64(len(minutes)) >= busyDensity*float64(minutes[len(minutes)-1]-minutes[0]+1)
	apart := len(minutes) >= busyStretch*(len(long)+1)
	for _, g := range long {
		if busy || apart && g.End.Sub(g.Start) >= apartAtLeast*time.Minute {
			gaps = append(gaps, g)
		}
	}
	return gaps
}

// runs puts neighbouring minutes together.
func runs(set *minutes.Set, why string) (gaps []report.Gap) {
	sorted := slices.Collect(set.All())
	for i := 0; i < len(sorted); {
		j := i
		for j+1 < len(sorted) && sorted[j+1] <= sorted[j]+1 {
			j++
		}
		gaps = append(gaps, gap(sorted[i], sorted[j]+1, why))
		i = j + 1
	}
	return gaps
}

func gap(from, to int64, why string) report.Gap {
	return report.Gap{Start: time.Unix(from*60, 0).UTC(), End: time.Unix(to*60, 0).UTC(), Why: why}
}

// Covered reports whether records of the format are there for a stretch of time, with nothing missing in between.
// Empty account or region means any.
func (c *Coverage) Covered(format, account, region string, from, to time.Time) bool {
	for k, v := range c.covers {
		if k.format != format || account != "" && k.account != "" && k.account != account || region != "" && k.region != "" && k.region != region {
			continue
		}
		if v.first <= from.Unix() && v.last >= to.Unix() && !v.gapWithin(from, to) {
			return true
		}
	}
	return false
}

func (v *cover) gapWithin(from, to time.Time) bool {
	for _, g := range v.gaps() {
		if g.Why != "NODATA" && g.Start.Before(to) && g.End.After(from) {
			return true
		}
	}
	return false
}
