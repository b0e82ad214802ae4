package access

import (
	"slices"
	"time"
)

// place is a call in a Region of an account, whoever made it.
type place struct{ source, name, account, region string }

// theirs is an allowed call and who made it.
type theirs struct {
	*sample
	identity string
}

// byPlace returns the allowed calls by where they were made, in order of time.
func (a *allowed) byPlace() map[place][]theirs {
	all := map[place][]theirs{}
	for _, c := range a.calls {
		for i := range c.samples {
			call := &c.samples[i]
			at := place{c.key.source, c.key.name, accountOf(c.key.identity), call.region}
			all[at] = append(all[at], theirs{call, c.key.identity})
		}
	}
	for _, list := range all {
		slices.SortFunc(list, func(x, y theirs) int { return x.cite.Compare(y.cite) })
	}
	return all
}

// another finds the call nearest in time that somebody else of the account was allowed in a Region in which a policy of the organization
// refused it: such policies often except roles.
func (s *setting) another(d *denial, at time.Time) (near *sample) {
	if d.key.layer != orgPolicy {
		return nil
	}
	if s.byPlace == nil {
		s.byPlace = s.allowed.byPlace()
	}
	try := func(list []theirs, from, step int) {
		for i := from; i >= 0 && i < len(list); i += step {
			if list[i].identity == d.key.identity {
				continue // of one caller there are few
			}
			away := list[i].cite.Time.Sub(at).Abs()
			if away <= otherNear && (near == nil || away < near.cite.Time.Sub(at).Abs() || away == near.cite.Time.Sub(at).Abs() && list[i].cite.Compare(near.cite) < 0) {
				near = list[i].sample
			}
			return
		}
	}
	for key := range d.calls {
		for _, region := range d.regions {
			list := s.byPlace[place{key.source, key.name, d.callerAccount(), region}]
			after, _ := slices.BinarySearchFunc(list, at, func(t theirs, at time.Time) int { return t.cite.Time.Compare(at) })
			try(list, after-1, -1)
			try(list, after, 1)
		}
	}
	return near
}
