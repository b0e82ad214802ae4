package match

import (
	"cmp"
	"slices"
	"strconv"
	"time"

	"hamari/correlate/pattern"
	"hamari/correlate/report"
)

// leading is the hit that speaks for its group: one that leaves nothing open, of the gravest variant, then the one with the
// most to confirm it, then that with the strongest tie, then the earliest. Of hits that are attached to a finding the one
// that lies nearest to it goes before the earliest. Of those like it that were matched through the same steps the gravest
// stands in its place, where the steps say by what that is told.
func (e *Engine) leading(p *pattern.Pattern, hits []*hit) *hit {
	if len(hits) == 1 {
		return hits[0]
	}
	graves := e.graves(p, hits)
	var best *hit
	for _, h := range hits { // the first of those that are equal
		if best == nil || cmp.Or(rank(h.open(), best.open()), cmp.Compare(graves[h], graves[best]), compareLeads(p, h, best)) < 0 {
			best = h
		}
	}
	like := best
	for _, h := range hits {
		if h.open() == like.open() && graves[h] == graves[like] && h.isLike(like) &&
			cmp.Or(h.compareGravity(best), compareLeads(p, h, best)) < 0 {
			best = h
		}
	}
	return best
}

// compareLeads compares hits by how much is known of them.
func compareLeads(p *pattern.Pattern, a, b *hit) int {
	order := cmp.Or(cmp.Compare(len(b.confirm), len(a.confirm)), cmp.Compare(a.tieRank, b.tieRank))
	if order == 0 && len(p.Attach) > 0 {
		order = cmp.Compare(a.spread(), b.spread())
	}
	return order
}

// graves ranks hits by the severity of their variants, the gravest lowest; it is empty where that is the same for all.
func (e *Engine) graves(p *pattern.Pattern, hits []*hit) map[*hit]int {
	differ := func(v pattern.Variant) bool { return cmp.Or(v.Report.Severity, p.Severity) != p.Severity }
	if slices.Contains(p.Group, byVariant) || !slices.ContainsFunc(p.Variants, differ) {
		return nil
	}
	ranks := make(map[*hit]int, len(hits))
	for _, h := range hits {
		severity := p.Severity
		if v := e.variant(p, h); v != nil {
			severity = cmp.Or(v.Report.Severity, severity)
		}
		ranks[h] = graveness(severity)
	}
	return ranks
}

// graveness is less, the graver a severity.
func graveness(s report.Severity) int {
	return slices.Index([]report.Severity{report.Critical, report.High, report.Medium, report.Low, report.Info}, s)
}

// isLike reports whether two hits were matched through the same steps, and what is steady in a stretch is alike in both:
// where a limit has been raised between them, texts tell so, and of the earlier.
func (h *hit) isLike(other *hit) bool {
	if !slices.Equal(h.order, other.order) {
		return false
	}
	return !slices.ContainsFunc(h.order, func(step string) bool {
		a, b := h.by[step], other.by[step]
		return slices.ContainsFunc(a.Step.Steady, func(f pattern.FieldRef) bool {
			return a.Field(f.Name) != nil && b.Field(f.Name) != nil && !a.steadyAs(b, f.Name)
		})
	})
}

func (s *Sighting) steadyAs(other *Sighting, field string) bool {
	x, isNumber := s.Field(field).(Figures)
	y, _ := other.Field(field).(Figures)
	return isNumber && x.First == y.First || !isNumber && s.Field(field) == other.Field(field)
}

// compareGravity compares hits of the same steps by the figures that the steps name; one without a figure comes last.
func (h *hit) compareGravity(other *hit) int {
	for _, step := range h.order {
		a, b := h.by[step], other.by[step]
		for i := range a.Step.Lead {
			f := &a.Step.Lead[i]
			x, hasX := a.figure(f)
			y, hasY := b.figure(f)
			order := rank(!hasX, !hasY)
			if order == 0 && f.Falling {
				order = cmp.Compare(y, x)
			} else if order == 0 {
				order = cmp.Compare(x, y)
			}
			if order != 0 {
				return order
			}
		}
	}
	return 0
}

func (s *Sighting) figure(f *pattern.Figure) (float64, bool) {
	if f.Field == pattern.Minutes {
		return s.lasts().Sub(s.Start).Minutes(), !s.Start.IsZero()
	}
	switch v := s.Field(f.Field).(type) {
	case float64:
		return v, true
	case Figures:
		return v.stat(f.Stat), true
	case string: // of a record
		n, err := strconv.ParseFloat(v, 64)
		return n, err == nil
	}
	return 0, false
}

// open reports whether the match leaves something open that no confirmation makes up for.
func (h *hit) open() bool { return h.possible && !h.settled() && !h.lifted() }

// rank puts what is false first.
func rank(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return 1
	}
	return -1
}

// spread is the time between the starts of the steps of a hit.
func (h *hit) spread() time.Duration {
	var first, last time.Time
	for _, s := range h.by {
		if first.IsZero() || s.Start.Before(first) {
			first = s.Start
		}
		if s.Start.After(last) {
			last = s.Start
		}
	}
	return last.Sub(first)
}
