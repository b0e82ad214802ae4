package conversation

import (
	"hamari/correlate/lens/flow"
)

// Bounds of what speaks for a service of the internet that was shut: the clients that it served before, and those that asked
// in vain since, who come no more rarely than a part of the others did. These are judgements.
const (
	shutClients = 10
	shutRate    = 0.3
)

// shutting gathers what speaks for a service that the internet could use and can use no more. Scanners come all the time,
// also to a port that serves others: then some of them are rejected before, and all of them more rarely.
type shutting struct {
	served, inVain int64 // clients
	opened         span  // openings accepted
	refused        span  // openings rejected
}

// shut finds the services of the internet that are shut since a moment.
func (x *exchangeRows) shut() map[exchangeKey]bool {
	all := map[exchangeKey]*shutting{}
	for key, e := range x.lens.outside.table.All() {
		if key.side != flow.LocalServer || key.port == 0 {
			continue
		}
		s := all[key.service()]
		if s == nil {
			s = &shutting{}
			all[key.service()] = s
		}
		s.add(x, key, e)
	}
	shut := map[exchangeKey]bool{}
	for key, s := range all {
		if s.holds() {
			shut[key] = true
		}
	}
	return shut
}

func (s *shutting) add(x *exchangeRows, key exchangeKey, e *exchange) {
	if opened := e.openings(key.proto); opened.n > 0 {
		s.served++
		s.opened.add(opened.n, opened.first, opened.last)
	}
	hopeless := e.hopeless(key.proto)
	if hopeless && !x.scans(key, e) {
		s.inVain++
	}
	if hopeless || e.byFlags(key.proto) && e.knocks.n > 0 {
		s.refused.add(e.refused.n, e.refused.cite.Start, e.refused.last)
	}
}

func (s *shutting) holds() bool {
	before, since := s.opened.last-s.opened.first, s.refused.last-s.refused.first
	switch {
	case s.served < shutClients || s.inVain < shutClients || before <= 0 || since <= 0:
		return false
	case s.opened.last > s.refused.first+lag || s.refused.first-s.opened.last > before/4+lag:
		return false
	}
	return float64(s.inVain)/float64(since) >= shutRate*float64(s.served)/float64(before)
}
