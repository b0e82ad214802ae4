package cloudtrail

import (
	"fmt"
	"time"
)

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
	if len(b) != 20 || b[4] != '-' || b[7] != '-' || b[10] != 'T' || b[13] != ':' || b[16] != ':' || b[19] != 'Z' {
		return time.Time{}, false
	}
	century, ok0 := twoDigits(b[0:])
	year, ok1 := twoDigits(b[2:])
	month, ok2 := twoDigits(b[5:])
	day, ok3 := twoDigits(b[8:])
	hour, ok4 := twoDigits(b[11:])
	minute, ok5 := twoDigits(b[14:])
	second, ok6 := twoDigits(b[17:])
	if !(ok0 && ok1 && ok2 && ok3 && ok4 && ok5 && ok6) || month < 1 || month > 12 || hour > 23 || minute > 59 || second > 59 {
		return time.Time{}, false
	}
	t := time.Date(century*100+year, time.Month(month), day, hour, minute, second, 0, time.UTC)
	return t, t.Day() == day // the 31st of a shorter month would be one of the next
}

func twoDigits(b []byte) (int, bool) {
	tens, ones := b[0]-'0', b[1]-'0'
	return int(tens)*10 + int(ones), tens <= 9 && ones <= 9
}
