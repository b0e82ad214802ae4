package conversation

import (
	"slices"

	"hamari/correlate/lens"
	"hamari/correlate/lens/flow"
)

// outage is when a client's requests were rejected, where such were accepted before and after and none in between; an empty
// span where that is not so.
func (e *exchange) outage(proto uint8) span {
	refused := span{e.refused.n, e.refused.cite.Start, e.refused.last}
	if e.byFlags(proto) {
		refused = e.knocks
	}
	if !e.askedAt.interrupted(refused) {
		return span{}
	}
	return refused
}

// silence is the same of the replies, while requests were accepted.
func (e *exchange) silence(proto uint8) span {
	stopped := span{e.stopped.n, e.stopped.cite.Start, e.stopped.last}
	if e.byFlags(proto) {
		stopped = e.unheard
	}
	if !e.repliedAt.interrupted(stopped) {
		return span{}
	}
	if asked, _ := e.askedAt.between(stopped.first, stopped.last); !asked {
		return span{}
	}
	return stopped
}

// covers reports whether a span holds another, but for what records may be late.
func (s span) covers(from, to int64) bool {
	return s.n > 0 && s.first <= from+lag && s.last >= to-lag
}

// reopening gathers what speaks for a service of the internet that was shut for a while: the clients of before and after,
// and those that asked in vain meanwhile.
type reopening struct {
	served, inVain int64
	openings       marks
	refused        span
}

// reopened finds the services of the internet that were shut for a while, and when.
func (x *exchangeRows) reopened() map[exchangeKey]span {
	all := map[exchangeKey]*reopening{}
	for key, e := range x.lens.outside.table.All() {
		if key.side != flow.LocalServer || key.port == 0 || e.refused.n > 0 && x.scans(key, e) {
			continue
		}
		r := all[key.service()]
		if r == nil {
			r = &reopening{}
			all[key.service()] = r
		}
		r.add(e, key.proto)
	}
	shut := map[exchangeKey]span{}
	for key, r := range all {
		if r.holds() {
			shut[key] = r.refused
		}
	}
	return shut
}

func (r *reopening) add(e *exchange, proto uint8) {
	if e.askedAt.last != 0 {
		r.served++
		r.openings.merge(&e.askedAt)
	}
	switch {
	case e.byFlags(proto):
		r.refused.add(e.knocks.n, e.knocks.first, e.knocks.last)
		r.inVain += min(1, e.knocks.n)
	case e.refused.n > 0:
		r.refused.add(e.refused.n, e.refused.cite.Start, e.refused.last)
		r.inVain++
	}
}

// holds asks for as many clients, and for clients that come about as often, as where a service stays shut.
func (r *reopening) holds() bool {
	if r.served < shutClients || r.inVain < shutClients || !r.openings.interrupted(r.refused) {
		return false
	}
	shut := r.refused.last - r.refused.first
	open := int64(r.openings.last) - int64(r.openings.first) - shut
	return shut > 0 && open > 0 && float64(r.inVain)/float64(shut) >= shutRate*float64(r.served)/float64(open)
}

// repliedIn reports, where no flag tells which records begin a connection, whether replies were accepted in an outage: then
// what is rejected may be replies of a service with a high port.
func (e *exchange) repliedIn(proto uint8) bool {
	out := e.outage(proto)
	if e.byFlags(proto) || out.n == 0 {
		return false
	}
	seen, _ := e.repliedAt.between(out.first, out.last)
	return seen
}

// over is true where a standing is one of those that speak of what is mended.
func over(standing lens.Value, mended ...string) lens.Value {
	if slices.Contains(mended, standing.String()) {
		return lens.Truth(true)
	}
	return lens.Value{}
}
