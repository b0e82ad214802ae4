package throttle

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"hamari/correlate/lens"
)

// maxRanked is how many callers of a storm become rows.
const maxRanked = 40

// Notes says what the count left out.
func (c *Count) Notes() []string {
	for _, t := range c.storms {
		if len(t.seen) >= maxSeen {
			c.notes = append(c.notes, fmt.Sprintf("%s was called more than %d times while it refused calls: those that were delivered twice may be counted twice", t.service, maxSeen))
		}
		if t.lost > 0 {
			c.notes = append(c.notes, fmt.Sprintf("%s had more than %d callers while it refused calls: %d calls of the others were not counted", t.service, maxCallers, t.lost))
		}
	}
	return c.notes
}

// Rows returns the storms, each with the callers in it.
func (c *Count) Rows() (rows []lens.Row) {
	for _, t := range c.storms {
		if t.peak() >= StormCalls { // less, where records were counted twice that were delivered twice
			rows = append(rows, t.rows()...)
		}
	}
	return rows
}

// peak is how many calls were refused in the five minutes that had most.
func (t *tally) peak() (most int) {
	for from := range t.minutes {
		sum := 0
		for minute := from; minute < from+spanMinutes; minute++ {
			sum += t.minutes[minute]
		}
		most = max(most, sum)
	}
	return most
}

// ranked is a caller with its calls.
type ranked struct {
	caller
	*calls
}

// rank returns the callers that used the quotas which were exceeded, the principals with the most calls first, and of each
// what it called most. Where operations share no known quota, each has its own: calls of others do not count.
func (t *tally) rank() (list []ranked) {
	exceeded := t.by(func(c caller) string { return c.operation })
	for who, of := range t.callers {
		if t.quota != "" || exceeded[who.operation] > 0 {
			list = append(list, ranked{who, of})
		}
	}
	all, refused := byPrincipal(list)
	slices.SortFunc(list, func(a, b ranked) int {
		return cmp.Or(cmp.Compare(all[b.principal], all[a.principal]), cmp.Compare(refused[b.principal], refused[a.principal]),
			cmp.Compare(a.principal, b.principal), cmp.Compare(b.all, a.all), cmp.Compare(b.refused, a.refused),
			cmp.Compare(a.agent, b.agent), cmp.Compare(a.operation, b.operation))
	})
	return list
}

// byPrincipal adds up the calls of each principal, through all agents and of all operations, and those that were refused.
func byPrincipal(list []ranked) (all, refused map[string]int64) {
	all, refused = map[string]int64{}, map[string]int64{}
	for _, r := range list {
		all[r.principal] += r.all
		refused[r.principal] += r.refused
	}
	return all, refused
}

// by adds up refused calls under a part of the caller.
func (t *tally) by(part func(caller) string) map[string]int64 {
	sums := map[string]int64{}
	for who, of := range t.callers {
		if of.refused > 0 {
			sums[part(who)] += of.refused
		}
	}
	return sums
}

func (t *tally) rows() []lens.Row {
	list := t.rank()
	var all, refused int64
	own, _ := byPrincipal(list)
	var cites []lens.Cite
	for _, r := range list {
		all, refused = all+r.all, refused+r.refused
		for _, c := range r.refusedCites {
			cites = earliest(cites, c)
		}
	}
	start, end := minuteOf(t.from), minuteOf(t.to+1)
	id := fmt.Sprintf("%s %s %s %s", t.account, t.region, strings.TrimSuffix(t.service+" "+t.quota, " "), start.Format(time.RFC3339))
	victims := byCount(t.by(func(c caller) string { return c.principal }))
	values := make([]lens.Value, stormSlots)
	values[slotStorm] = lens.Text(id)
	values[slotAccount], values[slotRegion] = lens.Text(t.account), lens.Text(t.region)
	values[slotService], values[slotQuota] = lens.Text(t.service), lens.Text(t.quota)
	values[slotOperation] = lens.Text(strings.Join(byCount(t.by(func(c caller) string { return c.operation })), ", "))
	values[slotCode] = lens.Text(strings.Join(byCount(t.codes), ", "))
	values[slotMessage] = lens.Text(t.message)
	total := refused
	if t.partly() {
		total = max(refused, int64(t.refused))
	}
	values[slotRefused], values[slotPeak] = lens.Number(float64(total)), lens.Number(float64(t.peak()))
	values[slotPartly] = lens.Truth(t.partly())
	values[slotTimes], values[slotLast] = lens.Number(float64(t.times)), lens.Text(minuteOf(t.last+1).Format(time.RFC3339))
	values[slotHard] = lens.Number(float64(refusedHard(list)))
	values[slotCalls], values[slotAccepted] = lens.Number(float64(all)), lens.Number(float64(all-refused))
	values[slotCallers], values[slotVictims] = lens.Number(float64(len(own))), lens.Number(float64(len(victims)))
	values[slotVictim] = lens.Text(victims[0])
	values[slotReads] = lens.Truth(t.reads)
	rows := []lens.Row{{Kind: Kind, Start: start, End: end, Values: values, Cites: cites, Records: total}}
	for n, r := range list[:min(len(list), maxRanked)] {
		rows = append(rows, t.callerRow(id, n+1, r, own[r.principal], all))
	}
	return rows
}

// A principal gets on by repeating a call that was refused unless at least so many, and such a share, of its calls were.
const (
	hard      = 0.1
	hardCalls = 3
)

func refusedHard(list []ranked) (sum int64) {
	all, refused := byPrincipal(list)
	for who, n := range refused {
		if n >= hardCalls && float64(n) >= hard*float64(all[who]) {
			sum += n
		}
	}
	return sum
}

func (t *tally) callerRow(id string, rank int, r ranked, own, all int64) lens.Row {
	values := make([]lens.Value, callerSlots)
	values[callerStorm] = lens.Text(id)
	values[callerAccount], values[callerRegion], values[callerService] = lens.Text(t.account), lens.Text(t.region), lens.Text(t.service)
	values[callerPrincipal], values[callerAgent], values[callerOperation] = lens.Text(r.principal), lens.Text(r.agent), lens.Text(r.operation)
	values[callerRank] = lens.Number(float64(rank))
	values[callerCalls], values[callerRefused] = lens.Number(float64(r.all)), lens.Number(float64(r.refused))
	values[callerPeak] = lens.Number(float64(slices.Max(slices.Collect(maps.Values(r.minutes)))))
	values[callerOwn], values[callerShare] = lens.Number(float64(own)), lens.Number(float64(own)/float64(all))
	start := minuteOf(t.worstFrom - margin)
	if first := r.cites[0].Time; first.After(start) {
		start = first // nothing was called before
	}
	return lens.Row{
		Kind: CallerKind, Start: start, End: minuteOf(t.worstTo + margin + 1), Values: values,
		Cites: r.cites[:1], Records: r.all,
	}
}

func minuteOf(minute int64) time.Time { return time.Unix(minute*60, 0).UTC() }

// byCount returns names by how often they were counted, most often first.
func byCount[N int | int64](counts map[string]N) []string {
	return slices.SortedFunc(maps.Keys(counts), func(a, b string) int {
		return cmp.Or(cmp.Compare(counts[b], counts[a]), cmp.Compare(a, b))
	})
}
