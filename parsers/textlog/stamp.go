package textlog

import "time"

// Stamp is a time at the beginning of a text.
type Stamp struct {
	Time   time.Time // UTC; where the text states no zone, the clock's reading as if it were UTC
	Zoned  bool      // the text states the zone
	Length int       // bytes that it takes, zone included
}

// ParseStamp reads a time at the beginning of the text:
//
//	2026-03-04 09:15:02          also with a fraction behind a point or comma, T in between, slashes in the date
//	2026-03-04T09:15:02.123456Z  also with +09:00, +0900, +09, " UTC", " GMT" and " Z"
//	20260304 09:15:02, 260304  9:15:02
func ParseStamp(b []byte) (Stamp, bool) {
	p := digits{b: b}
	year, month, day := p.date()
	hour := p.hour()
	p.want(':')
	minute := p.exactly(2)
	p.want(':')
	second := p.exactly(2)
	if p.bad || month < 1 || month > 12 || day < 1 || day > 31 || hour > 23 || minute > 59 || second > 60 || year < 1970 {
		return Stamp{}, false
	}
	nanos := p.fraction()
	at := time.Date(year, time.Month(month), day, hour, minute, second, nanos, time.UTC)
	if at.Day() != day && second < 60 {
		return Stamp{}, false // 30 February
	}
	zoned, east := p.zone()
	return Stamp{Time: at.Add(-time.Duration(east) * time.Second), Zoned: zoned, Length: p.i}, true
}

// digits takes a stamp apart. After a mistake bad stays set.
type digits struct {
	b   []byte
	i   int
	bad bool
}

func (p *digits) peek() byte {
	if p.i < len(p.b) {
		return p.b[p.i]
	}
	return 0
}

func (p *digits) want(c byte) {
	if p.peek() != c {
		p.bad = true
		return
	}
	p.i++
}

// run reads at most limit digits.
func (p *digits) run(limit int) (value, n int) {
	for n < limit && p.peek()-'0' <= 9 {
		value = value*10 + int(p.peek()-'0')
		p.i++
		n++
	}
	return value, n
}

func (p *digits) exactly(count int) int {
	value, n := p.run(count)
	p.bad = p.bad || n != count
	return value
}

// date reads 2026-03-04, 2026/03/04, 20260304 or 260304 and the T or blank behind it.
func (p *digits) date() (year, month, day int) {
	whole, n := p.run(8)
	switch n {
	case 4:
		separator := p.peek()
		p.bad = p.bad || separator != '-' && separator != '/'
		p.i++
		year, month = whole, p.exactly(2)
		p.want(separator)
		day = p.exactly(2)
	case 8:
		year, month, day = whole/10000, whole/100%100, whole%100
	case 6:
		year, month, day = 2000+whole/10000, whole/100%100, whole%100
	default:
		p.bad = true
	}
	if p.peek() == 'T' {
		p.i++
	} else {
		p.want(' ')
	}
	return year, month, day
}

// hour reads two digits, or a blank and one.
func (p *digits) hour() int {
	if p.peek() == ' ' {
		p.i++
		return p.exactly(1)
	}
	return p.exactly(2)
}

// fraction reads what stands behind the seconds, as nanoseconds.
func (p *digits) fraction() (nanos int) {
	if p.peek() != '.' && p.peek() != ',' || p.i+1 >= len(p.b) || p.b[p.i+1]-'0' > 9 {
		return 0
	}
	p.i++
	scale := 100_000_000
	for p.peek()-'0' <= 9 {
		nanos += int(p.peek()-'0') * scale
		scale /= 10
		p.i++
	}
	return nanos
}

// zone reads the zone, if there is one; east is in seconds.
func (p *digits) zone() (stated bool, east int) {
	rest := p.b[p.i:]
	blank := 0
	if len(rest) > 0 && rest[0] == ' ' {
		blank = 1
	}
	for _, name := range [...]string{"UTC", "GMT", "Z"} {
		if end := blank + len(name); len(rest) >= end && string(rest[blank:end]) == name && !isWord(rest, end) {
			p.i += end
			return true, 0
		}
	}
	if blank > 0 || len(rest) == 0 || rest[0] != '+' && rest[0] != '-' {
		return false, 0
	}
	z := digits{b: rest, i: 1}
	hours, minutes := z.exactly(2), 0
	if z.peek() == ':' {
		z.i++
		minutes = z.exactly(2)
	} else if z.peek()-'0' <= 9 {
		minutes = z.exactly(2)
	}
	if z.bad || hours > 14 || minutes > 59 || isWord(rest, z.i) {
		return false, 0
	}
	p.i += z.i
	east = hours*3600 + minutes*60
	if rest[0] == '-' {
		east = -east
	}
	return true, east
}

// isWord reports whether a letter or digit stands at i.
func isWord(b []byte, i int) bool {
	return i < len(b) && (b[i]-'0' <= 9 || b[i]|0x20 >= 'a' && b[i]|0x20 <= 'z')
}
