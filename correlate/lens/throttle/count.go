package throttle

import (
	"cmp"
	"hash/maphash"
	"slices"
	"strings"
	"sync"
	"time"

	"hamari/correlate/lens"
	"hamari/parsers"
	"hamari/parsers/cloudtrail"
)

// Bounds of what is kept of one storm.
const (
	maxCallers = 10_000    // principals, agents and operations, each combination
	maxSeen    = 2_000_000 // events that are remembered, so that none is counted twice
	maxCites   = 3         // records that a row cites
	margin     = 1         // minutes before and after a storm that belong to it: who used the quota up was not refused then
)

// Count counts who called while calls were refused.
type Count struct {
	storms  []*tally
	byPlace map[place][]*tally // a place's storms, in order of time
	reads   map[place][]*tally // by account and Region alone

	mu    sync.Mutex
	notes []string
}

// tally is what was counted of one storm.
type tally struct {
	storm
	callers map[caller]*calls
	lost    int64 // calls of callers that found no room
	codes   map[string]int
	message string
	first   lens.Cite // of the record with the message
	reads   bool

	minutes map[int64]int   // refused calls
	seen    map[uint64]bool // events that were counted: they may be delivered twice
}

type caller struct{ principal, agent, operation string }

type calls struct {
	all, refused int64
	minutes      map[int64]int64
	cites        []lens.Cite // of the first refused calls, or of the first ones
	refusedCites []lens.Cite
}

// NewCount prepares the count of the storms that the lens found; nil if there are none. Notes says what was left out.
func (l *Lens) NewCount() *Count {
	storms, notes := l.storms()
	if len(storms) == 0 {
		return nil
	}
	c := &Count{byPlace: map[place][]*tally{}, reads: map[place][]*tally{}, notes: notes}
	for _, s := range storms {
		t := &tally{storm: s, callers: map[caller]*calls{}, codes: map[string]int{}, minutes: map[int64]int{}, seen: map[uint64]bool{}}
		c.storms = append(c.storms, t)
		c.byPlace[s.place] = append(c.byPlace[s.place], t)
		where := place{account: s.account, region: s.region}
		c.reads[where] = append(c.reads[where], t)
	}
	return c
}

// Touches reports whether records of a stretch of time may belong to a storm.
func (c *Count) Touches(from, to time.Time) bool {
	return slices.ContainsFunc(c.storms, func(t *tally) bool {
		return from.Unix()/60 <= t.worstTo+margin && to.Unix()/60 >= t.worstFrom-margin
	})
}

// Event takes in one CloudTrail record. Several may come at a time.
func (c *Count) Event(ev *parsers.Event) {
	if ev.Time.IsZero() {
		return
	}
	minute := ev.Time.Unix() / 60
	if !slices.ContainsFunc(c.storms, func(t *tally) bool { return t.holds(minute) }) {
		return
	}
	p := placeOf(ev)
	c.mu.Lock()
	defer c.mu.Unlock()
	if !refused(ev) && string(ev.Value(cloudtrail.SlotReadOnly)) == "true" {
		for _, t := range c.reads[place{account: p.account, region: p.region}] {
			t.reads = t.reads || t.holds(minute)
		}
	}
	for _, t := range c.byPlace[p] {
		if t.holds(minute) {
			t.add(ev, minute)
			return
		}
	}
}

func (t *tally) holds(minute int64) bool {
	return t.worstFrom-margin <= minute && minute <= t.worstTo+margin
}

var seed = maphash.MakeSeed() // only for telling IDs apart within one run

func (t *tally) add(ev *parsers.Event, minute int64) {
	if ev.ID != "" {
		id := maphash.String(seed, ev.ID)
		if t.seen[id] {
			return
		}
		if len(t.seen) < maxSeen {
			t.seen[id] = true
		}
	}
	who := callerOf(ev)
	of := t.callers[who]
	if of == nil {
		if len(t.callers) >= maxCallers {
			t.lost++
			return
		}
		of = &calls{minutes: map[int64]int64{}}
		t.callers[who] = of
	}
	cite := lens.Cite{Pos: ev.Pos, ID: strings.Clone(ev.ID), Time: ev.Time}
	of.all++
	of.minutes[minute]++
	of.cites = earliest(of.cites, cite)
	if !refused(ev) {
		return
	}
	of.refused++
	of.refusedCites = earliest(of.refusedCites, cite)
	t.minutes[minute]++
	t.codes[ev.Value(cloudtrail.SlotErrorCode).String()]++
	if message := ev.Value(cloudtrail.SlotErrorMessage); message.Exists() && (t.message == "" || compareCites(cite, t.first) < 0) {
		t.message, t.first = message.String(), cite
	}
}

// callerOf tells who called. Of a role, its many sessions are one caller.
func callerOf(ev *parsers.Event) caller {
	agent := ev.Value(cloudtrail.SlotCallerService)
	if !agent.Exists() {
		agent = ev.Value(cloudtrail.SlotUserAgent)
	}
	return caller{principalOf(ev).String(), agent.String(), ev.Value(cloudtrail.SlotEventName).String()}
}

func principalOf(ev *parsers.Event) (principal parsers.Value) {
	for _, slot := range []int{cloudtrail.SlotIssuerARN, cloudtrail.SlotIdentityARN, cloudtrail.SlotIdentityInvokedBy,
		cloudtrail.SlotIdentityUserName, cloudtrail.SlotIdentityPrincipalID, cloudtrail.SlotIdentityAccessKeyID} {
		if principal = ev.Value(slot); principal.Exists() {
			break
		}
	}
	return principal
}

// earliest adds a cite to a sorted list of few and keeps the earliest, whatever the order they come in.
func earliest(list []lens.Cite, c lens.Cite) []lens.Cite {
	i, _ := slices.BinarySearchFunc(list, c, compareCites)
	if i >= maxCites {
		return list
	}
	list = slices.Insert(list, i, c)
	return list[:min(len(list), maxCites)]
}

func compareCites(a, b lens.Cite) int {
	return cmp.Or(a.Time.Compare(b.Time), cmp.Compare(a.Pos.Member, b.Pos.Member), cmp.Compare(a.Pos.Record, b.Pos.Record))
}
