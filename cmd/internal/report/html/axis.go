package html

import (
	"math"
	"time"

	"hamari/cmd/internal/report/words"
)

// axis is the time that a drawing shows.
type axis struct {
	from, to time.Time
}

// share says how far from the left a time lies, from 0 to 1.
func (a axis) share(t time.Time) float64 {
	if !a.to.After(a.from) {
		return 0.5
	}
	return float64(t.Sub(a.from)) / float64(a.to.Sub(a.from))
}

// tick is a time on the axis, or a value at its side, with what stands there.
type tick struct {
	At   string // percent from the left, or units from the top
	Text string
}

// steps are the distances between ticks that a reader can count in.
var steps = []time.Duration{
	time.Second, 2 * time.Second, 5 * time.Second, 10 * time.Second, 15 * time.Second, 30 * time.Second,
	time.Minute, 2 * time.Minute, 5 * time.Minute, 10 * time.Minute, 15 * time.Minute, 30 * time.Minute,
	time.Hour, 2 * time.Hour, 3 * time.Hour, 6 * time.Hour, 12 * time.Hour,
	24 * time.Hour, 48 * time.Hour, 7 * 24 * time.Hour, 14 * 24 * time.Hour, 30 * 24 * time.Hour,
	90 * 24 * time.Hour, 365 * 24 * time.Hour,
}

// ticks are few enough that their texts have room on a telephone.
func (a axis) ticks() []tick {
	const most = 5
	span := a.to.Sub(a.from)
	if span <= 0 {
		return nil
	}
	step := steps[len(steps)-1]
	for _, s := range steps {
		if span/s < most {
			step = s
			break
		}
	}
	layout := "15:04"
	switch {
	case step < time.Minute:
		layout = "15:04:05"
	case step >= 24*time.Hour:
		layout = "Jan 2"
	case words.Day(a.from) != words.Day(a.to):
		layout = "Jan 2 15:04"
	}
	var list []tick
	for t := a.from.UTC().Truncate(step); !t.After(a.to) && len(list) < 4*most; t = t.Add(step) {
		if at := a.share(t); at > 0.03 && at < 0.97 {
			list = append(list, tick{percent(at), t.Format(layout)})
		}
	}
	return list
}

// ceiling is the next round number above f: 1, 2 or 5 with zeros.
func ceiling(f float64) float64 {
	if f <= 0 {
		return 1
	}
	power := math.Pow(10, math.Floor(math.Log10(f)))
	for _, digit := range []float64{1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10} {
		if digit*power >= f {
			return digit * power
		}
	}
	return 10 * power
}
