package redact

import (
	"bytes"
	"regexp"
	"strings"

	"hamari/parsers/lazy"
)

// Passwords on command lines. What stands before them is in the first group, the password in the second.
var (
	// curl -u user:password, wget --user=user:password
	userOption = lazy.Regexp(`^(-u|--user|--proxy-user)((?:[ \t]+|=)\\*["']?[^\s:"'\\]{1,100}:)([^\s"'\\]{1,200})`)
	// mysql -ppassword, and with quotes anywhere
	gluedOption  = lazy.Regexp(`^-p([^\s"'\\]{1,200})`)
	quotedOption = lazy.Regexp(`^-p(\\*["'])([^\s"'\\]{1,200})\\*["']`)
	// sshpass -p password, useradd -p password
	blankOption = lazy.Regexp(`^-p([ \t]+\\*["']?)([^\s"'\\]{1,200})`)
	// net user name password /add
	netUser = lazy.Regexp(`^(?i:user[ \t]+\\*["']?[^\s"'\\/]{1,100}\\*["']?[ \t]+\\*["']?)([^\s"'\\/*]{1,200})`)
	// echo user:password | chpasswd
	echoed = lazy.Regexp(`^((?:echo|printf)[ \t]+(?:-\w+[ \t]+)?\\*["']?[^\s:"'\\|]{1,100}:)([^\s"'\\|]{1,200})[^|\n]{0,20}\|\s*(?:sudo[ \t]+)?chpasswd`)
)

// glued are the commands whose option for the password has no blank behind it, and parted those that have one.
var (
	glued  = lazy.Regexp(`\b(?:mysql\w*|mariadb[\w-]*|mycli|7z|zip|unzip|rar)\b[^|;\n]*$`)
	parted = lazy.Regexp(`\b(?:sshpass|useradd|adduser|usermod|mongo\w*|docker login|psexec|ldapsearch)\b[^|;\n]*$`)
)

// option takes the password of an option of a command line.
func (s *scanner) option() (int, string) {
	if b := s.before(); b != 0 && strings.IndexByte(" \t\n\"'", b) < 0 {
		return 0, ""
	}
	rest := window(s.text[s.at:])
	const looked = 200
	before := s.text[max(0, s.at-looked):s.at]
	switch {
	case len(rest) < 4 || rest[1] != 'u' && rest[1] != 'p' && rest[1] != '-':
		return 0, ""
	case rest[1] == 'p' && (rest[2] == ' ' || rest[2] == '\t'):
		if parted().Match(before) {
			return s.behind(blankOption(), rest)
		}
		return 0, ""
	case rest[1] == 'p':
		if n, to := s.behind(quotedOption(), rest); n > 0 {
			return n, to
		}
		if glued().Match(before) {
			return s.behind(gluedOption(), rest)
		}
		return 0, ""
	}
	m := userOption().FindSubmatchIndex(rest)
	if m == nil {
		return 0, ""
	}
	password := rest[m[len(m)-2]:m[len(m)-1]]
	if runLength(password, digits, len(password)) == len(password) && !bytes.Contains(before, []byte("curl")) { // as in -u 1000:1000
		return 0, ""
	}
	return s.password(m, rest)
}

// typed takes the password that stands behind a word of a command line.
func (s *scanner) typed(word int) (int, string) {
	switch w := s.text[s.at : s.at+word]; {
	case word == len("user") && bytes.EqualFold(w, []byte("user")) && s.follows("net "):
		return s.behind(netUser(), window(s.text[s.at:]))
	case string(w) == "echo" || string(w) == "printf":
		return s.behind(echoed(), window(s.text[s.at:]))
	}
	return 0, ""
}

// behind takes what an expression has in its last group, with what stands before that.
func (s *scanner) behind(re *regexp.Regexp, rest []byte) (int, string) {
	m := re.FindSubmatchIndex(rest)
	if m == nil {
		return 0, ""
	}
	return s.password(m, rest)
}

// password takes what stands in the last group of a match.
func (s *scanner) password(m []int, rest []byte) (int, string) {
	from, to := m[len(m)-2], m[len(m)-1]
	value := string(rest[from:to])
	if isHarmless(value) || strings.HasPrefix(value, "REDACTED") || value[0] == '$' || value[0] == '/' {
		return 0, ""
	}
	return to, string(s.r.append(nil, rest[:from], 0)) + s.r.key.secretWord(value)
}
