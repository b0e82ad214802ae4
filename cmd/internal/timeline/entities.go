package timeline

import (
	"slices"
	"strings"
	"sync"

	"hamari/parsers"
)

// entityKey is the fields of a kind that name entities of one key.
type entityKey struct {
	name  string
	slots []int
}

// entityKeys returns the entity keys of a kind, in order.
func entityKeys(kind *parsers.Kind) []entityKey {
	if keys, ok := entityCache.Load(kind); ok {
		return keys.([]entityKey)
	}
	var keys []entityKey
	for slot, f := range kind.Fields {
		if f.Entity == "" {
			continue
		}
		i := slices.IndexFunc(keys, func(k entityKey) bool { return k.name == f.Entity })
		if i < 0 {
			i = len(keys)
			keys = append(keys, entityKey{name: f.Entity})
		}
		keys[i].slots = append(keys[i].slots, slot)
	}
	slices.SortFunc(keys, func(a, b entityKey) int { return strings.Compare(a.name, b.name) })
	entityCache.Store(kind, keys)
	return keys
}

var entityCache sync.Map // *parsers.Kind to []entityKey
