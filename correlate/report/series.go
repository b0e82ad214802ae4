package report

import (
	"encoding/json"
	"fmt"
	"math"
	"strconv"
	"time"
)

// Series is a quantity that was measured over time around a finding: what a chart of it shows. Its points are equally
// far apart and bounded in number; where the source has more, each stands for several.
type Series struct {
	Kind  string            `json:"kind"` // of the rows that it was taken from, such as volume-load
	Name  string            `json:"name"` // the quantity in the words of patterns, such as read_latency, or the metric
	Title string            `json:"title"`
	Unit  string            `json:"unit"` // empty where unknown or none
	Key   map[string]string `json:"key"`  // what tells the series from others of its kind: the volume, or namespace and dimensions
	Start time.Time         `json:"start"`
	Step  int64             `json:"step"` // seconds from one point to the next; each is of the time from its own to the next
	Mean  Values            `json:"mean"`
	Min   Values            `json:"min,omitempty"` // both are absent where no point stands for several of the source
	Max   Values            `json:"max,omitempty"`
	Lines []Line            `json:"lines"` // what the quantity is to be seen against
	Held  []Stretch         `json:"held"`  // when it was as the finding says
}

// Values are numbers, NaN where there is none.
type Values []float64

// MarshalJSON writes null for what is not there.
func (v Values) MarshalJSON() ([]byte, error) {
	text := []byte{'['}
	for i, f := range v {
		if i > 0 {
			text = append(text, ',')
		}
		if math.IsNaN(f) || math.IsInf(f, 0) {
			text = append(text, "null"...)
		} else {
			text = strconv.AppendFloat(text, f, 'f', -1, 64)
		}
	}
	return append(text, ']'), nil
}

// UnmarshalJSON reads what MarshalJSON writes.
func (v *Values) UnmarshalJSON(text []byte) error {
	var list []*float64
	if err := json.Unmarshal(text, &list); err != nil {
		return fmt.Errorf("values of a series: %w", err)
	}
	*v = make(Values, len(list))
	for i, f := range list {
		if (*v)[i] = math.NaN(); f != nil {
			(*v)[i] = *f
		}
	}
	return nil
}

// Line is what a quantity is to be seen against: a limit, or what a pattern asks for. It may change with time.
type Line struct {
	Name   string  `json:"name"` // the field that holds it, such as limit_iops; empty for what the pattern asks for
	Title  string  `json:"title"`
	Levels []Level `json:"levels"` // in order of time
}

// Level is the height of a line from a time on.
type Level struct {
	From  time.Time `json:"from"`
	Value float64   `json:"value"`
}

// Stretch is a time with both ends.
type Stretch struct {
	Start time.Time `json:"start"`
	End   time.Time `json:"end"`
}
