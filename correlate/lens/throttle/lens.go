package throttle

import (
	"cmp"
	"maps"
	"slices"

	"hamari/parsers"
	"hamari/parsers/cloudtrail"
)

// maxMinutes is of how many minutes refused calls are counted, those of different accounts, Regions and services apart.
const maxMinutes = 200_000

// place is where a quota of call rates counts.
type place struct {
	account, region, service, quota string
}

func (p place) compare(o place) int {
	return cmp.Or(cmp.Compare(p.account, o.account), cmp.Compare(p.region, o.region), cmp.Compare(p.service, o.service), cmp.Compare(p.quota, o.quota))
}

// Lens counts refused calls by the minute.
type Lens struct {
	minutes map[place]map[int64]int // by minute since 1970
	kept    int
	full    bool

	outcomes outcomes
}

// New returns an empty lens.
func New() *Lens { return &Lens{minutes: map[place]map[int64]int{}, outcomes: newOutcomes()} }

// Event takes in one CloudTrail record.
func (l *Lens) Event(ev *parsers.Event) {
	if ev.Time.IsZero() {
		return
	}
	minute := ev.Time.Unix() / 60
	if !refused(ev) {
		l.outcomes.accept(ev, minute)
		return
	}
	p := placeOf(ev)
	l.add(p, minute, 1)
	l.outcomes.refuse(ev, p, minute)
}

// placeOf returns what counts the call.
func placeOf(ev *parsers.Event) place {
	service := ev.Value(cloudtrail.SlotEventSource)
	return place{
		accountOf(ev).String(), ev.Value(cloudtrail.SlotAWSRegion).String(), service.String(),
		shared[string(service)][string(ev.Value(cloudtrail.SlotEventName))],
	}
}

// accountOf returns the account whose quota counts. Of calls across accounts, the caller's account has a record of its own.
func accountOf(ev *parsers.Event) parsers.Value {
	if account := ev.Value(cloudtrail.SlotRecipientAccountID); account.Exists() {
		return account
	}
	return ev.Value(cloudtrail.SlotIdentityAccountID)
}

func (l *Lens) add(p place, minute int64, calls int) {
	of := l.minutes[p]
	if _, has := of[minute]; !has {
		if l.kept >= maxMinutes {
			l.full = true
			return
		}
		l.kept++
	}
	if of == nil {
		of = map[int64]int{}
		l.minutes[p] = of
	}
	of[minute] += calls
}

// Merge adds what the other lens counted.
func (l *Lens) Merge(other *Lens) {
	l.full = l.full || other.full
	l.outcomes.merge(&other.outcomes)
	for _, p := range slices.SortedFunc(maps.Keys(other.minutes), place.compare) {
		for _, minute := range slices.Sorted(maps.Keys(other.minutes[p])) {
			l.add(p, minute, other.minutes[p][minute])
		}
	}
}
