package redact

import (
	"net/netip"
	"slices"
	"sync"
)

// cache remembers the pseudonyms of addresses, which flow logs repeat over and over.
type cache struct {
	mu        sync.RWMutex
	addresses map[netip.Addr]string
}

// maxCached bounds the cache.
const maxCached = 1 << 20

func newCache() *cache { return &cache{addresses: map[netip.Addr]string{}} }

func (r *Redactor) address(a netip.Addr) string {
	r.cache.mu.RLock()
	text, has := r.cache.addresses[a]
	r.cache.mu.RUnlock()
	if has {
		return text
	}
	text = r.key.addressText(a)
	r.cache.mu.Lock()
	defer r.cache.mu.Unlock()
	if len(r.cache.addresses) < maxCached {
		r.cache.addresses[a] = text
	}
	return text
}

func sortLongestFirst(list []name) {
	slices.SortFunc(list, func(a, b name) int {
		if len(a.text) != len(b.text) {
			return len(b.text) - len(a.text)
		}
		return slices.Compare([]byte(a.text), []byte(b.text))
	})
}
