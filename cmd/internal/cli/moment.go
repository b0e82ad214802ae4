package cli

import (
	"errors"
	"strconv"
	"strings"
	"time"
)

// Moment is a point in time as a flag: a time, or a span back from an end that only the program knows.
type Moment struct {
	At   time.Time     // UTC
	Back time.Duration // positive where At is zero

	text string
}

// layouts are the forms of a time beside RFC 3339; without a zone they are UTC.
var layouts = []string{"2006-01-02 15:04", "2006-01-02 15:04:05", "2006-01-02T15:04", "2006-01-02T15:04:05", "2006-01-02"}

// Set reads the flag's text.
func (m *Moment) Set(text string) error {
	text = strings.TrimSpace(text)
	if t, err := time.Parse(time.RFC3339Nano, text); err == nil {
		*m = Moment{At: t.UTC(), text: text}
		return nil
	}
	for _, layout := range layouts {
		if t, err := time.Parse(layout, text); err == nil {
			*m = Moment{At: t, text: text}
			return nil
		}
	}
	if d, ok := parseSpan(text); ok {
		*m = Moment{Back: d, text: text}
		return nil
	}
	return errors.New("it is neither a time like 2026-03-04T09:00:00Z or '2026-03-04 09:00' (UTC) nor a span back like 6h or 2d")
}

func (m *Moment) String() string { return m.text }

// Type is the flag's type in the help.
func (m *Moment) Type() string { return "TIME" }

// parseSpan reads Go's durations and days before them: 90m, 2d, 1d12h.
func parseSpan(text string) (time.Duration, bool) {
	var span time.Duration
	if days, rest, ok := strings.Cut(text, "d"); ok {
		n, err := strconv.ParseFloat(days, 64)
		if err != nil || !(n > 0) || n > 36500 {
			return 0, false
		}
		span, text = time.Duration(n*24*float64(time.Hour)), rest
		if text == "" {
			return span, true
		}
	}
	d, err := time.ParseDuration(text)
	if err != nil || d <= 0 {
		return 0, false
	}
	return span + d, true
}
