package failure

import (
	"cmp"
	"fmt"
	"strings"
	"time"

	"github.com/cespare/xxhash/v2"

	"hamari/correlate/lens"
	"hamari/parsers"
)

// maxSorts is how many sorts of failures are told apart within one kind of log.
const maxSorts = 2_000

// Lens counts failures. One worker feeds one lens; lenses merge.
type Lens struct {
	logs map[*parsers.Kind]*tallies
	last *tallies      // records of one kind mostly come one after the other
	mute *parsers.Kind // the last that tells of no failures
	key  []byte        // scratch

	tries map[string][]try // by who tried
}

// How much of a failure tells sorts apart. Which of them it is depends on all records, not on their order: detail is given
// up where all of them together have too much of it.
const (
	byConcern = iota // its code and what it concerns
	byCode
	byNothing
)

// tallies are those of one kind of log.
type tallies struct {
	kind    *parsers.Kind
	rule    *rule
	records int64

	// identified says that records have an identity, so that some may have been delivered twice. How many different ones
	// there are is not known then, only how many different ones failed.
	identified bool

	detail int
	sorts  map[string]*tally // by code, and by what it concerns behind a line feed
}

// tally is one sort of failures.
type tally struct {
	n           int64     // records that have no identity of their own
	ids         distinct  // those that have
	first, last time.Time // of the records that state their zone
	cite        lens.Cite // the earliest, with its message as text
	wall        bool      // its time is a reading of a clock whose zone it does not state
	wallLast    Reading   // the last of such readings
}

// New returns an empty lens.
func New() *Lens { return &Lens{logs: map[*parsers.Kind]*tallies{}} }

// Event takes in one record. Those of kinds that tell of no failures are left alone.
func (l *Lens) Event(ev *parsers.Event) {
	if ev.Kind == l.mute {
		return
	}
	t := l.last
	if t == nil || t.kind != ev.Kind {
		if rules[ev.Kind] == nil {
			l.mute = ev.Kind
			return
		}
		t = l.of(ev.Kind)
		l.last = t
	}
	t.records++
	l.key = t.rule.sort(l.key[:0], ev)
	if len(l.key) > 0 {
		t.add(l.key, ev)
	}
}

func (l *Lens) of(k *parsers.Kind) *tallies {
	t := l.logs[k]
	if t == nil {
		t = &tallies{kind: k, rule: rules[k], sorts: map[string]*tally{}}
		l.logs[k] = t
	}
	return t
}

func (t *tallies) add(key []byte, ev *parsers.Event) {
	key = key[:kept(key, t.detail)]
	s := t.sorts[string(key)]
	if s == nil {
		s = &tally{}
		t.sorts[strings.Clone(string(key))] = s
	}
	known := s.n > 0 || s.ids.hashes != nil
	if ev.ID != "" {
		t.identified = true
		s.ids.add(xxhash.Sum64String(ev.ID))
	} else {
		s.n++
	}
	if !ev.WallClock {
		s.extend(ev.Time, cmp.Or(ev.End, ev.Time))
	} else if s.wallLast.before(Reading{ev.Pos.Member, ev.Time}) {
		if s.wallLast.Time = ev.Time; s.wallLast.Member != ev.Pos.Member {
			s.wallLast.Member = strings.Clone(ev.Pos.Member)
		}
	}
	if c := (lens.Cite{Pos: ev.Pos, ID: ev.ID, Time: ev.Time}); !known || c.Compare(s.cite) < 0 {
		c.Pos.Member, c.ID, c.Text = strings.Clone(c.Pos.Member), strings.Clone(c.ID), t.rule.message(ev)
		s.cite, s.wall = c, ev.WallClock
	}
	t.bound()
}

// kept is how much of a key counts at a level of detail.
func kept[K string | []byte](key K, detail int) int {
	switch detail {
	case byConcern:
		return len(key)
	case byCode:
		if i := strings.IndexByte(string(key), '\n'); i >= 0 {
			return i
		}
		return len(key)
	}
	return 0
}

// Reading is what a clock without a zone said in a member.
type Reading struct {
	Member string
	Time   time.Time
}

func (r Reading) before(o Reading) bool {
	return cmp.Or(r.Time.Compare(o.Time), strings.Compare(r.Member, o.Member)) < 0
}

func (s *tally) extend(first, last time.Time) {
	if first.IsZero() {
		return
	}
	if s.first.IsZero() || first.Before(s.first) {
		s.first = first
	}
	if last.After(s.last) {
		s.last = last
	}
}

// bound gives up detail where there are too many sorts.
func (t *tallies) bound() {
	for len(t.sorts) > maxSorts {
		t.coarsen(t.detail + 1)
	}
}

func (t *tallies) coarsen(detail int) {
	if detail <= t.detail {
		return
	}
	fine := t.sorts
	t.detail, t.sorts = detail, map[string]*tally{}
	t.join(fine)
}

func (t *tallies) join(sorts map[string]*tally) {
	for key, s := range sorts {
		key = key[:kept(key, t.detail)]
		mine := t.sorts[key]
		if mine == nil {
			t.sorts[key] = s
			continue
		}
		if s.cite.Compare(mine.cite) < 0 {
			mine.cite, mine.wall = s.cite, s.wall
		}
		mine.n += s.n
		mine.ids.merge(&s.ids)
		mine.extend(s.first, s.last)
		if mine.wallLast.before(s.wallLast) {
			mine.wallLast = s.wallLast
		}
	}
}

// Merge adds what the other lens counted; the other must not be used afterwards.
func (l *Lens) Merge(o *Lens) {
	for kind, theirs := range o.logs {
		mine := l.of(kind)
		mine.records += theirs.records
		mine.identified = mine.identified || theirs.identified
		mine.coarsen(theirs.detail)
		mine.join(theirs.sorts)
		mine.bound()
	}
}

// Notes say where sorts were put together for want of room.
func (l *Lens) Notes() (notes []string) {
	l.scans()
	for _, t := range l.ordered() {
		if t.detail > byConcern {
			notes = append(notes, fmt.Sprintf("%s: there are more than %d sorts of failures, which are counted by their code alone", t.kind.Title, maxSorts))
		}
	}
	return notes
}
