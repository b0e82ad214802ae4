package flow

import (
	"cmp"
	"time"

	"hamari/correlate/lens"
	"hamari/parsers"
)

// Cite is the place of a record, in little space. Its member is known to a Members. The zero Cite names no record.
type Cite struct {
	Start, End int64  // Unix seconds
	member     uint32 // counted from 1
	line       uint32
	record     uint32
}

// IsSet reports whether the cite names a record.
func (c *Cite) IsSet() bool { return c.member != 0 }

// Members numbers the members that records come from.
type Members struct {
	paths   []string
	numbers map[string]uint32
	last    uint32 // records of one member mostly come one after the other
}

// NewMembers returns an empty list of members.
func NewMembers() *Members { return &Members{numbers: map[string]uint32{}} }

// Paths returns the members that have records.
func (m *Members) Paths() []string { return m.paths }

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
func (m *Members) Keep(c *Cite, pos *parsers.Pos, start, end int64) {
	if c.member != 0 && start > c.Start {
		return
	}
	m.KeepCite(c, Cite{Start: start, End: end, member: m.number(pos.Member) + 1, line: uint32(pos.Line), record: uint32(pos.Record)})
}

// KeepCite makes a cite name what another one names, if that is earlier. Both must be of these members.
func (m *Members) KeepCite(c *Cite, other Cite) {
	if other.member != 0 && (c.member == 0 || m.compare(&other, c) < 0) {
		*c = other
	}
}

// KeepFirst keeps under a key the earliest of the cites that are given for it.
func KeepFirst[K comparable](m *Members, firsts map[K]Cite, key K, c Cite) {
	first := firsts[key]
	m.KeepCite(&first, c)
	firsts[key] = first
}

func (m *Members) compare(a, b *Cite) int {
	if c := cmp.Compare(a.Start, b.Start); c != 0 {
		return c
	}
	if a.member != b.member {
		return cmp.Compare(m.path(a), m.path(b))
	}
	return cmp.Compare(a.record, b.record)
}

func (m *Members) path(c *Cite) string { return m.paths[c.member-1] }

// Adopt learns the members of another list and returns what turns its cites into cites of this one.
func (m *Members) Adopt(other *Members) func(c *Cite) {
	numbers := make([]uint32, len(other.paths))
	for i, path := range other.paths {
		numbers[i] = m.number(path)
	}
	return func(c *Cite) {
		if c.member != 0 {
			c.member = numbers[c.member-1] + 1
		}
	}
}

// Lens gives the cite the form of a row's.
func (m *Members) Lens(c Cite, text string) lens.Cite {
	return lens.Cite{
		Pos:  parsers.Pos{Member: m.path(&c), Line: int(c.line), Record: int(c.record)},
		Time: time.Unix(c.Start, 0).UTC(), End: time.Unix(c.End, 0).UTC(), Text: text,
	}
}
