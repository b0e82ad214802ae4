package redact

import (
	"bytes"

	"hamari/parsers/lazy"
)

// Names of things in a field of their own, as in {"Name": "DB_PASSWORD", "Value": "..."}, and what SSM calls a secret.
var (
	pairName     = lazy.Regexp(`(?i)(?:^|[^a-z])(?:parameter_?|option_?|variable_?|env_?)?(?:name|key)\\*["']?\s*[:=]>?\s*\\*["']?([^"'\\\s,}]{1,250})`)
	secureString = lazy.Regexp(`(?i)type\\*["']?\s*[:=]>?\s*\\*["']?securestring`)
)

// isValueName reports whether a field holds the value of what another field names.
func isValueName(name []byte) bool {
	const value = "value"
	n := len(name) - len(value)
	if n < 0 || !bytes.EqualFold(name[n:], []byte(value)) {
		return false
	}
	switch string(appendLower(nil, name[:n])) {
	case "", "parameter", "parameter_", "option", "string", "variable":
		return true
	}
	return false
}

// pairWindow is how far the name of a value may be away from it.
const pairWindow = 400

// isSecretPair reports whether a field beside the value that begins here, and ends n bytes on, says that it is secret.
func (s *scanner) isSecretPair(n int) bool {
	before := s.text[max(0, s.at-pairWindow):s.at]
	if i := bytes.LastIndexByte(before, '{'); i >= 0 {
		before = before[i+1:]
	} else {
		before = entryOf(before)
	}
	if isSecretEntry(before) {
		return true
	}
	behind := s.text[s.at+n : min(len(s.text), s.at+n+pairWindow)]
	end := bytes.IndexByte(behind, '}')
	return end >= 0 && bytes.IndexByte(behind[:end], '{') < 0 && isSecretEntry(behind[:end])
}

// entryOf is the beginning of an entry of a list in YAML, of which the text before a value is given.
func entryOf(before []byte) []byte {
	const most = 5 // lines
	from := len(before)
	for range most {
		from = bytes.LastIndexByte(before[:max(0, from)], '\n')
		line := bytes.TrimLeft(before[from+1:], " ")
		if from < 0 || bytes.HasPrefix(line, []byte("- ")) {
			return line
		}
	}
	return before[from+1:]
}

// isSecretEntry reports whether the fields of an entry name a secret.
func isSecretEntry(fields []byte) bool {
	for _, m := range pairName().FindAllSubmatch(fields, -1) {
		name := m[1]
		if i := bytes.LastIndexAny(name, "/.:"); i >= 0 {
			name = name[i+1:]
		}
		if len(name) > 0 && len(name) <= maxSecretName && isSecretName(name) {
			return true
		}
	}
	return secureString().Match(fields)
}
