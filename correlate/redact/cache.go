package redact

import (
	"net/netip"
	"sync"
)

// cache remembers the pseudonyms of what logs repeat over and over.
type cache struct {
	mu        sync.RWMutex
	addresses map[netip.Addr]string
	words     map[string]string
}

// Bounds of the cache.
const (
	maxCached      = 1 << 20
	maxCachedWords = 1 << 18
)

func newCache() *cache { return &cache{addresses: map[netip.Addr]string{}, words: map[string]string{}} }

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

// remembered returns the pseudonym of a word, which is made by one method of the key where it was not seen before.
func (r *Redactor) remembered(word []byte, pseudonym func(*Key, string) string) string {
	r.cache.mu.RLock()
	to, has := r.cache.words[string(word)]
	r.cache.mu.RUnlock()
	if has {
		return to
	}
	original := string(word)
	to = pseudonym(r.key, original)
	r.cache.mu.Lock()
	defer r.cache.mu.Unlock()
	if len(r.cache.words) < maxCachedWords {
		r.cache.words[original] = to
	}
	return to
}
