package words

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"hamari/correlate/report"
)

// Quantity writes a measured value with as many digits as tell something.
func Quantity(f float64) string {
	if math.Abs(f) >= 1000 {
		return Figure(int64(math.Round(f)))
	}
	digits := 2
	if math.Abs(f) >= 10 {
		digits = 1
	}
	text := strconv.FormatFloat(f, 'f', digits, 64)
	return strings.TrimSuffix(strings.TrimRight(text, "0"), ".")
}

// The heights that a small chart is drawn with, the lowest first.
var (
	Blocks = []rune("▁▂▃▄▅▆▇█")
	ASCII  = []rune("_.-:=+*#")
)

// Chart is a series as one line of characters.
type Chart struct {
	Line string // a blank where nothing was measured
	Held []bool // for each character: whether it was then as the finding says
}

// Draw draws a series with at most as many characters as there is room for. Each stands for the same time, and for the
// largest value in it, since peaks are what matters. The highest stands for the largest value of all, or for a limit that is
// at most twice as high.
func Draw(s *report.Series, heights []rune, room int) Chart {
	low, high, ok := Range(s)
	if !ok {
		return Chart{}
	}
	values, n := tops(s), min(len(s.Mean), room)
	bottom, top := min(low, 0), high
	for _, line := range s.Lines {
		if _, most := levels(line); line.Name != "" && most > top && most <= 2*high {
			top = most
		}
	}
	line, held := make([]rune, n), make([]bool, n)
	for i := range n {
		from, to := i*len(values)/n, (i+1)*len(values)/n
		line[i] = height(values[from:to], bottom, top, heights)
		start, end := s.Start.Add(step(s, from)), s.Start.Add(step(s, to))
		held[i] = slices.ContainsFunc(s.Held, func(h report.Stretch) bool { return h.Start.Before(end) && h.End.After(start) })
	}
	return Chart{string(line), held}
}

func height(values []float64, bottom, top float64, heights []rune) rune {
	most := math.Inf(-1)
	for _, v := range values {
		if !math.IsNaN(v) {
			most = max(most, v)
		}
	}
	if math.IsInf(most, -1) {
		return ' '
	}
	if top <= bottom {
		return heights[0]
	}
	level := int((most - bottom) / (top - bottom) * float64(len(heights)))
	return heights[min(max(level, 0), len(heights)-1)]
}

// tops returns the largest values that the points stand for.
func tops(s *report.Series) report.Values {
	if len(s.Max) == len(s.Mean) {
		return s.Max
	}
	return s.Mean
}

// Range returns the smallest and the largest value; ok is false where there is none.
func Range(s *report.Series) (low, high float64, ok bool) {
	lows := s.Mean
	if len(s.Min) == len(s.Mean) {
		lows = s.Min
	}
	low, high = math.Inf(1), math.Inf(-1)
	for i := range s.Mean {
		if v := lows[i]; !math.IsNaN(v) && !math.IsInf(v, 0) {
			low, high, ok = min(low, v), max(high, v), true
		}
		if v := tops(s)[i]; !math.IsNaN(v) && !math.IsInf(v, 0) {
			low, high, ok = min(low, v), max(high, v), true
		}
	}
	return low, high, ok
}

func levels(line report.Line) (least, most float64) {
	least, most = math.Inf(1), math.Inf(-1)
	for _, l := range line.Levels {
		least, most = min(least, l.Value), max(most, l.Value)
	}
	return least, most
}

func step(s *report.Series, points int) time.Duration {
	return time.Duration(points) * time.Duration(s.Step) * time.Second
}

// Measured says what a series is, between which values it moved, and what it is to be seen against.
func Measured(s *report.Series) string {
	low, high, ok := Range(s)
	if !ok {
		return s.Title + ": nothing measured"
	}
	text := s.Title + ": " + between(low, high)
	if s.Unit != "" {
		text += " " + s.Unit
	}
	for _, line := range s.Lines {
		text += "; " + Against(line)
	}
	return text
}

// Against says what a series is to be seen against.
func Against(line report.Line) string {
	least, most := levels(line)
	if line.Name == "" || len(line.Levels) == 0 {
		return line.Title // what a pattern asks for says its figure itself
	}
	return line.Title + " " + between(least, most)
}

func between(low, high float64) string {
	if Quantity(low) == Quantity(high) {
		return Quantity(low)
	}
	return Quantity(low) + " to " + Quantity(high)
}

// MeasuredOn says what a series was measured on, and when.
func MeasuredOn(s *report.Series) string {
	return strings.TrimPrefix(On(s)+", ", ", ") + Span(s.Start, s.Start.Add(step(s, len(s.Mean)))) + " UTC"
}

// On says what a series was measured on.
func On(s *report.Series) string {
	var names []string
	for _, key := range EntityKeys(listed(s.Key)) {
		names = append(names, s.Key[key])
	}
	return strings.Join(names, " ")
}

func listed(key map[string]string) map[string][]string {
	lists := make(map[string][]string, len(key))
	for k, v := range key {
		if v != "" {
			lists[k] = []string{v}
		}
	}
	return lists
}
