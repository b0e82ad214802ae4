package access

import (
	"time"

	"hamari/correlate/lens"
	"hamari/parsers"
)

// clockReading is the time of a record by a clock whose zone it does not state.
type clockReading struct {
	pos  parsers.Pos
	time time.Time
}

// read notes the reading of a record's clock, which is no time yet.
func (d *denial) read(id uint64, r clockReading) {
	if d.readings == nil {
		d.readings = map[uint64]clockReading{}
	}
	d.readings[id] = r
}

// Resolve gives what was logged by clocks without a zone its time in UTC. The function tells it, whether the bundle proves the
// zone, and whether the time is one that was asked for: what is not is left out.
func (l *Lens) Resolve(zones func(member string, reading time.Time) (at time.Time, sure, asked bool)) {
	for key, d := range l.denials {
		for id, r := range d.readings {
			c := d.seen[id]
			if c.Pos != r.pos {
				continue // the record of another log tells of the same, and says when it was
			}
			at, sure, asked := zones(c.Pos.Member, r.time)
			if !asked {
				delete(d.seen, id)
				continue
			}
			c.Time = at
			d.seen[id] = c
			if !sure {
				d.doubt(id)
			}
		}
		if len(d.seen) == 0 {
			delete(l.denials, key)
			continue
		}
		if d.lead.cite.Time.IsZero() {
			d.lead.cite.Time = d.seen[idOf(&d.lead.cite)].Time
		}
	}
}

func (d *denial) doubt(id uint64) {
	if d.doubtful == nil {
		d.doubtful = map[uint64]bool{}
	}
	d.doubtful[id] = true
}

// span is the time from the first refusal to the last; zero where no record has a time. Times of a zone that nothing proves
// count where there are no others.
func (d *denial) span() (start, end time.Time) {
	if start, end = d.provenSpan(); start.IsZero() {
		start, end = spanOf(d.seen, nil)
	}
	return start, end
}

// provenSpan is the same of the records whose times are certain: what came before and after is told by them alone.
func (d *denial) provenSpan() (start, end time.Time) { return spanOf(d.seen, d.doubtful) }

func spanOf(seen map[uint64]lens.Cite, without map[uint64]bool) (start, end time.Time) {
	for id, c := range seen {
		if c.Time.IsZero() || without[id] {
			continue
		}
		if start.IsZero() || c.Time.Before(start) {
			start = c.Time
		}
		if c.Time.After(end) {
			end = c.Time
		}
	}
	return start, end
}
