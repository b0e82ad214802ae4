package html

import (
	"slices"
	"strconv"

	"hamari/correlate/report"
)

// picture is the timeline as a drawing that nothing has to move.
type picture struct {
	Height int
	Ticks  []tick
	Bands  []band // findings
	Lanes  []pictureLane
}

// band is a stretch of time in a drawing.
type band struct {
	X, Width, Text string
}

type pictureLane struct {
	Label            string
	LabelY, Y, MarkY int
	Covered, Gaps    []band
	Marks            []pictureMark
}

// pictureMark stands for all marks of a lane that lie at the same place.
type pictureMark struct {
	band
	Sign   report.Sign
	IsSpan bool
}

// Sizes of the picture, in units of the page.
const (
	laneHeight  = 36
	pictureHead = 22
	spots       = 300 // over the width, that can be told apart
)

func (t *timeline) draw(r *report.Report, marks []mark) picture {
	a := axis{t.From, t.To}
	p := picture{Height: pictureHead + laneHeight*len(t.Lanes) + 8, Ticks: a.ticks()}
	for i, f := range r.Findings {
		if !f.Start.IsZero() {
			p.Bands = append(p.Bands, a.band(stretch{f.Start, f.End, strconv.Itoa(i + 1)}))
		}
	}
	byLane := make([][]mark, len(t.Lanes))
	for _, m := range marks {
		for _, n := range m.Lanes {
			byLane[n] = append(byLane[n], m)
		}
	}
	for i, l := range t.Lanes {
		y := pictureHead + laneHeight*i
		lane := pictureLane{Label: l.Label, LabelY: y + 12, Y: y + 18, MarkY: y + 24, Marks: a.marks(byLane[i])}
		for _, s := range l.Covered {
			lane.Covered = append(lane.Covered, a.band(s))
		}
		for _, s := range l.Gaps {
			lane.Gaps = append(lane.Gaps, a.band(s))
		}
		p.Lanes = append(p.Lanes, lane)
	}
	return p
}

// band places a stretch. What is too short to be seen is given a width that can.
func (a axis) band(s stretch) band {
	const least = 0.004
	from, to := a.share(s.From), a.share(s.To)
	width := max(to-from, least)
	return band{percent(min(from, 1-least)), percent(width), s.Why}
}

// marks puts marks together that would cover each other.
func (a axis) marks(list []mark) []pictureMark {
	type place struct {
		at   int
		span bool
	}
	at := map[place]int{}
	var out []pictureMark
	for _, m := range list {
		to := m.To()
		isSpan := to != nil && a.share(*to)-a.share(m.Time) > 1.0/spots
		key := place{int(a.share(m.Time) * spots), isSpan}
		if i, taken := at[key]; taken && !isSpan {
			if rank(m.Sign) > rank(out[i].Sign) {
				out[i].Sign = m.Sign
			}
			continue
		}
		at[key] = len(out)
		pm := pictureMark{Sign: m.Sign, IsSpan: isSpan}
		pm.X = percent(a.share(m.Time))
		if isSpan {
			pm.band = a.band(stretch{m.Time, *to, ""})
		}
		out = append(out, pm)
	}
	return out
}

// rank tells which of several signs at one place is shown.
func rank(s report.Sign) int {
	return slices.Index([]report.Sign{"", report.Change, report.Failure}, s)
}
