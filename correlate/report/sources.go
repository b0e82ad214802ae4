package report

import (
	"bytes"
	"cmp"
	"encoding/json"
	"iter"
	"reflect"
	"sort"
)

// Sources are the members of a bundle, in the order of their paths. There may be millions of them: where they come from an
// analysis, each is made when it is asked for. The zero value has none.
type Sources struct {
	list []Source
	lazy *lazySources // nil where there is a list
}

type lazySources struct {
	n    int
	at   func(i int) Source
	hash func(i int) string
}

// SourcesOf has the sources given.
func SourcesOf(list ...Source) Sources { return Sources{list: list} }

// SourcesFrom has n sources, of which at makes the i-th each time it is asked for, all but its hash. hash makes that: few who
// ask want it.
func SourcesFrom(n int, at func(i int) Source, hash func(i int) string) Sources {
	return Sources{lazy: &lazySources{n, at, hash}}
}

// Len returns how many there are.
func (s Sources) Len() int {
	if s.lazy != nil {
		return s.lazy.n
	}
	return len(s.list)
}

// At returns the i-th source.
func (s Sources) At(i int) Source {
	if s.lazy == nil {
		return s.list[i]
	}
	src := s.lazy.at(i)
	src.SHA256 = s.lazy.hash(i)
	return src
}

// brief returns the i-th source, perhaps without its hash.
func (s Sources) brief(i int) Source {
	if s.lazy == nil {
		return s.list[i]
	}
	return s.lazy.at(i)
}

// All goes over the sources and their numbers. A source is overwritten by the next one.
func (s Sources) All() iter.Seq2[int, *Source] { return s.each(s.At) }

// Briefly is All without the hashes.
func (s Sources) Briefly() iter.Seq2[int, *Source] { return s.each(s.brief) }

func (s Sources) each(at func(i int) Source) iter.Seq2[int, *Source] {
	return func(yield func(int, *Source) bool) {
		var one Source
		for i := range s.Len() {
			one = at(i)
			if !yield(i, &one) {
				return
			}
		}
	}
}

// Any reports whether the condition, in which the hash plays no part, holds for a source.
func (s Sources) Any(holds func(*Source) bool) bool {
	for _, src := range s.Briefly() {
		if holds(src) {
			return true
		}
	}
	return false
}

// Find returns the source of a member.
func (s Sources) Find(member string) (Source, bool) {
	i, found := sort.Find(s.Len(), func(i int) int { return cmp.Compare(member, s.brief(i).Member) })
	if !found {
		return Source{}, false
	}
	return s.At(i), true
}

// List returns all sources, for where they are known to be few.
func (s Sources) List() []Source {
	if s.lazy == nil {
		return s.list
	}
	list := make([]Source, s.lazy.n)
	for i := range list {
		list[i] = s.At(i)
	}
	return list
}

// Equal reports whether both have the same sources.
func (s Sources) Equal(o Sources) bool {
	return s.Len() == o.Len() && (s.Len() == 0 || reflect.DeepEqual(s.List(), o.List()))
}

// MarshalJSON writes a list.
func (s Sources) MarshalJSON() ([]byte, error) {
	if s.Len() == 0 {
		return []byte("[]"), nil
	}
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false) // whoever writes the whole may choose it
	err := enc.Encode(s.List())
	return b.Bytes(), err
}

// UnmarshalJSON reads a list.
func (s *Sources) UnmarshalJSON(text []byte) error {
	s.lazy = nil
	return json.Unmarshal(text, &s.list)
}
