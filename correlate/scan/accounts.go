package scan

import (
	"slices"
	"strings"
)

// JoinSources makes one account of each member. Several workers may have read parts of one; as long as an event that was
// seen before may turn up, what was counted stays where the record was read.
func (s *State) JoinSources() {
	slices.SortFunc(s.Sources, func(a, b *Source) int { return strings.Compare(a.Member, b.Member) })
	joined := s.Sources[:0]
	for _, src := range s.Sources {
		if n := len(joined); n > 0 && joined[n-1].Member == src.Member {
			joined[n-1].merge(src)
			continue
		}
		joined = append(joined, src)
	}
	clear(s.Sources[len(joined):])
	s.Sources = joined
}

// Source returns the account of a member once the state is finished, nil if nothing of it was read.
func (s *State) Source(path string) *Source {
	i, found := slices.BinarySearchFunc(s.Sources, path, func(src *Source, path string) int { return strings.Compare(src.Member, path) })
	if !found {
		return nil
	}
	return s.Sources[i]
}

// Forget drops the accounts of members that are read again.
func (s *State) Forget(paths []string) {
	again := make(map[string]bool, len(paths))
	for _, path := range paths {
		again[path] = true
	}
	s.Sources = slices.DeleteFunc(s.Sources, func(src *Source) bool { return again[src.Member] })
}
