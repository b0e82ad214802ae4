package applog

import (
	"bytes"
	"regexp"
	"slices"

	"github.com/tidwall/gjson"

	"hamari/parsers/lazy"
	"hamari/parsers/textlog"
)

// head is what stands before the words of a message, and the words.
type head struct {
	level     []byte
	requestID []byte
	message   []byte
	status    string // of an invocation, as the platform reports it in JSON
}

// maxTokens is how many words may stand before the level.
const maxTokens = 8

// headOf takes a message apart.
func headOf(text []byte) head {
	if len(text) > 0 && text[0] == '{' && gjson.ValidBytes(text) {
		return headOfJSON(text)
	}
	h := head{message: text}
	own := true    // nothing but times and IDs so far, which are no words of the message
	dated := false // one of these was there
	rest := text
	for range maxTokens {
		rest = bytes.TrimLeft(rest, " \t|-")
		if own {
			h.message = rest
		}
		if n := stampLength(rest); n > 0 {
			rest, dated = rest[n:], true
			continue
		}
		token, behind := cutToken(rest)
		if len(token) == 0 {
			break
		}
		if level, n := levelAt(token); level != nil {
			h.level, h.message = level, bytes.TrimLeft(rest[n:], " \t:|-")
			h.idBehind()
			return h
		}
		switch {
		case isID(token):
			h.requestID, dated = token, true
		case !isAside(token, dated):
			return h.inFields(text)
		default:
			own = false
		}
		rest = behind
	}
	return h.inFields(text)
}

// stampLength returns the length of a time at the beginning of the text, in brackets or not.
func stampLength(text []byte) int {
	open := 0
	if len(text) > 0 && text[0] == '[' {
		open = 1
	}
	stamp, ok := textlog.ParseStamp(text[open:])
	if !ok {
		return 0
	}
	n := open + stamp.Length
	if open > 0 && n < len(text) && text[n] == ']' {
		n++
	}
	return n
}

// cutToken returns the first word, and what is behind it. What stands in brackets is one word.
func cutToken(text []byte) (token, behind []byte) {
	from := 0
	if len(text) > 0 && text[0] == '[' {
		const longest = 100 // bytes of the name of a thread
		if i := bytes.IndexByte(text[:min(len(text), longest)], ']'); i > 0 {
			from = i
		}
	}
	if i := bytes.IndexAny(text[from:], " \t"); i >= 0 {
		return text[:from+i], text[from+i:]
	}
	return text, nil
}

// levelAt returns the level that a word is or begins with, and how much of the word belongs to it: ERROR, [error], ERROR:,
// ERROR:root:. Without brackets and colon only capitals count.
func levelAt(token []byte) (level []byte, length int) {
	if token[0] == '[' {
		end := bytes.IndexByte(token, ']')
		if end < 0 {
			return nil, 0
		}
		return levelOf(bytes.TrimSpace(token[1:end])), end + 1
	}
	word := token
	if i := bytes.IndexByte(token, ':'); i > 0 {
		word = token[:i]
	}
	if level = levelOf(word); !bytes.Equal(level, word) {
		return nil, 0
	}
	return level, len(word)
}

// levels are the words that loggers have for them.
var levels = [][]byte{
	[]byte("ERROR"), []byte("INFO"), []byte("WARN"), []byte("WARNING"), []byte("DEBUG"), []byte("FATAL"), []byte("CRITICAL"), []byte("SEVERE"),
	[]byte("TRACE"), []byte("NOTICE"), []byte("ERR"), []byte("CRIT"), []byte("EMERG"), []byte("FINE"), []byte("CONFIG"),
}

// levelOf returns the level that a word is, in capitals; nil if it is none.
func levelOf(word []byte) []byte {
	if i := slices.IndexFunc(levels, func(l []byte) bool { return bytes.EqualFold(l, word) }); i >= 0 {
		return levels[i]
	}
	return nil
}

// isID reports whether a word is the ID of an invocation.
func isID(token []byte) (is bool) {
	textlog.UUIDs(token, func(id []byte) { is = len(id) == len(token) })
	return is
}

// isAside reports whether a word before the level is none of the message: a thread, a letter, a number behind the time.
func isAside(token []byte, dated bool) bool {
	switch {
	case token[0] == '[', token[0] == '(', len(token) == 2 && token[1] == ',':
		return true
	case dated:
		return bytes.ContainsAny(token, "0123456789")
	}
	return token[0]-'0' <= 9 && bytes.IndexByte(token, ':') > 0 // a time of day
}

// idBehind takes the time and the ID of the invocation from behind the level, where the runtime of Python puts them.
func (h *head) idBehind() {
	rest := h.message
	if n := stampLength(rest); n > 0 {
		rest = bytes.TrimLeft(rest[n:], " \t")
		h.message = rest
	}
	if token, behind := cutToken(rest); len(token) > 0 && isID(token) {
		h.requestID, h.message = token, bytes.TrimLeft(behind, " \t")
	}
}

var (
	levelField = lazy.Regexp(`^[^"]{0,300}?\b(?:level|lvl|severity)="?(\w+)`)
	requestID  = lazy.Regexp(`\bRequestId: ([0-9a-f-]{36})\b`)
)

// inFields looks for the level among fields, and for the invocation where Lambda itself names it.
func (h head) inFields(text []byte) head {
	if m := levelField().FindSubmatch(text); m != nil {
		h.level = levelOf(m[1])
	}
	if m := requestID().FindSubmatch(text); m != nil && h.requestID == nil {
		h.requestID = m[1]
	}
	return h
}

// failures are the words by which messages without a level tell of a failure.
var failures = []struct {
	name string
	text func() *regexp.Regexp
}{
	{"Task timed out", lazy.Regexp(`^Task timed out after [\d.]+ seconds`)},
	{"Runtime exited", lazy.Regexp(`^RequestId: \S+ Error: Runtime exited\b`)},
	{"Process exited", lazy.Regexp(`^RequestId: \S+ Process exited before completing request`)},
	{"Lambda error", lazy.Regexp(`^RequestId: \S+ Error: `)},
	{"Traceback", lazy.Regexp(`^Traceback \(most recent call last\)`)},
	{"uncaught exception", lazy.Regexp(`^(?:Exception in thread "|Uncaught |Unhandled exception)`)},
	{"panic", lazy.Regexp(`^panic: `)},
	{"AccessDenied", lazy.Regexp(`\bAccessDenied(?:Exception)?\b`)},
}

// failure returns the failure that a message without a level tells of.
func (h *head) failure() []byte {
	if h.status != "" && h.status != "success" {
		return []byte("invocation ended with status " + h.status)
	}
	if h.level != nil {
		return nil
	}
	for _, f := range failures {
		if f.text().Match(h.message) {
			return []byte(f.name)
		}
	}
	return nil
}

// headOfJSON reads a message that is an object.
func headOfJSON(text []byte) head {
	h := head{message: text}
	first := func(keys ...string) gjson.Result {
		for _, key := range keys {
			if v := gjson.GetBytes(text, key); v.Exists() {
				return v
			}
		}
		return gjson.Result{}
	}
	if v := first("level", "severity", "levelname", `log\.level`, "log.level"); v.Type == gjson.String {
		h.level = levelOf([]byte(v.Str))
	}
	if v := first("requestId", "AWSRequestId", "function_request_id", "record.requestId"); v.Type == gjson.String {
		h.requestID = []byte(v.Str)
	}
	if v := first("message", "msg", "errorMessage"); v.Exists() {
		h.message = []byte(v.String())
	}
	if v := first("record.status"); v.Type == gjson.String && first("type").String() == "platform.report" {
		h.status = v.Str
	}
	return h
}
