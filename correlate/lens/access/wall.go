package access

import (
	"time"

	"hamari/parsers"
)

// read notes when a record of a log without a zone was written, by its own clock.
func (d *denial) read(at parsers.Pos, reading time.Time) {
	if d.walls == nil {
		d.walls = map[parsers.Pos]time.Time{}
	}
	d.walls[at] = reading
}

// Resolve gives the records of logs without a zone their places in UTC; where a clock was set back it takes the earlier one.
func (l *Lens) Resolve(zones func(member string, reading time.Time) (earliest, latest time.Time)) {
	for _, d := range l.denials {
		if len(d.walls) == 0 {
			continue
		}
		for id, c := range d.seen {
			if reading, has := d.walls[c.Pos]; has && c.Time.IsZero() {
				c.Time, _ = zones(c.Pos.Member, reading)
				d.seen[id] = c
				if d.lead.cite.Pos == c.Pos {
					d.lead.cite.Time = c.Time
				}
			}
		}
	}
}
