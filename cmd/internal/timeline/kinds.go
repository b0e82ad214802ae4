package timeline

import (
	"slices"
	"strings"
	"sync"

	"hamari/correlate"
	"hamari/parsers"
)

// vocabulary is what the forms know of a kind, with its fields looked up.
type vocabulary struct {
	sentence *compiled
	entities []entityKey // in order
	ecs      *mapping
}

var vocabularies sync.Map // *parsers.Kind to *vocabulary

func vocabularyOf(kind *parsers.Kind) *vocabulary {
	if v, ok := vocabularies.Load(kind); ok {
		return v.(*vocabulary)
	}
	v := &vocabulary{sentenceOf(kind), entityKeys(kind), mappingOf(kind)}
	vocabularies.Store(kind, v)
	return v
}

// summaryOf appends the summary of a record.
func summaryOf(dst []byte, r *correlate.Record) []byte {
	return vocabularyOf(r.Kind).sentence.summary(dst, r.Event)
}

// entityKey is the fields of a kind that name entities of one key.
type entityKey struct {
	name  string
	slots []int
}

// entityKeys returns the entity keys of a kind, in order.
func entityKeys(kind *parsers.Kind) []entityKey {
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
	return keys
}
