package metric

import (
	"testing"
	"time"
)

// TestClockChanges holds that steady readings tell of an hour that a clock did not show, or showed twice, and no others do.
func TestClockChanges(t *testing.T) {
	day := time.Date(2026, 3, 8, 0, 0, 0, 0, time.UTC)
	minutes := func(from, to, every int) (list []int) {
		for m := from; m < to; m += every {
			list = append(list, m)
		}
		return list
	}
	join := func(parts ...[]int) (all []int) {
		for _, p := range parts {
			all = append(all, p...)
		}
		return all
	}
	for _, tt := range []struct {
		name              string
		period            int64
		series            [][]int // minutes of the day
		skipped, repeated []int   // from, to
	}{
		{"an hour less", 60, [][]int{join(minutes(60, 120, 1), minutes(180, 240, 1))}, []int{120, 180}, nil},
		{"every five minutes", 300, [][]int{join(minutes(60, 120, 5), minutes(180, 240, 5))}, []int{120, 180}, nil},
		{"an hour again", 60, [][]int{join(minutes(60, 120, 1), minutes(60, 180, 1))}, nil, []int{60, 120}},
		{"an hour again, the latest first", 60, [][]int{join(minutes(-180, -60, 1), minutes(-120, -60, 1))}, nil, []int{60, 120}},
		{"one line beside the other", 300, [][]int{{0, 5, 10, 10, 15, 15, 20, 20, 25}}, nil, []int{10, 25}},
		{"another series was read then", 60, [][]int{join(minutes(60, 120, 1), minutes(180, 240, 1)), minutes(60, 240, 1)}, nil, nil},
		{"forty minutes less", 60, [][]int{join(minutes(60, 120, 1), minutes(160, 240, 1))}, nil, nil},
		{"hours", 3600, [][]int{{0, 60, 180, 240}}, nil, nil},
		{"all of them twice", 60, [][]int{join(minutes(60, 120, 1), minutes(60, 120, 1))}, nil, nil},
		{"for four hours", 60, [][]int{join(minutes(0, 240, 1), minutes(0, 300, 1))}, nil, nil},
		{"every night", 60, [][]int{join(minutes(60, 70, 1), minutes(130, 140, 1), minutes(200, 210, 1), minutes(270, 280, 1), minutes(340, 350, 1), minutes(410, 420, 1))}, nil, nil},
	} {
		s := newSource("m.csv")
		s.wall = true
		for i, list := range tt.series {
			for _, m := range list {
				if m < 0 {
					m = -m - 1 // counted down
				}
				s.point(day.Add(time.Duration(m)*time.Minute), "vol-1", []string{"VolumeReadOps", "VolumeWriteOps"}[i], "Sum", int(tt.period), 1)
			}
		}
		got := s.lens.WallSpans()[0]
		check := func(what string, list []Stretch, want []int) {
			if len(want) == 0 && len(list) == 0 {
				return
			}
			if len(list) != 1 || len(want) != 2 || !list[0].From.Equal(day.Add(time.Duration(want[0])*time.Minute)) || !list[0].To.Equal(day.Add(time.Duration(want[1])*time.Minute)) {
				t.Errorf("%s: %s %v, want %v", tt.name, what, list, want)
			}
		}
		check("skipped", got.Skipped, tt.skipped)
		check("repeated", got.Repeated, tt.repeated)
	}
}
