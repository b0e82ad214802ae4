package conversation

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
func (e *exchange) servedBeside(spans []servedSpan, proto uint8) (others int) {
	if e.refused.n == 0 {
		return 0
	}
	from, to := e.refused.cite.Start, e.refused.last
	if out := e.outage(proto); out.n > 0 {
		from, to = out.first, out.last
	}
	during := func(s servedSpan) bool {
		return !s.cutOff && !s.outage.covers(from, to) && s.from <= to && s.to >= from
	}
	for _, s := range spans {
		if during(s) {
			others++
		}
	}
	if own := e.served(proto); e.asked.n > 0 && during(own) {
		others--
	}
	return others
}
