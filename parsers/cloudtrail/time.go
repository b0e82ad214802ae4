package cloudtrail

import (
	"fmt"
	"time"
)

// clock reads one eventTime after the other, remembering the last date: the records of a file share it, nearly all.
type clock struct {
	date     [len(time.DateOnly)]byte
	midnight int64 // of that date, in Unix seconds
}

func (c *clock) parse(text []byte) (time.Time, error) {
	if len(text) != len("2026-03-04T09:15:02Z") || [len(c.date)]byte(text) != c.date || text[10] != 'T' || text[19] != 'Z' {
		t, err := parseTime(text)
		if err == nil && t.Nanosecond() == 0 {
			c.remember(t)
		}
		return t, err
	}
	second, ok := timeOfDay(text[11:19])
	if !ok {
		return parseTime(text) // which knows what is wrong
	}
	return time.Unix(c.midnight+second, 0).UTC(), nil
}

func (c *clock) remember(t time.Time) {
	if y := t.Year(); y < 1000 || y > 9999 {
		return // not ten characters
	}
	t.AppendFormat(c.date[:0], time.DateOnly)
	year, month, day := t.Date()
	c.midnight = time.Date(year, month, day, 0, 0, 0, 0, time.UTC).Unix()
}

// timeOfDay reads 09:15:02 as seconds.
func timeOfDay(b []byte) (int64, bool) {
	hour, ok0 := twoDigits(b[0:])
	minute, ok1 := twoDigits(b[3:])
	second, ok2 := twoDigits(b[6:])
	ok := ok0 && ok1 && ok2 && b[2] == ':' && b[5] == ':' && hour <= 23 && minute <= 59 && second <= 59
	return int64(hour*60+minute)*60 + int64(second), ok
}

// parseTime reads an eventTime. Whole seconds with Z are what CloudTrail writes; fractions, other offsets and stamps
// without a zone (UTC, as everything in CloudTrail) come from tools that wrote the record anew.
func parseTime(text []byte) (time.Time, error) {
	if t, ok := parsePlainTime(text); ok {
		return t, nil
	}
	for _, layout := range timeLayouts {
		if t, err := time.Parse(layout, string(text)); err == nil {
			return t.UTC(), nil
		}
	}
	return time.Time{}, fmt.Errorf("%s is not a time", clip(text))
}

// timeLayouts also match a fraction behind the seconds.
var timeLayouts = []string{
	time.RFC3339,
	"2006-01-02T15:04:05Z0700",
	"2006-01-02T15:04:05",
	"2006-01-02 15:04:05Z07:00",
	"2006-01-02 15:04:05",
}

// parsePlainTime reads 2026-03-04T09:15:02Z.
func parsePlainTime(b []byte) (time.Time, bool) {
	if len(b) != 20 || b[4] != '-' || b[7] != '-' || b[10] != 'T' || b[19] != 'Z' {
		return time.Time{}, false
	}
	century, ok0 := twoDigits(b[0:])
	year, ok1 := twoDigits(b[2:])
	month, ok2 := twoDigits(b[5:])
	day, ok3 := twoDigits(b[8:])
	second, ok4 := timeOfDay(b[11:])
	if !(ok0 && ok1 && ok2 && ok3 && ok4) || month < 1 || month > 12 {
		return time.Time{}, false
	}
	t := time.Date(century*100+year, time.Month(month), day, 0, 0, int(second), 0, time.UTC)
	return t, t.Day() == day // the 31st of a shorter month would be one of the next
}

func twoDigits(b []byte) (int, bool) {
	tens, ones := b[0]-'0', b[1]-'0'
	return int(tens)*10 + int(ones), tens <= 9 && ones <= 9
}
