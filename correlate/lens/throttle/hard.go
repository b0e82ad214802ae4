package throttle

import (
	"cmp"
	"slices"

	"github.com/cespare/xxhash/v2"

	"hamari/parsers"
	"hamari/parsers/cloudtrail"
)

// A client that repeats one call in twenty and succeeds is as it should be. Refusals are hard on a principal, and repeating
// the call is no way out, where at least hard of its calls are refused, and not just one or two of a handful. Where as much
// of all calls is refused, it is hard on everybody.
const (
	hard      = 0.1
	hardCalls = 5 // of one principal, at least
)

// refusedHard returns how many calls were refused hard, given the refused calls of each principal and all of its calls.
func refusedHard(refused, all map[string]int64) (sum int64) {
	var allRefused, allCalls int64
	for who, n := range refused {
		allRefused += n
		if n >= hardCalls && float64(n) >= hard*float64(all[who]) {
			sum += n
		}
	}
	for _, n := range all {
		allCalls += n
	}
	if float64(allRefused) >= hard*float64(allCalls) {
		return allRefused
	}
	return sum
}

// maxOutcomes is for how many minutes of how many callers it is counted how their calls ended.
const maxOutcomes = 400_000

// outcomes counts how the calls of those ended who were refused, by the minute. Calls are counted from the first refusal
// that this worker reads, so that accepted ones are at least that many: enough to see of most times that nobody was
// refused hard, without reading them again.
type outcomes struct {
	operations map[string]bool // that were refused, by which most calls are seen to be none of these
	callers    map[uint64]*outcome
	kept       int
	full       bool
}

// outcome is the calls of one operation by one principal.
type outcome struct {
	minutes []ended // as the records come, which is mostly in order; the same one may be there several times

	place
	principal, operation string
}

// ended is how the calls of a minute ended.
type ended struct {
	minute            int64
	refused, accepted uint32
}

func newOutcomes() outcomes {
	return outcomes{operations: map[string]bool{}, callers: map[uint64]*outcome{}}
}

// refuse counts a refused call.
func (o *outcomes) refuse(ev *parsers.Event, p place, minute int64) {
	operation := ev.Value(cloudtrail.SlotEventName)
	h := hashOf(ev)
	c := o.callers[h]
	if c == nil {
		c = &outcome{place: p, principal: principalOf(ev).String(), operation: operation.String()}
		o.callers[h] = c
		o.operations[c.operation] = true
	}
	o.at(c, minute).refused++
}

// accept counts a call that was not refused, if its caller has been before.
func (o *outcomes) accept(ev *parsers.Event, minute int64) {
	if !o.operations[string(ev.Value(cloudtrail.SlotEventName))] {
		return
	}
	if c := o.callers[hashOf(ev)]; c != nil {
		o.at(c, minute).accepted++
	}
}

// at returns the minute of a caller.
func (o *outcomes) at(c *outcome, minute int64) *ended {
	last := len(c.minutes) - 1
	if last >= 0 && c.minutes[last].minute == minute {
		return &c.minutes[last]
	}
	if o.kept >= maxOutcomes {
		o.full = true
		return &ended{}
	}
	o.kept++
	c.minutes = append(c.minutes, ended{minute: minute})
	return &c.minutes[last+1]
}

// hashOf is what the calls of one operation by one principal have in common, of one account, Region and service.
func hashOf(ev *parsers.Event) uint64 {
	h := xxhash.Sum64(principalOf(ev))
	for _, v := range [...]parsers.Value{
		ev.Value(cloudtrail.SlotEventName), accountOf(ev), ev.Value(cloudtrail.SlotAWSRegion), ev.Value(cloudtrail.SlotEventSource),
	} {
		h = h*31 + xxhash.Sum64(v)
	}
	return h
}

func (o *outcomes) merge(other *outcomes) {
	o.full = o.full || other.full
	for h, theirs := range other.callers {
		mine := o.callers[h]
		if mine == nil {
			mine = theirs
			o.callers[h] = mine
			o.operations[theirs.operation] = true
		} else {
			mine.minutes = append(mine.minutes, theirs.minutes...)
		}
		o.kept += len(theirs.minutes)
	}
}

// byPlace returns the callers of each place.
func (o *outcomes) byPlace() map[place][]*outcome {
	all := map[place][]*outcome{}
	for _, c := range o.callers {
		slices.SortFunc(c.minutes, func(a, b ended) int { return cmp.Compare(a.minute, b.minute) })
		all[c.place] = append(all[c.place], c)
	}
	return all
}

// atMost returns how many calls were refused hard in a storm, at most, given the callers of its place. As in the count, the
// calls of operations without a known quota count where the operation was refused.
func (s *storm) atMost(callers []*outcome) int64 {
	type sum struct{ refused, accepted int64 }
	sums := make([]sum, len(callers))
	exceeded := map[string]bool{}
	for i, c := range callers {
		first, _ := slices.BinarySearchFunc(c.minutes, s.from-margin, func(e ended, minute int64) int { return cmp.Compare(e.minute, minute) })
		for _, e := range c.minutes[first:] {
			if e.minute > s.to+margin {
				break
			}
			sums[i].refused += int64(e.refused)
			sums[i].accepted += int64(e.accepted)
		}
		if sums[i].refused > 0 {
			exceeded[c.operation] = true
		}
	}
	refused, all := map[string]int64{}, map[string]int64{}
	for i, c := range callers {
		if exceeded[c.operation] || s.quota != "" {
			refused[c.principal] += sums[i].refused
			all[c.principal] += sums[i].refused + sums[i].accepted
		}
	}
	return refusedHard(refused, all)
}

// principals are the fields that tell who called, the role of a session first: its many sessions are one caller.
var principals = [...]int{
	cloudtrail.SlotIssuerARN, cloudtrail.SlotIdentityARN, cloudtrail.SlotIdentityInvokedBy,
	cloudtrail.SlotIdentityUserName, cloudtrail.SlotIdentityPrincipalID, cloudtrail.SlotIdentityAccessKeyID,
}

// principalOf tells who called; nil where the record does not.
func principalOf(ev *parsers.Event) parsers.Value {
	if i := slices.IndexFunc(principals[:], func(slot int) bool { return ev.Value(slot).Exists() }); i >= 0 {
		return ev.Value(principals[i])
	}
	return nil
}
