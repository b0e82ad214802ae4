package throttle

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"time"
)

// StormCalls refused calls within StormSpan are a storm. Storms that are not further apart than StormSpan are one.
const (
	StormCalls = 10
	StormSpan  = 5 * time.Minute

	spanMinutes = int64(StormSpan / time.Minute)
)

// How many storms are looked into, those with the most refused calls: of one place, where the next is like the last, and of
// all.
const (
	maxAlike  = 2
	maxStorms = 200
)

// storm is a time in which a quota was exceeded, by minutes since 1970, both included.
type storm struct {
	place
	from, to int64
	refused  int

	// What of it is looked into: all of a short storm, of a long one the time with the most refused calls. Callers are
	// the same all day, while reading all day's records once more would cost as much as reading the bundle.
	worstFrom, worstTo int64
	worst              int // refused calls then

	times int   // storms of the place in all, of which the worst are looked into
	last  int64 // the last minute of the last of them
}

// worstSpan is how much of a storm is looked into.
const worstSpan = 5 // minutes

// partly reports whether a part of the storm is not looked into.
func (s *storm) partly() bool { return s.worstFrom != s.from || s.worstTo != s.to }

// findWorst sets what of the storm is looked into, the earliest of several times that are as bad.
func (s *storm) findWorst(minutes map[int64]refusals) {
	s.worstFrom, s.worstTo, s.worst = s.from, s.to, s.refused
	if s.to-s.from < worstSpan {
		return
	}
	sum, most := 0, -1
	for minute := s.from; minute <= s.to; minute++ {
		sum += minutes[minute].sum()
		if before := minute - worstSpan; before >= s.from {
			sum -= minutes[before].sum()
		}
		if first := minute - worstSpan + 1; first >= s.from && sum > most {
			most, s.worstFrom, s.worstTo, s.worst = sum, first, minute, sum
		}
	}
}

// storms returns the storms that the counts show, in order of place and time, and a remark where there are too many.
func (l *Lens) storms() (all []storm, notes []string) {
	for p, minutes := range l.minutes {
		all = append(all, worstOf(stormsOf(p, minutes))...)
	}
	if l.full {
		notes = append(notes, fmt.Sprintf("calls were refused for their rate in more than %d minutes of accounts, Regions and services: the others were not looked at", maxMinutes))
	}
	if len(all) > maxStorms {
		notes = append(notes, fmt.Sprintf("calls were refused for their rate at %d times: only the %d with the most refused calls were looked into", len(all), maxStorms))
		slices.SortFunc(all, func(a, b storm) int { return cmp.Or(b.refused-a.refused, a.compare(b)) })
		all = all[:maxStorms]
	}
	slices.SortFunc(all, storm.compare)
	return all, notes
}

// worstOf returns the worst of the storms of one place, which come in order of time.
func worstOf(all []storm) []storm {
	for i := range all {
		all[i].times, all[i].last = len(all), all[len(all)-1].to
	}
	slices.SortStableFunc(all, func(a, b storm) int { return b.worst - a.worst })
	return all[:min(len(all), maxAlike)]
}

func (s storm) compare(o storm) int {
	return cmp.Or(s.place.compare(o.place), cmp.Compare(s.from, o.from))
}

// stormsOf finds the storms of one place.
func stormsOf(p place, minutes map[int64]refusals) (all []storm) {
	sorted := slices.Sorted(maps.Keys(minutes))
	inStorm := make([]bool, len(sorted))
	first, sum := 0, 0
	for i, minute := range sorted {
		sum += minutes[minute].sum()
		for ; sorted[first] <= minute-spanMinutes; first++ {
			sum -= minutes[sorted[first]].sum()
		}
		for j := first; sum >= StormCalls && j <= i; j++ {
			inStorm[j] = true
		}
	}
	for i, minute := range sorted {
		switch last := len(all) - 1; {
		case !inStorm[i]:
		case last >= 0 && minute-all[last].to <= spanMinutes:
			all[last].to, all[last].refused = minute, all[last].refused+minutes[minute].sum()
		default:
			all = append(all, storm{place: p, from: minute, to: minute, refused: minutes[minute].sum()})
		}
	}
	for i := range all {
		all[i].findWorst(minutes)
	}
	return slices.DeleteFunc(all, func(s storm) bool { return s.often(minutes) < StormCalls })
}

// often is how many of the calls that were refused in the worst time are of principals that were refused often then: who
// is not gets on by repeating a call, and is not worth another look. See refusedHard.
func (s *storm) often(minutes map[int64]refusals) (calls int) {
	by := refusals{}
	for minute := s.worstFrom - margin; minute <= s.worstTo+margin; minute++ {
		for principal, n := range minutes[minute] {
			by[principal] += n
		}
	}
	for _, n := range by {
		if n >= hardCalls {
			calls += n
		}
	}
	return calls
}
