package conversation

import (
	"cmp"
	"slices"
)

// servedSpan is when a party had requests to a service accepted.
type servedSpan struct {
	from, to int64 // Unix seconds
	cutOff   bool  // and they were all rejected from then on
	outage   span  // in which they were all rejected
}

func (e *exchange) served(proto uint8) servedSpan {
	return servedSpan{e.asked.cite.Start, e.asked.last, e.cutOff(), e.outage(proto)}
}

// cutOff reports whether requests were accepted at first, and all rejected since.
func (e *exchange) cutOff() bool {
	return e.asked.n > 0 && e.refused.n > 0 && turn(e.asked.cite.Start, e.asked.last, e.refused.cite.Start, e.refused.last) == "to-reject"
}

// servedBeside counts the other parties that had requests accepted while those of this one were rejected.
func (e *exchange) servedBeside(all *servedParties, proto uint8) (others int) {
	if e.refused.n == 0 || all == nil {
		return 0
	}
	from, to := e.refused.cite.Start, e.refused.last
	if out := e.outage(proto); out.n > 0 {
		from, to = out.first, out.last
	}
	others = all.during(from, to)
	if own := e.served(proto); e.asked.n > 0 && own.during(from, to) {
		others--
	}
	return others
}

// during reports whether requests of the party were accepted at that time, as far as is known: somewhere from the first to
// the last, and not rejected all along.
func (s *servedSpan) during(from, to int64) bool {
	return !s.cutOff && !s.outage.covers(from, to) && s.from <= to && s.to >= from
}

// servedParties are those that had requests to a service accepted, in an order in which they are counted without a look at
// each: ten thousands of clients may be cut off at once.
type servedParties struct {
	list []servedSpan

	from, to []int64   // of those that are not cut off, each in order
	outages  []span    // of the same, by their beginnings
	ends     [][]int64 // the ends of each block of the outages, in order
}

func (p *servedParties) len() int {
	if p == nil {
		return 0
	}
	return len(p.list)
}

// outageBlock is how many outages are counted at once.
const outageBlock = 256

// index makes the parties ready to be counted; none is added afterwards.
func (p *servedParties) index() {
	for _, s := range p.list {
		if s.cutOff {
			continue
		}
		p.from, p.to = append(p.from, s.from), append(p.to, s.to)
		if s.outage.n > 0 {
			p.outages = append(p.outages, s.outage)
		}
	}
	slices.Sort(p.from)
	slices.Sort(p.to)
	slices.SortFunc(p.outages, func(a, b span) int { return cmp.Compare(a.first, b.first) })
	for block := range slices.Chunk(p.outages, outageBlock) {
		ends := make([]int64, len(block))
		for i, out := range block {
			ends[i] = out.last
		}
		slices.Sort(ends)
		p.ends = append(p.ends, ends)
	}
}

// during counts the parties of which that holds.
func (p *servedParties) during(from, to int64) int {
	begun, _ := slices.BinarySearch(p.from, to+1)
	over, _ := slices.BinarySearch(p.to, from)
	return begun - over - p.covering(from, to)
}

// covering counts the outages that cover a time.
func (p *servedParties) covering(from, to int64) (n int) {
	for i, ends := range p.ends {
		block := p.outages[i*outageBlock:][:len(ends)]
		if block[0].first > from+lag {
			break
		}
		if block[len(block)-1].first <= from+lag {
			early, _ := slices.BinarySearch(ends, to-lag)
			n += len(ends) - early
			continue
		}
		for _, out := range block {
			if out.covers(from, to) {
				n++
			}
		}
	}
	return n
}
