package accesslog

import "time"

// ParseTime reads an ISO 8601 time such as 2026-03-04T09:15:02.120345Z, with a fraction or without, with a blank for the
// T. Without a zone it is UTC, as all access logs are.
func ParseTime(b []byte) (time.Time, bool) {
	if len(b) < 19 || b[10] != 'T' && b[10] != ' ' || b[4] != '-' || b[7] != '-' {
		return time.Time{}, false
	}
	year, ok0 := digits(b[0:4])
	month, ok1 := digits(b[5:7])
	day, ok2 := digits(b[8:10])
	hms, ok3 := ParseClock(b[11:19])
	if !(ok0 && ok1 && ok2 && ok3) {
		return time.Time{}, false
	}
	fraction, zone := splitFraction(b[19:])
	east, ok := parseZone(zone)
	if !ok {
		return time.Time{}, false
	}
	t, ok := Date(year, month, day)
	return t.Add(hms + fraction - east), ok
}

// Date returns the beginning of a day, false if there is no such day.
func Date(year, month, day int) (time.Time, bool) {
	if month < 1 || month > 12 {
		return time.Time{}, false
	}
	t := time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC)
	return t, t.Day() == day // the 31st of a shorter month would be one of the next
}

// ParseClock reads the time of a day: 09:15:02.
func ParseClock(b []byte) (time.Duration, bool) {
	if len(b) != 8 || b[2] != ':' || b[5] != ':' {
		return 0, false
	}
	hour, ok0 := digits(b[0:2])
	minute, ok1 := digits(b[3:5])
	second, ok2 := digits(b[6:8])
	if !(ok0 && ok1 && ok2) || hour > 23 || minute > 59 || second > 60 {
		return 0, false
	}
	return time.Duration(hour)*time.Hour + time.Duration(minute)*time.Minute + time.Duration(second)*time.Second, true
}

// ParseEpoch reads a Unix time in the given unit: 1772615702.125 seconds, 1772615702125 milliseconds.
func ParseEpoch(b []byte, unit time.Duration) (time.Time, bool) {
	const earliest, latest = 946684800e9, 4102444800e9 // the years 2000 to 2100
	nanoseconds, ok := parseDecimal(b, int64(unit))
	if !ok || nanoseconds < earliest || nanoseconds > latest {
		return time.Time{}, false
	}
	return time.Unix(0, nanoseconds).UTC(), true
}

// splitFraction reads ".120345", if the text begins so, and returns what is behind it.
func splitFraction(b []byte) (time.Duration, []byte) {
	if len(b) < 2 || b[0] != '.' {
		return 0, b
	}
	var fraction time.Duration
	i, unit := 1, time.Second/10
	for ; i < len(b) && '0' <= b[i] && b[i] <= '9'; i++ {
		fraction += time.Duration(b[i]-'0') * unit
		unit /= 10
	}
	return fraction, b[i:]
}

// parseZone reads Z, +09:00, +0900 or nothing, and returns how far east of UTC that is.
func parseZone(b []byte) (time.Duration, bool) {
	if len(b) == 0 || len(b) == 1 && b[0] == 'Z' {
		return 0, true
	}
	if len(b) == 6 && b[3] == ':' {
		b = []byte{b[0], b[1], b[2], b[4], b[5]}
	}
	if len(b) != 5 || b[0] != '+' && b[0] != '-' {
		return 0, false
	}
	hours, ok0 := digits(b[1:3])
	minutes, ok1 := digits(b[3:5])
	east := time.Duration(hours)*time.Hour + time.Duration(minutes)*time.Minute
	if b[0] == '-' {
		east = -east
	}
	return east, ok0 && ok1 && hours < 24 && minutes < 60
}

// digits reads a number of a fixed length.
func digits(b []byte) (n int, ok bool) {
	for _, c := range b {
		if c < '0' || c > '9' {
			return 0, false
		}
		n = 10*n + int(c-'0')
	}
	return n, len(b) > 0
}
