package flow

import (
	"cmp"
	"time"

	"hamari/correlate/lens"
	"hamari/parsers"
)

// Cite is the place of a record, in little space. Its member is known to a Members.
type Cite struct {
	Start, End int64 // Unix seconds
	member     uint32
	line       int32
	record     int32
	set        bool
}

// IsSet reports whether the cite names a record.
func (c *Cite) IsSet() bool { return c.set }

// Members numbers the members that records come from.
type Members struct {
	paths   []string
	numbers map[string]uint32
	last    uint32 // records of one member mostly come one after the other
}

// NewMembers returns an empty list of members.
func NewMembers() *Members { return &Members{numbers: map[string]uint32{}} }

func (m *Members) number(path string) uint32 {
	if int(m.last) < len(m.paths) && m.paths[m.last] == path {
		return m.last
	}
	n, ok := m.numbers[path]
	if !ok {
		n = uint32(len(m.paths))
		m.paths = append(m.paths, path)
		m.numbers[path] = n
	}
	m.last = n
	return n
}

// Keep makes a cite name the record if that is earlier than the one it names.
func (m *Members) Keep(c *Cite, ev *parsers.Event, start, end int64) {
	if c.set && start > c.Start {
		return
	}
	m.KeepCite(c, Cite{
		Start: start, End: end, member: m.number(ev.Pos.Member), line: int32(ev.Pos.Line), record: int32(ev.Pos.Record), set: true,
	})
}

// KeepCite makes a cite name what another one names, if that is earlier. Both must be of these members.
func (m *Members) KeepCite(c *Cite, other Cite) {
	if other.set && (!c.set || m.compare(other, *c) < 0) {
		*c = other
	}
}

// KeepFirst keeps under a key the earliest of the cites that are given for it.
func KeepFirst[K comparable](m *Members, firsts map[K]Cite, key K, c Cite) {
	first := firsts[key]
	m.KeepCite(&first, c)
	firsts[key] = first
}

func (m *Members) compare(a, b Cite) int {
	return cmp.Or(cmp.Compare(a.Start, b.Start), cmp.Compare(m.paths[a.member], m.paths[b.member]), cmp.Compare(a.record, b.record))
}

// Adopt learns the members of another list and returns what turns its cites into cites of this one.
func (m *Members) Adopt(other *Members) func(c *Cite) {
	numbers := make([]uint32, len(other.paths))
	for i, path := range other.paths {
		numbers[i] = m.number(path)
	}
	return func(c *Cite) {
		if c.set {
			c.member = numbers[c.member]
		}
	}
}

// Lens gives the cite the form of a row's.
func (m *Members) Lens(c Cite, text string) lens.Cite {
	return lens.Cite{
		Pos:  parsers.Pos{Member: m.paths[c.member], Line: int(c.line), Record: int(c.record)},
		Time: time.Unix(c.Start, 0).UTC(), End: time.Unix(c.End, 0).UTC(), Text: text,
	}
}
