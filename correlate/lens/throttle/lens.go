package throttle

import (
	"cmp"
	"maps"
	"slices"

	"github.com/cespare/xxhash/v2"

	"hamari/parsers"
	"hamari/parsers/cloudtrail"
)

// maxMinutes is of how many minutes refused calls are counted, those of different accounts, Regions, services and
// principals apart.
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
	minutes map[place]map[int64]refusals // by minute since 1970
	kept    int
	full    bool
}

// refusals are the refused calls of a minute, by a hash of who made them.
type refusals map[uint64]int

func (r refusals) sum() (calls int) {
	for _, n := range r {
		calls += n
	}
	return calls
}

// New returns an empty lens.
func New() *Lens { return &Lens{minutes: map[place]map[int64]refusals{}} }

// Event takes in one CloudTrail record.
func (l *Lens) Event(ev *parsers.Event) {
	if !ev.Time.IsZero() && refused(ev) {
		l.add(placeOf(ev), ev.Time.Unix()/60, xxhash.Sum64(principalOf(ev)), 1)
	}
}

// placeOf returns what counts the call. Of calls across accounts, the caller's account has a record of its own.
func placeOf(ev *parsers.Event) place {
	account := ev.Value(cloudtrail.SlotRecipientAccountID)
	if !account.Exists() {
		account = ev.Value(cloudtrail.SlotIdentityAccountID)
	}
	service := ev.Value(cloudtrail.SlotEventSource)
	return place{
		account.String(), ev.Value(cloudtrail.SlotAWSRegion).String(), service.String(),
		shared[string(service)][string(ev.Value(cloudtrail.SlotEventName))],
	}
}

func (l *Lens) add(p place, minute int64, principal uint64, calls int) {
	of := l.minutes[p]
	if _, has := of[minute][principal]; !has {
		if l.kept >= maxMinutes {
			l.full = true
			return
		}
		l.kept++
	}
	if of == nil {
		of = map[int64]refusals{}
		l.minutes[p] = of
	}
	if of[minute] == nil {
		of[minute] = refusals{}
	}
	of[minute][principal] += calls
}

// Merge adds what the other lens counted.
func (l *Lens) Merge(other *Lens) {
	l.full = l.full || other.full
	for _, p := range slices.SortedFunc(maps.Keys(other.minutes), place.compare) {
		for _, minute := range slices.Sorted(maps.Keys(other.minutes[p])) {
			of := other.minutes[p][minute]
			for _, principal := range slices.Sorted(maps.Keys(of)) {
				l.add(p, minute, principal, of[principal])
			}
		}
	}
}
