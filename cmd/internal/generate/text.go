package generate

import (
	"io"
	"strconv"
	"time"
)

// text is where a member's content is rendered: records are appended to buf, which is handed on when it is full.
type text struct {
	w    io.Writer
	buf  []byte
	done int64 // bytes handed on
	err  error

	counts counts
}

// counts is what a member holds.
type counts struct{ events, duplicates, flows, requests, points, raw int64 }

func (c *counts) add(d counts) {
	c.events += d.events
	c.duplicates += d.duplicates
	c.flows += d.flows
	c.requests += d.requests
	c.points += d.points
	c.raw += d.raw
}

const textBuffer = 256 << 10

// commit is called after each record.
func (t *text) commit() {
	if len(t.buf) >= textBuffer {
		t.flush()
	}
}

func (t *text) flush() {
	if t.err == nil {
		_, t.err = t.w.Write(t.buf)
	}
	t.done += int64(len(t.buf))
	t.buf = t.buf[:0]
}

// size is how many bytes were rendered.
func (t *text) size() int64 { return t.done + int64(len(t.buf)) }

// ok reports whether rendering on is of use.
func (t *text) ok() bool { return t.err == nil }

func (t *text) string(s string) { t.buf = append(t.buf, s...) }

// appendQuoted appends a JSON string. The generator's own texts need no escapes; a test holds every record against
// that.
func appendQuoted(dst []byte, s string) []byte {
	dst = append(dst, '"')
	dst = append(dst, s...)
	return append(dst, '"')
}

// appendEscaped appends a JSON text as the content of a JSON string.
func appendEscaped(dst, json []byte) []byte {
	for _, c := range json {
		if c == '"' || c == '\\' {
			dst = append(dst, '\\')
		}
		dst = append(dst, c)
	}
	return dst
}

// appendCell appends a text as a quoted CSV cell.
func appendCell(dst, s []byte) []byte {
	dst = append(dst, '"')
	for _, c := range s {
		if c == '"' {
			dst = append(dst, '"')
		}
		dst = append(dst, c)
	}
	return append(dst, '"')
}

// appendTime appends Unix seconds as 2026-03-04T10:00:00Z.
func appendTime(dst []byte, unix int64) []byte {
	dst = appendClock(dst, unix, '-', 'T')
	return append(dst, 'Z')
}

// appendClock appends a UTC date and time with the given separators. time.AppendFormat is several times slower and
// this runs for every record.
func appendClock(dst []byte, unix int64, dash, between byte) []byte {
	year, month, day := time.Unix(unix, 0).UTC().Date()
	ofDay := int(((unix % 86400) + 86400) % 86400)
	dst = append(strconv.AppendInt(dst, int64(year), 10), dash)
	dst = append(appendTwo(dst, int(month)), dash)
	dst = append(appendTwo(dst, day), between)
	dst = append(appendTwo(dst, ofDay/3600), ':')
	dst = append(appendTwo(dst, ofDay/60%60), ':')
	return appendTwo(dst, ofDay%60)
}

func appendTwo(dst []byte, n int) []byte { return append(dst, byte('0'+n/10), byte('0'+n%10)) }

// appendIP appends an IPv4 address.
func appendIP(dst []byte, ip uint32) []byte {
	for shift := 24; shift >= 0; shift -= 8 {
		dst = strconv.AppendUint(dst, uint64(ip>>shift&255), 10)
		if shift > 0 {
			dst = append(dst, '.')
		}
	}
	return dst
}

// ip makes an IPv4 address.
func ip(a, b, c, d int) uint32 { return uint32(a)<<24 | uint32(b)<<16 | uint32(c)<<8 | uint32(d) }

func ipString(a uint32) string { return string(appendIP(nil, a)) }

// span is a stretch of time in Unix seconds, the end excluded.
type span struct{ start, end int64 }

func (s span) contains(t int64) bool { return t >= s.start && t < s.end }

// slot returns the i-th of n equal parts.
func (s span) slot(i, n int) span {
	length := s.end - s.start
	return span{s.start + length*int64(i)/int64(n), s.start + length*int64(i+1)/int64(n)}
}

// at returns a moment within the span.
func (s span) at(r *random) int64 {
	if s.end <= s.start {
		return s.start
	}
	return s.start + r.Int64N(s.end-s.start)
}
