package inventory

import (
	"bytes"
	"time"

	"hamari/parsers"
)

var classKey = []byte(`"__class__"`)

// plainDates replaces the objects that boto3 recorders write for dates, {"__class__":"datetime","year":2026,...}, by
// the text that the CLI writes, so that one path reads both. It returns raw itself if there are none. The recorders
// drop the zone; boto3 gave them UTC.
func plainDates(raw, buf []byte) []byte {
	if !bytes.Contains(raw, classKey) {
		return raw
	}
	buf = buf[:0]
	done := 0
	for from := 0; ; {
		i := bytes.Index(raw[from:], classKey)
		if i < 0 {
			break
		}
		i += from
		from = i + len(classKey)
		start := len(bytes.TrimRight(raw[done:i], " \t\r\n")) + done - 1
		if start < done || raw[start] != '{' {
			continue
		}
		end, whole := containerEnd(raw, start)
		if !whole {
			break
		}
		t, ok := recordedDate(raw[start:end])
		if !ok {
			continue
		}
		buf = append(buf, raw[done:start]...)
		buf = append(buf, '"')
		buf = t.AppendFormat(buf, time.RFC3339Nano)
		buf = append(buf, '"')
		done, from = end, end
	}
	if done == 0 {
		return raw
	}
	return append(buf, raw[done:]...)
}

func recordedDate(object []byte) (time.Time, bool) {
	var buf [12]member
	members, whole := membersOf(object, buf[:0])
	if class := string(text(find(members, "__class__"))); !whole || class != "datetime" && class != "date" {
		return time.Time{}, false
	}
	var parts [7]int
	for i, key := range [...]string{"year", "month", "day", "hour", "minute", "second", "microsecond"} {
		n, _ := parsers.Value(find(members, key)).Int()
		if n < 0 || n > 999_999 {
			return time.Time{}, false
		}
		parts[i] = int(n)
	}
	if parts[0] < 1 || parts[0] > 9999 || parts[1] < 1 || parts[1] > 12 || parts[2] < 1 || parts[2] > 31 {
		return time.Time{}, false
	}
	return time.Date(parts[0], time.Month(parts[1]), parts[2], parts[3], parts[4], parts[5], parts[6]*1000, time.UTC), true
}
