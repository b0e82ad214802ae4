package html

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"hamari/cmd/internal/report/words"
	"hamari/correlate/report"
)

// chart is a measured quantity over time.
type chart struct {
	ID, Title, Of, Unit string
	Describe            string // in a sentence, for who does not see it
	Ticks, Values       []tick
	Held                []band
	Line, Range         string // paths in a field of 1000 x 100
	Limits, Asked       string // likewise: what bounds it, and what the pattern asks for
	Levels              []level
	Calls               []call
	From, Step          int64 // milliseconds
	Data                string
}

// level is a line that a quantity is seen against, with its text at its last height.
type level struct {
	Y     float64 // units from the top
	Text  string
	Asked bool // by the pattern; else it is a limit
}

// call is a record on the same axis.
type call struct {
	X, Text, Ref string
	Sign         report.Sign
}

// Sizes of a chart. The field of the curve is stretched to the width of the page, its height is fixed.
const (
	fieldWidth  = 1000
	fieldHeight = 100
)

func newChart(id string, number int, s *report.Series, moments []mark, refs map[int]string) chart {
	s = withLead(s, number, moments)
	a := axis{s.Start, s.Start.Add(time.Duration(s.Step) * time.Second * time.Duration(len(s.Mean)))}
	c := chart{
		ID: id, Title: s.Title, Of: words.On(s), Unit: s.Unit, Ticks: a.ticks(),
		From: milliseconds(s.Start), Step: s.Step * 1000, Data: data(s),
	}
	top := ceiling(highest(s) * 1.04)
	if s.Unit == "percent" && highest(s) <= 100 {
		top = min(top, 100)
	}
	y := func(f float64) float64 { return fieldHeight * (1 - min(max(f/top, 0), 1)) }
	c.Line = curve(s.Mean, y)
	if len(s.Min) == len(s.Mean) && len(s.Max) == len(s.Mean) {
		c.Range = envelope(s.Min, s.Max, y)
	}
	for _, l := range s.Lines {
		if len(l.Levels) == 0 {
			continue
		}
		if l.Name == "" {
			c.Asked += stairs(l.Levels, a, top)
		} else {
			c.Limits += stairs(l.Levels, a, top)
		}
		c.Levels = append(c.Levels, newLevel(l, top, y))
	}
	slices.SortStableFunc(c.Levels, func(a, b level) int { return cmp.Compare(a.Y, b.Y) })
	c.Levels = apart(c.Levels)
	for _, share := range []float64{0, 0.5, 1} {
		c.Values = append(c.Values, tick{units(fieldHeight * (1 - share)), words.Quantity(top * share)})
	}
	for _, h := range s.Held {
		if h.End.Before(a.from) || h.Start.After(a.to) {
			continue
		}
		c.Held = append(c.Held, a.band(stretch{h.Start, h.End, ""}))
	}
	c.Calls = calls(a, moments, refs)
	c.Describe = describe(s)
	return c
}

// withLead lets a chart begin a little before the first value, where calls that the finding rests on came before it: that
// a volume was made a quarter of an hour earlier is half of the story.
func withLead(s *report.Series, number int, moments []mark) *report.Series {
	step := time.Duration(s.Step) * time.Second
	longest := time.Duration(len(s.Mean)/3) * step
	first := s.Start
	for _, m := range moments {
		if m.Kind == "cloudtrail" && m.Finding == number && m.Time.Before(first) && s.Start.Sub(m.Time) < longest {
			first = m.Time
		}
	}
	lead := int((s.Start.Sub(first) + step - 1) / step)
	if lead == 0 {
		return s
	}
	lead += len(s.Mean)/24 + 1 // the call itself shall not stand on the edge
	longer := *s
	longer.Start = s.Start.Add(-time.Duration(lead) * step)
	nothing := slices.Repeat(report.Values{math.NaN()}, lead)
	longer.Mean = slices.Concat(nothing, s.Mean)
	if len(s.Min) == len(s.Mean) && len(s.Max) == len(s.Mean) {
		longer.Min, longer.Max = slices.Concat(nothing, s.Min), slices.Concat(nothing, s.Max)
	}
	return &longer
}

func highest(s *report.Series) float64 {
	top := 0.0
	for _, list := range []report.Values{s.Mean, s.Max} {
		for _, f := range list {
			if f > top { // false for NaN
				top = f
			}
		}
	}
	measured := top
	for _, l := range s.Lines {
		for _, level := range l.Levels {
			// A limit far above all that was measured would press the curve flat; then only its text is shown, at the top.
			if level.Value > top && (measured == 0 || level.Value <= 4*measured) {
				top = level.Value
			}
		}
	}
	return top
}

// newLevel puts the text of a line where it is last seen, or at the top with an arrow where it lies above all that is shown.
func newLevel(l report.Line, top float64, y func(float64) float64) level {
	v := level{Text: "\u2191 " + words.Against(l), Asked: l.Name == ""}
	for _, at := range l.Levels {
		if at.Value <= top {
			v.Y, v.Text = y(at.Value), words.Against(l)
		}
	}
	return v
}

// curve draws values as a line with a gap wherever there is none. A value alone becomes a short dash.
func curve(values report.Values, y func(float64) float64) string {
	var b strings.Builder
	width := float64(fieldWidth) / float64(len(values))
	pen := false
	for i, f := range values {
		if math.IsNaN(f) {
			pen = false
			continue
		}
		x := width * (float64(i) + 0.5)
		switch {
		case pen:
			fmt.Fprintf(&b, "L%s %s", units(x), units(y(f)))
		case i+1 == len(values) || math.IsNaN(values[i+1]):
			fmt.Fprintf(&b, "M%s %sh%s", units(x-width/2), units(y(f)), units(width))
		default:
			fmt.Fprintf(&b, "M%s %s", units(x), units(y(f)))
		}
		pen = true
	}
	return b.String()
}

// envelope draws the field between the lowest and the highest values.
func envelope(lowest, high report.Values, y func(float64) float64) string {
	var b strings.Builder
	width := float64(fieldWidth) / float64(len(lowest))
	for i := range lowest {
		if !math.IsNaN(lowest[i]) && !math.IsNaN(high[i]) {
			top, bottom := y(high[i]), y(lowest[i])
			fmt.Fprintf(&b, "M%s %sh%sv%sh-%sz", units(width*float64(i)), units(top), units(width), units(bottom-top), units(width))
		}
	}
	return b.String()
}

// stairs draws the levels of a line, but for those above the top.
func stairs(levels []report.Level, a axis, top float64) string {
	var b strings.Builder
	pen := false
	for i, l := range levels {
		if l.Value > top {
			pen = false
			continue
		}
		to := 1.0
		if i+1 < len(levels) {
			to = a.share(levels[i+1].From)
		}
		word := "M"
		if pen {
			word = "L"
		}
		y := units(fieldHeight * (1 - max(l.Value/top, 0)))
		fmt.Fprintf(&b, "%s%s %sL%s %s", word, units(fieldWidth*a.share(l.From)), y, units(fieldWidth*to), y)
		pen = true
	}
	return b.String()
}

// apart keeps the texts of lines from covering each other: what comes later gives way upwards, at the top downwards.
func apart(levels []level) []level {
	const room = 12
	var used []float64
	taken := func(at float64) bool {
		return slices.ContainsFunc(used, func(u float64) bool { return math.Abs(u-at) < room })
	}
	for i := range levels {
		first := levels[i].Y
		at := first
		for at >= room && taken(at) {
			at--
		}
		if taken(at) {
			for at = first; taken(at); {
				at++
			}
		}
		used = append(used, at)
		levels[i].Y = at
	}
	return levels
}

// calls are the API calls and what failed on the axis of a chart.
func calls(a axis, moments []mark, refs map[int]string) []call {
	const most = 40
	var list []call
	for i, m := range moments {
		isCall := m.Kind == "cloudtrail" || m.Sign != "" && m.End == nil
		if !isCall || m.Time.Before(a.from) || m.Time.After(a.to) || len(list) == most {
			continue
		}
		list = append(list, call{percent(a.share(m.Time)), words.Stamp(m.Time) + " " + m.Text, refs[i], m.Sign})
	}
	return list
}

// describe says in a sentence what a chart shows.
func describe(s *report.Series) string {
	text := words.Measured(s) + " (" + words.MeasuredOn(s) + ")"
	for i, h := range s.Held {
		if i == 0 {
			text += "; as the finding says "
		} else {
			text += " and "
		}
		text += words.Span(h.Start, h.End)
	}
	return text
}

// data writes the values for the script, with nothing where there is none.
func data(s *report.Series) string {
	texts := make([]string, len(s.Mean))
	for i, f := range s.Mean {
		if !math.IsNaN(f) {
			texts[i] = strconv.FormatFloat(f, 'g', 5, 64)
		}
	}
	return strings.Join(texts, ",")
}

// units writes a place in a field.
func units(f float64) string { return strconv.FormatFloat(math.Round(f*10)/10, 'f', -1, 64) }
