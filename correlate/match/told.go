package match

import "slices"

// untold reports whether a hit tells of more than messages that somebody pasted or logged, of which the bundle has the records.
// Of messages alone nothing is found then: the record names the caller or the thing in another way, or shows that there is
// nothing to tell. Where they belong to what a record shows, they are evidence, and count for nothing.
func (h *hit) untold() bool {
	return !slices.ContainsFunc(h.order, func(step string) bool { return h.by[step].Told })
}
