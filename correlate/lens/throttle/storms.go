package throttle

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"time"
)

// StormCalls refused calls within StormSpan are a storm, if as many were refused hard. Storms that are not further apart than StormSpan are one.
const (
	StormCalls = 10
	StormSpan  = 5 * time.Minute

	spanMinutes = int64(StormSpan / time.Minute)
)

// maxStorms is how many storms are looked into; those with the most refused calls.
const maxStorms = 200

// storm is a time in which a quota was exceeded, by minutes since 1970, both included.
type storm struct {
	place
	from, to int64
	refused  int
}

// storms returns the storms that the counts show, in order of place and time, and a remark where there are too many. Times
// in which hardly anybody was refused hard are none, unless those in doubt are asked for, too.
func (l *Lens) storms(doubtful bool) (all []storm, notes []string) {
	callers := l.outcomes.byPlace()
	for p, minutes := range l.minutes {
		for _, s := range stormsOf(p, minutes) {
			if doubtful || s.atMost(callers[p]) >= StormCalls {
				all = append(all, s)
			}
		}
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

func (s storm) compare(o storm) int {
	return cmp.Or(s.place.compare(o.place), cmp.Compare(s.from, o.from))
}

// stormsOf finds the storms of one place.
func stormsOf(p place, minutes map[int64]int) (all []storm) {
	sorted := slices.Sorted(maps.Keys(minutes))
	inStorm := make([]bool, len(sorted))
	first, sum := 0, 0
	for i, minute := range sorted {
		sum += minutes[minute]
		for ; sorted[first] <= minute-spanMinutes; first++ {
			sum -= minutes[sorted[first]]
		}
		for j := first; sum >= StormCalls && j <= i; j++ {
			inStorm[j] = true
		}
	}
	for i, minute := range sorted {
		switch last := len(all) - 1; {
		case !inStorm[i]:
		case last >= 0 && minute-all[last].to <= spanMinutes:
			all[last].to, all[last].refused = minute, all[last].refused+minutes[minute]
		default:
			all = append(all, storm{p, minute, minute, minutes[minute]})
		}
	}
	return all
}
