package wrapper

import (
	"bytes"
	"strconv"
	"time"

	"hamari/parsers/textlog"
)

// clock remembers when the envelope says that the latest lines were logged: a message whose own time has no zone can
// then be dated beside it. It is a ring, since formats speak of lines that they have just read.
type clock struct {
	times []int64 // Unix milliseconds by line; 0 where the envelope does not say
}

// clockSize is how many lines are remembered.
const clockSize = 16 << 10

// set notes the time of a line of the inner text, numbered from 1.
func (c *clock) set(line int, at time.Time) {
	if c.times == nil {
		if at.IsZero() {
			return
		}
		c.times = make([]int64, clockSize)
	}
	c.times[line%clockSize] = 0
	if !at.IsZero() {
		c.times[line%clockSize] = at.UnixMilli()
	}
}

// of returns the time of a line, given how many there have been; zero if it is not known.
func (c *clock) of(line, lines int) time.Time {
	if c.times == nil || line <= 0 || line > lines || lines-line >= clockSize || c.times[line%clockSize] == 0 {
		return time.Time{}
	}
	return time.UnixMilli(c.times[line%clockSize]).UTC()
}

// loggedAt reads the time of an entry, which is in milliseconds since 1970, or text in UTC whether it says so or not.
func loggedAt(value []byte) time.Time {
	value = bytes.Trim(value, `"`)
	if stamp, ok := textlog.ParseStamp(value); ok && stamp.Length == len(value) {
		return stamp.Time
	}
	const longest = 13 // digits, until the year 2286
	ms, err := strconv.ParseInt(string(value[:min(len(value), longest+1)]), 10, 64)
	if err != nil || ms <= 0 || len(value) > longest {
		return time.Time{}
	}
	return time.UnixMilli(ms).UTC()
}
