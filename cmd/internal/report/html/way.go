package html

import (
	"strconv"
	"strings"

	"hamari/correlate/report"
)

// way is the drawing of a table whose rows are places that something passes one after the other: stages from top to
// bottom, what tells places of one stage apart from left to right.
type way struct {
	Height int
	Wide   bool // has more lanes than a telephone has room for
	Lanes  []wayText
	Stages []wayText
	Boxes  []wayBox
	Links  []wayLink
}

type wayText struct {
	X    string
	Y    int
	Text string
}

// wayBox is one place.
type wayBox struct {
	X, Middle, Width string
	Y, End           int
	Place            string
	Passed, Stopped  string // as the table has them, with its words; "" where it says nothing
	Note             string
	BarX, BarWidth   string // the part of the bar that stands for what was stopped
	Blocked          bool   // nothing passed
	Mixed            bool   // some was stopped
}

// wayLink leads from a place to one of the next stage.
type wayLink struct {
	X1, X2 string
	Y1, Y2 int
}

// Sizes of a way.
const (
	wayHead   = 26
	boxHeight = 74
	boxGap    = 44 // between stages; the stage's name stands in it
)

// newWay draws a table as a way; nil if its rows are not of the shape that it says.
func newWay(t *report.Table) *way {
	p := t.Path
	if p == nil || len(t.Rows) == 0 {
		return nil
	}
	last := max(p.Stage, p.Lane, p.Place, p.Passed, p.Stopped, p.Note)
	var stages, lanes []string
	at := map[[2]string][]int{} // rows by stage and lane
	deepest := map[string]int{}
	for i, row := range t.Rows {
		if len(row) <= last {
			return nil
		}
		stages, lanes = appendNew(stages, row[p.Stage]), appendNew(lanes, row[p.Lane])
		key := [2]string{row[p.Stage], row[p.Lane]}
		at[key] = append(at[key], i)
		deepest[row[p.Stage]] = max(deepest[row[p.Stage]], len(at[key]))
	}
	w := &way{Wide: len(lanes) > 2}
	for i, lane := range lanes {
		w.Lanes = append(w.Lanes, wayText{percent((float64(i) + 0.5) / float64(len(lanes))), 16, lane})
	}
	y := wayHead
	var before []wayBox
	for n, stage := range stages {
		w.Stages = append(w.Stages, wayText{"0", y + boxGap - 10, stage})
		y += boxGap
		var here []wayBox
		for i, lane := range lanes {
			for k, row := range at[[2]string{stage, lane}] {
				here = append(here, newBox(t, t.Rows[row], i, len(lanes), y+k*(boxHeight+8)))
			}
		}
		if n > 0 {
			w.link(before, here)
		}
		w.Boxes = append(w.Boxes, here...)
		before = here
		y += deepest[stage]*(boxHeight+8) - 8
	}
	w.Height = y + 8
	return w
}

func appendNew(list []string, s string) []string {
	for _, known := range list {
		if known == s {
			return list
		}
	}
	return append(list, s)
}

func newBox(t *report.Table, row []string, lane, lanes, y int) wayBox {
	p := t.Path
	b := wayBox{
		X: percent((float64(lane) + 0.03) / float64(lanes)), Middle: percent((float64(lane) + 0.5) / float64(lanes)),
		Width: percent(0.94 / float64(lanes)), Y: y, End: y + boxHeight + 16, Place: row[p.Place], Note: row[p.Note],
	}
	passed, stopped := number(row[p.Passed]), number(row[p.Stopped])
	b.Blocked = stopped > 0 && passed == 0
	b.Mixed = stopped > 0
	if passed+stopped > 0 {
		const left, width = 0.06, 0.88
		share := stopped / (passed + stopped)
		b.BarX, b.BarWidth = percent(left+width*(1-share)), percent(width*share)
		b.Passed, b.Stopped = row[p.Passed]+" "+header(t, p.Passed), row[p.Stopped]+" "+header(t, p.Stopped)
	}
	return b
}

func header(t *report.Table, column int) string {
	if column < len(t.Header) {
		return t.Header[column]
	}
	return ""
}

// number reads a figure of a table, which has commas between thousands.
func number(s string) float64 {
	f, err := strconv.ParseFloat(strings.ReplaceAll(s, ",", ""), 64)
	if err != nil {
		return 0
	}
	return f
}

// link draws lines from where something passed to where it went on.
func (w *way) link(from, to []wayBox) {
	for _, a := range from {
		if a.Blocked {
			continue
		}
		for _, b := range to {
			w.Links = append(w.Links, wayLink{a.Middle, b.Middle, a.Y + boxHeight, b.Y})
		}
	}
}
