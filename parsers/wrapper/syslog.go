package wrapper

import (
	"bytes"
	"fmt"
	"io"

	"hamari/parsers"
	"hamari/parsers/textlog"
)

// agentSyslog opens /var/log/syslog, /var/log/messages and what journalctl prints, where the SSM Agent wrote into them:
//
//	Oct 27 10:43:16 ip-10-0-1-5 amazon-ssm-agent[2373]: 2026-10-27 10:43:14 INFO ...
//	2026-10-27T10:43:16.123456+00:00 ip-10-0-1-5 amazon-ssm-agent.amazon-ssm-agent[1151]: ...
//
// What other programs wrote is left out: no format reads it. Every line is an entry; a message of several lines comes as
// several entries, whose blanks at the beginning are kept, so that the format can join them.
var agentSyslog = &Wrapper{
	Name: "syslog", Title: "lines of a system log that the SSM Agent wrote",
	URL:    "https://docs.aws.amazon.com/systems-manager/latest/userguide/ssm-agent-logs.html",
	Detect: byContent(isAgentSyslog), lines: true,
	open: func(r io.Reader) entries { return &syslogEntries{window: newWindow(r)} },
}

// ownTags are the programs whose lines are handed on. A snap repeats the name: amazon-ssm-agent.amazon-ssm-agent.
var ownTags = [][]byte{[]byte("amazon-ssm-agent"), []byte("ssm-agent-worker"), []byte("ssm-document-worker"), []byte("ssm-session-worker"), []byte("snap.amazon-ssm-agent")}

// syslogDetect is how many lines are looked at: the agent is one of many that write into a system log.
const syslogDetect = 2000

func isAgentSyslog(prefix []byte) bool {
	if !bytes.Contains(prefix, []byte("ssm-")) {
		return false
	}
	for range syslogDetect {
		line, rest, more := bytes.Cut(prefix, []byte{'\n'})
		if tag, _, ok := cutSyslog(line); ok && isOwnTag(tag) {
			return true
		}
		if !more {
			return false
		}
		prefix = rest
	}
	return false
}

func isOwnTag(tag []byte) bool {
	for _, own := range ownTags {
		if bytes.HasPrefix(tag, own) {
			return true
		}
	}
	return false
}

func (s *syslogEntries) close() { s.window.close() }

// cutSyslog takes a line apart: time, host, tag with a process ID or without, a colon, the message.
func cutSyslog(line []byte) (tag, message []byte, ok bool) {
	rest := skipSyslogTime(line)
	if rest == nil {
		return nil, nil, false
	}
	host, rest, ok := bytes.Cut(rest, []byte{' '})
	if !ok || len(host) == 0 {
		return nil, nil, false
	}
	colon := bytes.IndexAny(rest, ": ")
	if colon <= 0 || rest[colon] != ':' {
		return nil, nil, false
	}
	tag, message = rest[:colon], bytes.TrimSuffix(rest[colon+1:], []byte{'\r'})
	if open := bytes.IndexByte(tag, '['); open > 0 {
		tag = tag[:open]
	}
	return tag, bytes.TrimPrefix(message, []byte{' '}), true
}

// skipSyslogTime returns what follows the time: Oct 27 10:43:16, Oct  7 10:43:16, 2026-10-27T10:43:16.123456+00:00, each
// perhaps with a priority <30> before it.
func skipSyslogTime(line []byte) []byte {
	if len(line) > 0 && line[0] == '<' {
		if end := bytes.IndexByte(line[:min(len(line), 5)], '>'); end > 0 {
			line = line[end+1:]
		}
	}
	switch {
	case matches(line, "0000-00-00T00:00:00"):
		blank := bytes.IndexByte(line[:min(len(line), maxStamp)], ' ')
		if blank < 0 {
			return nil
		}
		return line[blank+1:]
	case len(line) > 16 && isMonth(line[:3]) && line[3] == ' ' && line[15] == ' ' && matches(line[6:], " 00:00:00") &&
		(line[4] == ' ' || isDigit(line[4])) && isDigit(line[5]):
		return line[16:]
	}
	return nil
}

func isMonth(name []byte) bool {
	return bytes.Contains([]byte("Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec"), name) && name[0] < 'a' && name[1] >= 'a' && name[2] >= 'a'
}

// syslogEntries reads a system log.
type syslogEntries struct {
	window *window
	count  int
}

func (s *syslogEntries) notes() []string { return nil }

func (s *syslogEntries) next(line []byte) (entry, error) {
	if !s.window.reach(1) {
		return entry{}, s.window.err
	}
	e := entry{pos: parsers.Pos{Record: s.count, Line: s.window.line, Offset: s.window.offset()}}
	s.count++
	end, ok := s.window.lineEnd(0)
	if !ok {
		s.window.dropLine()
		e.err = errTooLong
		return e, nil
	}
	text := bytes.TrimSuffix(s.window.text()[:end], []byte{'\n'})
	tag, message, ok := cutSyslog(text)
	switch {
	case len(bytes.TrimSpace(text)) == 0:
		e.leftOut = leftOutBlank
	case !ok:
		e.leftOut = "line that is not of a system log"
	case !isOwnTag(tag):
		e.leftOut = fmt.Sprintf("written by %.*s", maxQuote, tag)
	default:
		e.message = appendUnoctal(line, message)
		if stamp, ok := textlog.ParseStamp(text); ok && stamp.Zoned {
			e.at = stamp.Time
		}
	}
	s.window.drop(end)
	return e, nil
}

// appendUnoctal undoes what a system log makes of control characters: #011 is a tab.
func appendUnoctal(dst, text []byte) []byte {
	for {
		i := bytes.IndexByte(text, '#')
		if i < 0 {
			return append(dst, text...)
		}
		dst = append(dst, text[:i]...)
		text = text[i:]
		if c, ok := octal(text); ok {
			dst = append(dst, c)
			text = text[4:]
			continue
		}
		dst = append(dst, '#')
		text = text[1:]
	}
}

// octal reads #ooo at the beginning of the text, if it stands for a control character.
func octal(text []byte) (c byte, ok bool) {
	if len(text) < 4 || text[1] != '0' || text[2] < '0' || text[2] > '3' || text[3] < '0' || text[3] > '7' {
		return 0, false
	}
	return (text[2]-'0')*8 + text[3] - '0', true
}
