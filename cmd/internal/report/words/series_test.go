package words

import (
	"math"
	"testing"
	"time"

	"hamari/correlate/report"
)

var nan = math.NaN()

func TestDraw(t *testing.T) {
	at := time.Date(2026, 3, 4, 9, 0, 0, 0, time.UTC)
	limit := func(v float64) []report.Line {
		return []report.Line{{Name: "limit", Title: "limit of the volume", Levels: []report.Level{{From: at, Value: v}}}}
	}
	for _, test := range []struct {
		name   string
		series report.Series
		room   int
		want   string
		said   string
	}{
		{"rising", report.Series{Title: "Rate", Mean: report.Values{0, 1, 2, 3, 4, 5, 6, 7, 8}}, 60, "▁▂▃▄▅▆▇██", "Rate: 0 to 8"},
		{"flat", report.Series{Title: "Rate", Unit: "ms", Mean: report.Values{5, 5, 5}}, 60, "███", "Rate: 5 ms"},
		{"nothing but zero", report.Series{Title: "Rate", Mean: report.Values{0, 0}}, 60, "▁▁", "Rate: 0"},
		{"gaps", report.Series{Title: "Rate", Mean: report.Values{nan, 8, nan, 0}}, 60, " █ ▁", "Rate: 0 to 8"},
		{"nothing", report.Series{Title: "Rate", Mean: report.Values{nan, nan}}, 60, "", "Rate: nothing measured"},
		{"empty", report.Series{Title: "Rate"}, 60, "", "Rate: nothing measured"},
		{"more points than room: peaks stay", report.Series{Title: "Rate", Mean: report.Values{0, 8, 0, 0, 0, 4}}, 3, "█▁▅", "Rate: 0 to 8"},
		{"points that stand for several", report.Series{Title: "Rate", Mean: report.Values{1, 1}, Min: report.Values{0, 1}, Max: report.Values{8, 1}}, 60, "█▂", "Rate: 0 to 8"},
		{"a near limit", report.Series{Title: "Rate", Mean: report.Values{0, 8}, Lines: limit(16)}, 60, "▁▅", "Rate: 0 to 8; limit of the volume 16"},
		{"a limit far away", report.Series{Title: "Rate", Mean: report.Values{0, 8}, Lines: limit(3000)}, 60, "▁█", "Rate: 0 to 8; limit of the volume 3,000"},
		{"what a pattern asks for", report.Series{Title: "Rate", Mean: report.Values{0, 8}, Lines: []report.Line{{Title: "looked for: at least 8", Levels: []report.Level{{Value: 8}}}}}, 60, "▁█", "Rate: 0 to 8; looked for: at least 8"},
		{"below zero", report.Series{Title: "Rate", Mean: report.Values{-4, 0, 4}}, 60, "▁▅█", "Rate: -4 to 4"},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := test.series
			s.Start, s.Step = at, 60
			if got := Draw(&s, Blocks, test.room).Line; got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
			if got := Measured(&s); got != test.said {
				t.Errorf("got %q, want %q", got, test.said)
			}
		})
	}
}

func TestDrawHeld(t *testing.T) {
	at := time.Date(2026, 3, 4, 9, 0, 0, 0, time.UTC)
	s := &report.Series{
		Start: at, Step: 60, Mean: report.Values{1, 1, 1, 1, 1, 1}, Key: map[string]string{"volume": "vol-1", "account": "1", "region": ""},
		Held: []report.Stretch{{Start: at.Add(2 * time.Minute), End: at.Add(4 * time.Minute)}},
	}
	marks := ""
	for _, held := range Draw(s, ASCII, 3).Held {
		marks += map[bool]string{true: "^", false: "."}[held]
	}
	if marks != ".^." {
		t.Errorf("got %s", marks)
	}
	if got := MeasuredOn(s); got != "vol-1 1, 2026-03-04 09:00:00 to 09:06:00 UTC" {
		t.Errorf("got %s", got)
	}
}

func TestQuantity(t *testing.T) {
	for f, want := range map[float64]string{0: "0", 0.804: "0.8", 12.883: "12.9", 100: "100", 2996.4: "2,996", -0.25: "-0.25", 30: "30"} {
		if got := Quantity(f); got != want {
			t.Errorf("%v: got %s, want %s", f, got, want)
		}
	}
}
