package match

import (
	"slices"

	"hamari/correlate/pattern"
)

// news reports whether a hit tells of more than messages that somebody pasted or logged, of which the bundle has the records.
// Of messages alone nothing is found then: the record names the caller or the thing in another way, or shows that there is
// nothing to tell. Where they belong to what a record shows, they are evidence, and count for nothing.
func (h *hit) news() bool {
	return !slices.ContainsFunc(h.order, func(step string) bool { return h.by[step].Told })
}

// newsIn groups hits and leaves out the groups that tell of nothing else.
func (e *Engine) newsIn(p *pattern.Pattern, hits []*hit) [][]*hit {
	return slices.DeleteFunc(e.group(p, hits), func(group []*hit) bool { return !slices.ContainsFunc(group, (*hit).news) })
}
