package textlog

import (
	"bytes"
	"strconv"
	"time"
)

// DotNetMark begins a date of .NET.
var DotNetMark = []byte("/Date(")

// ParseDotNet reads the date in a text as .NET writes it, and PowerShell 5 with it: "\/Date(1772615702000+0100)\/" has the
// milliseconds since 1970 in UTC, whatever offset is behind them. It is none beyond the years that have four digits.
func ParseDotNet(b []byte) (at time.Time, ok bool) {
	_, digits, found := bytes.Cut(b, DotNetMark)
	sign := len(digits) - len(bytes.TrimPrefix(digits, []byte("-")))
	length := bytes.IndexAny(digits[sign:], "+-)")
	if !found || length < 0 {
		return time.Time{}, false
	}
	ms, err := strconv.ParseInt(string(digits[:sign+length]), 10, 64)
	const farthest = 253_402_300_799_999 // the end of the year 9999
	if err != nil || ms > farthest || ms < -farthest {
		return time.Time{}, false
	}
	return time.UnixMilli(ms).UTC(), true
}
