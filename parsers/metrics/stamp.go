package metrics

import (
	"bytes"
	"errors"
	"strings"
	"time"
)

// dateOrder says how a file writes dates of the form 02/03/2026.
type dateOrder int

const (
	orderUnknown dateOrder = iota
	monthFirst
	dayFirst
)

var (
	errNoStamp   = errors.New("not a time")
	errAmbiguous = errors.New("day and month cannot be told apart, and no other row of the file shows their order")
)

// stamp is the time of a point; zoned says that the source states its zone.
type stamp struct {
	time  time.Time
	zoned bool
}

// parseStamp reads a time as CloudWatch, the AWS CLI and spreadsheets write it: 2026/02/14 15:00:00, RFC 3339 with or
// without its zone, 2/14/2026 15:00, and seconds or milliseconds since 1970. A date that begins with its day or month
// needs an order; where none is known, it is errAmbiguous unless it proves one itself.
func parseStamp(b []byte, order dateOrder) (stamp, error) {
	if at, ok := parseFixed(b); ok {
		return at, nil
	}
	b = bytes.TrimSpace(b)
	var year, month, day int
	p := cursor{b: b}
	first, n := p.number(4)
	switch {
	case n == 0:
		return parseDotNet(b)
	case n == 4 && p.oneOf("-/"):
		sep := b[p.i-1]
		year = first
		month = p.upTo(2)
		p.want(sep)
		day = p.upTo(2)
	case n <= 2 && p.oneOf("/"):
		second := p.upTo(2)
		p.want('/')
		year = p.exactly(4)
		if p.bad {
			return stamp{}, errNoStamp
		}
		order, err := settleOrder(first, second, order)
		if err != nil {
			return stamp{}, err
		}
		month, day = first, second
		if order == dayFirst {
			month, day = second, first
		}
	default:
		return parseEpoch(b)
	}
	hour, minute, second, nanos := p.clock()
	zoned, offset := p.zone()
	if p.bad || p.i != len(b) || !validDate(year, month, day) || hour > 23 || minute > 59 || second > 59 {
		return stamp{}, errNoStamp
	}
	unix := daysSince1970(year, month, day)*86400 + int64(hour*3600+minute*60+second) - int64(offset)
	return stamp{time: time.Unix(unix, int64(nanos)).UTC(), zoned: zoned}, nil
}

// parseFixed reads the form that nearly all rows have: 2026/02/14 15:00:00, also with hyphens, T, and the zone UTC.
func parseFixed(b []byte) (at stamp, ok bool) {
	if len(b) == 20 && b[19] == 'Z' || len(b) == 25 && string(b[19:]) == "+00:00" {
		at.zoned = true
		b = b[:19]
	}
	if len(b) != 19 || b[4] != b[7] || b[4] != '/' && b[4] != '-' || b[10] != ' ' && b[10] != 'T' || b[13] != ':' || b[16] != ':' {
		return at, false
	}
	var bad byte
	two := func(i int) int {
		tens, ones := b[i]-'0', b[i+1]-'0'
		if tens > 9 || ones > 9 {
			bad = 1
		}
		return int(tens)*10 + int(ones)
	}
	year, month, day := two(0)*100+two(2), two(5), two(8)
	hour, minute, second := two(11), two(14), two(17)
	if bad != 0 || !validDate(year, month, day) || hour > 23 || minute > 59 || second > 59 {
		return at, false
	}
	at.time = time.Unix(daysSince1970(year, month, day)*86400+int64(hour*3600+minute*60+second), 0).UTC()
	return at, true
}

// settleOrder decides which of the first two numbers of a date is the month.
func settleOrder(first, second int, order dateOrder) (dateOrder, error) {
	proven := proofOfOrder(first, second)
	switch {
	case first == second:
		return monthFirst, nil
	case order == orderUnknown && proven == orderUnknown:
		return orderUnknown, errAmbiguous
	case order == orderUnknown:
		return proven, nil
	}
	return order, nil // a date that contradicts it has a 13th month and fails as such
}

func proofOfOrder(first, second int) dateOrder {
	switch {
	case second > 12 && first <= 12:
		return monthFirst
	case first > 12 && second <= 12:
		return dayFirst
	}
	return orderUnknown
}

// orderShownBy returns the order of day and month that a time proves, if it does.
func orderShownBy(b []byte) dateOrder {
	p := cursor{b: bytes.TrimSpace(b)}
	first, n := p.number(4)
	if n == 0 || n > 2 || !p.oneOf("/") {
		return orderUnknown
	}
	second := p.upTo(2)
	if p.want('/'); p.bad {
		return orderUnknown
	}
	return proofOfOrder(first, second)
}

// parseEpoch reads seconds (10 digits, with or without a fraction) or milliseconds (13 digits) since 1970.
func parseEpoch(b []byte) (stamp, error) {
	whole, fraction, _ := bytes.Cut(b, []byte{'.'})
	var n int64
	for _, c := range whole {
		if c < '0' || c > '9' {
			return stamp{}, errNoStamp
		}
		if n = n*10 + int64(c-'0'); n > 1e14 {
			return stamp{}, errNoStamp
		}
	}
	nanos, ok := parseFraction(fraction)
	switch {
	case !ok:
	case len(whole) == 10 || len(whole) == 9:
		return stamp{time: time.Unix(n, int64(nanos)).UTC(), zoned: true}, nil
	case len(whole) == 13 && len(bytes.TrimLeft(fraction, "0")) == 0:
		return stamp{time: time.UnixMilli(n).UTC(), zoned: true}, nil
	}
	return stamp{}, errNoStamp
}

// parseFraction reads the digits behind a decimal point as nanoseconds; further digits are cut.
func parseFraction(digits []byte) (nanos int, ok bool) {
	scale := 100_000_000
	for _, c := range digits {
		if c < '0' || c > '9' {
			return 0, false
		}
		nanos += int(c-'0') * scale
		scale /= 10
	}
	return nanos, true
}

func validDate(year, month, day int) bool {
	return year >= 1970 && year <= 2262 && month >= 1 && month <= 12 && day >= 1 && day <= daysIn(year, month)
}

func daysIn(year, month int) int {
	switch month {
	case 2:
		if year%4 == 0 && (year%100 != 0 || year%400 == 0) {
			return 29
		}
		return 28
	case 4, 6, 9, 11:
		return 30
	}
	return 31
}

// daysSince1970 counts the days of the Gregorian calendar, with years that begin in March so that the leap day is last.
func daysSince1970(year, month, day int) int64 {
	if month <= 2 {
		year--
		month += 12
	}
	return int64(365*year + year/4 - year/100 + year/400 + (153*(month-3)+2)/5 + day - 1 - 719468)
}

// cursor takes a time apart. After a mistake bad stays set.
type cursor struct {
	b   []byte
	i   int
	bad bool
}

// number reads at most limit digits and says how many there were.
func (p *cursor) number(limit int) (value, digits int) {
	for digits < limit && p.i < len(p.b) && p.b[p.i]-'0' <= 9 {
		value = value*10 + int(p.b[p.i]-'0')
		p.i++
		digits++
	}
	return value, digits
}

func (p *cursor) upTo(limit int) int {
	value, n := p.number(limit)
	p.bad = p.bad || n == 0
	return value
}

func (p *cursor) exactly(digits int) int {
	value, n := p.number(digits)
	p.bad = p.bad || n != digits
	return value
}

// oneOf takes the next byte if it is one of the given ones.
func (p *cursor) oneOf(set string) bool {
	if p.i < len(p.b) && strings.IndexByte(set, p.b[p.i]) >= 0 {
		p.i++
		return true
	}
	return false
}

func (p *cursor) want(c byte) {
	if p.i < len(p.b) && p.b[p.i] == c {
		p.i++
		return
	}
	p.bad = true
}

// clock reads the time of day, hh:mm[:ss[.fraction]].
func (p *cursor) clock() (hour, minute, second, nanos int) {
	if !p.oneOf("T ") {
		p.bad = true
		return
	}
	hour = p.upTo(2)
	p.want(':')
	minute = p.exactly(2)
	if !p.oneOf(":") {
		return
	}
	second = p.exactly(2)
	if p.oneOf(".") {
		start := p.i
		for p.i < len(p.b) && p.b[p.i]-'0' <= 9 {
			p.i++
		}
		nanos, _ = parseFraction(p.b[start:p.i])
		p.bad = p.bad || p.i == start
	}
	return
}

// zone reads Z, UTC, GMT or an offset; the offset is in seconds east of UTC.
func (p *cursor) zone() (stated bool, offset int) {
	for p.oneOf(" ") {
	}
	rest := p.b[p.i:]
	switch string(rest) {
	case "":
		return false, 0
	case "Z", "UTC", "GMT":
		p.i = len(p.b)
		return true, 0
	}
	sign := 1
	if rest[0] == '-' {
		sign = -1
	}
	if !p.oneOf("+-") {
		p.bad = true
		return false, 0
	}
	hours := p.exactly(2)
	p.oneOf(":")
	minutes := p.exactly(2)
	p.bad = p.bad || hours > 14 || minutes > 59
	return true, sign * (hours*3600 + minutes*60)
}
