package scan

import (
	"cmp"
	"fmt"
	"math/bits"

	"github.com/cespare/xxhash/v2"

	"hamari/parsers"
)

// maxEventIDs is how many events of one worker are remembered, in 22 to 32 bytes each.
const maxEventIDs = 1 << 25

// eventIDs remembers which CloudTrail events were seen and where, by a 64-bit hash of the eventID. Among ten million
// events the chance of two different ones sharing a hash is about one in 400,000.
//
// When there are more events than may be remembered, those are forgotten whose hash is in the upper half of what it can
// be, and never looked at again; then those in the upper half of the rest, and so on. The duplicates that were found
// among the forgotten ones are records again. So it depends on the events alone which of them are looked at, and what
// is counted, and not on who reads which of them first.
type eventIDs struct {
	most    int // that are remembered
	known   idTable
	halved  int       // how often half of the events were forgotten
	sources []*Source // by number
	lost    map[losses]int64

	base *eventIDs // of what was read before all that is read now, which is only looked into; nil for nothing
}

// place is where an event stands: the number of its member, and of its record in that.
type place uint64

const (
	recordBits = 38
	maxSources = 1 << (64 - recordBits)
)

// losses are the records of a member that became duplicates, of events with so many leading zeros in their hash.
type losses struct{ source, zeros int }

func newEventIDs() *eventIDs {
	return &eventIDs{most: maxEventIDs, known: newIDTable(), lost: map[losses]int64{}}
}

// duplicate reports whether the event was seen before. Of two deliveries the one in the first place counts as the
// record, whichever was read first, so that the counts do not depend on the order.
func (ids *eventIDs) duplicate(ev *parsers.Event, src *Source) bool {
	h := max(1, xxhash.Sum64String(ev.ID)) // fixed, so that states can be merged across processes
	if bits.LeadingZeros64(h) < ids.halved {
		return false
	}
	number := ids.number(src)
	if number == maxSources {
		return false // beyond what fits into memory
	}
	here := place(number)<<recordBits | place(ev.Pos.Record)
	known, seen := ids.known.find(h)
	switch {
	case ids.base.has(h):
	case !seen:
		ids.known.add(h, here)
		ids.forget()
		return false
	case ids.before(here, known.place):
		// The other delivery becomes the duplicate. What it told is told again from here: graph and sightings keep
		// the first place of the two, and the lenses of CloudTrail keep one record per minute.
		ids.lose(h, known.place)
		known.place = here
		return false
	}
	src.Duplicates++
	ids.lost[losses{number, bits.LeadingZeros64(h)}]++
	src.span(ev)
	return true
}

// has reports whether an event is remembered.
func (ids *eventIDs) has(hash uint64) bool {
	if ids == nil {
		return false
	}
	_, has := ids.known.find(hash)
	return has
}

// number returns the number of a member.
func (ids *eventIDs) number(src *Source) int {
	if src.number == 0 {
		if len(ids.sources) == maxSources {
			return maxSources
		}
		ids.sources = append(ids.sources, src)
		src.number = len(ids.sources)
	}
	return src.number - 1
}

func (ids *eventIDs) before(p, q place) bool {
	a, b := ids.sources[p>>recordBits], ids.sources[q>>recordBits]
	if a == b {
		return p < q
	}
	return cmp.Or(cmp.Compare(a.Member, b.Member), cmp.Compare(p<<(64-recordBits), q<<(64-recordBits))) < 0
}

// lose turns the record at the place into a duplicate.
func (ids *eventIDs) lose(h uint64, p place) {
	number := int(p >> recordBits)
	ids.sources[number].Records--
	ids.sources[number].Duplicates++
	ids.lost[losses{number, bits.LeadingZeros64(h)}]++
}

// forget keeps what is remembered within its bounds.
func (ids *eventIDs) forget() {
	for ids.known.len > ids.most {
		ids.halve(ids.halved + 1)
	}
}

// halve forgets the events that have fewer leading zeros in their hash.
func (ids *eventIDs) halve(zeros int) {
	if zeros <= ids.halved {
		return
	}
	ids.halved = zeros
	for e := range ids.known.drain() {
		if bits.LeadingZeros64(e.hash) >= zeros {
			ids.known.add(e.hash, e.place)
		}
	}
	for l, n := range ids.lost {
		if l.zeros < zeros {
			ids.sources[l.source].Records += n
			ids.sources[l.source].Duplicates -= n
			delete(ids.lost, l)
		}
	}
}

// level makes two workers remember the same kind of events. It may change what was counted by either.
func (ids *eventIDs) level(o *eventIDs) {
	ids.halve(o.halved)
	o.halve(ids.halved)
}

// merge adds what another worker, with which this one is level, remembers.
func (ids *eventIDs) merge(o *eventIDs) {
	numbers := make([]place, len(o.sources))
	for i, src := range o.sources {
		src.number = 0
		numbers[i] = place(ids.number(src))
	}
	for l, n := range o.lost {
		ids.lost[losses{int(numbers[l.source]), l.zeros}] += n
	}
	for e := range o.known.drain() {
		theirs := numbers[e.place>>recordBits]<<recordBits | e.place&(1<<recordBits-1)
		known, seen := ids.known.find(e.hash)
		switch {
		case !seen:
			ids.known.add(e.hash, theirs)
		case ids.before(theirs, known.place):
			ids.lose(e.hash, known.place)
			known.place = theirs
		default:
			ids.lose(e.hash, theirs)
		}
	}
	ids.forget()
}

// notes tells when not all events were looked at.
func (ids *eventIDs) notes() []string {
	if ids.halved == 0 {
		return nil
	}
	return []string{fmt.Sprintf("more than %d CloudTrail events: only one in %d was looked at for having been delivered twice, "+
		"the others count as often as they were delivered", ids.most, 1<<ids.halved)}
}
