package target

import (
	"bytes"

	"hamari/parsers"
	"hamari/parsers/alb"
)

// url is a method and a path that was asked for.
type url struct {
	name     string // of one that failed
	requests uint32
	failures [failuresCount]uint32
}

// urlOf is the count of the record's URL; nil if it is not understood or not part of the sample.
func (l *Lens) urlOf(g *group, ev *parsers.Event, how failure) *url {
	where := ev.Value(alb.SlotRequestURL)
	if !where.Exists() {
		return nil
	}
	verb, path := ev.Value(alb.SlotRequestVerb), pathOf(where)
	hash := fnv(fnv(offset, verb), path)
	if !inSample(hash, l.urlLevel) {
		return nil
	}
	u := g.urls[hash]
	if u == nil {
		u = &url{}
		g.urls[hash] = u
		if l.urls++; l.urls > maxURLs {
			l.bound()
		}
	}
	if how != answered && u.name == "" {
		u.name = urlName(verb, path)
	}
	return u
}

// maxURLName is how much of a path is kept.
const maxURLName = 120

func urlName(verb, path []byte) string {
	return string(verb) + " " + string(path[:min(len(path), maxURLName)])
}

// pathOf is the path of a URL as the log writes it, PROTOCOL://HOST:PORT/PATH?QUERY.
func pathOf(u []byte) []byte {
	if i := bytes.Index(u, []byte("://")); i >= 0 {
		u = u[i+3:]
		if i := bytes.IndexByte(u, '/'); i >= 0 {
			u = u[i:]
		}
	}
	if i := bytes.IndexAny(u, "?#"); i >= 0 {
		u = u[:i]
	}
	return u
}

// offset is the FNV-1a hash of nothing.
const offset = 14695981039346656037

// fnv continues an FNV-1a hash, which is the same in every run and so may decide what belongs to a sample.
func fnv(h uint64, b []byte) uint64 {
	for _, c := range b {
		h = (h ^ uint64(c)) * 1099511628211
	}
	return h
}

// inSample reports whether a hash belongs to the sample of a level: all at 0, then every second, every fourth.
func inSample(hash uint64, level uint8) bool { return hash>>(64-level) == 0 }

func (l *Lens) sampleURLs(level uint8) {
	l.urlLevel, l.urls = level, 0
	for _, g := range l.groups {
		for hash := range g.urls {
			if !inSample(hash, level) {
				delete(g.urls, hash)
			}
		}
		l.urls += len(g.urls)
	}
}

func (u *url) merge(o *url) {
	if u.name == "" {
		u.name = o.name
	}
	u.requests += o.requests
	for i := range o.failures {
		u.failures[i] += o.failures[i]
	}
}

// bound reports whether what is asked for decides that it fails so.
func (u *url) bound(how failure) bool {
	return u.failures[how] >= 2 && float64(u.failures[how]) >= 0.2*float64(u.requests)
}
