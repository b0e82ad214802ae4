package wrapper

import (
	"bytes"
	"errors"
	"io"
	"time"

	"hamari/parsers"
	"hamari/parsers/textlog"
)

var logsTail = stamped("logs-tail", "output of aws logs tail",
	"https://docs.aws.amazon.com/cli/latest/reference/logs/tail.html", stampStyle{zone: "+00:00", stream: true})

var logsTailShort = stamped("logs-tail-short", "output of aws logs tail --format short",
	"https://docs.aws.amazon.com/cli/latest/reference/logs/tail.html", stampStyle{})

var exportTask = stamped("export-task", "objects that a CloudWatch Logs export task wrote",
	"https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/S3Export.html",
	stampStyle{zone: "Z", fraction: 3, leftOut: "Permission Check Successful"})

func stamped(name, title, url string, style stampStyle) *Wrapper {
	return &Wrapper{Name: name, Title: title, URL: url, LogEvents: true, Detect: byContent(style.detect), lines: true, local: style.zone == "",
		open: func(r io.Reader) entries { return &stampedEntries{style: style, window: newWindow(r)} }}
}

// stampStyle is how the time at the beginning of a line is written: 2024-10-08T15:33:25, then what is said here.
type stampStyle struct {
	fraction int    // digits behind the seconds; 0 if there may be six or none
	zone     string // behind the fraction
	stream   bool   // the name of the log stream follows, before the message
	leftOut  string // a message that is no log record
}

const (
	maxStamp   = 64  // bytes, with the colours of a terminal
	maxStream  = 640 // bytes: 512 characters is what CloudWatch Logs allows, few are not ASCII, colours come on top
	detectFrom = 3   // lines: a prompt or a warning may have been copied along
)

// detect looks for a stamp at the beginning of one of the first lines.
func (s stampStyle) detect(prefix []byte) bool {
	for range detectFrom {
		if s.message(prefix) > 0 {
			return true
		}
		i := bytes.IndexByte(prefix, '\n')
		if i < 0 {
			return false
		}
		prefix = prefix[i+1:]
	}
	return false
}

// message returns where the message begins in a line that begins with a stamp, or 0 if it does not.
func (s stampStyle) message(line []byte) int {
	i := s.stampEnd(line)
	if i == 0 {
		return 0
	}
	i = skipColour(line, i)
	if i = skipBlank(line, i); i == 0 || !s.stream {
		return i
	}
	i, end := s.streamAt(line, i)
	if end <= i {
		return 0
	}
	return skipBlank(line, skipColour(line, end))
}

// streamAt returns where the name of the log stream begins and ends that follows what ends at i; the end is 0 where there is
// none.
func (s stampStyle) streamAt(line []byte, i int) (begin, end int) {
	begin = skipColour(line, i)
	name := bytes.IndexAny(line[begin:min(len(line), begin+maxStream)], " \n\x1b")
	if name <= 0 {
		return begin, 0
	}
	return begin, begin + name
}

// streamIn returns the name of the log stream in what stands before a message.
func (s stampStyle) streamIn(head []byte) []byte {
	if !s.stream {
		return nil
	}
	i := skipBlank(head, skipColour(head, s.stampEnd(head)))
	begin, end := s.streamAt(head, i)
	return head[begin:max(begin, end)]
}

// stampEnd returns the place behind the stamp, or 0 if there is none.
func (s stampStyle) stampEnd(line []byte) int {
	const seconds = "0000-00-00T00:00:00"
	i := skipColour(line, 0)
	if !matches(line[i:], seconds) {
		return 0
	}
	i += len(seconds)
	digits := 0
	if i < len(line) && line[i] == '.' {
		for i++; i < len(line) && isDigit(line[i]); i++ {
			digits++
		}
	}
	if digits != s.fraction && (s.fraction != 0 || digits != 6) || !bytes.HasPrefix(line[i:], []byte(s.zone)) {
		return 0
	}
	return i + len(s.zone)
}

// skipBlank returns the place behind the blank at i, at which a message may begin, or 0 if there is no blank. A line
// may also end at i, its message being empty.
func skipBlank(line []byte, i int) int {
	switch {
	case i >= len(line) || line[i] == '\n' || line[i] == '\r':
		return i
	case line[i] == ' ':
		return i + 1
	}
	return 0
}

// skipColour returns the place behind the terminal's colour sequences that begin at i.
func skipColour(line []byte, i int) int {
	for bytes.HasPrefix(line[i:], []byte("\x1b[")) {
		end := i + 2
		for end < len(line) && (isDigit(line[end]) || line[end] == ';') {
			end++
		}
		if end == len(line) || line[end] != 'm' {
			break
		}
		i = end + 1
	}
	return i
}

// matches reports whether the text begins like the pattern, in which 0 stands for any digit.
func matches(text []byte, pattern string) bool {
	if len(text) < len(pattern) {
		return false
	}
	for i := range len(pattern) {
		if pattern[i] == '0' && !isDigit(text[i]) || pattern[i] != '0' && text[i] != pattern[i] {
			return false
		}
	}
	return true
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

var errNoStamp = errors.New("no time stamp at the beginning")

// stampedEntries reads lines that begin with a time. Lines without one continue the message before them.
type stampedEntries struct {
	style  stampStyle
	window *window
	count  int
}

func (s *stampedEntries) notes() []string { return nil }

func (s *stampedEntries) close() { s.window.close() }

func (s *stampedEntries) next(line []byte) (entry, error) {
	if !s.window.reach(1) {
		return entry{}, s.window.err
	}
	e := entry{pos: parsers.Pos{Record: s.count, Line: s.window.line, Offset: s.window.offset()}}
	s.count++
	begin := s.messageAt(0)
	if begin == 0 {
		e.err = errNoStamp
	}
	end, ok := s.entryEnd()
	if !ok {
		e.err = errTooLong
		s.dropEntry()
		return e, nil
	}
	if e.err == nil {
		e.message = append(line, s.window.text()[begin:end]...)
		if needsTime(e.message) {
			e.at = s.loggedAt(s.window.text()[:begin])
		}
		e.stream = s.style.streamIn(s.window.text()[:begin])
		if s.style.leftOut != "" && string(bytes.TrimSpace(e.message)) == s.style.leftOut {
			e.leftOut = leftOutProbe
		}
	}
	s.window.drop(end)
	return e, nil
}

// loggedAt reads the stamp of a line. All styles write UTC, and the short one does not say so.
func (s *stampedEntries) loggedAt(head []byte) time.Time {
	stamp, _ := textlog.ParseStamp(head[skipColour(head, 0):])
	return stamp.Time
}

// messageAt returns where the message begins in the line at i of the window, relative to i; 0 without a stamp.
func (s *stampedEntries) messageAt(i int) int {
	s.window.reach(i + maxStamp + maxStream) // what a short text lacks, the line lacks as well
	return s.style.message(s.window.text()[i:])
}

// entryEnd returns the end of the entry at the window's begin; ok is false if the window is full before.
func (s *stampedEntries) entryEnd() (end int, ok bool) {
	for {
		if end, ok = s.window.lineEnd(end); !ok {
			return 0, false
		}
		if !s.window.reach(end+1) || s.messageAt(end) > 0 {
			return end, !s.window.full()
		}
	}
}

// dropEntry moves the window to the next line with a stamp.
func (s *stampedEntries) dropEntry() {
	for s.window.dropLine(); s.window.reach(1) && s.messageAt(0) == 0; {
		s.window.dropLine()
	}
}
