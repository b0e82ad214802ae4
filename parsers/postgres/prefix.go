package postgres

import (
	"bytes"

	"hamari/parsers/textlog"
)

// severities say what a line is; the secondary ones belong to the message before.
var severities = map[string]bool{
	"DEBUG": false, "DEBUG1": false, "DEBUG2": false, "DEBUG3": false, "DEBUG4": false, "DEBUG5": false, "INFO": false, "NOTICE": false,
	"WARNING": false, "ERROR": false, "LOG": false, "FATAL": false, "PANIC": false,
	"DETAIL": true, "HINT": true, "CONTEXT": true, "STATEMENT": true, "QUERY": true, "LOCATION": true, "BACKTRACE": true,
}

// maxPrefix bounds what may stand between the time and the severity: names are up to 63 bytes, an application name too.
const maxPrefix = 512

// line is a line of the log with its prefix taken apart.
type line struct {
	stamp     textlog.Stamp
	remote    []byte // host and port
	user      []byte
	database  []byte
	pid       []byte
	sqlstate  []byte
	severity  []byte
	secondary bool
	text      []byte
	rds       bool // has the prefix of RDS
}

// parseLine takes a line apart; false if it does not begin with a time and has no severity.
func parseLine(b []byte) (line, bool) {
	var l line
	var ok bool
	if l.stamp, ok = textlog.ParseStamp(b); !ok {
		return line{}, false
	}
	rest := b[l.stamp.Length:]
	if !l.stamp.Zoned {
		rest = skipZone(rest)
	}
	prefix, ok := l.findSeverity(rest)
	if !ok {
		return line{}, false
	}
	l.session(prefix)
	return l, true
}

// skipZone passes over the abbreviation of a zone (JST, EST), which tells too little: IST is in India, Ireland and
// Israel.
func skipZone(rest []byte) []byte {
	if len(rest) < 3 || rest[0] != ' ' {
		return rest
	}
	i := 1
	for i < len(rest) && i < 6 && rest[i] >= 'A' && rest[i] <= 'Z' {
		i++
	}
	if i >= 3 && i < len(rest) && (rest[i] == ':' || rest[i] == ' ') {
		return rest[i:]
	}
	return rest
}

// findSeverity looks for the word that ends the prefix: capitals, a colon and a blank, with a colon, blank or bracket
// before them.
func (l *line) findSeverity(rest []byte) (prefix []byte, ok bool) {
	head := rest[:min(len(rest), maxPrefix)]
	for from := 0; ; {
		colon := bytes.IndexByte(head[from:], ':')
		if colon < 0 {
			return nil, false
		}
		end := from + colon
		from = end + 1
		begin := end
		for begin > 0 && (head[begin-1] >= 'A' && head[begin-1] <= 'Z' || begin == end && head[begin-1]-'1' < 5) {
			begin--
		}
		secondary, known := severities[string(head[begin:end])]
		if !known || begin > 0 && bytes.IndexByte([]byte(": ]"), head[begin-1]) < 0 || from < len(rest) && rest[from] != ' ' && rest[from] != '\n' {
			continue
		}
		l.severity, l.secondary = head[begin:end], secondary
		l.text = bytes.TrimLeft(rest[from:], " ")
		return head[:begin], true
	}
}

// session files what the prefix says of the session: :remote:user@database:[pid]: and what RDS allows behind it.
func (l *line) session(prefix []byte) {
	open := bytes.IndexByte(prefix, '[')
	for open >= 0 {
		end := open + 1
		for end < len(prefix) && prefix[end]-'0' <= 9 {
			end++
		}
		if end > open+1 && end < len(prefix) && prefix[end] == ']' {
			l.pid = prefix[open+1 : end]
			l.who(prefix[:open])
			l.behind(prefix[end+1:])
			return
		}
		next := bytes.IndexByte(prefix[open+1:], '[') // [local]
		if next < 0 {
			return
		}
		open += 1 + next
	}
}

// who files remote host, user and database.
func (l *line) who(text []byte) {
	text, ok := bytes.CutSuffix(text, []byte{':'})
	if !ok || len(text) == 0 || text[0] != ':' {
		return
	}
	text = text[1:]
	at := bytes.LastIndexByte(text, '@')
	if at < 0 {
		return
	}
	colon := bytes.LastIndexByte(text[:at], ':')
	if colon < 0 {
		return
	}
	l.rds = true
	l.remote, l.user, l.database = text[:colon], text[colon+1:at], text[at+1:]
}

// behind looks for a SQLSTATE among what stands behind the process.
func (l *line) behind(text []byte) {
	for part := range bytes.SplitSeq(text, []byte{':'}) {
		if len(part) == 5 && isSQLState(part) {
			l.sqlstate = part
			return
		}
	}
}

// isSQLState reports whether five characters may be a SQLSTATE: digits and capitals, of which the first two name a
// class.
func isSQLState(part []byte) bool {
	for _, c := range part {
		if c-'0' > 9 && (c < 'A' || c > 'Z') {
			return false
		}
	}
	return part[0]-'0' <= 9 || bytes.HasPrefix(part, []byte("F0")) || bytes.HasPrefix(part, []byte("HV")) ||
		bytes.HasPrefix(part, []byte("P0")) || bytes.HasPrefix(part, []byte("XX"))
}
