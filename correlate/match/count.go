package match

import (
	"slices"
	"time"

	"hamari/correlate/pattern"
)

// countDistinct counts how often the thing happened: the distinct sightings of the first step, each as often as its step
// says, and the records that they rest on: a row, or a stretch of readings, tells of many. A state that is described, or a
// message that was pasted, has no time: beside what has one, it is no further time. Nor are stretches
// of one thing that several steps see at the same time. Of what is attached to findings, they are not what is counted.
func countDistinct(p *pattern.Pattern, hits []*hit) (count int, records int64) {
	var seen []*Sighting
	known := map[*Sighting]bool{}
	counted := func(h *hit) *Sighting {
		i := slices.IndexFunc(h.order, func(step string) bool { return !slices.Contains(p.Attach, step) })
		return h.by[h.order[max(0, i)]]
	}
	dated := slices.ContainsFunc(hits, func(h *hit) bool { return !counted(h).Start.IsZero() })
	news := slices.ContainsFunc(hits, (*hit).news)
	for _, h := range hits {
		s := counted(h)
		if known[s] || news && !h.news() || dated && s.Start.IsZero() {
			continue
		}
		known[s] = true
		if s.Step.For > 0 {
			if slices.ContainsFunc(seen, s.seesWhat) {
				continue
			}
			seen = append(seen, s)
		}
		count += max(1, int(number(s, s.Step.Times.Name)))
		records += s.Records
	}
	return count, records
}

// seesWhat reports whether two stretches of different steps are of the same thing, and meet in time.
func (s *Sighting) seesWhat(other *Sighting) bool {
	if s.Step == other.Step || s.Step.Kind != other.Step.Kind || s.Start.After(other.End) || other.Start.After(s.End) {
		return false
	}
	for _, f := range s.Step.Kind.Fields {
		if f.Entity != "" && !slices.Equal(s.Named(f.Entity), other.Named(f.Entity)) {
			return false
		}
	}
	return true
}

// liesAs reports whether another step, of whatever kind, saw something in the very same time.
func (s *Sighting) liesAs(other *Sighting) bool {
	return s.Step != other.Step && s.Start.Equal(other.Start) && s.End.Equal(other.End)
}

// extent is the time from the first to the last matched sighting that has one.
func extent(hits []*hit) (start, end time.Time) {
	for _, h := range hits {
		for _, s := range h.by {
			if s.Start.IsZero() {
				continue
			}
			if start.IsZero() || s.Start.Before(start) {
				start = s.Start
			}
			if last := s.lasts(); last.After(end) {
				end = last
			}
		}
	}
	return start, end
}

// confirmedAt is the time of what confirms hits that have none themselves, such as the call that did what a description shows: of
// each relation the record that the texts speak of.
func confirmedAt(hits []*hit) (start, end time.Time) {
	for _, h := range hits {
		var last *pattern.Relation
		for _, w := range h.confirm {
			if w.relation == last || w.sighting == nil {
				continue
			}
			last = w.relation
			first, until := extent([]*hit{{by: map[string]*Sighting{"": w.sighting}}})
			if !first.IsZero() && (start.IsZero() || first.Before(start)) {
				start = first
			}
			if until.After(end) {
				end = until
			}
		}
	}
	return start, end
}

// subjects are the subjects of hits. What shows where it works may be much older than what fails.
func subjects(p *pattern.Pattern, hits []*hit) []*hit {
	list := make([]*hit, len(hits))
	for i, h := range hits {
		list[i] = h.only(h.subject(p).order)
	}
	return list
}
